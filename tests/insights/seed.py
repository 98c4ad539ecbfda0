"""A random month of runs, written into weir's database: no client can tell the server of past states."""

from __future__ import annotations

import json
import math
import random
import sqlite3
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

RUNS = 20_000
ERRORS = ["ValueError: bad row {}", "requests.exceptions.Timeout: no answer after {} s", "KeyError: 'day {}'"]
TAGS = ["critical", "team:data", "nightly", "eu", "us"]
TASKS = ["extract-1f0a93be", "clean-0be1f0a9", "join-77e1f0a9", "load-00e1f0a9"]
SECOND = 1_000_000


def micros(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


class Seed:
    """What is drawn, from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        year, month = 2025, self.random.randint(1, 12)
        self.start = datetime(year, month, 1, tzinfo=UTC)
        self.end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
        self.rows: dict[str, list[dict[str, Any]]] = {}

    def id(self) -> bytes:
        return uuid.UUID(int=self.random.getrandbits(128), version=4).bytes

    def add(self, table: str, **row: Any) -> bytes:
        made = {"id": self.id(), "created": micros(self.start), "updated": micros(self.start)} | row
        self.rows.setdefault(table, []).append(made)
        return made["id"]

    def tell(self) -> None:
        queues = []
        for pool in ["kubernetes", "process"]:
            pool_id = self.add(
                "work_pools", name=pool, type="process", base_job_template="{}", is_paused=False, status="READY", storage_configuration="{}"
            )
            for queue in ["default", "urgent"]:
                queues.append(
                    self.add("work_queues", name=queue, description="", is_paused=False, priority=1, status="READY", work_pool_id=pool_id)
                )
        flows = []
        for nth in range(8):
            flow = self.add("flows", name=f"flow-{nth}", tags="[]", labels="{}")
            deployments = [
                self.add(
                    "deployments", name=name, flow_id=flow, version="2", paused=False, job_variables="{}", parameters="{}", tags="[]",
                    labels="{}", status="READY", enforce_parameter_schema=False,
                )
                for name in ["daily", "hourly"]
            ]  # fmt: skip
            growth = self.random.choice([0, 0, 0.02, -0.02])
            flows.append((flow, [*deployments, None], math.exp(self.random.uniform(0, 7)), growth))
        for _ in range(RUNS):
            self.run(flows, queues)

    def run(self, flows: list[Any], queues: list[bytes]) -> None:
        draw = self.random
        flow, deployments, typical, growth = draw.choice(flows)
        deployment = draw.choice(deployments)
        expected = draw.randrange(micros(self.start), micros(self.end))
        day = (expected - micros(self.start)) / (86_400 * SECOND)
        seconds = typical * math.exp(growth * day + draw.gauss(0, 0.4))
        fate = draw.choices(
            ["COMPLETED", "FAILED", "CRASHED", "CANCELLED", "UNSTARTED", "RUNNING", "SCHEDULED"], [850, 80, 20, 25, 23, 1, 1]
        )[0]
        started = fate not in ("UNSTARTED", "SCHEDULED")
        start = expected + int(draw.expovariate(1 / 5) * SECOND) - draw.randrange(2) * SECOND if started else None
        attempts = draw.choice([1, 1, 1, 1, 2, 3]) if started else 0
        run_time = int(seconds * SECOND) if started else 0
        ended = fate not in ("RUNNING", "SCHEDULED")
        # Prefect has a run that ends without having run start when it ends.
        start = expected if fate == "UNSTARTED" else start
        end = (start or expected) + run_time + (attempts > 1) * draw.randrange(60 * SECOND) if ended else None
        state = {"UNSTARTED": "CANCELLED"}.get(fate, fate)
        message = draw.choice(ERRORS).format(draw.randrange(1000)) if state in ("FAILED", "CRASHED") else None
        around = f"Flow run encountered an exception: {message}" if message else None
        run = self.add(
            "flow_runs", name=f"run-{draw.getrandbits(32):x}", flow_id=flow, deployment_id=deployment,
            deployment_version=draw.choice(["1", "2"]) if deployment else None,
            work_queue_id=draw.choice(queues) if deployment else None, parameters="{}", context="{}", empirical_policy="{}",
            tags=json.dumps(draw.sample(TAGS, draw.randrange(3))), labels="{}", auto_scheduled=deployment is not None,
            run_count=attempts, expected_start_time=expected, start_time=start, end_time=end,
            total_run_time=run_time if ended else 0, **self.state(state, end or start or expected, around),
        )  # fmt: skip
        if started and ended and draw.random() < 0.2:
            self.tasks(run, start, end, message if state == "FAILED" else None)

    def tasks(self, run: bytes, start: int, end: int, failure: str | None) -> None:
        """Extract, clean and join after it, then load: most with inputs, some with nothing but their order."""
        draw = self.random
        cuts = sorted(draw.randrange(end - start + 1) for _ in range(5))
        spans = [(0, cuts[0]), (cuts[0], cuts[2]), (cuts[1], cuts[3]), (cuts[3], cuts[4])]
        made: list[bytes] = []
        told = draw.random() < 0.7
        for nth, (key, (begin, finish)) in enumerate(zip(TASKS, spans, strict=True)):
            waits_for = [[], [0], [0], [1, 2]][nth] if told else []
            sources = [{"input_type": "task_run", "id": str(uuid.UUID(bytes=made[other]))} for other in waits_for]
            attempts = draw.choice([1, 1, 1, 2, 4])
            work = (finish - begin) // attempts
            message = f"Task run encountered an exception {failure}" if failure and nth == 3 else None
            state = "FAILED" if message else "COMPLETED"
            made.append(
                self.add(
                    "task_runs", name=f"{key}-0", flow_run_id=run, task_key=key, dynamic_key=str(nth), empirical_policy="{}", tags="[]",
                    task_inputs=json.dumps({"data": sources}), run_count=attempts, flow_run_run_count=1,
                    expected_start_time=start + begin - draw.randrange(SECOND), start_time=start + begin, end_time=start + finish,
                    total_run_time=work, **self.state(state, start + finish, message),
                )
            )  # fmt: skip

    def state(self, state: str, at: int, message: str | None) -> dict[str, Any]:
        return {
            "state_id": self.id(), "state_type": state, "state_name": state.capitalize(), "state_timestamp": at, "state_message": message,
            "state_details": "{}",
        }  # fmt: skip

    def write(self, database: Path) -> None:
        with sqlite3.connect(database) as connection:
            for table, rows in self.rows.items():
                columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
                names = sorted({name for row in rows for name in row} & columns)
                values = ", ".join(f":{name}" for name in names)
                blank = dict.fromkeys(names)
                connection.executemany(
                    f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})",
                    ({name: (blank | row)[name] for name in names} for row in rows),
                )
        connection.close()
