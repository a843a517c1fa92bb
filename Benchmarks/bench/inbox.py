# SPDX-License-Identifier: Apache-2.0
"""The inbox over a million open alerts, and deeds on an eighth of them, as whole processes from the shell."""
import json
import os
import shutil

from . import alerts
from .place import PROGRAM, WORK, fresh
from .process import run
from .report import Row
from .statistics import median

REPEATS = 11
DEEDS = 3
SCREEN = ["screen", "inbox", "--size", "160x48"]
#: Holds for every alert of the file, and is told by no list: the alerts are gone through in their table.
BY_TABLE = [*SCREEN, "--filter", "sport:>=1"]
#: An eighth of the sources.
MEANT = ["triage", "archive", "--filter", "src:10.0.0.0/13", "--json"]


def store():
    """A store of its own of the generated alerts: the folder."""
    data = fresh("inbox")
    for path in alerts.generated():
        gateway = os.path.splitext(os.path.basename(path))[0]
        run([PROGRAM, "import", "--gateway", gateway, "--data", data, path])
    return data


def measure():
    data = store()
    costs = {name: [] for name in ("list", "table", "alerts", "gateways")}
    questions = {"list": SCREEN, "table": BY_TABLE, "alerts": ["screen", "alerts"], "gateways": ["screen", "gateways"]}
    # In turns, so that a busy moment does not fall on one of them.
    for _ in range(REPEATS):
        for name, question in questions.items():
            costs[name].append(run([PROGRAM, *question, "--data", data])[1])
    rows = [*screens(costs), *deeds(data)]
    shutil.rmtree(os.path.join(WORK, "inbox"), ignore_errors=True)
    return rows


def screens(costs):
    walls = [cost.wall * 1000 for cost in costs["list"]]
    cpu = {name: median([cost.cpu * 1000 for cost in own]) for name, own in costs.items()}
    yield Row("inbox", f"screen inbox, {alerts.COUNT:,} open alerts, median", median(walls), "ms", 100,
              f"{REPEATS} runs, worst {max(walls):.0f}; {cpu['list']:.0f} CPU-ms, of which {cpu['gateways']:.0f} are what "
              f"screen gateways takes, too", {"wall_ms": walls})
    for name, what in (("table", "the same with a filter that looks at each alert"), ("alerts", "screen alerts")):
        ratio = median([other.cpu / own.cpu for own, other in zip(costs["list"], costs[name])])
        yield Row("inbox", what, ratio, "x its CPU-s", None, f"{cpu[name]:.0f} CPU-ms")


def deeds(data):
    done, undone, between = [], [], []
    for _ in range(DEEDS):
        text, cost = run([PROGRAM, *MEANT, "--data", data])
        count = json.loads(text)["changed"]
        done.append(cost)
        between.append(run([PROGRAM, *SCREEN, "--data", data])[1])
        undone.append(run([PROGRAM, "triage", "undo", "--data", data])[1])
    # The bar is for a hundred thousand.
    share = 100_000 / count
    for what, costs, bar in ((f"archiving {count:,} alerts, for each 100,000, median", done, 1),
                             ("taking it back, for each 100,000, median", undone, None)):
        walls = [cost.wall * share for cost in costs]
        yield Row("inbox", what, median(walls), "s", bar,
                  f"{DEEDS} times, worst {max(walls):.2f}; {median([cost.cpu * share for cost in costs]):.2f} CPU-s")
    walls = [cost.wall * 1000 for cost in between]
    yield Row("inbox", f"screen inbox with {count:,} archived, median", median(walls), "ms", None,
              f"{DEEDS} runs, worst {max(walls):.0f}; {median([cost.cpu * 1000 for cost in between]):.0f} CPU-ms")
