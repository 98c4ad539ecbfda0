"""What the workers of the integrations run in containers."""

import os

from prefect import flow, task


@task
def doubled(number: int) -> int:
    return 2 * number


@flow(name="contained", log_prints=True)
def contained(number: int, *, well: bool = True) -> int:
    print(f"{os.environ['GREETING']}: {doubled(number)}")
    if not well:
        raise ValueError("asked to fail")
    return number
