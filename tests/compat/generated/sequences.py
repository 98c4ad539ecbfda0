"""Lives of objects: one is made, changed, read, acted on, perhaps deleted, and then asked for again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tests.compat.generated.known import KINDS
from tests.compat.generated.planned import Planned
from tests.compat.generated.values import Values
from tests.compat.openapi import Operation

# What many others hang on is made more often.
SHARES = {"/flow_runs": 6, "/task_runs": 4, "/flows": 3, "/deployments": 4, "/work_pools": 3, "/v2/concurrency_limits": 3}
# Takes Prefect's server seconds, and no input.
RARE = "/block_types/install_system_block_types"


def sequences(values: Values) -> Iterator[list[Planned]]:
    """Lives without end, as the requests of each."""
    families = _families(values)
    names, shares = list(families), [SHARES.get(name, 1) for name in families]
    while True:
        yield list(_life(values, families[values.random.choices(names, shares)[0]]))


def _families(values: Values) -> dict[str, list[Operation]]:
    """The operations by the path that their objects are under."""
    families: dict[str, list[Operation]] = defaultdict(list)
    for operation in values.contract.operations:
        if operation.method != "WS" and operation.path != RARE:
            parts = operation.path.split("/")
            families["/".join(parts[: 3 if parts[1] in ("v2", "ui") else 2])].append(operation)
    return families


def _life(values: Values, family: list[Operation]) -> Iterator[Planned]:
    makers = [operation for operation in family if operation.path.rstrip("/") in KINDS and operation.method in ("POST", "PUT")]
    if not makers:
        yield _planned(values, values.random.choice(family))
        return
    for _ in range(values.random.choice((1, 1, 2))):
        maker = values.random.choice(makers)
        made = _planned(values, maker)
        values.remember(maker, made.body)
        yield made
    others = [operation for operation in family if operation not in makers and operation.method != "DELETE"]
    for _ in range(values.random.randint(2, 7)):
        yield _planned(values, values.random.choice(others))
    ends = [operation for operation in family if operation.method == "DELETE"]
    if ends and values.random.random() < 0.3:
        yield _planned(values, values.random.choice(ends))
        yield _planned(values, values.random.choice(others))


def _planned(values: Values, operation: Operation) -> Planned:
    last = values.random.random() < 0.8
    return Planned("sequences", operation.method, values.path(operation, last=last), values.body(operation))
