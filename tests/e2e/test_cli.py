"""What the stock command line prints: the same commands, in the same order, against Prefect's server and weir."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from tests.harness.cli import loaded
from tests.harness.sdk import tell
from tests.harness.waiting import until

if TYPE_CHECKING:
    from tests.e2e.conftest import Both

# Instants as the command line shows them: as Python writes them, or as the time until or since.
UNITS = "(?:second|minute|hour|day|week|month|year)s?"
AGES = re.compile(rf"\b(?:in )?(?:\d+|an?|a few) {UNITS}(?: (?:ago|from now))?\b|\b(?:just )?now\b")
MADE = r"\b(?:DateTime|datetime\.datetime)\((?:[^()]|\([^()]*\))*\)"
WRITTEN = r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?: UTC)?(?:\.\d+)?(?:Z|\+00:00)?"
INSTANTS = re.compile(f"{MADE}|{WRITTEN}")
# How long a run took, and how late it began.
DURATIONS = re.compile(r"\bdatetime\.timedelta\([^()]*\)|(?<=_time\": )[\d.]+|(?<=_delta\": )[\d.]+")
# Tables are as wide as what they hold.
RULES = re.compile(r"[─━═╌╍┄┅-]{3,}")
BLANKS = re.compile(r"[ \t]+")


def make() -> None:
    """A run with artifacts and logs, for the commands to show."""
    from prefect import flow, get_run_logger, task
    from prefect.artifacts import create_markdown_artifact

    @task(name="cli-task", task_run_name="cli-task-run")
    def step() -> None:
        get_run_logger().warning("from the task")

    @flow(name="cli-flow", flow_run_name="cli run")
    def made() -> None:
        create_markdown_artifact("# One", key="cli-artifact", description="first")
        create_markdown_artifact("# Two", key="cli-artifact", description="second")
        for number in range(3):
            get_run_logger().info("line %s", number)
        step()

    made()


def prefect(*arguments: str, generated: Iterable[str] = (), **ids: str) -> None:
    """Calls the command and tells what it prints. `ids` are named among the arguments, `generated` names replaced."""
    status, text = loaded(*(argument.format(**ids) for argument in arguments))
    tell(**{f"prefect {' '.join(arguments)}": {"status": status, "prints": plain(text, generated)}})


def plain(text: str, generated: Iterable[str] = ()) -> list[str]:
    for name in generated:
        text = text.replace(name, "<name>")
    text = INSTANTS.sub("<time>", AGES.sub("<age>", DURATIONS.sub("<duration>", text)))
    return [BLANKS.sub(" ", RULES.sub("─", line)).strip() for line in text.splitlines()]


def listed(*arguments: str) -> list[dict[str, Any]]:
    status, text = loaded(*arguments, "--output", "json")
    assert status == 0, text
    return json.loads(text)


def runs() -> None:
    run = listed("flow-run", "ls")[0]["id"]
    prefect("flow-run", "ls")
    prefect("flow-run", "ls", "--flow-name", "cli-flow", "--state", "Completed", "--limit", "1")
    prefect("flow-run", "ls", "--state-type", "FAILED")
    prefect("flow-run", "inspect", "{run}", run=run)
    prefect("flow-run", "inspect", "{run}", "--output", "json", run=run)
    prefect("flow-run", "logs", "{run}", run=run)
    prefect("flow-run", "logs", "{run}", "--tail", "--num-logs", "2", run=run)
    prefect("flow-run", "logs", "{run}", "--reverse", run=run)
    prefect("flow-run", "cancel", "{run}", run=run)
    prefect("flow", "ls")
    prefect("task-run", "ls")
    step = listed("task-run", "ls")[0]["id"]
    prefect("task-run", "inspect", "{step}", step=step)
    prefect("task-run", "logs", "{step}", step=step)
    for artifact in ("ls", "inspect"):
        prefect("artifact", artifact, *(["cli-artifact"] if artifact == "inspect" else []))
    prefect("artifact", "ls", "--all")
    prefect("artifact", "delete", "cli-artifact")
    prefect("artifact", "inspect", "cli-artifact")
    nobody = "00000000-0000-0000-0000-000000000000"
    for command in ("inspect", "logs", "cancel", "delete"):
        prefect("flow-run", command, nobody)
    prefect("task-run", "inspect", nobody)
    prefect("flow-run", "delete", "{run}", run=run)
    prefect("flow-run", "inspect", "{run}", run=run)


def deployments() -> None:
    shutil.copytree(Path(__file__).with_name("project"), "project")
    os.chdir("project")
    prefect("work-pool", "create", "worker-pool", "--type", "process")
    prefect("--no-prompt", "deploy", "--all")
    os.chdir("..")
    name = "worker-greet/quick"
    prefect("deployment", "ls")
    prefect("deployment", "ls", "--flow-name", "worker-gated")
    prefect("deployment", "inspect", name)
    prefect("deployment", "inspect", "no/such")
    greets = ("flow-run", "ls", "--flow-name", "worker-greet", "--state", "Scheduled")
    # The lists below are in order of creation: the run of the schedule comes before the one that is asked for.
    until(lambda: len(listed(*greets)) == 1)
    prefect("deployment", "run", name, "--start-in", "1 hour", "--flow-run-name", "cli later", "--param", 'who="cli"')
    prefect("deployment", "run", name, "--param", "no_such=1")
    later = next(run["id"] for run in listed(*greets) if run["name"] == "cli later")
    generated = [run["name"] for run in listed(*greets) if run["name"] != "cli later"]
    prefect(*greets, generated=generated)
    prefect("work-pool", "preview", "worker-pool", "--hours", "2", generated=generated)
    prefect("work-queue", "preview", "default", "--pool", "worker-pool", "--hours", "2", generated=generated)
    prefect("work-queue", "read-runs", "default", "--pool", "worker-pool")
    prefect("flow-run", "cancel", "{later}", later=later)
    prefect("flow-run", "cancel", "{later}", later=later)
    prefect("deployment", "schedule", "create", name, "--interval", "3600", "--anchor-date", "2020-01-01", "--timezone", "UTC")
    prefect("deployment", "schedule", "create", name, "--rrule", "FREQ=DAILY;COUNT=2")
    prefect("deployment", "schedule", "create", name, "--cron", "not a cron")
    prefect("deployment", "schedule", "ls", name)
    schedule = listed("deployment", "schedule", "ls", name)[0]["id"]
    for command in ("pause", "resume", "pause", "delete"):
        more = ["-y"] if command == "delete" else []
        prefect("deployment", "schedule", command, name, "{schedule}", *more, schedule=schedule)
    prefect("deployment", "schedule", "ls", name)
    prefect("deployment", "schedule", "pause", "--all")
    prefect("deployment", "schedule", "clear", name, "-y")
    prefect("deployment", "schedule", "ls", name)
    prefect("deployment", "delete", name)
    prefect("deployment", "delete", name)
    prefect("--no-prompt", "deployment", "delete", "--all")


def work() -> None:
    prefect("work-pool", "create", "cli-pool", "--type", "process", "--paused")
    prefect("work-pool", "create", "cli-pool", "--type", "process")
    prefect("work-pool", "create", "cli-pool", "--type", "process", "--overwrite")
    prefect("work-pool", "create", "cli-nothing", "--type", "no-such-type")
    prefect("work-pool", "get-default-base-job-template", "--type", "process")
    for command in ("inspect", "slots", "pause", "resume", "inspect"):
        prefect("work-pool", command, "cli-pool")
    prefect("work-pool", "set-concurrency-limit", "cli-pool", "4")
    prefect("work-pool", "update", "cli-pool", "--description", "told by the command line")
    prefect("work-pool", "inspect", "cli-pool", "--output", "json")
    prefect("work-pool", "slots", "cli-pool")
    prefect("work-pool", "clear-concurrency-limit", "cli-pool")
    prefect("work-pool", "ls")
    prefect("work-queue", "create", "cli-queue", "--pool", "cli-pool", "--priority", "2", "--limit", "3")
    prefect("work-queue", "create", "cli-queue", "--pool", "cli-pool")
    prefect("work-queue", "create", "cli-poolless")
    of_pool = ("cli-queue", "--pool", "cli-pool")
    for command in ("inspect", "slots", "pause", "resume", "clear-concurrency-limit", "inspect"):
        prefect("work-queue", command, *of_pool)
    prefect("work-queue", "set-concurrency-limit", "cli-queue", "1", "--pool", "cli-pool")
    prefect("work-queue", "ls", "--pool", "cli-pool", "--verbose")
    prefect("work-queue", "ls", "--pool", "no-such-pool")
    prefect("work-queue", "ls", "--match", "cli")
    prefect("work-queue", "delete", *of_pool)
    prefect("work-queue", "inspect", *of_pool)
    prefect("work-pool", "delete", "cli-pool")
    prefect("work-pool", "delete", "cli-pool")
    prefect("work-pool", "ls")


def limits() -> None:
    tag = "concurrency-limit"
    prefect(tag, "create", "cli-tag", "3")
    prefect(tag, "create", "cli-tag", "4")
    for command in ("inspect", "reset", "delete", "inspect", "reset", "delete"):
        prefect(tag, command, "cli-tag")
        prefect(tag, "ls")
    named = "global-concurrency-limit"
    prefect(named, "create", "cli-limit", "--limit", "3", "--slot-decay-per-second", "0.5")
    prefect(named, "create", "cli-limit", "--limit", "3")
    prefect(named, "update", "cli-limit", "--limit", "5", "--slot-decay-per-second", "0.25")
    prefect(named, "update", "cli-limit", "--active-slots", "9", "--limit", "1")
    for command in ("disable", "disable", "inspect", "enable", "inspect"):
        prefect(named, command, "cli-limit")
    prefect(named, "ls")
    for command in ("delete", "delete", "inspect", "enable"):
        prefect(named, command, "cli-limit")
    prefect(named, "ls")


def variables() -> None:
    prefect("variable", "set", "cli_text", "plain", "--tag", "one", "--tag", "two")
    prefect("variable", "set", "cli_text", "other")
    prefect("variable", "set", "cli_text", "other", "--overwrite")
    prefect("variable", "set", "cli_object", '{{"a": [1, 2.5, null]}}')
    prefect("variable", "set", "Not a name", "x")
    prefect("variable", "ls")
    for name in ("cli_text", "cli_object", "cli_absent"):
        for command in ("get", "inspect", "unset", "get"):
            prefect("variable", command, name)
    prefect("variable", "ls")


def blocks() -> None:
    Path("own_blocks.py").write_text(
        "from prefect.blocks.core import Block\n"
        "class CliBlock(Block):\n"
        "    text: str\n"
        "if __name__ == '__main__':\n"
        "    CliBlock(text='kept').save('cli-kept')\n"
    )
    prefect("block", "register", "--file", "own_blocks.py")
    prefect("block", "register", "--file", "no_such_file.py")
    subprocess.run([sys.executable, "own_blocks.py"], check=True)
    tell(types=sorted(row["slug"] for row in listed("block", "type", "ls")))
    prefect("block", "type", "inspect", "cliblock")
    prefect("block", "type", "inspect", "no-such-type")
    prefect("block", "create", "secret")
    prefect("block", "create", "no-such-type")
    prefect("block", "ls")
    for command in ("inspect", "delete", "inspect", "delete"):
        prefect("block", command, "cliblock/cli-kept")
    prefect("block", "type", "delete", "cliblock")
    prefect("block", "type", "delete", "cliblock")
    prefect("block", "ls")


def automations() -> None:
    trigger = {"type": "event", "posture": "Reactive", "expect": ["cli.never"], "threshold": 1, "within": 0}
    automation = {"name": "cli automation", "description": "does nothing", "trigger": trigger, "actions": [{"type": "do-nothing"}]}
    Path("automation.json").write_text(json.dumps(automation))
    Path("wrong.json").write_text(json.dumps(automation | {"trigger": {"type": "event"}, "actions": [{"type": "no-such"}]}))
    prefect("automation", "create", "--from-file", "automation.json")
    prefect("automation", "create", "--from-file", "wrong.json")
    for command in ("inspect", "pause", "pause", "inspect", "resume"):
        prefect("automation", command, "cli automation")
        prefect("automation", "ls")
    for output in ("--yaml", "--json"):
        prefect("automation", "inspect", "cli automation", output)
    for command in ("inspect", "pause", "resume", "delete"):
        prefect("automation", command, "no such automation")
        prefect("automation", command, "--id", "00000000-0000-0000-0000-000000000000")
    prefect("automation", "delete", "cli automation")
    prefect("automation", "ls")


def events() -> None:
    """What is emitted while the stream is followed is printed by it."""
    out = Path("events.jsonl")
    with out.open("wb") as printed:
        stream = subprocess.Popen([sys.executable, "-u", "-m", "prefect", "events", "stream"], stdout=printed)
    try:
        for event in ("cli.first", "cli.second"):
            prefect("events", "emit", event, "--resource-id", "cli.resource", "--payload", '{{"a": 1}}')
        until(lambda: len(own_events(out)) == 2)
    finally:
        stream.kill()
        stream.wait()
    tell(streamed=own_events(out))
    prefect("events", "emit", "cli.third")


def own_events(file: Path) -> list[dict[str, Any]]:
    lines = [line for line in file.read_text().splitlines(keepends=True) if line.startswith("{") and line.endswith("\n")]
    return [event | {"received": "<time>"} for event in map(json.loads, lines) if event["event"].startswith("cli.")]


def main() -> None:
    os.environ["COLUMNS"] = "400"
    subprocess.run([sys.executable, __file__, "make"], check=True)
    # What a task run says comes over a websocket, which the run's end does not wait for.
    until(lambda: task_runs() == ["COMPLETED"])
    for topic in (runs, deployments, work, limits, variables, blocks, automations, events):
        topic()


def task_runs() -> list[str]:
    found = httpx.post(f"{os.environ['PREFECT_API_URL']}/task_runs/filter", json={}).raise_for_status().json()
    return [run["state_type"] for run in found]


def test_cli(both_fresh: Both) -> None:
    seen = both_fresh(__file__)
    told = {name: value for fact in seen["script"]["facts"] for name, value in fact.items()}
    assert len(told) > 120
    for command in ("prefect deployment ls", "prefect work-pool ls", "prefect block ls", "prefect automation ls"):
        assert told[command]["status"] == 0


if __name__ == "__main__":
    make() if sys.argv[1:] == ["make"] else main()
