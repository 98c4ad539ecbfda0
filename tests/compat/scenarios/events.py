"""Events: sent by HTTP and by websocket, filtered, counted, paged; and the events that the server makes itself."""

from typing import Any

from tests.compat.lockstep import Captured, Lockstep
from tests.compat.objects import event, fixed_id, flow, flow_run, set_state, task_run
from tests.compat.sockets import Conversation

DAY = {"since": "2026-01-01T00:00:00Z", "until": "2037-01-01T00:00:00Z"}


def _recent(api: Lockstep, minutes_ago: int, seconds: int = 0) -> str:
    """A moment shortly ago, since the servers keep and show events of the last days only."""
    moment = api.started.timestamp() - 60 * minutes_ago + seconds
    return type(api.started).fromtimestamp(moment, api.started.tzinfo).isoformat().replace("+00:00", "Z")


def _at_least(number: int) -> Any:
    return lambda body: body["total"] >= number


def _order(row: dict[str, Any]) -> tuple[str, str, str]:
    return (row["occurred"][:19], row["event"], row["resource"].get("prefect.resource.name", ""))


def _read(api: Lockstep, filter_: dict[str, Any], number: int, **more: Any) -> Captured:
    """Waits until both servers show `number` events, then compares them."""
    return api.post("/events/filter", {"filter": filter_ | {"order": "ASC"}} | more, ready=_at_least(number))


def create(api: Lockstep) -> None:
    first = event("compat.created", "compat.thing.1", _recent(api, 50), payload={"n": 1, "deep": {"x": [None, 1.5]}})
    related = [{"prefect.resource.id": "compat.other.1", "prefect.resource.role": "owner", "prefect.resource.name": "O"}]
    second = event("compat.created", "compat.thing.2", _recent(api, 49), related=related, follows=first["id"])
    api.post("/events", [first, second])
    api.post("/events", [])
    _read(api, {"event": {"name": ["compat.created"]}}, 2)
    api.post("/events", [first])
    api.post("/events", [first | {"payload": {"changed": True}}])
    api.post("/events", [event("compat.marker", "compat.marker.1", _recent(api, 48))])
    _read(api, {"event": {"name": ["compat.marker"]}}, 1)
    _read(api, {"event": {"name": ["compat.created"]}}, 2)
    good = event("compat.bad", "compat.bad", _recent(api, 47))
    for bad in (
        good,
        [{}],
        [good | {"occurred": "rubbish"}],
        [good | {"occurred": None}],
        [good | {"event": 5}],
        [good | {"event": None}],
        [good | {"id": "rubbish"}],
        [good | {"resource": {}}],
        [good | {"resource": {"prefect.resource.id": ""}}],
        [good | {"resource": {"prefect.resource.id": 5}}],
        [good | {"resource": "text"}],
        [good | {"related": [{"prefect.resource.id": "x"}]}],
        [good | {"related": [{"prefect.resource.id": "x", "prefect.resource.role": ""}]}],
        [good | {"related": {}}],
        [good | {"payload": []}],
        [good | {"follows": "rubbish"}],
        [{key: value for key, value in good.items() if key != "id"}],
        {"events": [good]},
        None,
    ):
        api.post("/events", bad)
    api.post("/events", [good | {"colour": "red", "account": fixed_id("account")}])
    many = [{"prefect.resource.id": f"r{number}", "prefect.resource.role": "many"} for number in range(101)]
    api.post("/events", [event("compat.many", "compat.many", _recent(api, 46), related=many)])
    api.post("/events", [event("compat.many", "compat.hundred", _recent(api, 46), related=many[:100])])
    _read(api, {"event": {"prefix": ["compat.bad", "compat.many"]}}, 2)


def filter_events(api: Lockstep) -> None:
    rows = []
    for number in range(8):
        rows.append(
            event(
                f"compat.filter.{'even' if number % 2 == 0 else 'odd'}",
                f"compat.filter.{number}",
                _recent(api, 40, number),
                resource={"prefect.resource.id": f"compat.filter.{number}", "prefect.resource.name": f"Number {number}", "colour": "red" if number < 4 else "blue"},
                related=[{"prefect.resource.id": f"compat.owner.{number // 4}", "prefect.resource.role": "owner", "team": "a" if number < 4 else "b"}],
                payload={"text": f"needle-{number} in a haystack"},
            )
        )
    api.post("/events", rows)
    _read(api, {"event": {"prefix": ["compat.filter"]}}, 8)
    some = {"resource": {"id_prefix": ["compat.filter."]}}
    for given in (
        some,
        {"event": {"name": ["compat.filter.even"]}},
        {"event": {"prefix": ["compat.filter"], "exclude_name": ["compat.filter.odd"]}},
        {"event": {"prefix": ["compat.filter"], "exclude_prefix": ["compat.filter.e"]}},
        {"event": {"prefix": ["compat.filter.*"]}},
        {"resource": {"id": ["compat.filter.1", "compat.filter.2"]}},
        {"resource": {"labels": {"colour": "red"}}} | {"event": {"prefix": ["compat.filter"]}},
        {"resource": {"id_prefix": ["compat.filter."], "labels": {"colour": ["red", "blue"], "prefect.resource.name": "Number 1"}}},
        {"resource": {"id_prefix": ["compat.filter."], "labels": {"colour": "!red"}}},
        {"resource": {"id_prefix": ["compat.filter."], "labels": {"prefect.resource.name": "Number *"}}},
        {"resource": {"id_prefix": ["compat.filter."], "distinct": True}},
        {"related": {"id": ["compat.owner.1"]}},
        {"related": {"role": ["owner"]}} | some,
        {"related": {"resources_in_roles": [["compat.owner.0", "owner"]]}},
        {"related": {"labels": {"team": "b"}}} | some,
        {"related": [{"id": ["compat.owner.0"]}, {"role": ["owner"]}]},
        {"any_resource": {"id": ["compat.owner.0", "compat.filter.7"]}},
        {"any_resource": {"id_prefix": ["compat.owner"]}},
        {"any_resource": {"labels": {"colour": "blue"}}} | some,
        {"any_resource": [{"id": ["compat.owner.0"]}, {"id": ["compat.filter.1"]}]},
        {"id": {"id": [rows[0]["id"], rows[1]["id"]]}},
        {"text": {"query": "needle-3"}},
        {"text": {"query": "haystack -needle-3"}} | some,
        {"text": {"query": '"needle-1 in"'}},
        {"text": {"query": "needle-1 needle-2"}} | some,
        {"text": {"query": "+haystack +needle-5"}} | some,
        {"text": {"query": ""}} | some,
        {"occurred": {"since": rows[2]["occurred"], "until": rows[5]["occurred"]}} | some,
        {"occurred": {"since": rows[5]["occurred"], "until": rows[2]["occurred"]}} | some,
    ):
        for order in ("ASC", "DESC"):
            api.post("/events/filter", {"filter": given | {"order": order}})
        for countable in ("day", "event", "resource"):
            window = {"occurred": {"since": _recent(api, 60), "until": _recent(api, 30)}}
            api.post(f"/events/count-by/{countable}", {"filter": window | given}, unordered="value")
    for limit in (0, 1, 50, 51, -1, "x"):
        api.post("/events/filter", {"filter": some, "limit": limit})
    for bad in ([], {"filter": []}, {"filter": {"order": "UP"}}, {"filter": {"occurred": {"since": "x"}}}, {"filter": {"id": {"id": ["x"]}}}, {"filter": {"colour": 1}}, {"filter": {"event": {"name": "x"}}}, {"filter": {"text": {"query": "x" * 201}}}, {"filter": {"related": {"resources_in_roles": [["one"]]}}}, {"filter": {"resource": {"labels": {"a": 5}}}}):
        api.post("/events/filter", bad)


def pages(api: Lockstep) -> None:
    api.post("/events", [event("compat.page", f"compat.page.{number}", _recent(api, 30, number)) for number in range(7)])
    only = {"event": {"name": ["compat.page"]}}
    _read(api, only, 7)
    for order in ("ASC", "DESC"):
        page = api.post("/events/filter", {"filter": only | {"order": order}, "limit": 3})
        page = api.get(f"/events/filter/next?{_query(api, page)}")
        page = api.get(f"/events/filter/next?{_query(api, page)}")
    for token in ("", "?page-token=", "?page-token=rubbish", "?page-token=cnViYmlzaA==", "?page-token=e30=", "?page-token=%00"):
        api.get(f"/events/filter/next{token}")


def _query(api: Lockstep, page: Captured) -> Captured:
    """The query of the next page's address; the token in it is each server's own affair."""
    links = [side.values.get(str(page["next_page"])) for side in api.sides]
    return Captured.of(api.sides, [(link or "").partition("?")[2] for link in links])


def count(api: Lockstep) -> None:
    api.post("/events", [event(f"compat.count.{number % 3}", f"compat.count.{number % 2}", _recent(api, 20, number * 30)) for number in range(9)])
    only = {"event": {"prefix": ["compat.count"]}, "occurred": {"since": _recent(api, 20), "until": _recent(api, 10)}}
    _read(api, only, 9)
    for countable in ("day", "time", "event", "resource"):
        for unit in ({}, {"time_unit": "minute"}, {"time_unit": "minute", "time_interval": 2}, {"time_unit": "second", "time_interval": 30}, {"time_unit": "hour", "time_interval": 0.5}, {"time_unit": "week"}):
            api.post(f"/events/count-by/{countable}", {"filter": only} | unit, unordered=lambda row: (row["start_time"], row["value"]))
    for bad in ({}, {"filter": only, "time_unit": "year"}, {"filter": only, "time_interval": 0}, {"filter": only, "time_interval": 0.001}, {"filter": only, "time_unit": "second", "time_interval": 0.01}, {"filter": []}):
        api.post("/events/count-by/time", bad)
    api.post("/events/count-by/rubbish", {"filter": only})
    long_ago = {"occurred": {"since": "2020-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}}
    api.post("/events/count-by/time", {"filter": long_ago, "time_unit": "second"})


def of_flow_runs(api: Lockstep) -> None:
    """The events that state changes cause."""
    parent = flow(api, "events-of-flow-runs", tags=["flow-tag"])
    run = flow_run(api, parent, {"type": "SCHEDULED", "state_details": {"scheduled_time": "2023-01-01T00:00:00Z"}}, name="eventful", tags=["b", "a"], empirical_policy={"retries": 1, "retry_delay": 0})
    about = {"any_resource": {"id": [f"prefect.flow-run.{run}"]}}
    _read(api, about, 1)
    for number, state in enumerate(("PENDING", "RUNNING", "FAILED", "RUNNING", "PAUSED", "RUNNING", "COMPLETED"), 2):
        set_state(api, run, state, message=f"message of {state}", state_details={"pause_timeout": "2033-01-01T00:00:00Z"} if state == "PAUSED" else {})
        _read(api, about, number)
    for state in ("CRASHED", "CANCELLING", "CANCELLED"):
        other = flow_run(api, parent, "RUNNING", name=f"eventful-{state}")
        set_state(api, other, state)
        _read(api, {"resource": {"id": [f"prefect.flow-run.{other}"]}}, 2)
    child = flow_run(api, parent, "RUNNING", name="eventful-child", parent_task_run_id=task_run(api, run, "link", name="eventful-link"))
    _read(api, {"resource": {"id": [f"prefect.flow-run.{child}"]}}, 1)
    forced = flow_run(api, parent, "RUNNING", name="eventful-forced")
    set_state(api, forced, "PENDING", force=True, data={"type": "result"})
    _read(api, {"resource": {"id": [f"prefect.flow-run.{forced}"]}}, 2)


def of_task_runs(api: Lockstep) -> None:
    run = flow_run(api, flow(api, "events-of-task-runs"), "RUNNING", name="task-events", tags=["t"])
    task = task_run(api, run, "eventful-task", name="eventful-task", tags=["x"], state={"type": "PENDING"})
    for state in ("RUNNING", "COMPLETED"):
        set_state(api, task, state, kind="task_runs")
    _read(api, {"any_resource": {"id": [f"prefect.flow-run.{run}"]}}, 1)
    # Task run events come from the SDK; what a server makes of its own accord would show by now.
    api.post("/events", [event("compat.after-task", "compat.after-task", _recent(api, 1))])
    _read(api, {"event": {"name": ["compat.after-task"]}}, 1)
    _read(api, {"resource": {"id": [f"prefect.task-run.{task}"]}}, 0)


def _task_event(run: str, task: str, name: str, number: int, state: dict[str, Any], occurred: str, **details: Any) -> dict[str, Any]:
    """The event by which the SDK tells of a task run's state, as its 3.8 client sends it."""
    task_run = {
        "name": "told-by-events",
        "task_key": "told-abc",
        "dynamic_key": task,
        "empirical_policy": {"max_retries": 0, "retry_delay_seconds": 0.0, "retries": 1, "retry_delay": 0, "retry_jitter_factor": None},
        "tags": ["told"],
        "task_inputs": {},
        "labels": {},
        "run_count": number,
        "flow_run_run_count": 1,
        "total_run_time": 0.0,
        "estimated_run_time": 0.0,
        "estimated_start_time_delta": 0.0,
    } | details
    return {
        "id": fixed_id(f"{task} {name} {number}"),
        "occurred": occurred,
        "event": f"prefect.task-run.{name}",
        "resource": {
            "prefect.resource.id": f"prefect.task-run.{task}",
            "prefect.resource.name": "told-by-events",
            "prefect.run-count": str(number),
            "prefect.state-message": "",
            "prefect.state-name": name,
            "prefect.state-timestamp": occurred,
            "prefect.state-type": state["type"],
            "prefect.orchestration": "client",
        },
        "related": [{"prefect.resource.id": f"prefect.flow-run.{run}", "prefect.resource.role": "flow-run", "prefect.resource.name": "parent"}],
        "payload": {"intended": {"from": None, "to": state["type"]}, "initial_state": None, "validated_state": state, "task_run": task_run},
    }


def task_runs_told_by_events(api: Lockstep) -> None:
    """What becomes a task run when the SDK sends its states as events by the websocket."""
    run = flow_run(api, flow(api, "events-told"), "RUNNING", name="told-parent")
    task = fixed_id("told-task")
    told = []
    for number, (name, state_type, offset) in enumerate((("Pending", "PENDING", 0), ("Running", "RUNNING", 1), ("Completed", "COMPLETED", 3))):
        state = {"type": state_type, "name": name, "message": f"is {name}", "state_details": {"flow_run_id": run, "task_run_id": task}}
        told.append(_task_event(run, task, name, 1 if number else 0, state, _recent(api, 5, offset)))
    with Conversation(api, "/events/in") as socket:
        socket.authenticate()
        for one in (told[0], told[2], told[1], told[1]):
            socket.send(one)
        socket.confirmed()
    api.get(f"/task_runs/{task}", ready=lambda body: body["state_type"] == "COMPLETED" and body["state"] is not None)
    api.get(f"/task_run_states/?task_run_id={task}", ready=lambda body: len(body) >= 3)
    api.post("/task_runs/filter", {"task_runs": {"id": {"any_": [task]}}})
    _read(api, {"resource": {"id": [f"prefect.task-run.{task}"]}}, 3)
    api.get(f"/flow_runs/{run}/graph-v2")


def websocket_in(api: Lockstep) -> None:
    with Conversation(api, "/events/in") as socket:
        socket.authenticate()
        for number in range(5):
            socket.send(event("compat.socket", f"compat.socket.{number}", _recent(api, 3, number)))
        socket.confirmed()
    _read(api, {"event": {"name": ["compat.socket"]}}, 5)
    with Conversation(api, "/events/in", subprotocol=None) as socket:
        socket.send(event("compat.legacy", "compat.legacy", _recent(api, 2)))
        socket.confirmed()
    _read(api, {"event": {"name": ["compat.legacy"]}}, 1)
    with Conversation(api, "/events/in") as socket:
        socket.authenticate()
        socket.send(event("compat.before-rubbish", "compat.before-rubbish", _recent(api, 2)))
        socket.send("rubbish")
        socket.closed("rubbish after a good event")
    _read(api, {"event": {"name": ["compat.before-rubbish"]}}, 1)


def websocket_rubbish(api: Lockstep) -> None:
    for path in ("/events/in", "/events/out", "/logs/out"):
        for first in ({"type": "hello"}, {}, "rubbish", "[]", "5", '"text"', "null", "{", b"\x00\xff", {"type": "auth", "extra": 1}):
            with Conversation(api, path) as socket:
                socket.send(first)
                if isinstance(first, dict) and first.get("type") == "auth":
                    socket.receive("answer to auth with an unknown field")
                else:
                    socket.closed(f"first message {first!r}")
        for second in ("rubbish", "[]", "{}", b"\x00", '{"type": "other"}', '{"type": "filter"}', '{"type": "filter", "filter": 5}', '{"type": "filter", "filter": {"colour": 1}}', '{"type": "filter", "filter": {"occurred": {"since": "x"}}}', '{"type": "filter", "filter": {"level": {"ge_": "x"}}}'):
            with Conversation(api, path) as socket:
                socket.authenticate()
                socket.send(second)
                socket.closed(f"second message {second!r}")
    with Conversation(api, "/no/such/socket") as socket:
        pass


def websocket_out(api: Lockstep) -> None:
    api.post("/events", [event("compat.out", "compat.out.before", _recent(api, 2))])
    _read(api, {"event": {"name": ["compat.out"]}}, 1)
    only = {"event": {"name": ["compat.out"]}}
    with Conversation(api, "/events/out") as socket:
        socket.authenticate()
        socket.send({"type": "filter", "filter": only})
        socket.receive("the event stored before")
        api.post("/events", [event("compat.unrelated", "compat.out.x", _recent(api, 1)), event("compat.out", "compat.out.live", _recent(api, 1))])
        socket.receive("the event sent meanwhile")
    with Conversation(api, "/events/out") as socket:
        socket.authenticate()
        socket.send({"type": "filter", "filter": only, "backfill": False})
        socket.confirmed()
        # The subscription begins a moment after the filter was read; repeat until it shows.
        for number in range(40):
            api.post("/events", [event("compat.out", f"compat.out.live.{number}", _recent(api, 1, number))])
        socket.receive("an event without backfill", skip=lambda message: message["event"]["resource"]["prefect.resource.id"] != "compat.out.live.39")


def websocket_logs(api: Lockstep) -> None:
    run = flow_run(api, flow(api, "events-logs-out"), "RUNNING")
    with Conversation(api, "/logs/out") as socket:
        socket.authenticate()
        socket.send({"type": "filter", "filter": {"flow_run_id": {"any_": [run]}, "level": {"ge_": 30}}})
        socket.confirmed()
        for number in range(40):
            row = {"name": "l", "message": f"line {number}", "timestamp": f"2024-01-01T00:00:{number:02}Z", "flow_run_id": run}
            api.post("/logs/", [row | {"level": 20}, row | {"level": 40}])
        socket.receive("a line at level 40", skip=lambda message: message["log"]["message"] != "line 39")


def websocket_task_workers(api: Lockstep) -> None:
    path = "/task_runs/subscriptions/scheduled"
    for message in ({"type": "rubbish"}, {"type": "subscribe"}, {"type": "subscribe", "keys": []}, {"type": "subscribe", "keys": ["compat-k"]}, {"type": "subscribe", "keys": ["compat-k"], "client_id": ""}, "rubbish", "[]"):
        with Conversation(api, path) as socket:
            socket.authenticate()
            socket.send(message)
            socket.closed(f"subscription {message!r}")
    with Conversation(api, path) as socket:
        socket.authenticate()
        socket.send({"type": "subscribe", "keys": ["compat-served"], "client_id": "compat-worker"})
        task_run(api, None, "compat-served", name="compat-served", state={"type": "SCHEDULED", "state_details": {"deferred": True}})
        socket.receive("the scheduled task run")
        socket.send({"type": "ack"})
        api.post("/task_workers/filter", {"task_worker_filter": {"task_keys": ["compat-served"]}}, unordered="identifier")
        socket.send({"type": "quit"})
    for answer in ("quit", "rubbish"):
        with Conversation(api, path) as socket:
            socket.authenticate()
            socket.send({"type": "subscribe", "keys": [f"compat-{answer}"], "client_id": "compat-worker"})
            task_run(api, None, f"compat-{answer}", name=f"compat-{answer}", state={"type": "SCHEDULED", "state_details": {"deferred": True}})
            socket.receive(f"the scheduled task run that is answered with {answer}")
            socket.send({"type": answer})
            socket.closed(f"{answer} in place of an acknowledgement")
