# SPDX-License-Identifier: Apache-2.0
"""The newest stretch of a file at another time."""
import os

from ..traffic import Moved


def newest(path, target, length, end):
    """Writes the last `length` bytes' lines with times that end at `end`: how many."""
    moved, lines = Moved(), 0
    with open(path, "rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - (1 << 16)))
        moved.end_at(end, file.read().splitlines()[-1])
        file.seek(max(0, size - length))
        if size > length:
            file.readline()
        with open(target, "wb") as out:
            for line in file:
                out.write(moved(line))
                lines += 1
    return lines
