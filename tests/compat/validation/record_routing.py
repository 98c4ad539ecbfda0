"""Writes what Prefect's router answers to methods and paths that fit and that do not.

Run: python record_routing.py OUTPUT, in the environment of `record.py`. Each line is [method, path, status, allow,
location]; the handlers are replaced, so 204, 400 or 422 mean that a route took the request.
"""

import asyncio
import json
import sys

import httpx
from prefect_app import app, operations
from record import concrete, stub_handlers

EXTRA = [
    "/api/", "/api", "/api/flows/not-a-uuid", "/api/nothing", "/api/flows/name/", "/api/flows/name/a/b", "/api/flow_runs/count/",
    "/api/flow_runs//", "/api/flow_runs/0B1E5C9A8F1D4A529E571D7A2C3B4F5E", "/api/flow_runs/{0b1e5c9a-8f1d-4a52-9e57-1d7a2c3b4f5e}",
    "/api/flow_runs/0b1e5c9a-8f1d4a529e57-1d7a2c3b4f5e", "/api/variables/name/a%2Fb", "/api/flow_runs/%20", "/api/health/",
    "/api/flows/name/a%0Ab", "/api/flows/name/a%0A", "/api/flows/name/%0A", "/api/flows/name/a%0Ab/", "/api/flows/%0A", "/api/flows/name/a%0D%E2%80%A8b",
]


async def main() -> None:
    stub_handlers()
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    paths = {concrete(path): None for _, path, _ in operations()}
    slashed = {path.removesuffix("/") if path.endswith("/") else path + "/": None for path in paths}
    async with httpx.AsyncClient(transport=transport, base_url="http://prefect") as client:
        with open(sys.argv[1], "w") as out:
            for path in [*paths, *slashed, *EXTRA]:
                for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"):
                    answer = await client.request(method, path)
                    row = [method, path, answer.status_code, answer.headers.get("allow"), answer.headers.get("location")]
                    out.write(json.dumps(row, separators=(",", ":")) + "\n")


asyncio.run(main())
