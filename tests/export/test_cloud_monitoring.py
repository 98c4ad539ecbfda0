"""Google Cloud Monitoring: a service that checks the documented request, and gives tokens as Google's does."""

from __future__ import annotations

import base64
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.export.receivers import Arrived, Service, service
from tests.harness.runs import flow_run
from tests.harness.servers import fresh_folder, weir_server
from tests.harness.waiting import until

PROJECT = "acme-data"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
METADATA = "/computeMetadata/v1/instance/service-accounts/default/token"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def claims(assertion: str) -> dict[str, Any]:
    """The claims of a token whose signature holds."""
    head, body, signature = assertion.split(".")
    padded = [base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in (head, body, signature)]
    KEY.public_key().verify(padded[2], f"{head}.{body}".encode(), padding.PKCS1v15(), hashes.SHA256())
    assert json.loads(padded[0]) == {"alg": "RS256", "typ": "JWT"}
    return json.loads(padded[1])


def token(request: Arrived) -> tuple[int, Any]:
    form = {name: values[0] for name, values in parse_qs(request.text).items()}
    assert form["grant_type"] == GRANT
    told = claims(form["assertion"])
    assert told["iss"] == "weir@acme.iam.gserviceaccount.com"
    assert told["scope"] == "https://www.googleapis.com/auth/monitoring.write"
    assert told["exp"] - told["iat"] == 3600
    return 200, {"access_token": "t0ken", "expires_in": 3600, "token_type": "Bearer"}


def time_series(request: Arrived) -> tuple[int, Any]:
    if request.headers.get("authorization") != "Bearer t0ken":
        return 401, {"error": {"code": 401, "status": "UNAUTHENTICATED"}}
    listed = request.json["timeSeries"]
    assert 1 <= len(listed) <= 200
    told = [(one["metric"]["type"], json.dumps(one["metric"]["labels"], sort_keys=True)) for one in listed]
    assert len(set(told)) == len(told), "a request has each series once"
    for one in listed:
        assert one["resource"] == {"type": "global", "labels": {"project_id": PROJECT}}
        assert all(re.fullmatch(r"[a-z_][a-zA-Z0-9_]*", key) for key in one["metric"]["labels"])
        [point] = one["points"]
        interval = point["interval"]
        assert all(INSTANT.fullmatch(instant) for instant in interval.values())
        # A gauge is of a moment, a sum of a time.
        assert set(interval) == ({"endTime"} if one["metricKind"] == "GAUGE" else {"startTime", "endTime"})
        kinds = {"INT64": "int64Value", "DOUBLE": "doubleValue", "DISTRIBUTION": "distributionValue"}
        assert list(point["value"]) == [kinds[one["valueType"]]]
        if one["valueType"] == "INT64":
            assert isinstance(point["value"]["int64Value"], str)
        if one["valueType"] == "DISTRIBUTION":
            value = point["value"]["distributionValue"]
            bounds = value["bucketOptions"]["explicitBuckets"]["bounds"]
            assert len(value["bucketCounts"]) == len(bounds) + 1 and bounds == sorted(bounds)
            assert sum(map(int, value["bucketCounts"])) == int(value["count"])
    return 200, {}


def answer(request: Arrived) -> tuple[int, Any]:
    if request.path == "/token":
        return token(request)
    if request.path == METADATA:
        assert request.headers["metadata-flavor"] == "Google"
        return 200, {"access_token": "t0ken", "expires_in": 3600, "token_type": "Bearer"}
    assert request.path == f"/v3/projects/{PROJECT}/timeSeries"
    return time_series(request)


@pytest.fixture
def google() -> Iterator[Service]:
    with service(answer) as google:
        yield google


@pytest.fixture(params=["service account", "machine"])
def credentials(request: pytest.FixtureRequest, google: Service) -> Iterator[dict[str, str]]:
    folder = fresh_folder("google")
    if request.param == "machine":
        yield {"GCE_METADATA_HOST": google.url.removeprefix("http://"), "HOME": str(folder)}
    else:
        pem = KEY.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        account = {
            "type": "service_account",
            "project_id": PROJECT,
            "private_key_id": "1",
            "private_key": pem.decode(),
            "client_email": "weir@acme.iam.gserviceaccount.com",
            "token_uri": f"{google.url}/token",
        }
        file = Path(folder) / "key.json"
        file.write_text(json.dumps(account))
        yield {"GOOGLE_APPLICATION_CREDENTIALS": str(file)}
    shutil.rmtree(folder, ignore_errors=True)


def points(google: Service, metric: str) -> list[dict[str, Any]]:
    """The series of a metric in the requests that were taken, the last first."""
    requests = google.to(f"/v3/projects/{PROJECT}/timeSeries")
    listed = [one for request in reversed(requests) for one in request.json["timeSeries"]]
    return [one for one in listed if one["metric"]["type"] == f"custom.googleapis.com/{metric}"]


def test_runs_by_state(google: Service, credentials: dict[str, str]) -> None:
    environment = credentials | {
        "WEIR_GOOGLE_PROJECT": PROJECT,
        "WEIR_GOOGLE_MONITORING_URL": google.url,
        "WEIR_EXPORT_INTERVAL_SECONDS": "1",
        "WEIR_METRICS_PROFILE": "native,history",
    }
    with weir_server(quiet=True, name="google", environment=environment) as weir:
        flow_run(weir, "etl", "RUNNING", "COMPLETED")
        flow_run(weir, "etl", "RUNNING", "COMPLETED")

        def completed(metric: str) -> Any:
            found = [one for one in points(google, metric) if one["metric"]["labels"].get("state") == "Completed"]
            return found[0]["points"][0]["value"] if found else None

        until(lambda: completed("prefect/flow_runs_total") == {"int64Value": "2"})
        until(lambda: completed("weir/flow_run_transitions") == {"int64Value": "2"})
        assert completed("weir/flow_run_duration_seconds")["distributionValue"]["count"] == "2"
        # The token is fetched once, and again when it is about to end or is not taken any more.
        def fetched() -> int:
            return len(google.to("/token") + google.to(METADATA))

        assert fetched() == 1
        google.failures.append(401)
        until(lambda: fetched() == 2)
        flow_run(weir, "etl", "RUNNING", "COMPLETED")
        until(lambda: completed("weir/flow_run_transitions") == {"int64Value": "3"})
        log = weir.log.read_text()
        assert "t0ken" not in log and "PRIVATE KEY" not in log
    shutil.rmtree(weir.folder, ignore_errors=True)
