"""The same automations and events on both servers come to the same firings, for all of Prefect's kinds of triggers.

Prefect's server evaluates two events at a time, so each event is sent when the one before was evaluated: that is told by
a marker, which follows it, and which another automation waits for.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

import httpx
import pytest

from tests.harness.postgres import Postgres
from tests.harness.servers import Server, prefect_server

PATIENCE = 60

# How long after the last event was evaluated firings may still be told, in seconds.
SETTLED = 30

Trigger = dict[str, Any]
Firing = dict[str, Any]
Told = dict[str, list[Firing]]


def on(*names: str, **more: Any) -> Trigger:
    return {"type": "event", "posture": "Reactive", "expect": [f"firing.{name}" for name in names]} | more


def after(*names: str) -> dict[str, list[str]]:
    return {"after": [f"firing.{name}" for name in names]}


def compound(require: str | int, *triggers: Trigger, within: float | None = 600) -> Trigger:
    return {"type": "compound", "require": require, "triggers": list(triggers), "within": within}


def sequence(*triggers: Trigger, within: float | None = 600) -> Trigger:
    return {"type": "sequence", "triggers": list(triggers), "within": within}


def thing(pattern: str) -> dict[str, dict[str, str]]:
    return {"match": {"prefect.resource.id": pattern}}


EACH = {"for_each": ["prefect.resource.id"]}
POOL = {"prefect.resource.role": "pool", "prefect.resource.name": "blue"}
QUEUE = {"prefect.resource.role": "queue", "prefect.resource.id": "firing.queue.*"}

TRIGGERS: dict[str, Trigger] = {
    "one": on("a"),
    "either": on("a", "b"),
    "pattern": on("*"),
    "anything": on(**thing("firing.thing.*")),
    "three in time": on("a", threshold=3, within=60),
    "three in a short time": on("a", threshold=3, within=5),
    "two at once": on("a", threshold=2, within=0),
    "one in a time": on("a", within=10),
    "of one thing": on("a", **thing("firing.thing.1")),
    "of all but one": on("a", **thing("!firing.thing.1")),
    "of several": on("a", match={"prefect.resource.id": ["firing.thing.1", "firing.thing.3"]}),
    "of a label": on("a", "b", match={"colour": "re*"}),
    "related": on("a", "b", "c", match_related=POOL),
    "related to both": on("a", "b", "c", match_related=[POOL, QUEUE]),
    "for each": on("a", threshold=2, within=60, **EACH),
    "for each related": on("a", "b", "c", threshold=2, within=60, for_each=["related:pool:prefect.resource.name"]),
    "for each of two": on("a", "b", threshold=2, within=60, for_each=["prefect.resource.id", "colour"]),
    "after": on("b", within=60, **after("a")),
    "after for each": on("b", within=60, **after("a"), **EACH),
    "after itself": on("a", within=60, **after("a")),
    "after in time": on("b", within=3, **after("a")),
    "any": compound("any", on("a"), on("b")),
    "all": compound("all", on("a"), on("b")),
    "all for ever": compound("all", on("a"), on("c"), within=None),
    "two of three": compound(2, on("a"), on("b"), on("c")),
    "all with counts": compound("all", on("a", threshold=2, within=60), on("b", threshold=2, within=60)),
    "in order": sequence(on("a"), on("b"), on("c")),
    "in another order": sequence(on("c"), on("a")),
    "nested": sequence(compound("any", on("a"), on("b")), on("c")),
    "nested deeper": compound("all", sequence(on("a"), on("b")), compound(1, on("c"), on("d"))),
    "in order for each": sequence(on("a", **EACH), on("b", **thing("firing.thing.2"))),
    "out of order": on("x", threshold=3, within=600),
    "after out of order": on("y", within=600, **after("x")),
}

# Events, the things that they are about, and when they happened, in seconds; the last ones come out of order.
STREAM: list[tuple[str, int, float]] = [
    ("a", 1, 0),
    ("a", 1, 1),
    ("b", 1, 2),
    ("a", 2, 3),
    ("c", 1, 4),
    ("b", 2, 5),
    ("a", 1, 6),
    ("a", 3, 7),
    ("d", 4, 8),
    ("b", 1, 9),
    ("b", 1, 10),
    ("c", 2, 11),
    ("a", 2, 12),
    ("a", 1, 25),
    ("b", 2, 30),
    ("a", 1, 31),
    ("e", 5, 32),
    ("f", 1, 33),
    ("x", 1, 20),
    ("x", 2, 14),
    ("y", 1, 22),
    ("x", 1, 22),
    ("y", 1, 21),
    ("x", 1, 5),
    ("x", 1, 29),
]

# Triggers that wait for what does not come: each fires for the fourth thing, which nothing comes from.
OVERDUE: dict[str, Trigger] = {
    "absent": on("done", posture="Proactive", within=10, **after("begun"), **EACH),
    "too few": on("done", posture="Proactive", within=10, threshold=2, **after("begun"), **EACH),
    "absent there": on("done", posture="Proactive", within=10, **after("begun"), **EACH, **thing("firing.thing.4")),
    "stopped": on("begun", "done", posture="Proactive", within=10, **after("begun"), **EACH),
    "absent and begun": compound("all", on("done", posture="Proactive", within=10, **after("begun"), **EACH, **thing("*.4")), on("begun", **thing("*.4"))),
}
BEGUN = [("begun", 1), ("begun", 2), ("begun", 3), ("begun", 4), ("done", 2), ("done", 3), ("done", 3)]

SHADES = {1: "red", 2: "green", 3: "blue", 4: "grey", 5: "grey"}


@dataclass
class Side:
    """One server, with the ids of the automations that were made there."""

    name: str
    client: httpx.Client
    made: dict[str, str]

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.client.request(method, path, json=body)
        assert answer.is_success, f"{self.name}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def make(self, name: str, trigger: Trigger) -> None:
        body = {"name": name, "trigger": trigger, "actions": [{"type": "do-nothing"}]}
        self.made[name] = self.ask("POST", "/automations/", body)["id"]

    def last_mark(self) -> str | None:
        """The marker that was evaluated last."""
        resource = {"id": [f"prefect.automation.{self.made['markers']}"]}
        ask = {"filter": {"event": {"name": ["prefect.automation.triggered"]}, "resource": resource, "order": "DESC"}, "limit": 1}
        return next((told["payload"]["triggering_event"]["id"] for told in self.ask("POST", "/events/filter", ask)["events"]), None)

    def firings(self) -> Told:
        """What each automation has told of its firings."""
        told: Told = {name: [] for name in self.made}
        names = {f"prefect.automation.{id}": name for name, id in self.made.items()}
        ask = {"filter": {"event": {"name": ["prefect.automation.triggered"]}, "order": "ASC"}, "limit": 50}
        page = self.ask("POST", "/events/filter", ask)
        while True:
            for event in page["events"]:
                if name := names.get(event["resource"]["prefect.resource.id"]):
                    by = event["payload"]["triggering_event"]
                    told[name].append({"labels": event["payload"]["triggering_labels"], "by": by and by["id"]})
            if not page["next_page"]:
                return told
            page = self.ask("GET", page["next_page"].removeprefix(str(self.client.base_url).rstrip("/")))


class Stream:
    """Events, the same for both servers."""

    def __init__(self) -> None:
        self.salt = str(uuid4())
        self.sent: list[dict[str, Any]] = []

    def next(self, name: str, number: int, occurred: datetime) -> dict[str, Any]:
        related = [{"prefect.resource.id": f"firing.pool.{number}", "prefect.resource.role": "pool", "prefect.resource.name": SHADES[number]}]
        if name == "c" or number == 3:
            related.append({"prefect.resource.id": f"firing.queue.{number}", "prefect.resource.role": "queue"})
        event = {
            "id": str(uuid5(NAMESPACE_URL, f"{self.salt}{len(self.sent)}")),
            "event": f"firing.{name}",
            "occurred": occurred.isoformat(),
            "resource": {"prefect.resource.id": f"firing.thing.{number}", "colour": SHADES[number]},
            "related": related,
            "payload": {},
        }
        self.sent.append(event)
        return event

    def names(self) -> dict[str, str]:
        """What was sent, by its id."""
        return {event["id"]: f"{at:02}: {event['event']} of {event['resource']['prefect.resource.id']}" for at, event in enumerate(self.sent)}


@pytest.fixture(scope="module")
def reference() -> Iterator[Server]:
    """Prefect's server on PostgreSQL: on SQLite it evaluates an event again when its writes met others."""
    database = Postgres().fresh_database().replace("postgresql://", "postgresql+asyncpg://")
    environment = {
        "PREFECT_API_DATABASE_CONNECTION_URL": database,
        # It forgets what it has counted by when events happened, however long it took to evaluate them.
        "PREFECT_SERVER_EVENTS_EXPIRED_BUCKET_BUFFER": "PT10M",
    }
    with prefect_server(quiet=False, name="firings", environment=environment) as server:
        yield server
    shutil.rmtree(server.folder, ignore_errors=True)


@pytest.fixture
def sides(reference: Server, weir: Server) -> Iterator[list[Side]]:
    sides = [Side(server.name, httpx.Client(base_url=server.api, timeout=60), {}) for server in (reference, weir)]
    yield sides
    for side in sides:
        for id in side.made.values():
            side.ask("DELETE", f"/automations/{id}")
        side.client.close()


def on_each(sides: list[Side], do: Callable[[Side], Any]) -> list[Any]:
    with ThreadPoolExecutor(len(sides)) as pool:
        return list(pool.map(do, sides))


def watch(sides: list[Side], triggers: dict[str, Trigger]) -> None:
    """Makes the automations, and waits until each server looks at them: the last one is told by its firing."""

    def make(side: Side) -> None:
        for name, trigger in triggers.items():
            side.make(name, trigger)
        side.make("markers", {"type": "event", "posture": "Reactive", "expect": ["marker"]})
        deadline = time.monotonic() + PATIENCE
        while not side.last_mark():
            assert time.monotonic() < deadline, f"{side.name} does not look at its automations"
            side.ask("POST", "/events", [marker(None)])
            time.sleep(0.2)

    on_each(sides, make)


def marker(follows: str | None) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat()
    return {"id": str(uuid4()), "event": "marker", "occurred": now, "resource": {"prefect.resource.id": "marker"}, "follows": follows}


def send(sides: list[Side], event: dict[str, Any]) -> None:
    """Sends an event, and waits until both servers have evaluated it."""

    def evaluate(side: Side) -> None:
        mark = marker(event["id"])
        side.ask("POST", "/events", [event, mark])
        deadline = time.monotonic() + PATIENCE
        while side.last_mark() != mark["id"]:
            assert time.monotonic() < deadline, f"{side.name} has not evaluated {event}"
            time.sleep(0.05)

    on_each(sides, evaluate)


def told(side: Side, stream: Stream) -> Told:
    """The firings of each automation; what several windows that end together fire has no order."""
    names = stream.names()
    firings = {name: of_it for name, of_it in side.firings().items() if name != "markers"}
    named = {name: [firing | {"by": names[firing["by"]]} for firing in of_it] for name, of_it in firings.items()}
    return {name: sorted(of_it, key=lambda firing: (firing["by"], str(firing["labels"]))) for name, of_it in named.items()}


def settled(sides: list[Side], stream: Stream, is_all: Callable[[Told], bool]) -> tuple[Told, Told]:
    """What the reference and the candidate have told when the first has told all, and both agree or will not."""
    deadline = time.monotonic() + SETTLED
    while True:
        wanted, got = on_each(sides, lambda side: told(side, stream))
        if (is_all(wanted) and wanted == got) or time.monotonic() > deadline:
            return wanted, got
        time.sleep(0.2)


def differing(wanted: Told, got: Told) -> dict[str, Told]:
    """Of each automation whose firings differ, those that only one side has told of."""
    return {
        name: {
            "only the reference": [firing for firing in wanted[name] if wanted[name].count(firing) > got[name].count(firing)],
            "only the candidate": [firing for firing in got[name] if got[name].count(firing) > wanted[name].count(firing)],
        }
        for name in wanted
        if wanted[name] != got[name]
    }


def test_events_fire_the_same(sides: list[Side]) -> None:
    watch(sides, TRIGGERS)
    stream = Stream()
    begin = datetime.now(UTC) - timedelta(seconds=40)
    for name, number, second in STREAM:
        send(sides, stream.next(name, number, begin + timedelta(seconds=second)))
    # A duplicate counts no second time.
    send(sides, stream.sent[0])
    wanted, got = settled(sides, stream, lambda told: all(told.values()) and len(told["pattern"]) >= len(STREAM))
    assert all(wanted.values())
    assert not differing(wanted, got)


def test_what_does_not_come_fires_the_same(sides: list[Side]) -> None:
    watch(sides, OVERDUE)
    stream = Stream()
    for name, number in BEGUN:
        send(sides, stream.next(name, number, datetime.now(UTC)))
    wanted, got = settled(sides, stream, lambda told: all(told.values()) and of_the_fourth(told["absent"]) and of_the_fourth(told["too few"]))
    assert of_the_fourth(wanted["absent"]) and of_the_fourth(wanted["too few"])
    assert not differing(wanted, got)


def of_the_fourth(firings: list[Firing]) -> bool:
    return any(firing["labels"] == {"prefect.resource.id": "firing.thing.4"} for firing in firings)

