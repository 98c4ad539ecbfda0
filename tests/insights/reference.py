"""The insights, computed from raw runs by pandas and in plain Python, with nothing of weir's."""

from __future__ import annotations

import math
import re
from collections import Counter
from statistics import NormalDist
from typing import Any

import numpy
import pandas

QUANTILES = {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99}
TERMINAL = ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"]


def frame(runs: list[dict[str, Any]]) -> pandas.DataFrame:
    table = pandas.DataFrame(runs)
    for column in ["expected_start_time", "start_time", "end_time"]:
        table[column] = pandas.to_datetime(table[column], utc=True, format="ISO8601")
    table["ended"] = table["state_type"].isin(TERMINAL) & table["end_time"].notna()
    return table


def distribution(seconds: pandas.Series) -> dict[str, Any]:
    if seconds.empty:
        return {"count": 0, "mean": None, "max": None} | dict.fromkeys(QUANTILES)
    quantiles = {name: seconds.quantile(q, interpolation="lower") for name, q in QUANTILES.items()}
    return {"count": len(seconds), "mean": seconds.mean(), "max": seconds.max()} | quantiles


def lateness(runs: pandas.DataFrame, now: pandas.Timestamp) -> pandas.Series:
    counted = runs[(runs["run_count"] > 0) | ~runs["ended"]]
    late = (counted["start_time"].fillna(now) - counted["expected_start_time"]).dt.total_seconds()
    return late.clip(lower=0)


def figures(runs: pandas.DataFrame, start: pandas.Timestamp, end: pandas.Timestamp, now: pandas.Timestamp) -> dict[str, Any]:
    ended = runs[runs["ended"] & (runs["end_time"] >= start) & (runs["end_time"] < end)]
    expected = runs[(runs["expected_start_time"] >= start) & (runs["expected_start_time"] < end)]
    states = {state: int((ended["state_type"] == state).sum()) for state in TERMINAL}
    judged = len(ended) - states["CANCELLED"]
    return {
        "runs": len(ended),
        "states": states,
        "success_rate": states["COMPLETED"] / judged if judged else None,
        "run_time": ended["total_run_time"].sum(),
        "duration": distribution(ended.loc[ended["run_count"] > 0, "total_run_time"]),
        "lateness": distribution(lateness(expected, now)),
    }


def concurrency(runs: pandas.DataFrame, start: pandas.Timestamp, end: pandas.Timestamp) -> dict[str, Any]:
    ran = runs[runs["start_time"].notna() & (runs["start_time"] < end)]
    stop = ran["end_time"].fillna(end).clip(upper=end)
    inside = ran[stop > start]
    begin, stop = inside["start_time"].clip(lower=start), stop[stop > start]
    area = (stop - begin).dt.total_seconds().clip(lower=0).sum()
    steps = sorted([(at, 1) for at, to in zip(begin, stop, strict=True) if at < to] + [(to, -1) for at, to in zip(begin, stop, strict=True) if at < to])
    levels = numpy.cumsum([step for _, step in steps]) if steps else [0]
    return {"mean": area / (end - start).total_seconds(), "max": int(max(levels))}


def covered(periods: list[tuple[Any, Any]]) -> float:
    """Seconds that periods cover, those upon each other once."""
    total, until = 0.0, None
    for begin, finish in sorted(periods):
        begin = begin if until is None else max(begin, until)
        if finish > begin:
            total += (finish - begin).total_seconds()
        until = finish if until is None else max(until, finish)
    return total


def critical_path(tasks: list[dict[str, Any]]) -> list[str]:
    """Ids from the start on: back from the last end, by inputs where there are any, or by the order."""
    by_id = {task["id"]: task for task in tasks}
    path: list[str] = []
    task = max(tasks, key=lambda task: (task["end"], task["begin"], task["nth"]))
    while task is not None:
        path.append(task["id"])
        inputs = [by_id[source["id"]] for source in task["task_inputs"].get("data", []) if source["id"] not in path]
        before = [other for other in tasks if other["end"] <= task["begin"] and other["id"] not in path]
        if inputs:
            task = max(inputs, key=lambda other: (other["end"], other["nth"]))
        else:
            task = max(before, key=lambda other: (other["end"], other["begin"], other["nth"]), default=None)
    return path[::-1]


def normalised(message: str) -> str:
    message = re.sub(r"^(Flow|Task) run encountered an exception:? ", "", message)
    return re.sub(r"\d+", "<n>", message)


def theil_sen(days: pandas.Series) -> tuple[float, float, float]:
    """The slope a day with its 95 % interval, of a series by date."""
    x = numpy.array([(day - days.index[0]).days for day in days.index], dtype=float)
    y = days.to_numpy()
    first, second = numpy.triu_indices(len(x), 1)
    slopes = numpy.sort((y[second] - y[first]) / (x[second] - x[first]))
    n = len(x)
    ties = sum(count * (count - 1) * (2 * count + 5) for count in Counter(y).values())
    spread = NormalDist().inv_cdf(0.975) * math.sqrt((n * (n - 1) * (2 * n + 5) - ties) / 18)
    low = max(round((len(slopes) - spread) / 2) - 1, 0)
    high = min(round((len(slopes) + spread) / 2), len(slopes) - 1)
    return float(numpy.median(slopes)), float(slopes[low]), float(slopes[high])


LEAST, P, FACTOR, PARTS = 10, 0.001, math.log(1.2), 40


def ranked(values: numpy.ndarray) -> numpy.ndarray:
    return pandas.Series(values).rank().to_numpy()


def probability(statistic: float, n: int, part: float = 1) -> float:
    return min(2 * math.exp(-6 * part * statistic**2 / (n**3 + n**2)), 1)


def candidates(times: pandas.Series, values: numpy.ndarray) -> list[int]:
    """Changes by Pettitt's test and binary segmentation."""
    n, day = len(values), pandas.Timedelta(days=1)
    before = numpy.arange(1, n + 1)
    statistic = numpy.abs(2 * numpy.cumsum(ranked(values)) - before * (n + 1))
    for at in before:
        if at < LEAST or at > n - LEAST or times.iloc[at] - times.iloc[0] < day or times.iloc[-1] - times.iloc[at] < day:
            statistic[at - 1] = -1
    at = int(numpy.argmax(statistic)) + 1 if n else 0
    if not n or statistic[at - 1] <= 0 or probability(statistic[at - 1], n) >= P:
        return []
    if abs(numpy.median(values[at:]) - numpy.median(values[:at])) < FACTOR:
        return []
    return [*candidates(times[:at], values[:at]), at, *(at + later for later in candidates(times[at:], values[at:]))]


def doubt(values: numpy.ndarray, at: int) -> float:
    """How probable a change is if there is none, without what grows on both sides, and by how much is new in each value."""
    length = max(1, -(-len(values) // PARTS))
    slopes: list[float] = []
    for side in (values[:at], values[at:]):
        parts = [(begin, side[begin : begin + length]) for begin in range(0, len(side), length)]
        points = [(begin + (len(part) - 1) / 2, numpy.median(part)) for begin, part in parts]
        slopes += [(other - y) / (later - x) for nth, (x, y) in enumerate(points) for later, other in points[nth + 1 :]]
    level = values - numpy.median(slopes) * numpy.arange(len(values))
    middle = numpy.where(numpy.arange(len(values)) < at, numpy.median(level[:at]), numpy.median(level[at:]))
    step = abs(middle[-1] - middle[0])
    if step < FACTOR:
        return 1 + FACTOR - step
    statistic = 2 * ranked(level)[:at].sum() - at * (len(values) + 1)
    ranks = ranked(level - middle)
    ranks = ranks - ranks.mean()
    correlation = max((ranks[1:] * ranks[:-1]).sum() / (ranks**2).sum(), 0)
    return probability(statistic, len(values), (1 - correlation) / (1 + correlation))


def change_points(times: pandas.Series, values: numpy.ndarray) -> list[int]:
    found = candidates(times, values)
    while found:
        bounds = [0, *found, len(values)]
        doubts = [doubt(values[bounds[nth] : bounds[nth + 2]], at - bounds[nth]) for nth, at in enumerate(found)]
        if max(doubts) < P:
            break
        del found[int(numpy.argmax(doubts))]
    return found
