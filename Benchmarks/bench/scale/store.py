# SPDX-License-Identifier: Apache-2.0
"""Ten million events into one store: what it costs, and whether it becomes slower. It leaves the store for the others."""
import json
import os

from ..place import PROGRAM, STOREBENCH, WORK, fresh
from ..process import run
from ..report import Row
from . import inputs

#: Events of the two stretches that are compared.
STRETCH = 500_000


def data():
    """The store that this subject leaves."""
    folder = os.path.join(WORK, "scale-10m")
    if not os.path.isdir(folder):
        raise SystemExit("this asks the store that 'scale-store' leaves: run that first, with --keep or in one run")
    return folder


def measure():
    try:
        path, truth = inputs.file("e10m")
    except inputs.Absent as reason:
        return [Row("scale", "10 M events", None, "", None, str(reason))]
    folder = fresh("scale-10m")
    text, cost = run([STOREBENCH, "import", path, "--data", folder])
    marks = [{"events": 0, "cpu": 0.0, "seconds": 0.0}] + [json.loads(line) for line in text.splitlines()]
    check(folder, truth, marks[-1]["events"])
    return list(rows(marks, cost, truth, inputs.allocated(folder)))


def check(folder, truth, events):
    text, _ = run([PROGRAM, "stats", "--by", "event_type", "--data", folder, "--json"])
    counts = {row["key"][0]: row["count"] for row in json.loads(text)[:-1]}
    if events != truth["events"] or counts != truth["event_type"]:
        raise SystemExit(f"of {truth['events']} events {events} were stored, or other types than the file has")


def pace(begin, end):
    """Events per CPU-second and per second between two marks."""
    events = end["events"] - begin["events"]
    return events / (end["cpu"] - begin["cpu"]), events / (end["seconds"] - begin["seconds"])


def stretches(marks):
    """The paces of the first and of the last stretch; a quarter of a small file each."""
    total = marks[-1]["events"]
    length = min(STRETCH, total // 4)
    first = next(mark for mark in marks if mark["events"] >= length)
    last = [mark for mark in marks if mark["events"] <= total - length][-1]
    return pace(marks[0], first), pace(last, marks[-1])


def rows(marks, cost, truth, disk):
    (first_cpu, first_clock), (last_cpu, last_clock) = stretches(marks)
    by_cpu, by_clock = pace(marks[0], marks[-1])
    yield Row("scale", "long import, events per CPU-second", by_cpu, "", None,
              f"{truth['events']:,} events, {truth['bytes'] / 1e9:.1f} GB; {cost.cpu:.0f} CPU-s in {cost.wall:.0f} s, "
              f"{by_clock:,.0f} a second", {"marks": marks, "cost": vars(cost)})
    yield Row("scale", "rate by CPU, last 0.5 M against first", last_cpu / first_cpu, "x", 0.8,
              f"{first_cpu:,.0f}, then {last_cpu:,.0f} a CPU-second", is_floor=True)
    yield Row("scale", "rate on the clock, last 0.5 M against first", last_clock / first_clock, "x", None,
              f"{first_clock:,.0f}, then {last_clock:,.0f} a second")
    yield Row("scale", "peak memory of the long import", cost.peak / 2**20, "MiB", 256)
    yield Row("scale", "disk after the long import against the raw bytes", disk / truth["bytes"], "x", 0.30,
              f"{disk / 1e9:.2f} GB")
