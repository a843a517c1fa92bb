# SPDX-License-Identifier: Apache-2.0
"""Folders of Sigma rules made of those of the shared data set; nothing of them is kept behind a run."""
import json
import os
import re
import subprocess
import uuid

from .place import PROGRAM, fresh, shared

#: How many rules the import is measured with, besides the starter set.
NETWORK_RULES = 200
_LOG_SOURCE = re.compile(r"(?m)^logsource:[ \t]*\r?\n(?:[ \t]+.*\n|[ \t]*\r?\n)+")
#: A value of a selection: behind a key, or in a list.
_PATTERN = re.compile(r"^(\s+(?:(?:- +)?[^\s:'\"]+:|-) +)(?!.*(?:: |::))(\S.*)$")
_ID = re.compile(r"(?m)^id:[ \t]*(\S+)[ \t]*$")


class Absent(Exception):
    """Why there are no rules."""


def everything():
    """The folder of all rules."""
    place = shared()
    folder = os.path.join(place, "data/sigma/rules") if place else ""
    if not os.path.isdir(folder):
        raise Absent("the shared data set is not there: set VEDETTE_SHARED")
    return folder


def paths(folder):
    return sorted(os.path.join(here, name) for here, _, names in os.walk(folder) for name in names
                  if name.endswith(".yml"))


def applied():
    """All rules with the log source of Suricata itself, so that none of them is idle: the folder."""
    folder = fresh("rules-applied")
    for number, path in enumerate(paths(everything())):
        write(folder, number, _LOG_SOURCE.sub("logsource:\n    product: suricata\n", read(path)))
    return folder


def network():
    """Those that a station can match, and as many variants of them, with other letters in their patterns, as make 200."""
    folder = fresh("rules-network")
    texts = [read(path) for path in matchable()]
    # What is left of an exception with other letters would match nearly everything, and an expression means nothing then.
    models = [text for text in texts if " not " not in text and "|re" not in text]
    turn = 1
    while len(texts) < NETWORK_RULES:
        texts += [variant(text, turn) for text in models]
        turn += 1
    for number, text in enumerate(texts[:NETWORK_RULES]):
        write(folder, number, text)
    return folder


def matchable():
    """The files whose log source a station has."""
    run = subprocess.run([PROGRAM, "rules", "check", "--here", "--json", everything()], stdout=subprocess.PIPE,
                         check=False)
    problems = json.loads(run.stdout)["problems"]
    idle = {problem["path"] for problem in problems if problem["help"].startswith("The rule never matches")}
    return [path for path in paths(everything()) if path not in idle]


def variant(text, turn):
    """The rule with an id of its own, and every letter of its patterns so many further in the alphabet."""
    text = _ID.sub(lambda found: f"id: {uuid.uuid5(uuid.NAMESPACE_OID, found[1] + str(turn))}", text)
    lines, is_inside = [], False
    for line in text.split("\n"):
        if line and not line[0].isspace():
            is_inside = line.startswith("detection:")
        elif is_inside and not line.strip().startswith("condition:"):
            line = _PATTERN.sub(lambda found: found[1] + "".join(rotated(letter, turn) for letter in found[2]), line)
        lines.append(line)
    return "\n".join(lines)


def rotated(letter, turn):
    for first in "aA":
        place = ord(letter) - ord(first)
        if 0 <= place < 26:
            return chr(ord(first) + (place + turn) % 26)
    return letter


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(folder, number, text):
    with open(os.path.join(folder, f"{number:05}.yml"), "w", encoding="utf-8") as file:
        file.write(text)
