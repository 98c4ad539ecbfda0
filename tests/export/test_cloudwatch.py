"""AWS CloudWatch, stood in for by moto: what it then tells of the metrics that Weir has pushed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import httpx
import pytest
from moto.server import ThreadedMotoServer

from tests.harness.runs import flow_run
from tests.harness.servers import Server, weir_server
from tests.harness.waiting import until

KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"}


@pytest.fixture(scope="module")
def aws() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="module")
def weir(aws: str) -> Iterator[Server]:
    environment = KEYS | {
        "WEIR_CLOUDWATCH_NAMESPACE": "DataPipelines",
        "WEIR_CLOUDWATCH_REGION": "eu-west-2",
        "WEIR_CLOUDWATCH_URL": aws,
        "WEIR_EXPORT_INTERVAL_SECONDS": "1",
        "WEIR_METRICS_PROFILE": "native,history",
    }
    with weir_server(quiet=True, name="cloudwatch", environment=environment) as server:
        yield server
    shutil.rmtree(server.folder, ignore_errors=True)


@pytest.fixture(scope="module")
def cloudwatch(aws: str) -> Any:
    return boto3.client(
        "cloudwatch",
        region_name="eu-west-2",
        endpoint_url=aws,
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="secret",
    )


def statistics(cloudwatch: Any, name: str, **dimensions: str) -> dict[str, float]:
    """All that was sent of a metric within two hours, as one."""
    now = datetime.now(UTC)
    found = cloudwatch.get_metric_statistics(
        Namespace="DataPipelines",
        MetricName=name,
        Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()],
        StartTime=now - timedelta(hours=1),
        EndTime=now + timedelta(hours=1),
        Period=7200,
        Statistics=["Sum", "SampleCount", "Maximum"],
    )["Datapoints"]
    return {
        "sum": sum(point["Sum"] for point in found),
        "count": sum(point["SampleCount"] for point in found),
        "maximum": max((point["Maximum"] for point in found), default=0.0),
        "units": {point["Unit"] for point in found},
    }


def test_counters_are_growth_and_gauges_values(weir: Server, cloudwatch: Any) -> None:
    # What there is when pushing begins is no growth.
    httpx.post(f"{weir.api}/metrics/", json=[{"name": "dbt_row_count", "value": 1250}]).raise_for_status()
    until(lambda: statistics(cloudwatch, "weir_custom_dbt_row_count")["maximum"] == 1250)
    for _ in range(3):
        flow_run(weir, "dbt-daily-pipeline", "RUNNING", "COMPLETED")
    completed = {"flow": "dbt-daily-pipeline", "state": "Completed", "state_type": "COMPLETED"}
    until(lambda: statistics(cloudwatch, "weir_flow_run_transitions", **completed)["sum"] == 3)
    assert statistics(cloudwatch, "weir_flow_run_transitions", **completed)["units"] == {"Count"}
    durations = until(lambda: (found := statistics(cloudwatch, "weir_flow_run_duration_seconds", **completed))["count"] and found)
    assert (durations["count"], durations["units"]) == (3, {"Seconds"})
    assert statistics(cloudwatch, "prefect_flow_runs_total", state="Completed")["maximum"] == 3


def test_an_alarm_can_be_set_on_them(weir: Server, cloudwatch: Any) -> None:
    flow_run(weir, "sync", "RUNNING", "FAILED")
    failed = {"flow": "sync", "state": "Failed", "state_type": "FAILED"}
    until(lambda: statistics(cloudwatch, "weir_flow_run_transitions", **failed)["sum"] == 1)
    listed = cloudwatch.list_metrics(Namespace="DataPipelines", MetricName="weir_flow_run_transitions")["Metrics"]
    dimensions = [{one["Name"]: one["Value"] for one in metric["Dimensions"]} for metric in listed]
    assert failed in dimensions


def test_the_key_is_told_to_nobody(weir: Server) -> None:
    assert "secret" not in weir.log.read_text()
    assert "secret" not in httpx.get(f"{weir.root}/metrics").text
