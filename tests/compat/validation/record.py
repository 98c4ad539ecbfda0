"""Asks Prefect's own application about the corpus and writes what it answers: the golden file of `weir-contract`.

Run: python record.py RULES OUTPUT, in an environment with prefect==3.8.8 and fastapi<0.151, where RULES is
`crates/weir-contract/rules/prefect-3.8.8.json` and OUTPUT is `crates/weir-contract/tests/golden/validation.jsonl`.

The handlers are replaced by one that answers 204, so an answer tells about the checks of the request alone. Each
line is one request: `o` the operation, `b` the body as text (or `x` as hexadecimal when it is not UTF-8), `c` the
content type when it is not JSON, `q` the query; and the answer: `s` the status and, for 422, `e` the errors as
[type, loc, msg, input, ctx], or `d` the sentence under `detail`.
"""

import asyncio
import inspect
import json
import sys
from typing import Any

import httpx
from corpus import BROKEN, CONTENT_TYPES, UUID, Corpus
from fastapi import Response
from prefect_app import app, operations


def accepted(**_: Any) -> Response:
    return Response(status_code=204)


async def accepted_later(**_: Any) -> Response:
    return Response(status_code=204)


def stub_handlers() -> None:
    for _, _, route in operations():
        is_async = inspect.iscoroutinefunction(route.dependant.call)
        route.dependant.call = accepted_later if is_async else accepted
        for dependant in route.dependant.dependencies:
            # What a running server has and this process has not.
            if getattr(dependant.call, "__name__", "") in ("docket", "verified_page_token"):
                dependant.call = accepted


def template(path: str) -> str:
    return "/".join("{" + part[1:-1].split(":")[0] + "}" if part.startswith("{") else part for part in path.split("/"))


def concrete(path: str) -> str:
    return "/".join((UUID if ":uuid" in part or part == "{id}" else "name") if part.startswith("{") else part for part in path.split("/"))


def requests(corpus: Corpus) -> Any:
    """Yields (operation, body, content type, query)."""
    for operation in corpus.operations:
        if "body" in operation:
            for body in corpus.bodies(operation):
                yield operation, body, "application/json", ""
        for parameter in operation.get("query_params", []):
            name = parameter["name"]
            for value in ("", "5", "true", "maybe", UUID, "2026-02-01T06:00:00Z", "2026-02-30", "a%20b", "x&" + name + "=true"):
                yield operation, b"", None, f"{name}={value}"
            yield operation, b"", None, ""
    for name in ("POST /api/flows/", "POST /api/flows/filter", "POST /api/logs/", "POST /api/variables/"):
        operation = next(found for found in corpus.operations if f"{found['method']} {found['path']}" == name)
        for body in BROKEN:
            yield operation, body, "application/json", ""
        for content_type in CONTENT_TYPES:
            yield operation, b'{"name":"a","limit":5}', content_type, ""


def line(operation: dict[str, Any], body: bytes, content_type: str | None, query: str, answer: httpx.Response) -> dict[str, Any]:
    entry: dict[str, Any] = {"o": f"{operation['method']} {template(operation['path'])}"}
    try:
        entry["b"] = body.decode()
    except UnicodeDecodeError:
        entry["x"] = body.hex()
    if content_type != "application/json":
        entry["c"] = content_type
    if query:
        entry["q"] = query
    entry["s"] = answer.status_code
    if answer.status_code in (400, 422):
        content = answer.json()
        if "detail" in content:
            entry["d"] = content["detail"]
        else:
            assert content["exception_message"] == "Invalid request received.", content
            entry["e"] = [
                [found["type"], found["loc"], found["msg"], found["input"], *([found["ctx"]] if "ctx" in found else [])]
                for found in content["exception_detail"]
            ]
    return entry


# A body above this many bytes is described by its operation and size only where a rule needs it that large.
LONGEST = 8_000


async def main() -> None:
    stub_handlers()
    corpus = Corpus(json.load(open(sys.argv[1])))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    seen: set[str] = set()
    count: dict[int, int] = {}
    async with httpx.AsyncClient(transport=transport, base_url="http://prefect") as client:
        with open(sys.argv[2], "w") as out:
            for operation, body, content_type, query in requests(corpus):
                if len(body) > LONGEST and not body.startswith((b"[[", b'{"a":{')):
                    continue
                headers = {} if content_type is None else {"Content-Type": content_type}
                url = concrete(operation["path"]) + (f"?{query}" if query else "")
                answer = await client.request(operation["method"], url, content=body, headers=headers)
                entry = line(operation, body, content_type, query, answer)
                text = json.dumps(entry, separators=(",", ":"), ensure_ascii=False)
                if text not in seen:
                    seen.add(text)
                    count[answer.status_code] = count.get(answer.status_code, 0) + 1
                    out.write(text + "\n")
    print(count, file=sys.stderr)


if __name__ == "__main__":
    asyncio.run(main())
