"""The websocket that a worker keeps open to its pool."""

from typing import Any

from tests.compat.lockstep import Lockstep
from tests.compat.objects import UNKNOWN, fixed_id
from tests.compat.sockets import Conversation

VERSION = "work_pool_worker_channel.v1"
CONSUMER = fixed_id("worker-channel-consumer")
TEMPLATE = {"job_configuration": {"command": "{{ command }}"}, "variables": {"type": "object", "properties": {"command": {"type": "string"}}}}


def _frame(kind: str, payload: Any, **more: Any) -> dict[str, Any]:
    return {"type": kind, "id": fixed_id(kind), "sent_at": "2026-01-01T00:00:00Z", "payload": payload} | more


def _hello(**more: Any) -> dict[str, Any]:
    payload = {
        "consumer_id": CONSUMER,
        "worker_name": "wc-worker",
        "worker_type": "process",
        "heartbeat_interval_seconds": 30,
        "supported_channel_versions": [VERSION],
        "requested_capabilities": ["worker_heartbeat.v1", "work_pool_snapshot.v1"],
    }
    return _frame("worker.hello.v1", payload | more)


def _heartbeat(**more: Any) -> dict[str, Any]:
    return _frame("worker.heartbeat.v1", {"consumer_id": CONSUMER, "worker_name": "wc-worker", "heartbeat_interval_seconds": 30} | more)


def handshake(api: Lockstep) -> None:
    api.post("/work_pools/", {"name": "wc-handshake", "type": "process"})
    path = "/work_pools/wc-handshake/workers/connect"
    with Conversation(api, path, subprotocol=None):
        pass
    with Conversation(api, path) as socket:
        socket.send({"type": "hello"})
        socket.closed("no auth message")
    for message in ("rubbish", "[]", b"{}", {}, {"type": "worker.hello.v1"}, _heartbeat(), _frame("worker.ready.v1", {}), _frame("rubbish", {})):
        with Conversation(api, path) as socket:
            socket.authenticate()
            socket.send(message)
            socket.closed(f"{message!r} in place of a hello")


def refused(api: Lockstep) -> None:
    api.post("/work_pools/", {"name": "wc-refused", "type": "process"})
    for path, hello in (
        ("no-such-pool", {}),
        ("Prefect-pool", {"create_pool_if_not_found": True}),
        ("wc-refused", {"work_queue_names": ["default", "no-such-queue"]}),
        ("wc-refused", {"supported_channel_versions": ["v2"]}),
        ("wc-refused", {"supported_channel_versions": []}),
        ("wc-refused", {"requested_capabilities": ["worker_heartbeat.v1"]}),
        ("wc-refused", {"worker_name": ""}),
        ("wc-refused", {"heartbeat_interval_seconds": 0}),
        ("wc-refused", {"handled_cleanup_kinds": ["pending_claim_teardown.v1"]}),
        ("wc-refused", {"max_cleanup_concurrency": 1}),
        ("wc-refused", {"colour": 1}),
        ("wc-refused", {"consumer_id": "x"}),
    ):
        with Conversation(api, f"/work_pools/{path}/workers/connect") as socket:
            socket.authenticate()
            socket.send(_hello(**hello))
            socket.closed(f"{path}: {hello}")
    api.get("/work_pools/no-such-pool")


def serve(api: Lockstep) -> None:
    api.post("/work_pools/", {"name": "wc-serve", "type": "process"})
    api.post("/work_pools/wc-serve/queues", {"name": "first", "priority": 1})
    with Conversation(api, "/work_pools/wc-serve/workers/connect") as socket:
        socket.authenticate()
        socket.send(_hello(work_queue_names=["default", "first", "default"], default_base_job_template=TEMPLATE, requested_capabilities=["work_pool_snapshot.v1", "worker_heartbeat.v1", "extra", "extra"], worker_metadata={"a": 1}))
        socket.receive("ready")
        socket.receive("snapshot with the worker's template")
        api.post("/work_pools/wc-serve/workers/filter", {})
        api.get("/work_pools/wc-serve")
        for change in ({"concurrency_limit": 4}, {"is_paused": True}, {"is_paused": False}, {"storage_configuration": {}}):
            api.patch("/work_pools/wc-serve", change)
            socket.receive(f"snapshot after {change}")
        socket.send(_heartbeat(heartbeat_interval_seconds=20))
        for kind, more in (("ack", {}), ("release", {"reason": "r"}), ("renew", {})):
            socket.send(_frame(f"cleanup.{kind}.v1", {"message_id": UNKNOWN, "reservation_token": "t"} | more))
            socket.receive(f"answer to {kind}")
        api.post("/work_pools/wc-serve/workers/filter", {})
        socket.send(_heartbeat(worker_name="another"))
        socket.closed("a heartbeat of another worker")
    with Conversation(api, "/work_pools/wc-serve/workers/connect") as socket:
        socket.authenticate()
        socket.send(_hello())
        socket.receive("ready")
        api.delete("/work_pools/wc-serve")
        socket.closed("the pool is gone")


def make_pool(api: Lockstep) -> None:
    with Conversation(api, "/work_pools/wc-made/workers/connect") as socket:
        socket.authenticate()
        socket.send(_hello(create_pool_if_not_found=True, default_base_job_template=TEMPLATE))
        socket.receive("ready")
    api.get("/work_pools/wc-made")
    api.post("/work_pools/wc-made/queues/filter", {})
