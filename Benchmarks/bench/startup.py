# SPDX-License-Identifier: Apache-2.0
"""From starting the program to a screen that shows the sample city's numbers."""
import re
import time

from .console import Console
from .place import LOGS, PROGRAM, fresh
from .process import run
from .report import Row
from .statistics import median, percentile
from .traffic import city, write_day

REPEATS = 20
_TOTAL = re.compile(r"([1-9][\d,]*) alerts")


def is_drawn(screen):
    return "vedette" in screen.line(0)


def is_full(screen):
    """The total, the first signature and the newest alerts are there: every panel has its answer at once."""
    return bool(_TOTAL.search(screen.line(1))) and "LINDHAVN" in screen.text()


def starts(arguments, is_full, count):
    """Starts the console so many times: milliseconds to the first frame, to the full screen, and of CPU, for each."""
    firsts, fulls, cpu = [], [], []
    for _ in range(count):
        console = Console(PROGRAM, arguments, fresh("home"))
        first = console.wait(is_drawn, 10)
        full = first if is_full(console.screen) else console.wait(is_full, 10)
        if full is None:
            raise SystemExit("the console shows no numbers:\n" + console.screen.text())
        firsts.append((first - console.began) * 1000)
        fulls.append((full - console.began) * 1000)
        cpu.append(console.end().cpu * 1000)
    return firsts, fulls, cpu


def measure():
    # The console opens on the last 24 hours, so the sample day is moved to end now; every event stays what it was.
    data = fresh("city")
    files = write_day(city(LOGS), fresh("city-logs"), time.time())
    run([PROGRAM, "import", "--data", data, *files])
    firsts, fulls, cpu = starts(["--data", data], is_full, REPEATS + 1)
    # The first start reads program and store from disk; it is told apart.
    detail = {"first_frame_ms": firsts, "full_ms": fulls, "cpu_ms": cpu}
    notes = f"{REPEATS} starts, worst {max(fulls[1:]):.0f}, p90 {percentile(fulls[1:], 0.9):.0f}, very first {fulls[0]:.0f}"
    return [
        Row("start", "to the first frame, median", median(firsts[1:]), "ms"),
        Row("start", "to the first full screen, median", median(fulls[1:]), "ms", 200, notes, detail),
    ]
