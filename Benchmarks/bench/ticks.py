# SPDX-License-Identifier: Apache-2.0
"""How many bytes a repaint of the live overview costs on the wire, while nobody presses a key.

A burst is what comes without a pause of 20 ms. Between the answers of the store the console repaints its clock alone;
those bursts are told apart, since they would make the median look small.
"""
import time

from .live import Live
from .report import Row
from .statistics import median, percentile

SECONDS = 25
QUIET = 0.02


def measure():
    rows = []
    for is_one_file, subject in ((True, "one gateway"), (False, "14 gateways")):
        ticks, clocks = collect(is_one_file)
        detail = {"tick_bytes": ticks, "clock_bytes": clocks}
        rows += [
            Row("tick", f"bytes with new data, median, {subject}", median(ticks), "B", 2000,
                f"{len(ticks)} ticks in {SECONDS} s, p95 {percentile(ticks, 0.95):,}, worst {max(ticks):,}", detail),
            Row("tick", f"all output, {subject}", sum(ticks + clocks) / SECONDS, "B/s", None,
                f"{len(clocks)} repaints of the clock alone"
                + (f", median {median(clocks)} B" if clocks else "")),
        ]
    return rows


def collect(is_one_file):
    """Sizes of the bursts that changed the picture below the header, and of those that did not."""
    ticks, clocks = [], []
    with Live(SECONDS, is_one_file) as live:
        console = live.console
        body = console.screen.cells[1:]
        until = time.perf_counter() + SECONDS
        while time.perf_counter() < until:
            came = console.read(until - time.perf_counter())
            size = 0
            while came:
                size += came[1]
                came = console.read(QUIET)
            if size:
                now = [row[:] for row in console.screen.cells[1:]]
                (ticks if now != body else clocks).append(size)
                body = now
        live.finish()
    return ticks, clocks
