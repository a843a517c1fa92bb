# SPDX-License-Identifier: Apache-2.0
"""From a key press to its frame, while events come.

A tick repaints too, so what counts is not that something was written but that the cursor moved: the gutter's glyph stands
elsewhere, and nowhere else. A frame comes in several reads; it ends with the last one before a pause, so that a tick close
behind the key counts against it. `strays` counts moves that no key asked for (a row under the cursor that changes its
rank); were there many, a tick could be taken for a key's answer.
"""
import random
import time

from .live import RATE, Live
from .report import Row
from .statistics import median, percentile

SECONDS = 62
PAUSE = (0.05, 0.3)
CURSOR = "▌"
LIMIT = 2.0
#: A frame has ended when nothing came for so long, in seconds.
QUIET = 0.008


def has_moved(screen, place):
    """Whether the gutter's glyph stands in one place that is not `place`; half a frame has none or two."""
    now = screen.places(CURSOR)
    return len(now) == 1 and now != place


def presses(console, seconds, pause=PAUSE, meanwhile=lambda: None):
    """Presses keys for so long, with pauses from a range: (milliseconds to each frame, strays, lost).

    `meanwhile` is called before each key.
    """
    chance = random.Random(20261120)
    frames, strays, lost = [], 0, 0
    until = time.perf_counter() + seconds
    pressed = 0
    while time.perf_counter() < until:
        meanwhile()
        place = console.screen.places(CURSOR)
        next_press = time.perf_counter() + chance.uniform(*pause)
        while time.perf_counter() < next_press:
            console.read(next_press - time.perf_counter())
            if (moved := console.screen.places(CURSOR)) != place:
                strays += 1
                place = moved
        # Two down, two up, a panel on, a panel back: never against an edge, where a key changes nothing.
        key = (b"j", b"j", b"k", b"k", b"\t", b"\x1b[Z")[pressed % 6]
        pressed += 1
        began = time.perf_counter()
        console.press(key)
        answer = console.wait(lambda screen: has_moved(screen, place), LIMIT)
        if answer is None:
            lost += 1
            continue
        while came := console.read(QUIET):
            answer = came[0]
        frames.append((answer - began) * 1000)
    return frames, strays, lost


def measure():
    with Live(SECONDS, is_one_file=True) as live:
        frames, strays, lost = presses(live.console, SECONDS)
        written, behind, cost = live.finish()
    detail = {"frames_ms": frames, "strays": strays, "lost": lost, "written": written,
              "seconds_behind_at_the_end": behind, "cpu_seconds": cost.cpu, "peak_bytes": cost.peak}
    kept_up = f"{written:,} lines written, all stored {behind:.1f} s after the last"
    return [
        Row("key", "to its frame, p50", median(frames), "ms", None, f"{len(frames)} keys, {strays} strays, {lost} lost"),
        Row("key", "to its frame, p99", percentile(frames, 0.99), "ms", 33, f"worst {max(frames):.1f}", detail),
        Row("key", f"CPU at {RATE:,} events/s", 100 * cost.cpu / cost.wall, "% of a core", None, kept_up),
    ]
