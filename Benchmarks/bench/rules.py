# SPDX-License-Identifier: Apache-2.0
"""What rules cost: matching beside decoding, importing with them and without, loading, reloading, memory.

Rules come from the shared data set; of most of them Suricata has no log source, so that matching is measured with every one
put on fields that EVE has, too.
"""
import importlib.util
import json
import os
import shutil
import sys

from . import rulefiles, sigma_peer
from .place import PROGRAM, STOREBENCH, WORK, fresh
from .process import run
from .report import Row
from .scale import inputs
from .statistics import median

REPEATS = 3
#: Events that the peer is asked about.
PEER_EVENTS = 100_000
INDICATORS = 1_000_000


def measure():
    try:
        path, truth = inputs.file("e300")
        everything = rulefiles.everything()
    except (inputs.Absent, rulefiles.Absent) as reason:
        return [Row("rules", "all", None, "", None, str(reason))]
    network = rulefiles.network()
    return [*matching(path, truth, everything, network), *importing(path, truth, network), *loading(everything),
            *reloading(), *peer(path)]


def storebench(*arguments):
    text, cost = run([STOREBENCH, "rules", *arguments])
    return [json.loads(line) for line in text.splitlines()], cost


def matching(path, truth, everything, network):
    """In turns, so that a busy minute does not fall on one of them."""
    kinds = {"dense": (everything, "dense"), "none": (everything, "none"), "station": (network, "station")}
    runs = {name: [] for name in kinds}
    for _ in range(REPEATS):
        for name, (rules, mapping) in kinds.items():
            found = storebench("match", path, "--rules", rules, "--mapping", mapping)[0][0]
            if found["events"] != truth["events"]:
                raise SystemExit(f"{found['events']} of {truth['events']} events were matched")
            runs[name].append(found)
    what = {"dense": "decode and match, all rules, each on fields of EVE", "none": "the same, fields as rules call them",
            "station": f"the same, {rulefiles.NETWORK_RULES} network rules, routed"}
    for name, found in runs.items():
        rate = median([one["events"] / (one["decode_cpu"] + one["match_cpu"]) for one in found])
        share = median([one["match_cpu"] / one["decode_cpu"] for one in found])
        yield Row("rules", f"{what[name]}, events per CPU-second", rate, "", 50_000 if name == "dense" else None,
                  f"{found[0]['rules']:,} rules, {found[0]['matches']:,} matches of {found[0]['events']:,} events; matching "
                  f"takes {share:.2f} x the decoding", {"runs": found}, is_floor=True)


def importing(path, truth, network):
    """Imports without rules, with the starter set, and with the network rules as well."""
    bare = os.path.join(fresh("rules-bare"), "config.yaml")
    with open(bare, "w", encoding="utf-8") as file:
        file.write("rules:\n  starter-set: false\n")
    full = os.path.join(fresh("rules-full"), "config.yaml")
    with open(full, "w", encoding="utf-8") as file:
        file.write("rules:\n  starter-set: true\n")
    kinds = {"none": (bare, None), "starter": (full, None), "network": (bare, network), "both": (full, network)}
    costs = {name: [] for name in kinds}
    matches = {}
    for _ in range(REPEATS):
        for name, (config, rules) in kinds.items():
            data = filled(config, rules)
            text, cost = run([PROGRAM, "import", "--config", config, "--gateway", "gw-rules", "--data", data, "--json",
                              path])
            report = json.loads(text)
            if report["events"] != truth["events"]:
                raise SystemExit(f"import took {report['events']} of {truth['events']} events")
            costs[name].append(cost)
            matches[name] = report["matches"]
            shutil.rmtree(data)
    what = {"starter": "the starter set", "network": f"{rulefiles.NETWORK_RULES} network rules", "both": "both"}
    bare_cpu = median([cost.cpu for cost in costs["none"]])
    for name, text in what.items():
        ratio = median([cost.cpu / other.cpu for cost, other in zip(costs[name], costs["none"])])
        cpu = median([cost.cpu for cost in costs[name]])
        yield Row("rules", f"import with {text} against import without rules", ratio, "x its CPU-s",
                  1.25 if name == "both" else None,
                  f"{cpu:.2f} and {bare_cpu:.2f} CPU-s, {matches[name]:,} matches, peak "
                  f"{max(cost.peak for cost in costs[name]) / 2**20:.0f} MiB",
                  {name: [vars(cost) for cost in costs[name]], "none": [vars(cost) for cost in costs["none"]]})


def filled(config, rules):
    """The data folder of a station with these rules, before its first event."""
    data = fresh("rules-import")
    empty = os.path.join(WORK, "empty.json")
    with open(empty, "wb"):
        pass
    run([PROGRAM, "import", "--config", config, "--gateway", "gw-rules", "--data", data, empty])
    if rules:
        run([PROGRAM, "rules", "add", "--config", config, "--data", data, rules])
    return data


def loading(everything):
    found, cost = storebench("load", "--rules", everything, "--mapping", "dense", "--indicators", str(INDICATORS))
    one = found[0]
    yield Row("rules", f"memory of all rules and {INDICATORS:,} indicators, peak", cost.peak / 2**20, "MiB", 300,
              f"rules {one['rules_kB'] / 1024:.0f} MiB, indicators {one['indicators_kB'] / 1024:.0f} MiB, "
              f"{one['before_kB'] / 1024:.0f} MiB before them", one)
    runs = [storebench("load", "--rules", everything, "--mapping", "dense")[0][0] for _ in range(REPEATS)]
    yield Row("rules", "parsing all rules", median([one["parse_cpu"] for one in runs]), "CPU-s", None,
              f"{one['rules']:,} rules", {"runs": runs})
    yield Row("rules", "compiling all rules", median([one["compile_cpu"] for one in runs]), "CPU-s")
    costs = [run([PROGRAM, "rules", "check", everything])[1] for _ in range(REPEATS)]
    yield Row("rules", "rules check of all rules", median([cost.wall for cost in costs]), "s", None,
              f"{median([cost.cpu for cost in costs]):.2f} CPU-s, peak {max(cost.peak for cost in costs) / 2**20:.0f} MiB")


def reloading():
    found, _ = storebench("reload", rulefiles.applied(), "--data", fresh("rules-reload"))
    first, edits = found[0], found[1:]
    yield Row("rules", "first load of a rule store", first["seconds"], "s", None,
              f"{first['rules']:,} rules, none idle, {first['cpu']:.2f} CPU-s")
    yield Row("rules", "from an edit of one rule to all rules in force", median([one["seconds"] for one in edits]), "s", 1,
              f"{len(edits)} edits, worst {max(one['seconds'] for one in edits):.2f}; "
              f"{median([one['cpu'] for one in edits]):.2f} CPU-s", {"steps": found})


def peer(path):
    name = "pySigma's SQL on SQLite in memory against decode and match"
    if not (importlib.util.find_spec("sigma") and importlib.util.find_spec("sigma.backends.sqlite")):
        return [Row("rules", name, None, "x our CPU-s", None, "peer not installed: pip install pysigma-backend-sqlite")]
    few = os.path.join(WORK, "few.json")
    with open(path, "rb") as whole, open(few, "wb") as part:
        part.writelines(line for line, _ in zip(whole, range(PEER_EVENTS)))
    folder = fresh("rules-peer")
    for number, file in enumerate(rulefiles.matchable()):
        rulefiles.write(folder, number, rulefiles.read(file))
    ratios, agreements = [], []
    for _ in range(REPEATS):
        theirs = json.loads(run([sys.executable, "-B", sigma_peer.__file__, folder, few])[0])
        used = fresh("rules-peer-used")
        for number, file in enumerate(theirs["used"]):
            rulefiles.write(used, number, rulefiles.read(file))
        ours = storebench("match", few, "--rules", used)[0][0]
        counts = {one["id"]: one["matches"] for one in storebench("match", few, "--rules", used, "--by-rule")[0]}
        agreements.append(sum(counts.get(rule, 0) == count for rule, count in theirs["counts"].items()))
        ratios.append(theirs["query_cpu"] / (ours["decode_cpu"] + ours["match_cpu"]))
    rules = len(theirs["counts"])
    return [Row("rules", name, median(ratios), "x our CPU-s", None,
                f"{rules} rules, routed, {PEER_EVENTS:,} events; its loading is not counted; "
                f"{PEER_EVENTS / theirs['query_cpu']:,.0f} events per CPU-second; {theirs['failed']} rules failed there; "
                f"{min(agreements)} rules match equally often", {"theirs": theirs, "ours": ours, "our_counts": counts})]
