"""A flow with mapped tasks through Prefect's SDK; prints one JSON line when the flow has returned."""

import json
import sys
import time

from prefect import flow, task
from prefect.runtime import flow_run


@task
def increment(number: int) -> int:
    return number + 1


@flow(name="bench-mapped")
def mapped(count: int) -> tuple[str, int]:
    futures = increment.map(list(range(count)))
    return str(flow_run.id), sum(future.result() for future in futures)


if __name__ == "__main__":
    tasks = int(sys.argv[1])
    begin = time.monotonic()
    flow_run_id, total = mapped(tasks)
    wall = time.monotonic() - begin
    assert total == tasks * (tasks + 1) // 2, total
    print(json.dumps({"flow_run_id": flow_run_id, "wall_seconds": wall}), flush=True)
