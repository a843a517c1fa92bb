# SPDX-License-Identifier: Apache-2.0
"""The console on the large store: its start, and its keys while another process imports at full speed.

The console opens on the last 24 hours, and the large file's days are past. So its newest stretch is stored once more,
moved to end now, and again and again under other gateways' names for the keys' sake.
"""
import os
import re
import subprocess
import time

from ..console import Console
from ..keys import presses
from ..place import PROGRAM, WORK, fresh
from ..process import run
from ..report import Row
from ..startup import starts
from ..statistics import median, percentile
from . import inputs
from .moving import newest
from .store import data

#: Bytes of the newest stretch: most of a day.
STRETCH = 700_000_000
REPEATS = 11
#: How long keys are pressed, in seconds; more files are imported until it is over.
SECONDS = 40
PAUSE = (0.03, 0.15)
WARM_UP = 4
_TOTAL = re.compile(r"([1-9][\d,]*) alerts")


def measure():
    try:
        path, truth = inputs.file("e10m")
    except inputs.Absent as reason:
        return [Row("scale", "console", None, "", None, str(reason))]
    store = data()
    today = os.path.join(WORK, "today.json")
    lines = newest(path, today, STRETCH, time.time())
    run([PROGRAM, "import", "--gateway", "gw-today", "--data", store, today])
    known = f"{truth['events'] + lines:,} events, {lines:,} of them moved to end now"
    rows = [start(store, known), *keys(store, today)]
    os.remove(today)
    return rows


def is_full(screen):
    """Every panel has its answer at once, so the total stands for all."""
    return bool(_TOTAL.search(screen.line(1)))


def start(store, known):
    firsts, fulls, cpu = starts(["--data", store], is_full, REPEATS + 1)
    detail = {"first_frame_ms": firsts, "full_ms": fulls, "cpu_ms": cpu}
    return Row("scale", "console's start to the first full screen, median", median(fulls[1:]), "ms", 300,
               f"{known}; {REPEATS} starts, worst {max(fulls[1:]):.0f}, first frame {median(firsts[1:]):.0f}", detail)


class Importing:
    """`vedette import` of one file, again and again, each time for another gateway; it is all new to the store."""

    def __init__(self, store, path):
        self._store, self._path, self.count, self._process = store, path, 0, None

    def __enter__(self):
        self.keep_going()
        return self

    def keep_going(self):
        """Starts the next import where the last has ended."""
        if self._process is None or self._process.poll() is not None:
            if self._process is not None and self._process.returncode != 0:
                raise SystemExit("the import beside the console failed")
            self.count += 1
            self._process = subprocess.Popen(
                [PROGRAM, "import", "--gateway", f"gw-beside-{self.count}", "--data", self._store, self._path],
                stdout=subprocess.DEVNULL)

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()


def keys(store, today):
    # Without a configuration the console follows nothing, so it only reads.
    console = Console(PROGRAM, ["--data", store], fresh("home"))
    if console.wait(is_full, 30) is None:
        raise SystemExit("the console shows no numbers:\n" + console.screen.text())
    with Importing(store, today) as importing:
        deadline = time.perf_counter() + WARM_UP
        while time.perf_counter() < deadline:
            console.read(deadline - time.perf_counter())
        frames, strays, lost = presses(console, SECONDS, PAUSE, importing.keep_going)
        cost, imports = console.end(), importing.count
    detail = {"frames_ms": frames, "strays": strays, "lost": lost, "cpu_seconds": cost.cpu, "peak_bytes": cost.peak}
    yield Row("scale", "key to its frame while importing, p50", median(frames), "ms", None,
              f"{len(frames)} keys, {strays} strays, {lost} lost; {imports} imports")
    yield Row("scale", "key to its frame while importing, p99", percentile(frames, 0.99), "ms", 33,
              f"worst {max(frames):.1f}; the console's peak {cost.peak / 2**20:.0f} MiB", detail)
