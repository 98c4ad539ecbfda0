import { Download, Image as ImageIcon } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { toast } from "sonner";
import { toCsv } from "@/lib/csv";
import { fileName, savePicture, saveText } from "@/lib/save";
import { Button, Panel } from "../basics";

interface Props {
  title: string;
  aside?: ReactNode;
  /** What the chart shows, as rows below the names of their columns; none while there is nothing to save. */
  table?: (() => readonly (readonly unknown[])[]) | undefined;
  children: ReactNode;
  className?: string;
}

/** A chart in a panel, which one can save as CSV and as a picture. */
export function Chart({ title, aside, table, children, className }: Props) {
  const drawn = useRef<HTMLDivElement>(null);
  const [busy, setBusy] = useState(false);
  const picture = async () => {
    if (!drawn.current) return;
    setBusy(true);
    try {
      await savePicture(drawn.current, title);
    } catch (error) {
      toast.error(`The picture could not be made: ${error instanceof Error ? error.message : String(error)}`);
    }
    setBusy(false);
  };
  return (
    <Panel
      title={title}
      {...(className ? { className } : {})}
      aside={
        <>
          {aside}
          <span className="flex">
            <Button
              small
              look="ghost"
              aria-label={`Save ${title} as CSV`}
              title="Save as CSV"
              disabled={!table}
              onClick={() => table && saveText(toCsv(table()), fileName(title, "csv"))}
            >
              <Download size={13} aria-hidden /> CSV
            </Button>
            <Button
              small
              look="ghost"
              aria-label={`Save ${title} as PNG`}
              title="Save as a picture"
              disabled={!table || busy}
              onClick={() => void picture()}
            >
              <ImageIcon size={13} aria-hidden /> PNG
            </Button>
          </span>
        </>
      }
    >
      <div ref={drawn}>{children}</div>
    </Panel>
  );
}
