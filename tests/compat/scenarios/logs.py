"""Logs: create and filter."""

from tests.compat.lockstep import Lockstep
from tests.compat.objects import UNKNOWN, fixed_id, flow, flow_run


def create(api: Lockstep) -> None:
    run = flow_run(api, flow(api, "logs-create"), "RUNNING")
    row = {"name": "logger", "level": 20, "message": "hello", "timestamp": "2024-02-03T04:05:06.789Z", "flow_run_id": run}
    api.post("/logs/", [row])
    api.post("/logs/", [])
    api.post("/logs/", [row, row | {"task_run_id": fixed_id("log-task")}, row | {"flow_run_id": None}])
    api.post("/logs/", [row | {"flow_run_id": UNKNOWN}])
    api.post("/logs/", [row | {"timestamp": "2024-02-03T04:05:06+05:30"}])
    api.post("/logs/", [row | {"timestamp": 1706933106}])
    api.post("/logs/", [row | {"level": "30"}])
    api.post("/logs/", [row | {"level": -5, "message": "", "name": ""}])
    api.post("/logs/", [row | {"message": "x" * 30_000}])
    for bad in (
        row,
        {"logs": [row]},
        [row | {"level": "high"}],
        [row | {"level": None}],
        [row | {"level": 2.5}],
        [row | {"message": None}],
        [row | {"name": 1}],
        [row | {"timestamp": "rubbish"}],
        [row | {"timestamp": None}],
        [row | {"flow_run_id": "rubbish"}],
        [row | {"colour": 1}],
        [row, {}],
        [row, None],
        [row, 5],
        None,
        "text",
    ):
        api.post("/logs/", bad)
    api.post("/logs/filter", {"logs": {"flow_run_id": {"any_": [run]}}}, unordered=lambda log: (log["timestamp"], len(log["message"]), log["level"], str(log["task_run_id"])))


def filter_logs(api: Lockstep) -> None:
    run = flow_run(api, flow(api, "logs-filter"), "RUNNING")
    task = fixed_id("logs-filter-task")
    rows = [
        {
            "name": f"logger.{number}",
            "level": 10 * (1 + number % 5),
            "message": f"message {number}: {text}",
            "timestamp": f"2024-02-03T04:05:{number:02}.000001Z",
            "flow_run_id": run,
            "task_run_id": task if number % 2 else None,
        }
        for number, text in enumerate(("plain", "Connection Refused", "50% done", "under_score", "quoted \"words\" here", "ünïcode", "error one", "error two"))
    ]
    api.post("/logs/", rows)
    own = {"flow_run_id": {"any_": [run]}}
    for logs in (
        own,
        own | {"level": {"ge_": 30}},
        own | {"level": {"le_": 20}},
        own | {"level": {"ge_": 20, "le_": 30}},
        own | {"task_run_id": {"any_": [task]}},
        own | {"task_run_id": {"is_null_": True}},
        own | {"task_run_id": {"is_null_": False}},
        own | {"timestamp": {"after_": "2024-02-03T04:05:03Z"}},
        own | {"timestamp": {"before_": "2024-02-03T04:05:03.000001Z"}},
        {"task_run_id": {"any_": [task]}},
        {"flow_run_id": {"any_": []}},
        own | {"operator": "or_", "task_run_id": {"any_": [task]}},
        own | {"text": {"query": "connection"}},
        own | {"text": {"query": "error"}},
        own | {"text": {"query": "error -two"}},
        own | {"text": {"query": "error +one"}},
        own | {"text": {"query": '"quoted \\"words\\""'}},
        own | {"text": {"query": '"message 3"'}},
        own | {"text": {"query": "50%"}},
        own | {"text": {"query": "under_score"}},
        own | {"text": {"query": "ÜNÏCODE"}},
        own | {"text": {"query": "plain refused"}},
        own | {"text": {"query": "!plain"}},
        own | {"text": {"query": ""}},
        own | {"text": {"query": "logger.1"}},
    ):
        for sort in ("TIMESTAMP_ASC", "TIMESTAMP_DESC"):
            api.post("/logs/filter", {"logs": logs, "sort": sort})
    for page in ({"limit": 3}, {"limit": 3, "offset": 2}, {"limit": 0}, {"offset": 99}, {"limit": 200}):
        api.post("/logs/filter", {"logs": own} | page)
    for bad in (
        {"limit": 201},
        {"limit": -1},
        {"offset": -1},
        {"sort": "LEVEL"},
        {"logs": {"level": {"ge_": "x"}}},
        {"logs": {"level": {"eq_": 1}}},
        {"logs": {"flow_run_id": {"any_": ["x"]}}},
        {"logs": {"text": {}}},
        {"logs": {"text": {"query": "x" * 201}}},
        {"logs": {"text": {"query": "x" * 200}}},
        {"logs": {"timestamp": {"after_": "x"}}},
        {"logs": []},
        {"logs": {"colour": 1}},
    ):
        api.post("/logs/filter", bad)
