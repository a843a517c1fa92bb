# SPDX-License-Identifier: Apache-2.0
"""The command: measures what is named, or everything, in one run."""
import argparse
import datetime
import os
import shutil
import subprocess
import sys

from . import alerts, anonymizer, collect, devices, importing, inbox, keys, queries, report, rules, startup, ticks
from .place import BINARIES, PROGRAM, RESULTS, ROOT, STOREBENCH, WORK
from .process import apart
from .scale import console as scale_console
from .scale import importing as scale_importing
from .scale import inputs as scale_inputs
from .scale import questions as scale_questions
from .scale import retention as scale_retention
from .scale import store as scale_store

SUBJECTS = {"start": startup.measure, "keys": keys.measure, "ticks": ticks.measure, "import": importing.measure,
            "queries": queries.measure, "inbox": inbox.measure, "collect": collect.measure, "devices": devices.measure, "rules": rules.measure, "anonymizer": anonymizer.measure,
            "scale-import": scale_importing.measure, "scale-store": scale_store.measure, "scale-queries": scale_questions.measure, "scale-console": scale_console.measure,
            "scale-retention": scale_retention.measure}
#: What one name stands for.
GROUPS = {"scale": [name for name in SUBJECTS if name.startswith("scale-")]}


def main(arguments):
    parser = argparse.ArgumentParser(prog="Benchmarks/run", description=__doc__)
    names = ", ".join([*SUBJECTS, *GROUPS])
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=f"of {names}; all without one")
    parser.add_argument("--prepare", action="store_true", help="only make the files that are imported")
    parser.add_argument("--keep", action="store_true", help="leave the stores in .build/bench/run")
    parser.add_argument("--results", default=RESULTS, metavar="FILE",
                        help="where every measurement goes, instead of bench-results.json")
    options = parser.parse_args(arguments)
    for unknown in set(options.subjects) - set(SUBJECTS) - set(GROUPS):
        parser.error(f"there is no subject '{unknown}'; known: {names}")
    chosen = [one for name in options.subjects or SUBJECTS for one in GROUPS.get(name, [name])]
    if not os.access(PROGRAM, os.X_OK):
        parser.error(f"{PROGRAM} is missing: swift build -c release --product vedette")
    if any(name.startswith("scale") or name in ("rules", "collect") for name in chosen) and not options.prepare:
        build_storebench()
    prepare(chosen)
    if options.prepare:
        return 0
    rows = []
    known = machine()
    print(f"{known['date']}, {known['commit']}, {known['cores']} cores ({known['processor']}), "
          f"load {known['load_before'][0]:.1f} before", file=sys.stderr)
    for name, measure in SUBJECTS.items():
        if name in chosen:
            print(f"measuring: {name}", file=sys.stderr)
            rows += apart(measure)
    known["load_after"] = os.getloadavg()
    report.save(options.results, known, rows)
    print(report.aligned(rows) if sys.stdout.isatty() else report.table(rows))
    if not options.keep:
        shutil.rmtree(WORK, ignore_errors=True)
    return 0


def prepare(chosen):
    """Makes the files that the chosen subjects import, where they are not there."""
    if "import" in chosen or "collect" in chosen:
        apart(importing.generated)
    if "inbox" in chosen:
        apart(alerts.generated)
    for subject, file in (("rules", "e300"), ("scale-import", "e500"), ("scale-store", "e10m")):
        if subject in chosen:
            try:
                scale_inputs.file(file)
            except scale_inputs.Absent:
                pass  # The subject says so in its rows.


def build_storebench():
    """Builds the program that measures from inside, unless it is as new as the one that it is compared with."""
    if os.path.exists(STOREBENCH) and os.path.getmtime(STOREBENCH) >= os.path.getmtime(PROGRAM):
        return
    if BINARIES != os.path.join(ROOT, ".build/release"):
        return
    print("Building storebench (release).", file=sys.stderr)
    swift = os.environ.get("SWIFT") or "swift"
    subprocess.run([swift, "build", "-c", "release", "--static-swift-stdlib", "--product", "storebench"], cwd=ROOT,
                   check=True, stdout=sys.stderr)
    os.utime(STOREBENCH)  # The linker leaves it alone where nothing has changed.


def machine():
    """What the figures were measured on. A load above zero before the start means that others were at work."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        models = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    commit = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"], stdout=subprocess.PIPE, text=True,
                            check=False).stdout.strip()
    return {"date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
            "cores": len(os.sched_getaffinity(0)), "processor": models[0] if models else "unknown",
            "commit": commit or "unknown", "load_before": os.getloadavg()}
