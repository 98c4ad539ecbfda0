"""Saved searches: save, read, list, delete."""

from tests.compat.lockstep import Lockstep
from tests.compat.objects import UNKNOWN

FILTER = {"object": "flow_run", "property": "state", "type": "text", "operation": "equals", "value": "FAILED"}


def save(api: Lockstep) -> None:
    one = api.put("/saved_searches/", {"name": "ss-one", "filters": [FILTER]})["id"]
    api.put("/saved_searches/", {"name": "ss-one", "filters": []})
    api.get(f"/saved_searches/{one}")
    for body in (
        {"name": "ss-two"},
        {"name": "ss-many", "filters": [FILTER, FILTER | {"value": {"deep": [1, None]}}, FILTER | {"value": None}]},
        {"name": "ss ünï / ✓"},
        {"name": ""},
        {},
        {"name": None},
        {"name": "ss-bad", "filters": {}},
        {"name": "ss-bad", "filters": [{}]},
        {"name": "ss-bad", "filters": [FILTER | {"colour": 1}]},
        {"name": "ss-bad", "colour": 1},
    ):
        api.put("/saved_searches/", body)
    for page in ({}, {"limit": 2}, {"limit": 1, "offset": 1}, {"limit": 0}, {"limit": 201}, {"limit": -1}, {"offset": -1}):
        api.post("/saved_searches/filter", page)
    for search in (one, one, UNKNOWN, "not-an-id"):
        api.delete(f"/saved_searches/{search}")
    api.get(f"/saved_searches/{one}")
    api.get("/saved_searches/not-an-id")
