"""`weir exporter` pushes to the same receivers as the server, and has the same profiles."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import boto3
import httpx
import pytest
from moto.server import ThreadedMotoServer

from tests.export import test_cloud_monitoring, test_cloudwatch, test_datadog
from tests.export.collector import Collector, attributes, collector
from tests.export.receivers import Service, service
from tests.harness.exporter import Exporter, exporter
from tests.harness.runs import flow_run, post
from tests.harness.servers import Server, prefect_server, weir_server
from tests.harness.waiting import until

EVERY_SECOND = {"WEIR_EXPORT_INTERVAL_SECONDS": "1"}
COMPLETED = {"flow": "etl", "state": "Completed", "state_type": "COMPLETED"}


@pytest.fixture(scope="module", params=[prefect_server, weir_server], ids=["prefect", "weir"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with request.param(quiet=True, name="pushed") as server:
        yield server
    shutil.rmtree(server.folder, ignore_errors=True)


@pytest.fixture
def told() -> Iterator[tuple[Collector, Service, Service]]:
    with collector() as otlp, service(test_datadog.answer) as datadog, service(test_cloud_monitoring.answer) as google:
        yield otlp, datadog, google


@pytest.fixture
def aws() -> Iterator[str]:
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    moto.start()
    host, port = moto.get_host_and_port()
    # What it holds is the process's: it may have been told by another test.
    httpx.post(f"http://{host}:{port}/moto-api/reset").raise_for_status()
    yield f"http://{host}:{port}"
    moto.stop()


def test_all_receivers_are_told(server: Server, told: tuple[Collector, Service, Service], aws: str) -> None:
    otlp, datadog, google = told
    environment = EVERY_SECOND | test_cloudwatch.KEYS | {
        "WEIR_OTLP_ENDPOINT": otlp.url,
        "WEIR_DATADOG_API_KEY": test_datadog.KEY,
        "WEIR_DATADOG_URL": datadog.url,
        "GCE_METADATA_HOST": google.url.removeprefix("http://"),
        "WEIR_GOOGLE_PROJECT": test_cloud_monitoring.PROJECT,
        "WEIR_GOOGLE_MONITORING_URL": google.url,
        "WEIR_CLOUDWATCH_NAMESPACE": "DataPipelines",
        "WEIR_CLOUDWATCH_REGION": "eu-west-2",
        "WEIR_CLOUDWATCH_URL": aws,
    }
    cloudwatch = boto3.client("cloudwatch", region_name="eu-west-2", endpoint_url=aws, aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="secret")

    def by_otlp() -> int:
        points = [point for metric in otlp.points("weir_flow_run_transitions") for point in metric.sum.data_points]
        counts = {tuple(attributes(point.attributes)[label] for label in COMPLETED): point.as_int for point in points}
        return counts.get(tuple(COMPLETED.values()), 0)

    def by_google() -> str:
        found = test_cloud_monitoring.points(google, "weir/flow_run_transitions")
        wanted = [one for one in found if COMPLETED.items() <= one["metric"]["labels"].items()]
        return wanted[0]["points"][0]["value"]["int64Value"] if wanted else ""

    tagged = tuple(f"{label}:{value}" for label, value in COMPLETED.items())
    with exporter(server.api, environment) as it:
        pushed = "weir_export_sent_total"
        receivers = {("otlp",), ("datadog",), ("cloudwatch",), ("cloud_monitoring",)}
        # What there is when pushing begins is no growth.
        flow_run(server, "before", "RUNNING")
        until(lambda: receivers <= set(it.series(pushed, "destination")))
        for _ in range(2):
            flow_run(server, "etl", "RUNNING", "COMPLETED")
        until(lambda: by_otlp() == 2)
        until(lambda: by_google() == "2")
        until(lambda: test_datadog.sums(datadog, "weir.flow_run_transitions").get(tagged) == 2)
        until(lambda: test_cloudwatch.statistics(cloudwatch, "weir_flow_run_transitions", **COMPLETED)["sum"] == 2)
        assert otlp.complaints == [] and it.series("weir_export_dropped_total", "destination") == {}
        assert test_datadog.KEY not in it.log.read_text()
    shutil.rmtree(it.folder, ignore_errors=True)


def test_traces_are_the_servers(server: Server) -> None:
    wrong = exporter(server.api, {"WEIR_OTLP_ENDPOINT": "http://127.0.0.1:9", "WEIR_OTLP_SIGNALS": "metrics,traces"})
    with pytest.raises(RuntimeError, match="expected some of metrics, not"):
        wrong.start(patience=3)


@pytest.fixture(scope="module")
def package(server: Server) -> Iterator[Exporter]:
    flow_run(server, "of the package", "RUNNING", "COMPLETED")
    flow_run(server, "of the package", "RUNNING")
    flow = post(server, "/flows/", {"name": "of the package"})
    post(server, "/work_pools/", {"name": "spark", "type": "process"})
    nightly = {"name": "nightly", "flow_id": flow["id"], "work_pool_name": "spark", "paused": True, "tags": ["b", "a"]}
    deployment = post(server, "/deployments/", nightly)
    late = {"type": "SCHEDULED", "name": "Late"}
    post(server, f"/deployments/{deployment['id']}/create_flow_run", {"state": late})
    told = {"WEIR_METRICS_PROFILE": "prometheus-prefect-exporter", "OFFSET_MINUTES": "60"}
    with exporter(server.api, told) as it:
        yield it
    shutil.rmtree(it.folder, ignore_errors=True)


def test_it_has_the_names_of_prometheus_prefect_exporter(package: Exporter, server: Server) -> None:
    of_flow = ("flow_name", "state_name")
    ours = {key: value for key, value in package.series("prefect_info_flow_runs", *of_flow).items() if key[0] == "of the package"}
    # The API takes the time at which a run should start for that at which it did, as the package shows it.
    assert ours == {("of the package", "Completed"): 0, ("of the package", "Running"): 1, ("of the package", "Late"): 0}
    assert package.series("prefect_info_deployment", "flow_name", "deployment_name", "work_pool_name", "paused", "tags") == {
        ("of the package", "nightly", "spark", "True", "a,b"): 1
    }
    assert package.series("prefect_late_runs", "work_pool_name", "work_queue_name")[("spark", "default")] == 1
    [health] = [key for key in package.series("prefect_info_work_queues", "work_pool_name", "healthy") if key[0] == "spark"]
    assert health == ("spark", "False")
    assert ("spark", "process", "False") in package.series("prefect_info_work_pools", "work_pool_name", "type", "is_paused")
    everything = post(server, "/flow_runs/count", {})
    assert package.series("prefect_flow_runs_total") == {(): everything}
    by_state = package.series("prefect_flow_run_state_total", "state")
    assert sum(by_state.values()) == everything and by_state[("Late",)] == 1
    # The 24 hours end with a refresh, which may come before the last run should have started.
    until(lambda: package.series("prefect_flow_run_state_past_24_hours_total", "state") == by_state)
    times = package.series("prefect_flow_runs_total_run_time", "flow_name", "flow_run_name")
    assert len([key for key in times if key[0] == "of the package"]) == 3
