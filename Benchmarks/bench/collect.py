# SPDX-License-Identifier: Apache-2.0
"""Gateways that send to a station over mutual TLS on this machine, beside an import of the same lines."""
import json
import os
import shutil
import signal
import subprocess
import time

from . import importing
from .place import PROGRAM, STOREBENCH, WORK, fresh, total
from .process import cost_of, run
from .report import Row
from .statistics import median

REPEATS = 3
SENDERS = 4
GATEWAYS = 2000
SECONDS = 30
PUSHED = 100


class Station:
    """`with Station() as station`: a station that listens, on a port of its own choosing."""

    def __enter__(self):
        folder = fresh("collect")
        self.data, settings = os.path.join(folder, "data"), os.path.join(folder, "config.yaml")
        with open(settings, "w", encoding="utf-8") as file:
            file.write("collector:\n  listen: 127.0.0.1:0\n  enrol: 127.0.0.1:0\n")
        self._log = open(os.path.join(folder, "log"), "w+", encoding="utf-8")
        self._process = subprocess.Popen([PROGRAM, "serve", "--data", self.data, "--config", settings], stderr=self._log)
        self.port, self.enrolment = self._listening("listened to on port"), self._listening("enrol on port")
        return self

    def _listening(self, told):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            self._log.seek(0)
            for line in self._log:
                if told in line:
                    return line.split()[-1]
            time.sleep(0.05)
        raise SystemExit("the station does not listen")

    def cpu(self):
        """CPU-seconds so far."""
        with open(f"/proc/{self._process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def __exit__(self, *_):
        self._process.send_signal(signal.SIGTERM)
        _, _, usage = os.wait4(self._process.pid, 0)
        self._process.returncode = 0
        self.cost = cost_of(usage, 0)
        self._log.close()


def measure():
    return list(rows())


def rows():
    path, kind = importing.generated()
    with open(path, "rb") as file:  # Into the page cache, for all alike.
        events = sum(1 for _ in file)
    sent, imported = [], []
    # In turns, so that a busy minute does not fall on one of them.
    for _ in range(REPEATS):
        sent.append(ship(path, events))
        imported.append(importing.vedette(path, events)[0])
    rates = [one["per_second"] for one in sent]
    ratios = [one["cpu"] / SENDERS / other.cpu for one, other in zip(sent, imported)]
    yield Row("collect", f"events a second over mutual TLS, {SENDERS} senders", median(rates), "", 50_000,
              f"{SENDERS} x {events:,} events, {kind}; senders on the same cores", {"per_second": rates}, is_floor=True)
    yield Row("collect", "CPU of an event against import", median(ratios), "x", 1.5,
              f"{median([one['cpu'] for one in sent]):.2f} CPU-s of the station; starter rules in both", {"ratio": ratios})
    yield from fleet()
    yield from push()
    shutil.rmtree(os.path.join(WORK, "collect"), ignore_errors=True)


def ship(path, events):
    with Station() as station:
        before = station.cpu()
        text, _ = run([STOREBENCH, "ship", "--file", path, "--port", station.port, "--data", station.data,
                       "--connections", str(SENDERS)])
        told = json.loads(text)
        told["cpu"] = station.cpu() - before
        if total(station.data) != SENDERS * events:
            raise SystemExit("the station has not what was sent")
    return told


def fleet():
    with Station() as station:
        text, _ = run([STOREBENCH, "fleet", "--data", station.data, "--port", station.port, "--gateways", str(GATEWAYS),
                       "--seconds", str(SECONDS)])
        told = json.loads(text)
        if told["stored"] != told["sent"] or total(station.data) != told["sent"]:
            raise SystemExit("the station has not what was sent")
    yield Row("collect", f"{GATEWAYS:,} gateways, an event a second each: sent to stored, p99", told["p99_ms"], "ms", 1000,
              f"p50 {told['p50_ms']:.0f}, worst {told['worst_ms']:.0f}; the console looks once a second more", told)
    yield Row("collect", "peak memory of the station with them", station.cost.peak / 2**20, "MiB", 600, "")


def push():
    with Station() as station:
        before = station.cpu()
        # It fails where a gateway has a wrong state in the end, or fewer rules than before.
        text, _ = run([STOREBENCH, "push", "--data", station.data, "--port", station.enrolment, "--gateways", str(PUSHED)])
        told = json.loads(text)
        told["cpu"] = station.cpu() - before
    yield Row("collect", f"{told['rules']:,} rules pushed to {PUSHED} gateways: until each has its state", told["done_ms"], "ms", 10_000,
              f"one fails its test, one every rule at the reload, one is offline; {told['cpu']:.2f} CPU-s of the station", told)
