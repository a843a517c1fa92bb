# SPDX-License-Identifier: Apache-2.0
"""Dropping the oldest of thirty days while events come in.

The large store has days of a million events, but fewer than thirty of them, so small newer days are added. What comes in
meanwhile is the newest stretch, moved to the day behind them all; it is committed on the thread that drops, as in the
station, so that a drop's whole time is time in which nothing is stored.
"""
import json
import os
import time

from ..place import PROGRAM, STOREBENCH, WORK
from ..process import run
from ..report import Row
from ..statistics import median, percentile
from . import inputs
from .moving import newest
from .store import data

DAYS, DROPS = 30, 5
#: Bytes of a day that is added, and of what comes in meanwhile: enough for all commits between the drops.
SMALL, STREAM = 16_000_000, 600_000_000
_DAY = 86_400


def measure():
    try:
        path, _ = inputs.file("e10m")
    except inputs.Absent as reason:
        return [Row("scale", "retention", None, "", None, str(reason))]
    store, moved = data(), os.path.join(WORK, "moved.json")
    now = time.time()
    present = sum(name.endswith(".raw") for name in os.listdir(os.path.join(store, "days")))
    # So many that the last drop, too, is that of the oldest of thirty.
    missing = max(1, DAYS + DROPS - 1 - present)
    for day in range(1, missing + 1):
        newest(path, moved, SMALL, now + day * _DAY)
        run([PROGRAM, "import", "--gateway", "gw-days", "--data", store, moved])
    newest(path, moved, STREAM, now + missing * _DAY)
    text, _ = run([STOREBENCH, "retain", moved, "--data", store, "--drops", str(DROPS)])
    os.remove(moved)
    lines = [json.loads(line) for line in text.splitlines()]
    return list(rows([line for line in lines if "drop_ms" in line], [line for line in lines if "commit_ms" in line]))


def rows(drops, commits):
    if len(drops) != DROPS or any(len(drop["dropped"]) != 1 for drop in drops):
        raise SystemExit(f"not one day at a time was dropped: {[drop['dropped'] for drop in drops]}")
    times = [drop["drop_ms"] for drop in drops]
    # The files' blocks are given back beside the commits that follow, so these must not be slower than those before.
    before = [commit["commit_ms"] for commit in commits if commit["after_drops"] == 0]
    after = [commit["commit_ms"] for commit in commits if commit["after_drops"] > 0]
    size = drops[0]["bytes"] / 1e6
    yield Row("scale", f"dropping the oldest of {drops[-1]['days']} days, worst of {DROPS}", max(times), "ms", 50,
              f"p50 {median(times):.1f}; the first one of {size:.0f} MB", {"drops": drops, "commits": commits})
    yield Row("scale", "commits of 8 MiB behind a drop, p95", percentile(after, 0.95), "ms", None,
              f"p50 {median(after):.0f}, worst {max(after):.0f}; before any drop p50 {median(before):.0f}, "
              f"worst {max(before):.0f}")
