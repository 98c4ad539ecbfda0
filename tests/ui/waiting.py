"""A flow that waits for a person, run by the stock SDK as a script: it ends when somebody has answered."""

from typing import Literal

from prefect import flow, get_run_logger, pause_flow_run
from prefect.input import RunInput

# Longer than the tests that answer it.
PATIENCE = 1800


class Refund(RunInput):
    """What a person decides."""

    approved: bool
    amount: float
    reason: Literal["goodwill", "defect"] = "goodwill"
    notes: list[str] = []


@flow
def refund(customer: int = 17) -> None:
    logger = get_run_logger()
    logger.info("asking about customer %d", customer)
    asked = Refund.with_initial_data(description=f"Does customer {customer} get the money back?", amount=12.5)
    answer = pause_flow_run(wait_for_input=asked, timeout=PATIENCE, poll_interval=1)
    logger.info("refund of %.2f for %s: %s %s", answer.amount, answer.reason, answer.approved, answer.notes)


if __name__ == "__main__":
    refund()
