"""Two real flows fail, one after the other, and a webhook is called: a sequence of triggers made by the stock SDK."""

from __future__ import annotations

import sys
from pathlib import Path

from prefect import flow
from prefect.automations import Automation, EventTrigger, SequenceTrigger
from prefect.blocks.webhook import Webhook
from prefect.events.actions import CallWebhook
from prefect.events.schemas.automations import Posture

from tests.harness.receiver import Receiver
from tests.harness.sdk import run_script
from tests.harness.servers import Server

KEY = "s3cret-key"


def failed(name: str) -> EventTrigger:
    return EventTrigger(
        expect={"prefect.flow-run.Failed"},
        match_related={"prefect.resource.role": "flow", "prefect.resource.name": name},
        posture=Posture.Reactive,
        threshold=1,
    )


@flow(name="extract")
def extract() -> None:
    raise ValueError("no source")


@flow(name="load", flow_run_name="tuesday")
def load() -> None:
    raise ValueError("no target")


def watch(url: str) -> None:
    block = Webhook(url=f"{url}/pager", method="POST", headers={"X-Key": KEY}).save("pager")
    Automation(
        name="both failed",
        trigger=SequenceTrigger(triggers=[failed("extract"), failed("load")], within=600),
        actions=[CallWebhook(block_document_id=block, payload='{"run": "{{ flow_run.name }}", "firings": {{ firings | length }}}')],
    ).create()


def main(steps: list[str]) -> None:
    flows = {"extract": extract, "load": load}
    for step in steps:
        if step in flows:
            flows[step](return_state=True)
        else:
            watch(step)


def test_a_webhook_is_called_when_one_failure_follows_another(alerting: Server, inbox: Receiver) -> None:
    # In the wrong order first: only the last two make the sequence.
    outcome = run_script(Path(__file__), alerting, (inbox.url, "load", "extract", "load"))
    assert outcome.returncode == 0, outcome.output[-4000:]
    call = inbox.next()
    assert call.path == "/pager"
    assert call.headers["x-key"] == KEY
    # The sequence's own firing, and those of its two triggers.
    assert call.body == {"run": "tuesday", "firings": 3}
    assert inbox.is_quiet()


if __name__ == "__main__":
    main(sys.argv[1:])
