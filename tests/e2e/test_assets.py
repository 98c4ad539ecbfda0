"""Assets that tasks make from others: what is told of each, of what it depends on, and of one that could not be made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prefect import flow
from prefect.assets import Asset, AssetProperties, add_asset_metadata, materialize

if TYPE_CHECKING:
    from tests.e2e.conftest import Both

ORDERS = Asset(key="postgres://warehouse/orders", properties=AssetProperties(name="orders", owners=["data"]))
REVENUE = "s3://marts/revenue.csv"
FORECAST = "s3://marts/forecast.csv"


@materialize(ORDERS, asset_deps=["postgres://shop/orders"], by="dbt")
def orders() -> int:
    add_asset_metadata(ORDERS, {"rows": 1250})
    return 1250


@materialize(REVENUE)
def revenue(rows: int) -> int:
    return rows * 2


@materialize(FORECAST)
def forecast(revenue: int) -> None:
    raise ValueError(f"no model fits {revenue}")


@flow(name="assets-make")
def make() -> None:
    forecast(revenue(orders()))


def main() -> None:
    make(return_state=True)


def test_assets(both: Both) -> None:
    events = both(__file__)["events"]
    told = {key: [event["event"] for event in events[key]] for key in (ORDERS.key, REVENUE, FORECAST)}
    made = "prefect.asset.materialization.succeeded"
    assert made in told[ORDERS.key] and made in told[REVENUE]
    assert "prefect.asset.materialization.failed" in told[FORECAST]
    assert [event["event"] for event in events["postgres://shop/orders"]] == ["prefect.asset.referenced"]
    (orders,) = (event for event in events[ORDERS.key] if event["event"] == made)
    assert orders["payload"] == {"rows": 1250}


if __name__ == "__main__":
    main()
