"""A real flow fails, and Slack hears of it: the automation and the block are made by the stock SDK."""

from __future__ import annotations

import sys
from pathlib import Path
from uuid import UUID

from prefect import flow
from prefect.automations import Automation, EventTrigger
from prefect.blocks.notifications import SlackWebhook
from prefect.events.actions import SendNotification
from prefect.events.schemas.automations import Posture

from tests.harness.receiver import Receiver
from tests.harness.sdk import run_script
from tests.harness.servers import Server

# The last part of a webhook's address is its password.
PASSWORD = "T0000-B0000-s3cretpassw0rd"

FAILED = EventTrigger(
    expect={"prefect.flow-run.Failed"},
    match={"prefect.resource.id": "prefect.flow-run.*"},
    posture=Posture.Reactive,
    threshold=1,
)


def save_block(url: str) -> UUID:
    block = SlackWebhook(url=f"{url}/services/{PASSWORD}")
    return block.save("alerts")


def alert_on_failure(block: UUID) -> None:
    Automation(
        name="tell the team",
        trigger=FAILED,
        actions=[
            SendNotification(
                block_document_id=block,
                subject="{{ flow.name }} failed",
                body="{{ flow_run.name }} is {{ flow_run.state.name }}: {{ flow_run.state.message }} {{ flow_run|ui_url }}",
            )
        ],
    ).create()


@flow(name="nightly load", flow_run_name="monday", log_prints=True)
def nightly_load(*, well: bool) -> None:
    if not well:
        raise ValueError("the disk is full")


def main(steps: list[str]) -> None:
    for step in steps:
        if step in ("well", "badly"):
            nightly_load(well=step == "well", return_state=True)
        else:
            alert_on_failure(save_block(step))


def load(server: Server, *steps: str) -> None:
    """Loads well or badly, in the steps' order; an address is where failures are told from then on."""
    outcome = run_script(Path(__file__), server, steps)
    assert outcome.returncode == 0, outcome.output[-4000:]


def test_a_failed_run_is_told_to_slack_once(alerting: Server, inbox: Receiver) -> None:
    load(alerting, inbox.url, "well", "badly")
    message = inbox.next()
    assert message.path == f"/services/{PASSWORD}"
    assert message.headers["content-type"] == "application/json"
    text = message.body["text"]
    assert text.startswith("*nightly load failed*\nmonday is Failed: Flow run encountered an exception: ")
    assert "the disk is full" in text and f"{alerting.root}/runs/flow-run/" in text
    # The second failure's message is the next one: the first was told once.
    load(alerting, "badly")
    second = inbox.next()
    assert second.headers["idempotency-key"] != message.headers["idempotency-key"]
    assert inbox.is_quiet()


def test_a_receiver_that_is_down_is_told_later_under_the_same_key(alerting: Server, inbox: Receiver) -> None:
    inbox.answers.append(503)
    load(alerting, inbox.url, "badly")
    refused, taken = inbox.next(), inbox.next()
    assert refused.body == taken.body
    assert refused.headers["idempotency-key"] == taken.headers["idempotency-key"]


def test_what_fired_is_told_after_a_crash(alerting: Server, inbox: Receiver) -> None:
    # While nobody takes the message, the server is killed.
    inbox.answers.append(503)
    load(alerting, inbox.url, "badly")
    first = inbox.next()
    alerting.kill()
    alerting.start()
    again = inbox.next(patience=120)
    assert again.headers["idempotency-key"] == first.headers["idempotency-key"]


def test_the_password_in_the_address_is_kept_secret(alerting: Server, inbox: Receiver) -> None:
    inbox.answers.append(503)
    load(alerting, inbox.url, "badly")
    inbox.next()
    inbox.next()
    alerting.stop()
    kept = [path for path in alerting.folder.rglob("*") if path.is_file()]
    assert kept
    for path in kept:
        assert PASSWORD.encode() not in path.read_bytes(), path


if __name__ == "__main__":
    main(sys.argv[1:])
