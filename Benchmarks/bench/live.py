# SPDX-License-Identifier: Apache-2.0
"""A console that follows files which another process writes, at 5,000 events a second."""
import os
import subprocess
import sys
import time

from . import traffic
from .console import Console
from .place import PROGRAM, fresh, total

RATE = 5000
#: What the console gets before the first measurement, so that the screen has settled.
WARM_UP = 6


class Live:
    """`with Live(seconds, is_one_file) as live`: the console runs and events come for `seconds` from now."""

    def __init__(self, seconds, is_one_file):
        self._seconds, self._kind = seconds, "one" if is_one_file else "each"

    def __enter__(self):
        logs, self.data, home = fresh("live-logs"), fresh("live"), fresh("home")
        settings = os.path.join(home, "config.yaml")
        with open(settings, "w", encoding="utf-8") as file:
            if self._kind == "one":
                file.write(f"gateways:\n  gw-live: {logs}/gw-live/eve.json\n")
            else:
                file.write(f"patterns:\n  - {logs}/{{gateway}}/eve.json\n")
        length = self._seconds + WARM_UP + 2
        self._writer = subprocess.Popen(
            [sys.executable, "-B", traffic.__file__, logs, str(length), str(RATE), self._kind],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._writer.stdout.readline()  # It has read the sample logs.
        self._writer.stdin.write("go\n")
        self._writer.stdin.flush()
        self.console = Console(PROGRAM, ["--data", self.data, "--config", settings], home)
        deadline = time.perf_counter() + WARM_UP
        while time.perf_counter() < deadline:
            self.console.read(deadline - time.perf_counter())
        return self

    def finish(self):
        """Waits for the writer, then for the store to hold every line: (lines, seconds that this took, cost)."""
        while self._writer.poll() is None:
            self.console.read(0.05)
        written = int(self._writer.stdout.read())
        began = time.perf_counter()
        while (stored := total(self.data)) != written:
            self.console.read(0.02)
            if time.perf_counter() > began + 30 or stored > written:
                raise SystemExit(f"{written} lines were written, {stored} events are stored")
        behind = time.perf_counter() - began
        return written, behind, self.console.end()

    def __exit__(self, *_):
        self._writer.kill()
        self._writer.wait()
