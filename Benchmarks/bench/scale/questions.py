# SPDX-License-Identifier: Apache-2.0
"""Questions to the large store inside one process, with warm files and with files that are not in the page cache."""
import json

from ..place import STOREBENCH
from ..process import run
from ..report import Row
from ..statistics import median, percentile
from .store import data

WARM, COLD = 40, 7
#: Beginning of a question's name: bars of the warm p95 and of the cold one, in ms.
BARS = {"alerts overview": (50, 150), "events overview": (50, 150), "matrix": (50, 150), "stats by": (50, 150),
        "one flow": (20, None), "newest 100 of a common": (20, None), "newest 100 of a rare": (20, None)}


def measure():
    text, cost = run([STOREBENCH, "query", "--data", data(), "--warm", str(WARM), "--cold", str(COLD)])
    groups = {}
    for line in text.splitlines():
        answer = json.loads(line)
        groups.setdefault(answer["question"], []).append(answer)
    rows = [row for name, answers in groups.items() for row in told(name, answers)]
    rows.append(Row("scale", "peak memory of all questions", cost.peak / 2**20, "MiB", None, f"{cost.cpu:.0f} CPU-s"))
    return rows


def told(name, answers):
    """A row for warm and one for cold; where a screen was asked at two sizes, the slower one."""
    warm_bar, cold_bar = next((bars for start, bars in BARS.items() if name.startswith(start)), (None, None))
    for kind, bar in (("warm", warm_bar), ("cold", cold_bar)):
        answer = max(answers, key=lambda one: percentile(one[f"{kind}_ms"], 0.95))
        times = answer[f"{kind}_ms"]
        notes = [f"{len(times)} times, p50 {median(times):.1f}, worst {max(times):.1f}"]
        if answer["shape"]:
            notes.append(answer["shape"])
        if kind == "warm":
            notes.append(f"{min(answer['rows']):,} to {max(answer['rows']):,} events")
        yield Row("scale", f"{name}, {kind} p95", percentile(times, 0.95), "ms", bar, ", ".join(notes),
                  {"answers": answers} if kind == "warm" else {})
