import { lazy, type ReactNode, Suspense, useState } from "react";
import { Panel, Skeleton } from "./basics";

const CodeEditor = lazy(() => import("./code-editor"));

interface Both<T> {
  value: T;
  text: string;
  /** What is wrong with the text; empty where it says the same as the form. */
  wrong: string;
  fromForm: (next: T) => void;
  fromText: (next: string) => void;
}

/** Something as a form and as text, each of which changes the other. `read` throws what it cannot read. */
export function useFormAndText<T>(begin: T, write: (value: T) => string, read: (text: string) => T): Both<T> {
  const [value, setValue] = useState(begin);
  const [text, setText] = useState(() => write(begin));
  const [wrong, setWrong] = useState("");
  return {
    value,
    text,
    wrong,
    fromForm: (next) => {
      setValue(next);
      setText(write(next));
      setWrong("");
    },
    fromText: (next) => {
      setText(next);
      try {
        setValue(read(next));
        setWrong("");
      } catch (error) {
        setWrong(error instanceof Error ? error.message : String(error));
      }
    },
  };
}

interface Props<T> {
  both: Both<T>;
  /** The name of the text for those who do not see it. */
  label: string;
  /** Which command takes such a text from a file. */
  command: string;
  children: ReactNode;
}

/** The form and the YAML side by side. */
export function FormAndText<T>({ both: { text, wrong, fromText }, label, command, children }: Props<T>) {
  return (
    <div className="grid items-stretch gap-4 xl:grid-cols-2">
      <Panel title="Form">{children}</Panel>
      <Panel
        title="YAML"
        aside={wrong ? <span className="text-danger">not readable yet</span> : `as in files for ${command}`}
        className="flex flex-col [&>div]:flex-1"
      >
        <Suspense fallback={<Skeleton className="h-96" />}>
          <CodeEditor value={text} onChange={fromText} language="yaml" label={label} />
        </Suspense>
        {wrong && (
          <p role="alert" className="pt-2 font-mono text-xs whitespace-pre-wrap text-danger">
            {wrong}
          </p>
        )}
      </Panel>
    </div>
  );
}
