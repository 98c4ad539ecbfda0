"""Every insight equals what pandas and plain Python compute from the raw runs that the API gives, over a random month.

The seed is always the same, unless WEIR_INSIGHTS_SEED names another.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import numpy
import pandas
import pytest

from tests.harness.servers import Server, weir_server
from tests.insights import reference
from tests.insights.seed import RUNS, Seed

ZONE = "Europe/Berlin"
RELATIVE = 0.01


@dataclass
class Month:
    """The server with its month of runs, and the runs as it told them."""

    server: Server
    start: pandas.Timestamp
    end: pandas.Timestamp
    runs: pandas.DataFrame
    tasks: list[dict[str, Any]]

    def ask(self, path: str, **query: Any) -> dict[str, Any]:
        answer = httpx.post(f"{self.server.api}/insights/{path}", json=query, timeout=120)
        assert answer.status_code == 200, answer.text
        return answer.json()


def pages(server: Server, path: str, member: str, begin: datetime, end: datetime, step: timedelta) -> list[dict[str, Any]]:
    """All runs that were expected in a time, some hours after the other, so that no page is far down."""
    found = []
    with httpx.Client(base_url=server.api, timeout=60) as client:
        while begin < end:
            within = {"after_": begin.isoformat(), "before_": (begin + step - timedelta(microseconds=1)).isoformat()}
            query = {member: {"expected_start_time": within}, "offset": 0}
            while page := client.post(path, json=query).raise_for_status().json():
                found += page
                query["offset"] += len(page)
                if len(page) < 200:
                    break
            begin += step
    return found


@pytest.fixture(scope="module")
def month() -> Iterator[Month]:
    seed = Seed(int(os.environ.get("WEIR_INSIGHTS_SEED", "7")))
    seed.tell()
    server = weir_server(quiet=True, name="insights", environment={"PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "false"})
    with server:
        pass
    seed.write(server.folder / "weir.db")
    with server:
        margin = timedelta(days=1)
        runs = pages(server, "/flow_runs/filter", "flow_runs", seed.start, seed.end, timedelta(hours=6))
        tasks = pages(server, "/task_runs/filter", "task_runs", seed.start - margin, seed.end + margin, timedelta(hours=8))
        assert len(runs) == RUNS and len(tasks) == len(seed.rows["task_runs"])
        yield Month(server, pandas.Timestamp(seed.start), pandas.Timestamp(seed.end), reference.frame(runs), tasks)


def near(found: float | None, exact: float | None, relative: float = 1e-9, absolute: float = 1e-5) -> bool:
    if exact is None or found is None:
        return found is None and exact is None
    return abs(found - exact) <= relative * abs(exact) + absolute


def assert_figures(found: dict[str, Any], exact: dict[str, Any], seconds: float) -> None:
    """Durations of runs that have not started grow while the answer is on its way, by `seconds` at most."""
    assert (found["runs"], found["states"]) == (exact["runs"], exact["states"])
    assert near(found["success_rate"], exact["success_rate"]) and near(found["run_time"], exact["run_time"])
    for which, grows in [("duration", 0.0), ("lateness", seconds)]:
        assert found[which]["count"] == exact[which]["count"]
        for name in ["mean", "max"]:
            assert near(found[which][name], exact[which][name], absolute=1e-5 + grows), (which, name, found, exact)
        for name in reference.QUANTILES:
            assert near(found[which][name], exact[which][name], RELATIVE, 1e-5 + grows), (which, name, found, exact)


def moment() -> pandas.Timestamp:
    return pandas.Timestamp(datetime.now(UTC))


GROUPS = {
    "flow": lambda runs: runs.assign(group=runs["flow_id"]),
    "deployment": lambda runs: runs.assign(group=runs["deployment_id"]),
    "work_queue": lambda runs: runs.assign(group=runs["work_queue_id"]),
    "work_pool": lambda runs: runs.assign(group=runs["work_pool_name"]),
    "state": lambda runs: runs.assign(group=runs["state_name"]),
    "tag": lambda runs: runs.assign(group=runs["tags"].map(lambda tags: tags or [None])).explode("group"),
}


@pytest.mark.parametrize("by", GROUPS)
def test_figures_of_groups(month: Month, by: str) -> None:
    start, end = month.start + pandas.Timedelta(days=15, hours=5, minutes=7), month.end
    before = moment()
    told = month.ask("flow_runs", start=start.isoformat(), end=end.isoformat(), group_by=[by], limit=200)
    seconds = (moment() - before).total_seconds()
    grouped = GROUPS[by](month.runs)
    groups = {None if key is None or key != key else key: runs for key, runs in grouped.groupby("group", dropna=False)}
    names = by in ("tag", "state", "work_pool")
    found = {group["group"][by]["name" if names else "id"]: group for group in told["groups"]}
    length = end - start
    for key, group in found.items():
        assert_figures(group["figures"], reference.figures(groups[key], start, end, before), seconds)
        assert_figures(group["previous"], reference.figures(groups[key], start - length, start, before), seconds)
    for key in groups.keys() - found.keys():
        assert reference.figures(groups[key], start - length, end, before)["runs"] == 0


def days(start: pandas.Timestamp, end: pandas.Timestamp) -> list[tuple[pandas.Timestamp, pandas.Timestamp]]:
    midnights = pandas.date_range(start.tz_convert(ZONE).normalize(), end.tz_convert(ZONE), freq="D").tz_convert("UTC")
    bounds = [start, *[at for at in midnights if start < at < end], end]
    return list(zip(bounds, bounds[1:], strict=False))


def test_days_of_a_time_zone(month: Month) -> None:
    before = moment()
    query = {"start": month.start.isoformat(), "end": month.end.isoformat(), "interval": "day", "timezone": ZONE}
    told = month.ask("flow_runs", compare=False, **query)["groups"][0]["intervals"]
    seconds = (moment() - before).total_seconds()
    expected = days(month.start, month.end)
    assert [(pandas.Timestamp(one["start"]), pandas.Timestamp(one["end"])) for one in told] == expected
    for one, (start, end) in zip(told, expected, strict=True):
        assert_figures(one["figures"], reference.figures(month.runs, start, end, before), seconds)


def test_concurrency(month: Month) -> None:
    start, end = month.start + pandas.Timedelta(days=3), month.start + pandas.Timedelta(days=5)
    query = {"start": start.isoformat(), "end": end.isoformat(), "interval_seconds": 3600}
    told = month.ask("concurrency", **query)["groups"][0]
    for one in [told, *told["intervals"]]:
        begin, finish = pandas.Timestamp(one.get("start", start)), pandas.Timestamp(one.get("end", end))
        exact = reference.concurrency(month.runs, begin, finish)
        assert one["figures"]["max"] == exact["max"] and near(one["figures"]["mean"], exact["mean"], 1e-6)


def of_run(month: Month) -> dict[str, list[dict[str, Any]]]:
    runs = defaultdict(list)
    for nth, task in enumerate(month.tasks):
        times = {"begin": pandas.Timestamp(task["start_time"]), "end": pandas.Timestamp(task["end_time"]), "nth": nth}
        runs[task["flow_run_id"]].append(task | times)
    return runs


def test_bottlenecks_of_runs(month: Month) -> None:
    by_id = month.runs.set_index("id")
    for run, tasks in list(of_run(month).items())[:100]:
        told = httpx.get(f"{month.server.api}/insights/flow_runs/{run}/bottlenecks").raise_for_status().json()
        wall = (by_id.loc[run, "end_time"] - by_id.loc[run, "start_time"]).total_seconds()
        assert near(told["wall_time"], wall)
        assert near(told["busy"], reference.covered([(task["begin"], task["end"]) for task in tasks]))
        found = {one["task"]["id"]: one for one in told["tasks"]}
        for task in tasks:
            share = (task["end"] - task["begin"]).total_seconds() / wall if wall else 0.0
            assert near(found[task["task_key"]]["share"], share, 1e-6)
            assert found[task["task_key"]]["bottleneck"] == (found[task["task_key"]]["share"] > 0.5)
            assert near(found[task["task_key"]]["work"], task["total_run_time"])
        if len({task["end"] for task in tasks}) == len(tasks):
            assert [step["task_run_id"] for step in told["critical_path"]] == reference.critical_path(tasks)


def test_bottlenecks_of_flows(month: Month) -> None:
    start, end = month.start + pandas.Timedelta(days=15), month.end
    told = month.ask("bottlenecks", start=start.isoformat(), end=end.isoformat(), runs=1000)
    tasks = of_run(month)
    for flow in told["flows"]:
        runs = month.runs[(month.runs["flow_id"] == flow["flow"]["id"]) & month.runs["ended"] & (month.runs["run_count"] > 0)]
        runs = runs[(runs["end_time"] >= start) & (runs["end_time"] < end)].sort_values(["end_time"], ascending=False)
        assert flow["runs"] + flow["runs_left_out"] == len(runs)
        runs = runs.head(1000)
        wall = (runs["end_time"] - runs["start_time"]).dt.total_seconds().sum()
        assert near(flow["wall_time"], wall, 1e-6)
        busy: Counter[str] = Counter()
        for run in runs["id"]:
            for task in tasks.get(run, []):
                busy[task["task_key"]] += (task["end"] - task["begin"]).total_seconds()
        assert flow["dominant"]["id"] == max(busy, key=lambda key: busy[key])
        for one in flow["tasks"]:
            assert near(one["share"], busy[one["task"]["id"]] / wall, 1e-6)


def test_retries(month: Month) -> None:
    told = month.ask("retries", start=month.start.isoformat(), end=month.end.isoformat(), limit=200)
    flow_of = dict(zip(month.runs["id"], month.runs["flow_id"], strict=True))
    tasks = reference.frame(month.tasks)
    tasks["flow_id"] = tasks["flow_run_id"].map(flow_of)
    runs = month.runs.assign(task_key=None)
    for found, raw, keys in [(told["tasks"], tasks, ["flow_id", "task_key"]), (told["flows"], runs, ["flow_id"])]:
        ended = raw[raw["ended"] & (raw["end_time"] >= month.start) & (raw["end_time"] < month.end)]
        exact = {key: group for key, group in ended.groupby(keys) if (group["run_count"] > 1).any()}
        assert len(found) == len(exact)
        for one in found:
            group = exact[tuple([one["flow"]["id"], *([one["task"]["id"]] if one["task"] else [])])]
            retried = group[group["run_count"] > 1]
            succeeded = int((retried["state_type"] == "COMPLETED").sum())
            judged = int((retried["state_type"] != "CANCELLED").sum())
            assert (one["runs"], one["retried"], one["succeeded"]) == (len(group), len(retried), succeeded)
            assert one["retries"] == int((retried["run_count"] - 1).sum())
            assert near(one["success_after_retry"], succeeded / judged if judged else None)


def test_failures(month: Month) -> None:
    start = month.start + pandas.Timedelta(days=10)
    told = month.ask("failures", start=start.isoformat(), end=month.end.isoformat(), lookback_days=366, limit=200)
    flow_of = dict(zip(month.runs["id"], month.runs["flow_id"], strict=True))
    tasks = reference.frame(month.tasks)
    tasks["flow_id"] = tasks["flow_run_id"].map(flow_of)
    raw = pandas.concat([month.runs.assign(is_task=False), tasks.assign(is_task=True)])
    raw = raw[raw["ended"] & raw["state_type"].isin(["FAILED", "CRASHED"]) & (raw["end_time"] < month.end)]
    raw["error"] = raw["state"].map(lambda state: reference.normalised(state["message"]))
    exact = dict(iter(raw.groupby(["flow_id", "error"])))
    assert len(told["groups"]) == len(exact)
    for one in told["groups"]:
        group = exact[(one["flow"]["id"], one["error"])]
        inside = group[group["end_time"] >= start]
        assert (one["count"], one["task_runs"]) == (len(inside), int(inside["is_task"].sum()))
        assert one["crashed"] == int((inside["state_type"] == "CRASHED").sum())
        assert pandas.Timestamp(one["first_seen"]) == group["end_time"].min()
        assert pandas.Timestamp(one["last_seen"]) == group["end_time"].max()
        assert one["new"] == (group["end_time"].min() >= start)
    same = defaultdict(set)
    for one in told["groups"]:
        same[one["error"]].add(one["fingerprint"])
    assert all(len(fingerprints) == 1 for fingerprints in same.values())


def test_trends(month: Month) -> None:
    told = month.ask("trends", start=month.start.isoformat(), end=month.end.isoformat(), timezone=ZONE)
    for one in told["groups"]:
        runs = month.runs[(month.runs["flow_id"] == one["group"]["flow"]["id"]) & (month.runs["state_type"] == "COMPLETED")]
        runs = runs[(runs["end_time"] >= month.start) & (runs["end_time"] < month.end)].sort_values(["end_time", "id"])
        logarithms = numpy.log(runs["total_run_time"].clip(lower=0.001))
        assert one["runs"] == len(runs) and near(one["median"], float(numpy.exp(logarithms.median())), 1e-6)
        daily = logarithms.groupby(runs["end_time"].dt.tz_convert(ZONE).dt.date).median()
        assert one["days"] == len(daily)
        slope, low, high = (numpy.expm1(30.436875 * value) for value in reference.theil_sen(daily))
        assert near(one["trend"]["growth_per_month"], slope, 1e-6)
        assert near(one["trend"]["low"], low, 1e-6) and near(one["trend"]["high"], high, 1e-6)
        changes = reference.change_points(runs["end_time"], logarithms.to_numpy())
        assert [pandas.Timestamp(change["at"]) for change in one["changes"]] == [runs["end_time"].iloc[at] for at in changes]
