# SPDX-License-Identifier: Apache-2.0
"""Evidence of TPMs: how many quotes one core appraises, and what 2,000 devices cost that are asked each minute."""
import json

from .place import STOREBENCH, fresh
from .process import run
from .report import Row
from .statistics import median

REPEATS = 5


def measure():
    return list(rows())


def rows():
    # It fails where a quote is not accepted.
    told = [json.loads(run([STOREBENCH, "attest"])[0]) for _ in range(REPEATS)]
    rates = [one["per_cpu_second"] for one in told]
    yield Row("devices", "quotes of 8 registers appraised in a CPU-second, P-256, keys known", median(rates), "/s", 3000,
              f"{told[0]['quotes']:,} quotes of {told[0]['devices']} devices, {REPEATS} times; {min(rates):,.0f} to {max(rates):,.0f}", told[0], is_floor=True)
    # Answers as they come from the line, judged and kept in batches as the station's rounds bring them.
    kept = [json.loads(run([STOREBENCH, "devices", "--data", str(fresh("devices"))])[0]) for _ in range(REPEATS)]
    shares = [100 * one["core_share_2000_a_minute"] for one in kept]
    yield Row("devices", "share of a core that 2,000 devices take, each asked every minute", median(shares), "%", 10,
              f"{kept[0]['quotes']:,} answers parsed, judged and kept in batches of 8, {REPEATS} times; {min(shares):.1f} to {max(shares):.1f} %, "
              f"{kept[0]['bytes_per_quote']} bytes kept of each", kept[0])
