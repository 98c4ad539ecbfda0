import { Page } from "@/components/basics";
import { blank } from "@/lib/slo-file";
import { Editor } from "./editor";

export default function NewSlo() {
  return (
    <Page title="New objective">
      <Editor begin={blank()} />
    </Page>
  );
}
