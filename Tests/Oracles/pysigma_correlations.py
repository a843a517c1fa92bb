#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the correlations and filters of `vedette rules match` against pySigma and its SQLite backend, as pysigma.py does rules.

    .build/pysigma/bin/python Tests/Oracles/pysigma_correlations.py --rounds 20

The backend finds each window in which a condition holds. Of those of a group that end within a timespan of one that was reported,
Vedette reports none, so that the same is done here to the backend's before both are compared, by group and end.

Three things are not made up, as both mean something else on purpose: `value_percentile` (the backend interpolates between two
values, Vedette takes one that is there), events of one time in `temporal_ordered` (in order for Vedette, not for the backend), and
events without the field that is measured (they end a window for the backend, and do not count for Vedette).
"""

import argparse
import datetime
import json
import random
import sqlite3
import sys
import uuid

from sigma.backends.sqlite import sqliteBackend
from sigma.collection import SigmaCollection

sys.dont_write_bytecode = True
from pysigma import by_vedette  # noqa: E402, as it would leave a file behind

FIELDS = ["Name", "User", "Host", "Code", "timestamp"]
START = datetime.datetime(2026, 11, 20, 10, tzinfo=datetime.timezone.utc)


def identifier(random):
    return str(uuid.UUID(int=random.getrandbits(128), version=4))


def event(random, second):
    made = {
        "Name": random.choice(["login", "logout", "fetch"]), "User": random.choice(["anna", "bo", "cleo"]),
        "Host": random.choice(["a", "b", "c", "d"]), "Code": random.choice([0, 1, 2, 5, 10]),
        "timestamp": (START + datetime.timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    if random.random() < 0.2:
        del made[random.choice(["User", "Host"])]
    return made


def base(random, name):
    return {
        "title": name, "name": name, "id": identifier(random), "status": "test", "logsource": {"category": "test"},
        "detection": {"sel": {"Name": name}, "condition": "sel"},
    }


def own_filter(random, rules):
    return {
        "title": "Filter", "id": identifier(random), "logsource": {"category": "test"},
        "filter": {"rules": [made["id"] for made in rules], "own": {"Host": random.choice("abcd")},
                   "condition": "not own"},
    }


def correlation(random, number):
    kind = random.choice(
        ["event_count", "value_count", "value_sum", "value_avg", "temporal", "temporal_ordered"])
    names = ["login", "logout", "fetch"]
    random.shuffle(names)
    is_temporal = kind.startswith("temporal")
    made = {
        "type": kind, "rules": names[:random.randint(2, 3) if is_temporal else random.randint(1, 2)],
        "timespan": random.choice(["10s", "1m", "5m"]), "group-by": random.choice([["User"], ["User", "Host"]]),
    }
    if kind == "event_count":
        made["condition"] = {random.choice(["gte", "gt"]): random.randint(1, 6)}
    elif kind == "value_count":
        made["condition"] = {"gte": random.randint(1, 4), "field": random.choice(["Host", "Code"])}
    elif kind in ("value_sum", "value_avg"):
        made["condition"] = {random.choice(["gte", "gt"]): random.choice([2, 5, 10, 20]), "field": "Code"}
    return {"title": f"Correlation {number}", "id": identifier(random), "status": "test", "correlation": made}


def seconds(text):
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


def bursts(ends, timespan):
    """The ends of windows that are reported."""
    reported = []
    for end in sorted(ends):
        if not reported or end > reported[-1] + timespan:
            reported.append(end)
    return reported


def by_pysigma(rules, made, events):
    database = sqlite3.connect(":memory:")
    columns = ", ".join(f'"{field}" COLLATE NOCASE' for field in FIELDS)
    database.execute(f"CREATE TABLE logs ({columns})")
    database.row_factory = sqlite3.Row
    for one in events:
        database.execute(f"INSERT INTO logs VALUES ({', '.join('?' * len(FIELDS))})",
                         [one.get(field) for field in FIELDS])
    # Filters change the rules that a collection holds, so that each gets its own.
    text = "\n---\n".join(json.dumps(one) for one in rules + [made])
    backend = sqliteBackend(timestamp_field="timestamp")
    query = backend.convert(SigmaCollection.from_yaml(text))[-1]
    return [dict(row) for row in database.execute(query)]


def compared(program, source):
    """The reports of both, and what they were made from."""
    rules = [base(source, name) for name in ["login", "logout", "fetch"]]
    if source.random() < 0.5:
        rules.append(own_filter(source, source.sample(rules, source.randint(1, 3))))
    made = correlation(source, 0)
    second, events = 0, []
    for _ in range(80):
        second += source.choice([1, 3, 10, 40, 400])
        events.append(event(source, second))
    names = made["correlation"]["group-by"]
    amount, unit = made["correlation"]["timespan"][:-1], made["correlation"]["timespan"][-1]
    timespan = int(amount) * {"s": 1, "m": 60}[unit]
    ends = {}
    for row in by_pysigma(rules, made, events):
        keys = json.loads(row["group_keys"])
        ends.setdefault(tuple(keys[name] for name in names), set()).add(int(row["window_end"]))
    theirs = {(group, end) for group, found in ends.items() for end in bursts(found, timespan)}
    matches, told = by_vedette(program, rules + [made], events)
    lines = [events[line - 1] for rule, line in matches if rule == made["id"]]
    ours = {(tuple(line.get(name) for name in names), seconds(line["timestamp"])) for line in lines}
    return ours, theirs, (rules, made, events, told)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", default=".build/debug/vedette")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--rounds", type=int, default=50)
    options.add_argument("--shown", type=int, default=5)
    options = options.parse_args()
    both, differing, kinds = 0, 0, {}
    for seed in range(options.seed, options.seed + options.rounds):
        ours, theirs, (rules, made, events, told) = compared(options.program, random.Random(seed))
        both += len(ours & theirs)
        kind = made["correlation"]["type"]
        kinds[kind] = kinds.get(kind, 0) + 1
        if ours == theirs and not told:
            continue
        differing += 1
        if differing <= options.shown:
            print(f"seed {seed}: {json.dumps(made['correlation'])} {told}\n  filter {json.dumps(rules[3:])}\n"
                  f"  only vedette: {sorted(ours - theirs, key=str)}\n  only pySigma: {sorted(theirs - ours, key=str)}")
    print(f"{options.rounds} correlations, {both} reports of both, {differing} correlations differ; {kinds}")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
