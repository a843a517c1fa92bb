# SPDX-License-Identifier: Apache-2.0
"""500 MB: import and count beside the peers, in turns. Only the ratios of one run mean something."""
import importlib.util
import json
import os
import shutil
import sys

from .. import peers
from ..place import PROGRAM, STOREBENCH, WORK, fresh
from ..process import run
from ..report import Row
from ..statistics import median
from . import columnar, inputs

REPEATS = 3


def measure():
    try:
        path, truth = inputs.file("e500")
    except inputs.Absent as reason:
        return [Row("scale", "500 MB", None, "", None, str(reason))]
    with open(path, "rb") as file:  # Into the page cache, for all alike.
        while file.read(1 << 24):
            pass
    turns = {"import": Import(path, truth), "chdb": Columnar(path, truth), "decode": Decode(path, truth),
             "duckdb": Peer("duckdb", path, truth)}
    turns = {name: turn for name, turn in turns.items() if turn.is_there}
    # In turns, so that a busy minute does not fall on one of them.
    for _ in range(REPEATS):
        for turn in turns.values():
            turn.take()
    orjson = Peer("orjson", path, truth)
    if orjson.is_there:
        orjson.take()  # Once: it takes a minute, and is far off.
        turns["orjson"] = orjson
    return list(rows(turns, truth))


class Turn:
    """One contestant: what each of its turns cost, and the disk that it took."""
    module = None

    def __init__(self, path, truth):
        self.path, self.truth, self.costs, self.disk = path, truth, [], None

    @property
    def is_there(self):
        return self.module is None or importlib.util.find_spec(self.module) is not None

    def check(self, counts):
        if counts != self.truth["event_type"]:
            raise SystemExit(f"{type(self).__name__} {self.module or ''} counted other events than the file has")

    @property
    def cpu(self):
        return median([cost.cpu for cost in self.costs])

    @property
    def peak(self):
        return max(cost.peak for cost in self.costs)

    def told(self):
        wall = median([cost.wall for cost in self.costs])
        return f"{self.cpu:.2f} CPU-s in {wall:.2f} s, peak {self.peak / 2**20:.0f} MiB"

    def detail(self):
        return [vars(cost) for cost in self.costs]


class Import(Turn):
    def take(self):
        data = fresh("scale-500")
        text, cost = run([PROGRAM, "import", "--gateway", "gw-scale", "--data", data, "--json", self.path])
        self.disk = inputs.allocated(data)
        text_of_types, _ = run([PROGRAM, "stats", "--by", "event_type", "--data", data, "--json"])
        self.check({row["key"][0]: row["count"] for row in json.loads(text_of_types)[:-1]})
        if json.loads(text)["events"] != self.truth["events"]:
            raise SystemExit(f"import says it took {json.loads(text)['events']} of {self.truth['events']} events")
        self.costs.append(cost)
        shutil.rmtree(data)


class Decode(Turn):
    def take(self):
        text, cost = run([STOREBENCH, "decode", self.path])
        self.check(json.loads(text)["types"])
        self.costs.append(cost)


class Columnar(Turn):
    module = "chdb"

    def take(self):
        folder = fresh("chdb")
        text, cost = run([sys.executable, "-B", columnar.__file__, self.path, folder])
        self.check(json.loads(text))
        self.disk = inputs.allocated(folder)
        self.costs.append(cost)
        shutil.rmtree(folder)

    def starting(self):
        """CPU-seconds that it takes to start and load nothing."""
        folder = fresh("chdb")
        empty = os.path.join(WORK, "empty.json")
        with open(empty, "wb"):
            pass
        _, cost = run([sys.executable, "-B", columnar.__file__, empty, folder])
        shutil.rmtree(folder)
        return cost.cpu


class Peer(Turn):
    """One of the peers that `import` measures too."""

    def __init__(self, name, path, truth):
        super().__init__(path, truth)
        self.name = self.module = name

    def take(self):
        folder = fresh("peer")
        text, cost = run([sys.executable, "-B", peers.__file__, self.name, self.path, os.path.join(folder, "peer.db")])
        self.check(json.loads(text))
        self.disk = inputs.allocated(folder)
        self.costs.append(cost)
        shutil.rmtree(folder)


def paired(ours, theirs):
    """The median of the turns' ratios of CPU-seconds: each turn of ours against the peer's of the same turn."""
    return median([own.cpu / other.cpu for own, other in zip(ours.costs, theirs.costs)])


def rows(turns, truth):
    own, decode = turns["import"], turns["decode"]
    detail = {name: turn.detail() for name, turn in turns.items()}
    yield Row("scale", "import of 500 MB, events per CPU-second", truth["events"] / own.cpu, "", None,
              f"{truth['events']:,} events, {own.told()}; {REPEATS} turns, medians", detail)
    name = "import against chdb, columns and raw ZSTD(1)"
    if "chdb" in turns:
        other = turns["chdb"]
        starting = other.starting()
        bare = own.cpu / max(0.01, other.cpu - starting)
        yield Row("scale", name, paired(own, other), "x its CPU-s", 1.0,
                  f"chdb {other.told()}; {bare:.2f} without the {starting:.2f} CPU-s of its start")
    else:
        yield Row("scale", name, None, "x its CPU-s", 1.0, "peer not installed: pip install chdb")
    name = "import against orjson + SQLite, raw and 5 indexes"
    if "orjson" in turns:
        other = turns["orjson"]
        yield Row("scale", name, own.cpu / other.cpu, "x its CPU-s", 0.25, f"one turn: {other.told()}")
    else:
        yield Row("scale", name, None, "x its CPU-s", 0.25, "peer not installed: pip install orjson")
    yield Row("scale", "peak memory of an import of 500 MB", own.peak / 2**20, "MiB", 256)
    others = [f"{name} {turns[name].disk / truth['bytes']:.2f}" for name in ("chdb", "orjson") if name in turns]
    yield Row("scale", "disk after import against the raw bytes", own.disk / truth["bytes"], "x", 0.30,
              ", ".join(others))
    name = "decode and count by type against DuckDB"
    if "duckdb" in turns:
        other = turns["duckdb"]
        yield Row("scale", name, paired(decode, other), "x its CPU-s", 0.5, f"{decode.told()}; DuckDB {other.told()}")
    else:
        yield Row("scale", name, None, "x its CPU-s", 0.5, "peer not installed: pip install duckdb")
