# SPDX-License-Identifier: Apache-2.0
"""What a question costs from the shell, on the store that the import left."""
import os

from .place import PROGRAM, WORK
from .process import run
from .report import Row
from .statistics import median

REPEATS = 11
QUESTIONS = [["stats", "--by", "event_type"], ["screen", "alerts"], ["screen", "events"]]


def measure():
    data = os.path.join(WORK, "scale")
    if not os.path.isdir(data):
        raise SystemExit("'queries' asks the store that 'import' leaves: run that first")
    rows = []
    for question in QUESTIONS:
        costs = [run([PROGRAM, *question, "--data", data])[1] for _ in range(REPEATS)]
        walls = [cost.wall * 1000 for cost in costs]
        notes = f"{REPEATS} runs, worst {max(walls):.0f}; {median([cost.cpu * 1000 for cost in costs]):.0f} CPU-ms"
        rows.append(Row("query", " ".join(question) + ", median", median(walls), "ms", None, notes, {"wall_ms": walls}))
    return rows
