"""Limits of task tags: create, read, reset, delete, and the slots that task runs take."""

from tests.compat.lockstep import Lockstep
from tests.compat.objects import UNKNOWN, fixed_id

LIMITS = "/concurrency_limits"


def create_read_delete(api: Lockstep) -> None:
    one = api.post(f"{LIMITS}/", {"tag": "tl-one", "concurrency_limit": 1})["id"]
    for body in (
        {"tag": "tl-one", "concurrency_limit": 2},
        {"tag": "tl ünï ✓", "concurrency_limit": 0},
        {"tag": "tl-two", "concurrency_limit": 1},
        {"tag": "", "concurrency_limit": 1},
        {"tag": "tl/slash", "concurrency_limit": 1},
        {"tag": "tl-bad", "concurrency_limit": -1},
        {"tag": "tl-one", "concurrency_limit": -1},
        {"tag": "tl-bad", "concurrency_limit": 1.5},
        {"tag": "tl-bad", "concurrency_limit": None},
        {"tag": "tl-bad"},
        {"concurrency_limit": 1},
        {"tag": 5, "concurrency_limit": 1},
        {"tag": "tl-bad", "concurrency_limit": 1, "active_slots": []},
    ):
        api.post(f"{LIMITS}/", body)
    for path in (one, "tag/tl-one", "tag/tl ünï ✓", "tag/no-such-tag", UNKNOWN, "not-an-id"):
        api.get(f"{LIMITS}/{path}")
    named = api.post("/v2/concurrency_limits/", {"name": "tl-no-tag", "limit": 1})["id"]
    api.get(f"{LIMITS}/{named}")
    api.get("/v2/concurrency_limits/tag:tl-one")
    for path in (one, one, "tag/tl-two", "tag/tl-two", "tag/no-such-tag", UNKNOWN, "not-an-id", named):
        api.delete(f"{LIMITS}/{path}")
    api.get("/v2/concurrency_limits/tl-no-tag")


def filter_limits(api: Lockstep) -> None:
    for tag in ("tl-f1", "tl-f2", "tl-f3"):
        api.post(f"{LIMITS}/", {"tag": tag, "concurrency_limit": 1})
    for page in ({}, {"limit": 200, "offset": 1}, {"offset": 199}, {"limit": 0}, {"limit": 201}, {"limit": -1}, {"offset": -1}, {"limit": None}):
        api.post(f"{LIMITS}/filter", page)


def slots(api: Lockstep) -> None:
    runs = [fixed_id(f"tl-run-{number}") for number in range(4)]
    api.post(f"{LIMITS}/", {"tag": "tl-s1", "concurrency_limit": 1})
    api.post(f"{LIMITS}/", {"tag": "tl-s2", "concurrency_limit": 2})
    api.post(f"{LIMITS}/", {"tag": "tl-s0", "concurrency_limit": 0})

    def look() -> None:
        for tag in ("tl-s1", "tl-s2"):
            api.get(f"{LIMITS}/tag/{tag}")
            api.get(f"/v2/concurrency_limits/tag:{tag}")

    for names, run in ((["tl-s1", "tl-s2"], runs[0]), (["tl-s1"], runs[1]), (["tl-s2"], runs[1]), (["tl-s2", "tl-s1"], runs[2]), (["tl-s0"], runs[3]), (["tl-s2", "tl-s0"], runs[3]), (["no-such-tag"], runs[3]), ([], runs[3]), (["tl-s2"], runs[0])):
        api.post(f"{LIMITS}/increment", {"names": names, "task_run_id": run}, unordered="name")
        look()
    api.post(f"{LIMITS}/filter", {})
    for names, run in ((["tl-s1"], runs[3]), (["tl-s1"], runs[0]), (["tl-s1"], runs[0]), (["tl-s2", "no-such-tag"], runs[1]), (["no-such-tag"], runs[1]), ([], runs[1])):
        api.post(f"{LIMITS}/decrement", {"names": names, "task_run_id": run}, unordered="name")
        look()
    api.post(f"{LIMITS}/increment", {"names": ["tl-s2", "tl-s2"], "task_run_id": runs[0]})
    look()
    for bad in ({}, {"names": ["tl-s1"]}, {"task_run_id": runs[0]}, {"names": "tl-s1", "task_run_id": runs[0]}, {"names": ["tl-s1"], "task_run_id": "x"}):
        api.post(f"{LIMITS}/increment", bad)
        api.post(f"{LIMITS}/decrement", bad)


def reset(api: Lockstep) -> None:
    runs = [fixed_id(f"tl-reset-{number}") for number in range(3)]
    api.post(f"{LIMITS}/", {"tag": "tl-reset", "concurrency_limit": 3})
    path = f"{LIMITS}/tag/tl-reset"
    api.post(f"{path}/reset")
    api.get(path)
    api.post(f"{path}/reset", {"slot_override": runs[:2]})
    api.get(path)
    api.get("/v2/concurrency_limits/tag:tl-reset")
    for body in ({"slot_override": None}, {}, {"slot_override": []}):
        api.post(f"{path}/reset", body)
        api.get(path)
    for bad in ({"slot_override": ["x"]}, {"slot_override": 5}):
        api.post(f"{path}/reset", bad)
    api.post(f"{LIMITS}/tag/no-such-tag/reset", {})
    api.delete(path)
    api.get(path)
