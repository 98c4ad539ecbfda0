"""What a server answers that asks for a password and for CSRF tokens. These scenarios have servers of their own."""

import base64
from typing import Any

from tests.compat.lockstep import Lockstep
from tests.compat.sockets import Conversation

SECRET = "admin:secret"
ENVIRONMENT = {"PREFECT_SERVER_API_AUTH_STRING": SECRET, "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true"}
# Each server draws its own.
DRAWN = r"^body\.token$"
SOCKETS = ("/events/in", "/events/out", "/logs/out", "/task_runs/subscriptions/scheduled", "/work_pools/any/workers/connect")


def _basic(secret: str) -> dict[str, str]:
    return {"authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}


def password(api: Lockstep) -> None:
    for headers in (
        {},
        _basic("admin:wrong"),
        _basic("x"),
        {"authorization": ""},
        {"authorization": "Basic"},
        {"authorization": "Basic rubbish"},
        {"authorization": f"Bearer {SECRET}"},
        {"authorization": _basic(SECRET)["authorization"].replace("Basic", "basic")},
        _basic(SECRET),
    ):
        for path in ("/health", "/ready", "/version", "/hello", "/admin/version", "/no/such/route", "/variables/name/health"):
            api.get(path, headers=headers)
        api.post("/flows/count", {}, headers=headers)


def csrf(api: Lockstep) -> None:
    known = _basic(SECRET)
    api.get("/csrf-token", headers=known)
    api.get("/csrf-token?client=", headers=known, ignore=DRAWN)
    mine = api.get("/csrf-token?client=mine", headers=known, ignore=DRAWN)
    theirs = api.get("/csrf-token?client=theirs", headers=known, ignore=DRAWN)
    for headers in (
        {},
        {"prefect-csrf-token": mine["token"]},
        {"prefect-csrf-client": "mine"},
        {"prefect-csrf-token": "rubbish", "prefect-csrf-client": "mine"},
        {"prefect-csrf-token": theirs["token"], "prefect-csrf-client": "mine"},
        {"prefect-csrf-token": mine["token"], "prefect-csrf-client": "nobody"},
        {"prefect-csrf-token": mine["token"], "prefect-csrf-client": "mine"},
    ):
        api.post("/flows/count", {}, headers=known | headers)
        api.delete("/variables/name/none", headers=known | headers)
        api.get("/variables/name/none", headers=known | headers)
        api.post("/no/such/route", {}, headers=known | headers)
    # A new token takes the place of the old one.
    api.get("/csrf-token?client=mine", headers=known, ignore=DRAWN)
    api.post("/flows/count", {}, headers=known | {"prefect-csrf-token": mine["token"], "prefect-csrf-client": "mine"})


def websockets(api: Lockstep) -> None:
    for path in SOCKETS:
        with Conversation(api, path, subprotocol=None):
            pass
        for message in ({"type": "auth"}, {"type": "auth", "token": None}, {"type": "auth", "token": "rubbish"}, {"type": "hello", "token": SECRET}):
            _turned_away(api, path, message)
        with Conversation(api, path) as socket:
            socket.authenticate(SECRET)


def _turned_away(api: Lockstep, path: str, message: Any) -> None:
    with Conversation(api, path) as socket:
        socket.send(message)
        socket.closed(f"{message} in place of the password")
