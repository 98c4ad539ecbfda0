"""Prefect's own server application, built in this process, and a flat list of its HTTP operations."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_home = Path(tempfile.mkdtemp(prefix="weir-validation-"))
os.environ.update(
    PREFECT_HOME=str(_home),
    PREFECT_API_DATABASE_CONNECTION_URL=f"sqlite+aiosqlite:///{_home}/prefect.db",
    PREFECT_SERVER_ANALYTICS_ENABLED="false",
    PREFECT_LOGGING_SERVER_LEVEL="CRITICAL",
    PREFECT_LOGGING_TO_API_ENABLED="false",
)

from fastapi.routing import APIRoute  # noqa: E402
from prefect.server.api.server import create_app  # noqa: E402

app = create_app(ephemeral=True)


def _routes(application: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for route in application.router.routes:
        inner = getattr(route, "app", None)
        if hasattr(inner, "router"):
            yield from _routes(inner, prefix + route.path)
        elif isinstance(route, APIRoute):
            yield prefix, route
        elif hasattr(route, "effective_route_contexts"):
            for context in route.effective_route_contexts():
                yield prefix, context


def operations() -> Iterator[tuple[str, str, Any]]:
    """Every operation below /api in routing order, as (method, path with convertors, route)."""
    for prefix, route in _routes(app):
        if prefix == "/api" and getattr(route, "dependant", None) is not None:
            for method in sorted(route.methods):
                yield method, prefix + route.path, route


def dependants(dependant: Any) -> Iterator[Any]:
    """The dependencies of an operation in the order in which FastAPI solves them, itself last."""
    for inner in dependant.dependencies:
        yield from dependants(inner)
    yield dependant
