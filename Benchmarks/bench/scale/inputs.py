# SPDX-License-Identifier: Apache-2.0
"""The large files: real events replayed as 200 gateways, with how many of each type there are.

They are made once and kept in `.build/bench/scale`; the larger takes a quarter of an hour. `VEDETTE_SCALE` names another
folder that holds them.
"""
import json
import os
import shutil
import sys

from ..place import KEPT, shared
from ..process import run

#: name: (bytes, further options of the generator)
FILES = {"e300": (300_000_000, []), "e500": (500_000_000, []), "e10m": (7_700_000_000, ["--days", "9", "--seed", "3"])}
FOLDER = os.environ.get("VEDETTE_SCALE") or os.path.join(KEPT, "scale")


class Absent(Exception):
    """Why there is no such file."""


def file(name):
    """The file's path and its truth: `events`, `bytes`, `event_type`. Raises `Absent`."""
    path, truth = (os.path.join(FOLDER, name + end) for end in (".json", ".truth.json"))
    if not (os.path.exists(path) and os.path.exists(truth)):
        _make(name, path, truth)
    with open(truth, encoding="utf-8") as content:
        return path, json.load(content)


def _make(name, path, truth):
    size, options = FILES[name]
    place = shared()
    if os.environ.get("VEDETTE_SCALE"):
        raise Absent(f"VEDETTE_SCALE holds no {name}.json with its {name}.truth.json")
    if not place:
        raise Absent("the shared data set is not there: set VEDETTE_SHARED")
    os.makedirs(FOLDER, exist_ok=True)
    # The file, its store, and the day that the console is shown.
    if shutil.disk_usage(FOLDER).free < 2 * size:
        raise Absent(f"{2 * size / 1e9:.0f} GB of free disk are needed")
    print(f"Making {name}.json, {size / 1e9:.1f} GB; it is kept in .build/bench.", file=sys.stderr)
    run([sys.executable, os.path.join(place, "tools/make_scale.py"), "--templates",
         os.path.join(place, "data/eve/*full.eve.json"), "--out", path + ".new", "--size", str(size),
         "--truth", truth, *options])
    os.rename(path + ".new", path)


def allocated(folder):
    """Bytes of disk that a folder takes: what is allocated, which an unwritten tail counts to and a hole does not."""
    return sum(os.stat(os.path.join(here, name)).st_blocks * 512
               for here, _, names in os.walk(folder) for name in names)
