# SPDX-License-Identifier: Apache-2.0
"""Where things are: the program, the logs, and a folder for what a run makes."""
import json
import os
import shutil

from .process import run

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "../.."))
#: `VEDETTE_BIN` names a folder with programs built otherwise, such as older ones.
BINARIES = os.environ.get("VEDETTE_BIN") or os.path.join(ROOT, ".build/release")
PROGRAM = os.path.join(BINARIES, "vedette")
STOREBENCH = os.path.join(BINARIES, "storebench")
LOGS = os.path.join(ROOT, "sample-logs")
#: Kept from run to run: the generated import file. Everything else is made anew.
KEPT = os.path.join(ROOT, ".build/bench")
WORK = os.path.join(KEPT, "run")
RESULTS = os.path.join(ROOT, "bench-results.json")


def shared():
    """The shared data set, or `None`."""
    path = os.environ.get("VEDETTE_SHARED") or os.path.join(ROOT, "../shared")
    return path if os.path.isdir(os.path.join(path, "tools")) else None


def fresh(name):
    """An empty folder for this run."""
    path = os.path.join(WORK, name)
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(path)
    return path


def total(data):
    """How many events a store holds, as `vedette stats` says."""
    text, _ = run([PROGRAM, "stats", "--by", "event_type", "--data", data, "--json"])
    return json.loads(text)[-1]["total"]
