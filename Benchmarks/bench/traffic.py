# SPDX-License-Identifier: Apache-2.0
"""The sample city's events with other times: a day that ends now, or lines written as they happen.

Run as a program it is the writer: `traffic.py FOLDER SECONDS RATE one|each`, events a second, into one file or into one a
gateway. It prints how many lines it wrote.
"""
import os
import re
import subprocess
import sys
import time
from datetime import datetime, timezone

_HEAD = re.compile(rb'\{"timestamp":"([^"]+)",(?:"flow_id":(\d+),)?')


class Line:
    """One event, cut around its time and its flow id."""
    __slots__ = ("gateway", "moment", "flow", "rest")

    def __init__(self, gateway, raw):
        found = _HEAD.match(raw)
        self.gateway = gateway
        self.moment = datetime.strptime(found[1].decode(), "%Y-%m-%dT%H:%M:%S.%f%z").timestamp()
        self.flow = int(found[2]) if found[2] else None
        self.rest = raw[found.end():]

    def at(self, stamp, lap=0):
        """The line with another time. Each `lap` has its own flows, so that no flow grows without end."""
        if self.flow is None:
            return b'{"timestamp":"%s",%s' % (stamp, self.rest)
        return b'{"timestamp":"%s","flow_id":%d,%s' % (stamp, self.flow + lap, self.rest)


def city(logs):
    """All lines of the sample city in order of time."""
    lines = []
    for gateway in sorted(entry.name for entry in os.scandir(logs) if entry.name.startswith("gw-")):
        command = ["zstd", "-dcq", os.path.join(logs, gateway, "eve.json.zst")]
        raw = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
        lines += [Line(gateway, line) for line in raw.splitlines(keepends=True)]
    lines.sort(key=lambda line: line.moment)
    return lines


class Stamper:
    """Writes times as Suricata does; the part down to the second is kept, since most events share it."""

    def __init__(self):
        self._second, self._text = None, b""

    def __call__(self, moment):
        second = int(moment)
        if second != self._second:
            self._second = second
            self._text = datetime.fromtimestamp(second, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S").encode()
        return b"%s.%06d+0000" % (self._text, int((moment - second) * 1e6))


class Moved:
    """Lines with their times moved by one span; zones are made UTC, and all else stays as it was."""
    _HEAD = re.compile(rb'\{"timestamp":"(\d{4}-\d\d-\d\dT\d\d:\d\d):(\d\d\.\d+)([+-]\d{4})"')

    def __init__(self):
        self._stamp, self._minutes, self._shift = Stamper(), {}, 0.0

    def end_at(self, end, line):
        """Chooses the span so that `line` comes to lie at `end`."""
        self._shift = end - self._moment(self._HEAD.match(line))

    def _moment(self, found):
        minute = found[1], found[3]
        if minute not in self._minutes:
            text = (found[1] + found[3]).decode()
            self._minutes[minute] = datetime.strptime(text, "%Y-%m-%dT%H:%M%z").timestamp()
        return self._minutes[minute] + float(found[2])

    def __call__(self, line):
        found = self._HEAD.match(line)
        return b'{"timestamp":"%s"%s' % (self._stamp(self._moment(found) + self._shift), line[found.end():])


def write_day(lines, folder, end):
    """Writes each gateway's day, moved so that it ends at `end`: the files."""
    stamp = Stamper()
    shift = end - lines[-1].moment
    parts = {}
    for line in lines:
        parts.setdefault(line.gateway, []).append(line.at(stamp(line.moment + shift)))
    paths = []
    for gateway, part in parts.items():
        os.makedirs(os.path.join(folder, gateway), exist_ok=True)
        paths.append(os.path.join(folder, gateway, "eve.json"))
        with open(paths[-1], "wb") as file:
            file.writelines(part)
    return paths


def write_live(lines, folder, seconds, rate, is_one_file):
    """Writes `rate` events a second, every 10 ms what is due: how many."""
    files = {}
    for gateway in {line.gateway for line in lines}:
        name = "gw-live" if is_one_file else gateway
        path = os.path.join(folder, name, "eve.json")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        files[gateway] = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    stamp = Stamper()
    began = time.time()
    written = 0
    while (now := time.time()) < began + seconds:
        due = min(int((now - began) * rate), int(seconds * rate)) - written
        parts = {}
        for _ in range(due):
            lap, index = divmod(written, len(lines))
            line = lines[index]
            parts.setdefault(files[line.gateway], []).append(line.at(stamp(began + written / rate), lap))
            written += 1
        for file, part in parts.items():
            os.write(file, b"".join(part))
        time.sleep(0.01)
    return written


if __name__ == "__main__":
    target, length, pace, kind = sys.argv[1:5]
    day = city(os.path.join(os.path.dirname(__file__), "../../sample-logs"))
    print("ready", flush=True)
    sys.stdin.readline()
    print(write_live(day, target, float(length), int(pace), kind == "one"), flush=True)
