# SPDX-License-Identifier: Apache-2.0
"""Runs programs and says what each cost, by wait4: the cost of one child and not of all so far."""
import concurrent.futures
import multiprocessing
import os
import tempfile
import time
from dataclasses import dataclass


@dataclass
class Cost:
    """Seconds on the clock, CPU-seconds (user and system), and the largest resident size in bytes."""
    wall: float
    cpu: float
    peak: int


def apart(call):
    """The answer of a call that is made in a process of its own.

    Linux counts the memory of whoever starts a program into that program's peak, so a subject that held much would spoil
    the peaks of all later ones. What remains is a floor of this interpreter's own 20 MB or so.
    """
    with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
        return pool.submit(call).result()


def cost_of(usage, wall):
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def run(arguments, environment=None, standard_input=os.devnull):
    """Runs a program to its end: (standard output as text, cost). A failure ends the benchmark with its message."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, open(standard_input, "rb") as given:
        redirect = [(os.POSIX_SPAWN_DUP2, given.fileno(), 0), (os.POSIX_SPAWN_DUP2, out.fileno(), 1),
                    (os.POSIX_SPAWN_DUP2, err.fileno(), 2)]
        began = time.perf_counter()
        child = os.posix_spawnp(arguments[0], arguments, environment or os.environ, file_actions=redirect)
        _, status, usage = os.wait4(child, 0)
        wall = time.perf_counter() - began
        out.seek(0)
        err.seek(0)
        if status != 0:
            text = err.read().decode(errors="replace").strip()
            raise SystemExit(f"{' '.join(arguments[:3])} ... failed: {text or status}")
        return out.read().decode(), cost_of(usage, wall)
