"""Limits by name: create, read, change, delete; slots with and without leases, rates."""

from tests.compat.lockstep import Lockstep
from tests.compat.objects import UNKNOWN

LIMITS = "/v2/concurrency_limits"

# Both servers spread the wait at random about the same average.
DRAWN = r"^headers\.retry-after$"


def create_read_delete(api: Lockstep) -> None:
    one = api.post(f"{LIMITS}/", {"name": "cl-one", "limit": 1})["id"]
    for body in (
        {"name": "cl-one", "limit": 2},
        {"name": "cl-full", "limit": 3, "active": False, "active_slots": 2, "denied_slots": 4, "slot_decay_per_second": 0.5},
        {"name": "cl-zero", "limit": 0},
        {"name": "cl ünï ✓", "limit": 1},
        {"name": "tag:cl-v2", "limit": 1},
        {"name": "a/b", "limit": 1},
        {"name": "", "limit": 1},
        {"name": "cl-bad", "limit": -1},
        {"name": "cl-bad", "limit": 1.5},
        {"name": "cl-bad", "limit": None},
        {"name": "cl-bad"},
        {"limit": 1},
        {"name": "cl-bad", "limit": 1, "slot_decay_per_second": -0.1},
        {"name": "cl-bad", "limit": 1, "active_slots": -1},
        {"name": "cl-bad", "limit": 1, "colour": 1},
        {"name": "cl-words", "limit": "7", "active": "off"},
        [],
    ):
        api.post(f"{LIMITS}/", body)
    for key in (one, "cl-one", "cl-full", "cl ünï ✓", "no-such-limit", UNKNOWN, "filter", "increment"):
        api.get(f"{LIMITS}/{key}")
    api.get("/concurrency_limits/tag/cl-v2")
    for key in (one, "cl-one", "cl-full", "no-such-limit", UNKNOWN):
        api.delete(f"{LIMITS}/{key}")
    api.get(f"{LIMITS}/{one}")


def update(api: Lockstep) -> None:
    one = api.post(f"{LIMITS}/", {"name": "cl-update", "limit": 5, "active_slots": 2})["id"]
    api.post(f"{LIMITS}/", {"name": "cl-taken", "limit": 1})
    for change in ({"limit": 7}, {"active": False}, {"active_slots": 3}, {"denied_slots": 9}, {"slot_decay_per_second": 0.001}, {"name": "cl-renamed"}, {}, {"limit": 0, "active": True}):
        api.patch(f"{LIMITS}/{one}", change)
        api.get(f"{LIMITS}/{one}")
    for bad in ({"name": "cl-taken"}, {"name": None}, {"limit": None}, {"active": None}, {"active_slots": None}, {"limit": -1}, {"name": "a/b"}, {"colour": 1}, []):
        api.patch(f"{LIMITS}/{one}", bad)
        api.patch(f"{LIMITS}/cl-renamed", bad)
    api.patch(f"{LIMITS}/cl-renamed", {"limit": 2})
    api.get(f"{LIMITS}/cl-renamed")
    api.patch(f"{LIMITS}/no-such-limit", {"limit": 2})
    api.patch(f"{LIMITS}/{UNKNOWN}", {"limit": 2})


def filter_limits(api: Lockstep) -> None:
    for page in ({}, {"limit": 2}, {"limit": 2, "offset": 1}, {"offset": 999}, {"limit": 0}, {"limit": 201}, {"limit": -1}, {"offset": -1}, {"limit": None}, {"offset": None}, []):
        api.post(f"{LIMITS}/filter", page)


def take_and_give_back(api: Lockstep) -> None:
    for name, limit in (("cl-two", 2), ("cl-three", 3)):
        api.post(f"{LIMITS}/", {"name": name, "limit": limit})
    api.post(f"{LIMITS}/", {"name": "cl-off", "limit": 1, "active": False})
    both = ["cl-two", "cl-three"]
    for names, slots in ((both, 1), (["cl-two"], 1), (["cl-two"], 1), (both, 1), (["cl-three"], 2), (["cl-three"], 3), (["cl-three"], 4), (["cl-off"], 5), (["cl-off", "cl-two"], 1), (["no-such-limit"], 1), (["no-such-limit", "cl-three"], 1)):
        api.post(f"{LIMITS}/increment", {"names": names, "slots": slots}, unordered="name", ignore=DRAWN)
        for name in both:
            api.get(f"{LIMITS}/{name}")
    for names, slots, more in ((["cl-two"], 1, {}), (both, 1, {"occupancy_seconds": 4.5}), (["cl-three"], 9, {}), (["no-such-limit"], 1, {}), (["cl-off"], 1, {}), (["no-such-limit", "cl-two"], 1, {"create_if_missing": True})):
        api.post(f"{LIMITS}/decrement", {"names": names, "slots": slots} | more, unordered="name")
        for name in both:
            api.get(f"{LIMITS}/{name}")
    for bad in ({}, {"names": ["cl-two"]}, {"slots": 1}, {"names": [], "slots": 1}, {"names": ["cl-two"], "slots": 0}, {"names": ["cl-two"], "slots": -1}, {"names": "cl-two", "slots": 1}, {"names": ["cl-two"], "slots": 1, "mode": "x"}, {"names": ["cl-two"], "slots": 1, "occupancy_seconds": 0}, {"names": ["cl-two"], "slots": 1, "create_if_missing": "perhaps"}, {"names": ["cl-two"], "slots": 1, "colour": 1}):
        api.post(f"{LIMITS}/increment", bad, ignore=DRAWN)
        api.post(f"{LIMITS}/decrement", bad)
        api.post(f"{LIMITS}/increment-with-lease", bad, ignore=DRAWN)
    api.post(f"{LIMITS}/increment", {"names": ["cl-made"], "slots": 1, "create_if_missing": True})
    api.get(f"{LIMITS}/cl-made")


def rates(api: Lockstep) -> None:
    # At this rate nothing comes free while the scenario runs.
    api.post(f"{LIMITS}/", {"name": "cl-rate", "limit": 2, "slot_decay_per_second": 0.0001})
    api.post(f"{LIMITS}/", {"name": "cl-held", "limit": 2})
    api.post(f"{LIMITS}/", {"name": "cl-held-too", "limit": 2})
    for names in (["cl-rate"], ["cl-held"], ["cl-rate", "cl-held"], ["cl-rate"], ["cl-rate"]):
        api.post(f"{LIMITS}/increment", {"names": names, "slots": 1, "mode": "rate_limit"}, ignore=DRAWN)
        api.get(f"{LIMITS}/cl-rate")
    api.post(f"{LIMITS}/increment-with-lease", {"names": ["cl-held"], "slots": 1, "mode": "rate_limit"})
    api.patch(f"{LIMITS}/cl-held", {"active": False})
    api.post(f"{LIMITS}/increment", {"names": ["cl-held"], "slots": 1, "mode": "rate_limit"})


def leases(api: Lockstep) -> None:
    api.post(f"{LIMITS}/", {"name": "cl-leased", "limit": 2})
    api.post(f"{LIMITS}/", {"name": "cl-leased-too", "limit": 4})
    with_lease = f"{LIMITS}/increment-with-lease"
    held = []
    for body in (
        {"names": ["cl-leased"], "slots": 1},
        {"names": ["cl-leased", "cl-leased-too"], "slots": 1, "lease_duration": 60, "holder": {"type": "flow_run", "id": UNKNOWN}},
        {"names": ["cl-leased-too"], "slots": 2, "lease_duration": 86400, "holder": {"type": "deployment", "id": UNKNOWN}},
    ):
        held.append(api.post(with_lease, body)["lease_id"])
    api.post(with_lease, {"names": ["cl-leased"], "slots": 1}, ignore=DRAWN)
    api.post(with_lease, {"names": ["no-such-limit"], "slots": 1})
    for bad in ({"lease_duration": 59.9}, {"lease_duration": 86401}, {"lease_duration": None}, {"holder": {"type": "cat", "id": UNKNOWN}}, {"holder": {"type": "flow_run"}}, {"holder": {"type": "flow_run", "id": "x"}}, {"holder": {"type": "task_run", "id": UNKNOWN, "colour": 1}}, {"slots": 3}):
        api.post(with_lease, {"names": ["cl-leased"], "slots": 1} | bad, ignore=DRAWN)
    for lease in (*held, UNKNOWN):
        api.post(f"{LIMITS}/leases/{lease}/renew", {"lease_duration": 120})
        api.post(f"{LIMITS}/leases/{lease}/renew")
    for bad in ({"lease_duration": 1}, {"lease_duration": "x"}, 5):
        api.post(f"{LIMITS}/leases/{held[0]}/renew", bad)
    api.post(f"{LIMITS}/leases/not-an-id/renew", {})
    for lease in (*held, held[0], UNKNOWN):
        api.post(f"{LIMITS}/decrement-with-lease", {"lease_id": lease})
        for name in ("cl-leased", "cl-leased-too"):
            api.get(f"{LIMITS}/{name}")
    api.post(f"{LIMITS}/leases/{held[0]}/renew", {})
    for bad in ({}, {"lease_id": None}, {"lease_id": "x"}, []):
        api.post(f"{LIMITS}/decrement-with-lease", bad)


def told_by_events(api: Lockstep) -> None:
    one = api.post(f"{LIMITS}/", {"name": "cl-told", "limit": 5})["id"]
    api.patch(f"{LIMITS}/{one}", {"limit": 7, "slot_decay_per_second": 0.25})
    api.delete(f"{LIMITS}/{one}")
    of_it = {"filter": {"resource": {"id": [f"prefect.concurrency-limit.{one}"]}, "order": "ASC"}}
    api.post("/events/filter", of_it, ready=lambda answer: answer["total"] == 3)
