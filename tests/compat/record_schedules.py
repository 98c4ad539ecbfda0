"""Writes down when Prefect's schedules are due, and what it says of bad ones.

Run with Prefect 3.8.8 on Python 3.11 or 3.12: python -m tests.compat.record_schedules OUTPUT, where OUTPUT is
`crates/weir-engine/tests/golden/schedules.json`. The cases are drawn from a fixed seed.

A case is a list: the schedule, the start, the end or null, how many instants are asked for, and the instants in the
order in which Prefect finds them (or null where it fails). Instants are microseconds since 1970.
"""

import datetime
import json
import random
import sys
import warnings
from pathlib import Path
from typing import Any

from prefect._internal.schemas.validators import validate_cron_string, validate_rrule_string
from prefect.server.schemas.schedules import CronSchedule, IntervalSchedule, RRuleSchedule

UTC = datetime.UTC
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)
MICRO = datetime.timedelta(microseconds=1)

ZONES = [
    None,
    "UTC",
    "America/New_York",
    "America/Sao_Paulo",
    "Europe/Berlin",
    "Europe/London",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
]

# Around the days on which clocks change, and others.
STARTS = [
    "2026-03-07T23:10:00",
    "2026-03-08T06:45:00",
    "2026-03-08T07:00:00",
    "2026-10-31T22:05:30",
    "2026-11-01T05:20:00",
    "2026-11-01T06:20:00",
    "2026-03-28T23:30:00",
    "2026-03-29T00:59:59.5",
    "2026-10-24T22:00:00",
    "2026-10-25T00:30:00",
    "2026-10-25T01:15:00.000001",
    "2026-04-04T13:40:00",
    "2026-04-04T15:10:00",
    "2026-10-03T15:20:00",
    "2026-09-26T13:30:00",
    "2028-02-28T12:00:00",
    "2026-12-31T23:59:59.999999",
    "2026-06-15T09:00:00",
]

CRONS = """
0 0 1,2,30 * *|0 0 1,31 * *|0 0 30,l * *|0 0 1,2,29-31 * 1|0 6 31 * *|0 6 1,30 2,3 *
* * * * *|*/5 * * * *|*/15 * * * *|*/7 * * * *|0 * * * *|30 * * * *|59/5 * * * *|10/20 * * * *|0 0 * * *|30 2 * * *
15 1,2,3 * * *|0 9 * * 1-5|0 9 * * mon-fri|0 9 * * MON,WED,FRI|0 0 1 * *|0 0 31 * *|0 0 l * *|0 0 L * *|0 0 15,L * *
0 0 29 2 *|0 0 30 2 *|0 0 13 * 5|0 0 */2 * 1|0 0 1-31 * 1|0 0 1 * 0-6|0 0 * * 5#2|0 0 * * fri#1,mon#3|0 0 * * L5
0 0 * * l0|0 0 * * 1#5|0 0 15 * 2#1|0 0 * * mon-wed#2|0 0 1 1 *|0 0 1 jan,jul *|0 0 1 oct-feb *|0 0 1 oct-feb/2 *
0 0 * * sat-mon|0 0 * * fri-tue/2|0 0 * * 5-7|0 0 * * 7|0 0 * * sun-sun|5-5 * * * *|5-5/20 * * * *|50-10 * * * *
50-10/7 * * * *|0 22-4 * * *|0 22-4/3 * * *|0 0 ? * 1|0 0 1 * ?|@hourly|@daily|@weekly|@monthly|@yearly|@annually
@midnight|@HOURLY|* * * * * 0|* * * * * */20|0 0 * * * 15,45|*/10 * 0 * * 5|0 0 1 1 * 0 2027|0 0 1 1 * 0 2027-2030/2
0 0 29 2 * 0 *|0 12 * * * 0 2020|0 0 5-l * *|0 0 * 2 1|0 0 30 2 1|0 */6 * * *|0 8-18/2 * * 1-5|0,30 8-10 * * *
1-59/2 1 * * *|0 0 1-7 * 1|0 0 * 1/3 *|0 0 1/10 * *|0 1-2 * * *|*/30 1-3 * * *|45 23 * * 6
"""

BAD_CRONS = """
0 0 1,2,30 * *|0 0 1,31 * *|0 0 30,l * *|0 0 1,2,29-31 * 1|0 6 31 * *|0 6 1,30 2,3 *
|*|* * * *|* * * * * * * *|60 * * * *|* 24 * * *|* * 0 * *|* * 32 * *|* * * 0 *|* * * 13 *|* * * * 8|a * * * *|*/0 * * * *
*/a * * * *|1-2-3 * * * *|-5 * * * *|5- * * * *|1,,2 * * * *|, * * * *|* * * foo *|* * * * foo|* * * * 5#6|* * * * 5#0
* * * * 1,5#2|* * * * l8|* * * * l|* * l-5 * *|* * l/2 * *|? * * * *|* * ?/2 * *|r * * * *|R R * * *|h * * * *|h/5 * * * *
* * * * 7 0|0 0 0 * * 0|* * * * 1-5#2|1/2/3 * * * *|@reboot|@hourly |60/5 * * * *|* * 0-5 * *|* * 0-0 * *|1.5 * * * *
* * * jan-foo *|* * * * * 60|* * * * * 0 1969|* * * * * 0 2100|* * * * jan#1|r(5-3) * * * *|not a cron text at all
* * 1-0 * *|* * * * *,1#2|0 0 1 1 1 1
"""

RRULES = """
FREQ=DAILY|FREQ=DAILY;INTERVAL=3|FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=30|FREQ=DAILY;COUNT=2200|FREQ=DAILY;UNTIL=20260310
FREQ=DAILY;UNTIL=20260310T120000|FREQ=DAILY;BYDAY=MO,WE;BYHOUR=9|FREQ=DAILY;BYMONTH=3,11;BYMONTHDAY=1,8,-1
FREQ=WEEKLY|FREQ=WEEKLY;BYDAY=MO,TU,FR|FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU|FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO
FREQ=WEEKLY;BYDAY=SA;BYHOUR=2;BYMINUTE=30|FREQ=WEEKLY;BYDAY=TU,TH,SA;BYSETPOS=2|FREQ=WEEKLY;BYSETPOS=-1;BYDAY=MO,FR
FREQ=MONTHLY|FREQ=MONTHLY;BYMONTHDAY=31|FREQ=MONTHLY;BYMONTHDAY=-1|FREQ=MONTHLY;BYDAY=2FR|FREQ=MONTHLY;BYDAY=-1SU
FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1|FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,3;BYHOUR=6,18
FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=15|FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13|FREQ=MONTHLY;BYMONTHDAY=0|FREQ=MONTHLY;COUNT=70
FREQ=YEARLY|FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29|FREQ=YEARLY;BYYEARDAY=1,100,-1|FREQ=YEARLY;BYWEEKNO=1,20,53;BYDAY=MO
FREQ=YEARLY;BYDAY=20MO|FREQ=YEARLY;BYMONTH=11;BYDAY=4TH|FREQ=YEARLY;BYDAY=-1FR,1MO|FREQ=YEARLY;BYEASTER=0|FREQ=YEARLY;BYWEEKNO=-1
FREQ=YEARLY;BYMONTH=6|FREQ=YEARLY;BYEASTER=-2,50;BYHOUR=12|FREQ=YEARLY;BYMONTH=1,7;BYSETPOS=-1;BYDAY=MO,TU
FREQ=HOURLY|FREQ=HOURLY;INTERVAL=5|FREQ=HOURLY;BYHOUR=1,2,3|FREQ=HOURLY;INTERVAL=6;BYMINUTE=0,30|FREQ=HOURLY;BYDAY=SU
DTSTART:20260101T040000 RRULE:FREQ=HOURLY;INTERVAL=4;BYHOUR=0,8,9|FREQ=HOURLY;BYMONTH=3,10,11;BYMONTHDAY=-1,1,8|DTSTART:20260101T000000 RRULE:FREQ=HOURLY;COUNT=6500
FREQ=MINUTELY;INTERVAL=45;DT|FREQ=MINUTELY;INTERVAL=7;BYHOUR=1,2;DT|FREQ=MINUTELY;BYMINUTE=0,10,20;DT|FREQ=MINUTELY;BYDAY=MO;BYHOUR=9;DT
FREQ=MINUTELY;INTERVAL=90;BYSECOND=0,30;DT|FREQ=MINUTELY;BYSETPOS=-1;BYSECOND=1,2;DT|FREQ=MINUTELY;INTERVAL=20;COUNT=500;DT
FREQ=SECONDLY;INTERVAL=3600;DT|FREQ=SECONDLY;INTERVAL=25;BYMINUTE=30,31;DT|FREQ=SECONDLY;BYSECOND=0,20;DT|FREQ=SECONDLY;INTERVAL=7;BYHOUR=2;DT
RRULE:FREQ=DAILY|DTSTART:20260301T093000 RRULE:FREQ=DAILY|DTSTART:20260301T093000Z RRULE:FREQ=DAILY;UNTIL=20260320T000000Z
DTSTART;TZID=America/New_York:20260301T013000 RRULE:FREQ=DAILY;COUNT=400|DTSTART:20260101 RRULE:FREQ=DAILY EXRULE:FREQ=WEEKLY
DTSTART:20260101T060000 RRULE:FREQ=WEEKLY;BYDAY=MO RRULE:FREQ=MONTHLY;BYMONTHDAY=1 EXDATE:20260401T060000,20260406T060000
RDATE:20260330T010000,20270101T000000Z,20261101T013000|DTSTART:20250101T000000 RRULE:FREQ=DAILY RDATE:20261225T103000
DTSTART;VALUE=DATE:20260101 RRULE:FREQ=DAILY;INTERVAL=2 EXDATE;VALUE=DATE:20261101|DTSTART:20300101T000000 RRULE:FREQ=DAILY
DTSTART:20261101T003000 RRULE:FREQ=HOURLY|DTSTART:20260308T003000 RRULE:FREQ=HOURLY|freq=daily;byhour=3|FREQ=DAILY;COUNT=0
DTSTART:2026-03-01T09:30:00 RRULE:FREQ=DAILY|FREQ=DAILY;BYDAY=+1MO|FREQ=MONTHLY;BYDAY=MO(+2),TU(-1)|FREQ=MONTHLY;BYDAY=1MO,FR
"""

BAD_RRULES = """
|FREQ=FOO|FOO=1|FREQ|FREQ=DAILY;|FREQ=DAILY;INTERVAL=x|FREQ=DAILY;BYDAY=XX|FREQ=DAILY;BYDAY=0MO|FREQ=DAILY;COUNT=many
FREQ=DAILY;UNTIL=20260101T000000Z|FREQ=DAILY;UNTIL=never|FREQ=DAILY;BYSETPOS=0|FREQ=DAILY;BYSETPOS=400|FREQ=DAILY;BYHOUR=25
FREQ=DAILY;BYMINUTE=60|FREQ=DAILY;BYSECOND=60|DTSTART:20260101 RRULE:FREQ=HOURLY;INTERVAL=24;BYHOUR=9|FOO:FREQ=DAILY|DTSTART:20260101 FOO:BAR
DTSTART;FOO=1:20260101 RRULE:FREQ=DAILY|RRULE;X=1:FREQ=DAILY DTSTART:20260101|FREQ=DAILY;WKST=1|FREQ=DAILY;BYMONTH=
DTSTART:20260101,20260102 RRULE:FREQ=DAILY|FREQ=A=B|FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1|FREQ=DAILY
DTSTART;VALUE=DATE;VALUE=DATE:20260101 RRULE:FREQ=DAILY|DTSTART:20260101T000000Z RRULE:FREQ=DAILY;UNTIL=20260201
EXRULE;A=1:FREQ=DAILY RRULE:FREQ=DAILY|RDATE;VALUE=DATE:20260101 RRULE:FREQ=DAILY
"""

INTERVALS = [0.5, 1, 60, 90, 900, 3600, 5400, 7200, 43200, 86399, 86400, 90000, 129600, 172800, 604800, 2592000, 1234567.25]

ANCHORS = [
    "2020-01-01T00:00:00",
    "2026-01-15T07:30:00",
    "2026-07-15T06:30:00.25",
    "2027-05-01T12:00:00",
    "2026-03-08T06:30:00",
    "2026-11-01T05:30:00",
]


def main(output: Path) -> None:
    warnings.simplefilter("ignore")
    draw = random.Random(388)
    cases = [case for one in _cron_schedules(draw) for case in _cases(draw, one, 3)]
    cases += [case for one in _interval_schedules(draw) for case in _cases(draw, one, 4)]
    cases += [case for one in _rrule_schedules(draw) for case in _cases(draw, one, 4)]
    recorded = {
        "instants": cases,
        "crons": [[text, _complaint(validate_cron_string, text)] for text in _listed(BAD_CRONS)],
        "rrules": [[text, _complaint(validate_rrule_string, text)] for text in _listed(BAD_RRULES)],
    }
    lines = ",\n".join(
        f"{json.dumps(kind)}:[\n" + ",\n".join(json.dumps(one, separators=(",", ":")) for one in rows) + "]"
        for kind, rows in recorded.items()
    )
    output.write_text("{" + lines + "}\n")


def _listed(text: str) -> list[str]:
    return [one for line in text.strip("\n").split("\n") for one in line.split("|")]


def _cron_schedules(draw: random.Random) -> list[dict[str, Any]]:
    texts = _listed(CRONS.strip())
    schedules = [{"cron": text, "timezone": draw.choice(ZONES)} for text in texts for _ in range(2)]
    schedules += [{"cron": text, "day_or": False} for text in texts if draw.random() < 0.4]
    schedules += [{"cron": _drawn_cron(draw), "timezone": draw.choice(ZONES), "day_or": draw.random() < 0.7} for _ in range(150)]
    return schedules


def _drawn_cron(draw: random.Random) -> str:
    def field(least: int, most: int, wild: float) -> str:
        if draw.random() < wild:
            return "*"
        items = []
        for _ in range(draw.choice([1, 1, 2])):
            low, high, step = draw.randint(least, most), draw.randint(least, most), draw.randint(1, most // 2 + 1)
            items.append(draw.choice([f"{low}", f"{low}-{high}", f"*/{step}", f"{low}-{high}/{step}", f"{low}/{step}"]))
        return ",".join(items)

    fields = [field(0, 59, 0.3), field(0, 23, 0.4), field(1, 31, 0.6), field(1, 12, 0.6), field(0, 6, 0.6)]
    return " ".join(fields + ([field(0, 59, 0.2)] if draw.random() < 0.1 else []))


def _interval_schedules(draw: random.Random) -> list[dict[str, Any]]:
    return [
        {"interval": interval, "anchor_date": f"{draw.choice(ANCHORS)}Z", "timezone": zone}
        for interval in INTERVALS
        for zone in ZONES
        if draw.random() < 0.6 and zone
    ]


def _rrule_schedules(draw: random.Random) -> list[dict[str, Any]]:
    schedules = []
    for text in _listed(RRULES.strip()):
        if text.endswith(";DT"):
            text = f"DTSTART:20260228T221503\n{text.removesuffix(';DT')}"
        schedules += [{"rrule": text, "timezone": draw.choice(ZONES) or "UTC"} for _ in range(2)]
    return schedules


def _cases(draw: random.Random, schedule: dict[str, Any], starts: int) -> list[list[Any]]:
    return [_case(draw, schedule, start) for start in draw.sample(STARTS, starts)]


def _case(draw: random.Random, schedule: dict[str, Any], start: str) -> list[Any]:
    kind = IntervalSchedule if "interval" in schedule else CronSchedule if "cron" in schedule else RRuleSchedule
    begin = datetime.datetime.fromisoformat(start).replace(tzinfo=UTC)
    end = begin + datetime.timedelta(hours=draw.choice([1, 5, 30, 800])) if draw.random() < 0.4 else None
    most = draw.choice([1, 4, 7])
    try:
        found = list(kind(**schedule)._get_dates_generator(n=most, start=begin, end=end))
    except Exception:  # that it fails is the fact
        found = None
    instants = None if found is None else [_micros(one) for one in found]
    return [schedule, _micros(begin), end and _micros(end), most, instants]


def _micros(instant: datetime.datetime) -> int:
    # Prefect's instants are of a subclass that subtracts in its own way.
    seen = instant.astimezone(UTC)
    plain = datetime.datetime(*seen.timetuple()[:6], seen.microsecond, tzinfo=UTC)
    return (plain - EPOCH) // MICRO


def _complaint(check: Any, text: str) -> str | None:
    try:
        check(text)
    except ValueError as error:
        return str(error)
    except Exception as error:  # Prefect's server answers 500 to these
        return type(error).__name__
    return None


if __name__ == "__main__":
    main(Path(sys.argv[1]))
