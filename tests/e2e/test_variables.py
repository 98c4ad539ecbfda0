"""Variables set, read, overwritten and unset, inside and outside of flows; sync and async."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from prefect import flow
from prefect.variables import Variable

from tests.harness.sdk import tell

if TYPE_CHECKING:
    from tests.e2e.conftest import Both


@flow(name="variables-sync")
def in_flow() -> None:
    Variable.set("variables_text", "plain", tags=["a", "b"])
    Variable.set("variables_json", {"depth": [1, 2.5, None, True, {"é": "日本"}]})
    Variable.set("variables_gone", 1)
    tell(text=Variable.get("variables_text"), json=Variable.get("variables_json"))
    tell(nobody=Variable.get("variables_nobody"), default=Variable.get("variables_nobody", default=7))
    try:
        Variable.set("variables_text", "again")
    except ValueError as error:
        tell(refused=str(error))
    Variable.set("variables_text", "changed", overwrite=True)
    tell(unset=Variable.unset("variables_gone"), again=Variable.unset("variables_gone"))


@flow(name="variables-async")
async def in_flow_async() -> None:
    await Variable.aset("variables_async", [1, 2, 3])
    await Variable.aset("variables_async", [4], overwrite=True)
    tell(asynchronous=await Variable.aget("variables_async"))


def main() -> None:
    in_flow()
    asyncio.run(in_flow_async())
    Variable.set("variables_outside", 3.0)
    for name, value in (("Variables Bad Name", 1), ("variables_large", "x" * 5_001)):
        try:
            Variable.set(name, value)
        except Exception as error:
            tell(name=name, refused=type(error).__name__)


def test_variables(both: Both) -> None:
    seen = both(__file__)
    assert {variable["name"]: variable["value"] for variable in seen["variables"]} == {
        "variables_text": "changed",
        "variables_json": {"depth": [1, 2.5, None, True, {"é": "日本"}]},
        "variables_async": [4],
        "variables_outside": 3.0,
    }


if __name__ == "__main__":
    main()
