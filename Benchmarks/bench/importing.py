# SPDX-License-Identifier: Apache-2.0
"""Importing a generated file, beside what others need for it. Only ratios within one run mean something."""
import importlib.util
import json
import os
import shutil
import sys

from . import peers
from .place import KEPT, LOGS, PROGRAM, WORK, fresh, shared
from .process import run
from .report import Row
from .statistics import median
from .traffic import Stamper, city

REPEATS = 3
SIZE = 150_000_000


def generated():
    """The file, made once: (path, what it is)."""
    os.makedirs(KEPT, exist_ok=True)
    place = shared()
    kind = "scale" if place else "city"
    path = os.path.join(KEPT, f"{kind}-{SIZE}.json")
    if not os.path.exists(path):
        print("Making the import file; it is kept in .build/bench.", file=sys.stderr)
        if place:
            run([sys.executable, os.path.join(place, "tools/make_scale.py"), "--templates",
                 os.path.join(place, "data/eve/*.eve.json"), "--out", path + ".new", "--size", str(SIZE), "--days", "2",
                 "--hosts", "60"])
        else:
            repeat_city(path + ".new")
        os.rename(path + ".new", path)
    return path, "real events replayed as 60 gateways, 2 days" if place else "the sample city, repeated day after day"


def repeat_city(path):
    lines, stamp, size, lap = city(LOGS), Stamper(), 0, 0
    with open(path, "wb") as file:
        while size < SIZE:
            for line in lines:
                size += file.write(line.at(stamp(line.moment + 86_400 * lap), lap))
            lap += 1


def measure():
    path, kind = generated()
    with open(path, "rb") as file:  # Into the page cache, for all alike.
        events = sum(1 for _ in file)
    runs = {"vedette": []}
    for name, (_, module, _, _) in peers.PEERS.items():
        if module is None or importlib.util.find_spec(module):
            runs[name] = []
    # In turns, so that a busy minute does not fall on one of them.
    for _ in range(REPEATS):
        for name in runs:
            runs[name].append(vedette(path, events) if name == "vedette" else peer(name, path, events))
    return list(rows(runs, events, os.path.getsize(path), kind))


def vedette(path, events):
    data = fresh("scale")
    text, cost = run([PROGRAM, "import", "--gateway", "gw-scale", "--data", data, "--json", path])
    report = json.loads(text)
    if report["events"] + report["rejected"] != events:
        raise SystemExit(f"import took {report['events']} of {events} lines")
    return cost, disk(data)


def peer(name, path, events):
    database = os.path.join(fresh("peer"), "peer.db")
    text, cost = run([sys.executable, "-B", peers.__file__, name, path, database])
    if sum(json.loads(text).values()) != events:
        raise SystemExit(f"{name} counted other events than there are lines")
    size = disk(os.path.join(WORK, "peer"))
    shutil.rmtree(os.path.join(WORK, "peer"))
    return cost, size


def disk(folder):
    return sum(os.path.getsize(os.path.join(here, name)) for here, _, names in os.walk(folder) for name in names)


def rows(runs, events, size, kind):
    costs = {name: [cost for cost, _ in done] for name, done in runs.items()}
    own = median([cost.cpu for cost in costs["vedette"]])
    wall = median([cost.wall for cost in costs["vedette"]])
    detail = {name: [vars(cost) | {"disk": kept} for cost, kept in done] for name, done in runs.items()}
    yield Row("import", "events per CPU-second", events / own, "", None,
              f"{events:,} events, {size / 1e6:.0f} MB: {kind}; {REPEATS} turns, medians", detail)
    yield Row("import", "events per second on the clock", events / wall, "", None,
              f"{own:.2f} CPU-s in {wall:.2f} s; {runs['vedette'][-1][1] / 1e6:.0f} MB on disk")
    yield Row("import", "peak memory", max(cost.peak for cost in costs["vedette"]) / 1e6, "MB")
    for name, (what, module, keeps, _) in peers.PEERS.items():
        if name not in runs:
            yield Row("peer", what, None, "", None, f"peer not installed: pip install {module}")
            continue
        cpu = median([cost.cpu for cost in costs[name]])
        # Paired: each turn's peer against the import of the same turn.
        ratio = median([theirs.cpu / ours.cpu for theirs, ours in zip(costs[name], costs["vedette"])])
        kept = f", {runs[name][-1][1] / 1e6:.0f} MB on disk" if keeps else ", keeps nothing"
        yield Row("peer", what, ratio, "x our CPU-s", None,
                  f"{cpu:.2f} CPU-s, peak {max(cost.peak for cost in costs[name]) / 1e6:.0f} MB{kept}")
