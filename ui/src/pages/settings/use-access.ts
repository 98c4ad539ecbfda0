import { useQuery } from "@tanstack/react-query";
import { server } from "@/api/server";

/** What whoever looks at the page may do. */
export const useAccess = () => useQuery({ queryKey: ["access"], queryFn: ({ signal }) => server.access(signal) });
