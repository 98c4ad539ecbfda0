import { useState } from "react";
import { authorization } from "@/api/client";
import { Button, Input } from "./basics";

/** Asks for a key where the server wants to know who is there. */
export function SignIn({ onSecret }: { onSecret: (secret: string) => void }) {
  const [secret, setSecret] = useState("");
  const [told, setTold] = useState("");
  const [busy, setBusy] = useState(false);
  return (
    <main className="flex min-h-dvh items-center justify-center p-6">
      <form
        className="flex w-full max-w-sm flex-col gap-3 rounded-lg border bg-panel p-6"
        onSubmit={async (event) => {
          event.preventDefault();
          setBusy(true);
          setTold("");
          const header = authorization(secret.trim());
          try {
            const answer = await fetch("/api/version", { headers: header ? { Authorization: header } : {} });
            if (answer.ok) onSecret(secret.trim());
            else if (answer.status === 401) setTold("The server does not know this key.");
            else setTold(`The server answered ${answer.status}.`);
          } catch {
            setTold("The server cannot be reached.");
          } finally {
            setBusy(false);
          }
        }}
      >
        <img src="/favicon.svg" alt="" width={32} height={32} />
        <h1 className="text-lg font-semibold">Sign in to Weir</h1>
        <p className="text-[13px] text-muted">
          This server asks who is there. Use an API key (<code className="font-mono text-xs">weir auth create</code>) or the
          server’s user and password.
        </p>
        <label className="flex flex-col gap-1 text-xs text-muted">
          API key, or user:password
          <Input
            type="password"
            autoComplete="current-password"
            value={secret}
            onChange={(event) => setSecret(event.target.value)}
          />
        </label>
        {told && (
          <p role="alert" className="text-[13px] text-danger">
            {told}
          </p>
        )}
        <Button type="submit" look="primary" disabled={busy || !secret.trim()}>
          Sign in
        </Button>
      </form>
    </main>
  );
}
