# SPDX-License-Identifier: Apache-2.0
"""The command: measures what is named, or everything, in one run."""
import argparse
import datetime
import os
import shutil
import subprocess
import sys

from . import importing, keys, queries, report, startup, ticks
from .place import PROGRAM, RESULTS, ROOT, WORK
from .process import apart

SUBJECTS = {"start": startup.measure, "keys": keys.measure, "ticks": ticks.measure, "import": importing.measure,
            "queries": queries.measure}


def main(arguments):
    parser = argparse.ArgumentParser(prog="Benchmarks/run", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=f"of {', '.join(SUBJECTS)}; all without one")
    parser.add_argument("--prepare", action="store_true", help="only make the import file")
    parser.add_argument("--keep", action="store_true", help="leave the stores in .build/bench/run")
    options = parser.parse_args(arguments)
    for unknown in set(options.subjects) - set(SUBJECTS):
        parser.error(f"there is no subject '{unknown}'; known: {', '.join(SUBJECTS)}")
    if not os.access(PROGRAM, os.X_OK):
        parser.error(".build/release/vedette is missing: swift build -c release --product vedette")
    if options.prepare:
        importing.generated()
        return 0
    if not options.subjects or "import" in options.subjects:
        apart(importing.generated)
    rows = []
    known = machine()
    print(f"{known['date']}, {known['commit']}, {known['cores']} cores ({known['processor']}), "
          f"load {known['load_before'][0]:.1f} before", file=sys.stderr)
    for name, measure in SUBJECTS.items():
        if not options.subjects or name in options.subjects:
            print(f"measuring: {name}", file=sys.stderr)
            rows += apart(measure)
    known["load_after"] = os.getloadavg()
    report.save(RESULTS, known, rows)
    print(report.aligned(rows) if sys.stdout.isatty() else report.table(rows))
    if not options.keep:
        shutil.rmtree(WORK, ignore_errors=True)
    return 0


def machine():
    """What the figures were measured on. A load above zero before the start means that others were at work."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        models = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    commit = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"], stdout=subprocess.PIPE, text=True,
                            check=False).stdout.strip()
    return {"date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
            "cores": len(os.sched_getaffinity(0)), "processor": models[0] if models else "unknown",
            "commit": commit or "unknown", "load_before": os.getloadavg()}
