#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds `vedette rules match` against pySigma and its SQLite backend, on rules and events that are made up.

It is no part of `make test`, as it needs packages from PyPI:

    python3 -m venv .build/pysigma
    .build/pysigma/bin/pip install pysigma==2.0.1 pysigma-backend-sqlite==2.1.1
    .build/pysigma/bin/python Tests/Oracles/pysigma.py --rounds 20

Each round makes rules and events from its seed, matches them with both, and compares which rule matches which event. Where
both differ on purpose, a reason below names it; docs/rules.md tells the reasons. A difference without a reason is printed with
its rule and event, and the script ends with 1. With --plain nothing is made that a reason is for, and no reason counts, so that
none of them hides another difference.
"""

import argparse
import base64
import json
import pathlib
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import uuid

from sigma.backends.sqlite import sqliteBackend
from sigma.collection import SigmaCollection

FIELDS = ["Image", "Name", "User", "Code", "Addr", "When", "Ratio"]

WORDS = [
    "foo", "FOO", "foobar", "Barfoo.exe", "foo bar", "a%b", "a_b", "cmd.exe", "CMD.EXE /c", "C:\\Windows\\cmd.exe",
    "C:\\windows\\", "\\\\host\\share", "x*y", "ab?c", "[a-c]", "it's", 'say "x"', "-flag", "/flag", "run -enc x",
    "true", "10", "-3.5", "007", "1e3", "", " ", "\u00e9a", "\u00c9A", "\u0436", "a\tb", "Zm9v", "foo\\*bar",
]
NUMBERS = [0, 1, 5, 10, 443, 4688, -3, 2.5, 1e3]
ADDRESSES = ["10.1.2.3", "10.200.0.1", "192.168.1.9", "2001:db8::1", "fe80::1", "172.16.0.5", "no address"]
NETWORKS = ["10.0.0.0/8", "10.1.0.0/16", "192.168.1.0/24", "2001:db8::/32", "172.16.0.0/12", "10.1.2.3/32"]
TIMES = [
    "2026-11-20T13:58:41+01:00", "2026-01-01T00:30:00Z", "2027-01-03 23:59:59", "2026-06-15T06:07:08.5Z",
    "2024-12-30T12:00:00Z",
]
REGEXES = [
    "^foo", "f.o", "(foo|bar)+", "[0-9]+", r"\d{2}", "(?:cmd|exe)", "^$", "a?b", r"o\.e", "exe$", "^.a", "[a-c]{2}",
    "(foo) (bar)", "[^0-9]", "win.*cmd", r"\\cmd",
]


def value(random, field):
    """A value of an event; None is left out by the caller."""
    if random.random() < 0.15:
        return None
    if field == "Code":
        return random.choice(NUMBERS) if random.random() < 0.8 else random.choice(["10", "443", "x", True, False])
    if field == "Ratio":
        return random.choice(NUMBERS)
    if field == "Addr":
        return random.choice(ADDRESSES)
    if field == "When":
        return random.choice(TIMES)
    if random.random() < 0.05:
        return random.choice([True, False, 10])
    word = random.choice(WORDS)
    if random.random() < 0.3:
        word += random.choice(WORDS)
    if random.random() < 0.1:
        word = "x" + base64.b64encode((random.choice(["", "y", "zz"]) + word).encode()).decode()
    if random.random() < 0.05:
        word = base64.b64encode(word.encode("utf-16-le")).decode()
    return word


def event(random):
    made = {}
    for field in FIELDS:
        content = value(random, field)
        if content is not None:
            made[field] = content
        elif random.random() < 0.3:
            made[field] = None
    return made


def pattern(random, plain=False):
    word = random.choice(WORDS)
    if plain:
        return word
    if random.random() < 0.3:
        word = word.replace("o", random.choice(["?", "*", "o"]))
    if random.random() < 0.2:
        word = "*" + word
    if random.random() < 0.2:
        word += "*"
    return word


def some(random, make, most=3):
    values = [make() for _ in range(random.randint(1, most))]
    return values if len(values) > 1 else values[0]


def item(random):
    """A key with its modifiers, and its values."""
    text = random.choice(["Image", "Name", "User"])
    kind = random.randrange(20)
    if kind < 3:
        return text, some(random, lambda: pattern(random))
    if kind < 7:
        place = random.choice(["contains", "startswith", "endswith"])
        more = random.choice(["", "", "|all", "|cased", "|neq"])
        if more == "|all":
            return f"{text}|{place}|all", [pattern(random, True) or "o" for _ in range(2)]
        return f"{text}|{place}{more}", some(random, lambda: pattern(random, True) or "o")
    if kind == 7:
        return f"{text}|cased", some(random, lambda: pattern(random))
    if kind == 8:
        flags = random.choice(["", "", "|i", "|i|s", "|m"])
        return f"{text}|re{flags}", some(random, lambda: random.choice(REGEXES), 2)
    if kind == 9:
        return f"{text}|windash|contains", random.choice([" -enc", "-flag", "/flag", "run -enc"])
    if kind == 10:
        return f"{text}|base64offset|contains", random.choice(["foo", "foobar", "cmd.exe"])
    if kind == 11:
        return f"{text}|{random.choice(['utf16', 'wide', 'utf16be'])}|base64", random.choice(["foo", "FOO", "foo bar"])
    if kind == 12:
        return f"{random.choice(FIELDS)}|exists", random.choice([True, False])
    if kind == 13:
        return random.choice(FIELDS), None
    if kind == 14:
        comparison = random.choice(["lt", "lte", "gt", "gte"])
        return f"{random.choice(['Code', 'Ratio'])}|{comparison}", random.choice(NUMBERS)
    if kind == 15:
        return "Code", some(random, lambda: random.choice([10, 443, 4688, 0, True, False, "10", "x", 2.5]))
    if kind == 16:
        return "Addr|cidr", some(random, lambda: random.choice(NETWORKS))
    if kind == 17:
        part, numbers = random.choice(
            [("minute", [58, 30, 7]), ("hour", [12, 13, 0, 6]), ("day", [20, 1, 3]), ("week", [47, 1, 53, 25]),
             ("month", [11, 1, 12]), ("year", [2026, 2027])])
        more = random.choice(["", "", "|gt", "|lte"])
        return f"When|{part}{more}", random.choice(numbers)
    if kind == 18:
        other = random.choice(["Image", "Name", "User"])
        return f"{text}|fieldref{random.choice(['', '', '|startswith', '|contains', '|endswith'])}", other
    return random.choice(FIELDS), random.choice(["", "*", "?*"])


def search(random):
    if random.random() < 0.1:
        return [pattern(random, True) or "o" for _ in range(random.randint(1, 2))]
    if random.random() < 0.15:
        return [dict([item(random)]) for _ in range(2)]
    return dict(item(random) for _ in range(random.randint(1, 2)))


def condition(random, names, depth=0):
    if depth > 2 or random.random() < 0.4:
        return random.choice(names + ["1 of sel*", "all of sel*", "1 of them", "all of them"])
    left, right = condition(random, names, depth + 1), condition(random, names, depth + 1)
    return random.choice(
        [f"{left} and {right}", f"{left} or {right}", f"not {left}", f"({left} or {right}) and not {right}",
         f"not ({left} and {right})"])


def rule(random, number):
    names = [f"sel{index}" for index in range(random.randint(1, 3))]
    detection = {name: search(random) for name in names}
    detection["condition"] = condition(random, names)
    return {
        "title": f"Rule {number}", "id": str(uuid.UUID(int=random.getrandbits(128), version=4)), "status": "test",
        "logsource": {"category": "test"}, "detection": detection,
    }


def stored(content):
    """A value as flattened tables keep it."""
    return str(content).lower() if isinstance(content, bool) else content


def table(events):
    database = sqlite3.connect(":memory:")
    database.create_function(
        "REGEXP", 2, lambda regex, text: text is not None and re.search(regex, str(stored(text))) is not None)
    columns = ", ".join(f'"{field}" COLLATE NOCASE' for field in FIELDS + ["everything"])
    database.execute(f"CREATE TABLE logs ({columns})")
    for made in events:
        row = [stored(made.get(field)) for field in FIELDS]
        row.append("\n".join(str(content) for content in row if content is not None))
        database.execute(f"INSERT INTO logs VALUES ({', '.join('?' * len(row))})", row)
    return database


def by_pysigma(rules, events):
    """The matches as pairs of a rule's id and a line, and the rules that it does not take."""
    database = table(events)
    found, refused = set(), {}
    for made in rules:
        try:
            backend = sqliteBackend(fulltext_field="everything")
            for query in backend.convert(SigmaCollection.from_yaml(json.dumps(made))):
                query = query.replace("SELECT *", "SELECT rowid", 1)
                found |= {(made["id"], row[0]) for row in database.execute(query)}
        except Exception as failure:  # Whatever it is, the rule cannot be compared.
            refused[made["id"]] = f"{type(failure).__name__}: {failure}"
    return found, refused


def by_vedette(program, rules, events):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        text = "\n---\n".join(json.dumps(made, ensure_ascii=False) for made in rules)
        (folder / "rules.yml").write_text(text, encoding="utf-8")
        lines = "".join(json.dumps(made, ensure_ascii=False) + "\n" for made in events)
        (folder / "events.json").write_text(lines, encoding="utf-8")
        call = [program, "rules", "match", "--json", "--mapping", "none", "--rules", folder / "rules.yml",
                folder / "events.json"]
        done = subprocess.run(call, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(done.stderr)
        rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {(row["rule"], row["line"]) for row in rows[:-1]}, done.stderr


def items(detection):
    """Each key with its modifiers and its values; keywords have the key None."""
    for name, content in detection.items():
        if name == "condition":
            continue
        for part in content if isinstance(content, list) else [content]:
            for key, values in part.items() if isinstance(part, dict) else [(None, part)]:
                field, *modifiers = key.split("|") if key else [None]
                yield field, set(modifiers), values if isinstance(values, list) else [values]


def of_items(test):
    """A reason that holds if it does for one item of the rule."""
    return lambda made, event: any(
        test(event.get(field), modifiers, values) for field, modifiers, values in items(made["detection"]))


def is_number(content):
    return isinstance(content, (int, float)) and not isinstance(content, bool)


def is_ascii(content):
    return json.dumps(content, ensure_ascii=False).isascii()


REASONS = [
    ("null is a value that is there, and no column has it",
     lambda made, event: any("exists" in modifiers and field in event and event[field] is None
                             for field, modifiers, _ in items(made["detection"]))),
    ("a text that is a number compares as one, and SQLite has texts above all numbers",
     of_items(lambda content, modifiers, values: modifiers & {"lt", "lte", "gt", "gte"}
              and not modifiers & {"minute", "hour", "day", "week", "month", "year"}
              and isinstance(content, (str, bool)))),
    ("a number in a rule is its text, and fits a number and a text alike",
     of_items(lambda content, modifiers, values: not modifiers and isinstance(content, str)
              and any(is_number(value) for value in values)
              or not modifiers and is_number(content) and any(isinstance(value, str) for value in values))),
    ("a field compares with another as texts do, and SQLite has numbers that are no texts",
     lambda made, event: any(
         "fieldref" in modifiers and type(event.get(field)) is not type(event.get(values[0]))
         for field, modifiers, values in items(made["detection"]))),
    ("a keyword lies within one value, and the column with all texts has them behind each other",
     lambda made, event: any(field is None and "*" in str(value) for field, _, values in items(made["detection"])
                             for value in values)),
    ("true is true and \"true\", and no number",
     of_items(lambda content, modifiers, values: not modifiers and is_number(content)
              and any(isinstance(value, bool) for value in values))),
    ("upper and lower case are the same in all of Unicode, and for SQLite in ASCII",
     lambda made, event: not is_ascii(made["detection"]) and not is_ascii(event)
     or any("fieldref" in modifiers and not is_ascii(event.get(field)) for field, modifiers, _ in
            items(made["detection"]))),
    ("weeks are those of ISO 8601, and SQLite counts from the first Monday",
     of_items(lambda content, modifiers, values: "week" in modifiers)),
]


def plain_rule(made):
    """Whether no reason is for the rule."""
    for field, modifiers, values in items(made["detection"]):
        if "week" in modifiers or field is None and any("*" in str(value) for value in values):
            return False
        if field == "Code" and not modifiers and any(type(value) not in (int, type(None)) for value in values):
            return False
        if field not in (None, "Code") and not modifiers and any(is_number(value) for value in values):
            return False
    return is_ascii(made["detection"])


def plain_event(made):
    """The event without what a reason is for."""
    made = {field: content for field, content in made.items() if content is not None}
    for field in ["Image", "Name", "User"]:
        if field in made:
            made[field] = str(made[field]).encode("ascii", "ignore").decode()
    for field in ["Code", "Ratio"]:
        if field in made and not is_number(made[field]):
            made[field] = 10
    if "Code" in made:
        made["Code"] = int(made["Code"])
    return made


def make(seed, options):
    """The rules and the events of a round."""
    source = random.Random(seed)
    rules = []
    while len(rules) < options.rules:
        made = rule(source, len(rules))
        if not options.plain or plain_rule(made):
            rules.append(made)
    events = [event(source) for _ in range(options.events)]
    return rules, [plain_event(made) for made in events] if options.plain else events


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", default=".build/debug/vedette")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--rules", type=int, default=100)
    options.add_argument("--events", type=int, default=200)
    options.add_argument("--plain", action="store_true")
    options.add_argument("--shown", type=int, default=10)
    options = options.parse_args()
    pairs = matches = unexplained = 0
    counts, left_out, shown = {}, {}, set()
    for seed in range(options.seed, options.seed + options.rounds):
        rules, events = make(seed, options)
        theirs, refused = by_pysigma(rules, events)
        ours, told = by_vedette(options.program, rules, events)
        if told:
            print(told)
        for reason in refused.values():
            left_out[reason[:100]] = left_out.get(reason[:100], 0) + 1
        ids = {made["id"]: made for made in rules if made["id"] not in refused}
        ours = {pair for pair in ours if pair[0] in ids}
        pairs += len(ids) * len(events)
        matches += len(ours & theirs)
        for pair in sorted(ours ^ theirs):
            made, line = ids[pair[0]], events[pair[1] - 1]
            reasons = [] if options.plain else REASONS
            reason = next((name for name, test in reasons if test(made, line)), None)
            if reason:
                counts[reason] = counts.get(reason, 0) + 1
                continue
            unexplained += 1
            if pair[0] not in shown and len(shown) < options.shown:
                shown.add(pair[0])
                who = "vedette" if pair in ours else "pySigma"
                print(f"seed {seed}: only {who} matches\n  {json.dumps(made['detection'], ensure_ascii=False)}"
                      f"\n  {json.dumps(line, ensure_ascii=False)}")
    print(f"{pairs} pairs, {matches} matches of both, {sum(counts.values())} differences with a reason, "
          f"{unexplained} without")
    for name, count in sorted(counts.items()):
        print(f"  {count:6}  {name}")
    for name, count in sorted(left_out.items()):
        print(f"  {count:6}  rules left out: {name}")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
