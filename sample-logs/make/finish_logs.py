# SPDX-License-Identifier: Apache-2.0
"""Step 3: cuts each log at the end of its day, sets the stats lines right and compresses.

All lines but those of `stats` stay as Suricata wrote them, byte for byte.
"""

import argparse
import datetime
import json
import pathlib
import subprocess

from city import DAY_START, GATEWAYS, MINUTE, SECOND

STATS_PERIOD = 10 * MINUTE
# How many of a hundred packets the kernel dropped at gw-harbour, per ten minutes from 02:50 on, while it was swept.
HARBOUR_DROPS = (0.4, 2.1, 4.8, 9.6, 12.4, 11.7, 8.9, 6.0, 3.8, 2.2, 1.1, 0.6, 0.2)
HARBOUR_DROPS_BEGIN = 17


def moment_of(timestamp):
    """An EVE timestamp as microseconds since the epoch."""
    moment = datetime.datetime.strptime(timestamp, "%Y-%m-%dT%H:%M:%S.%f%z")
    since = moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return since // datetime.timedelta(microseconds=1)


def timestamp_of(moment, like):
    """Microseconds since the epoch as an EVE timestamp in the zone of another one."""
    zone = datetime.datetime.strptime(like[-5:], "%z").tzinfo
    return datetime.datetime.fromtimestamp(moment // SECOND, zone).strftime("%Y-%m-%dT%H:%M:%S.000000%z")


def dropped_packets(gateway, slot, packet_count):
    """How many packets the kernel is told to have dropped in one stats period."""
    place = slot - HARBOUR_DROPS_BEGIN
    if gateway.name != "gw-harbour" or not 0 <= place < len(HARBOUR_DROPS):
        return 0
    return round(packet_count * HARBOUR_DROPS[place] / 100)


def assembled_stats(gateway, events, began):
    """Suricata's periodic counters with the day's time, the day's uptime and the capture counters of a live sensor.

    Read from a file, Suricata stamps stats with the wall clock, counts uptime in it and has no capture counters.
    The counters it writes were gathered one period before, so the first line after the begin is skipped.
    """
    assembled, decoded, dropped = [], 0, 0
    periodic = [event for event in events if moment_of(event["timestamp"]) > (began + 1.5) * SECOND]
    for slot, event in enumerate(periodic[1:]):
        moment, stats = DAY_START + (slot + 1) * STATS_PERIOD, event["stats"]
        dropped += dropped_packets(gateway, slot, stats["decoder"]["pkts"] - decoded)
        decoded = stats["decoder"]["pkts"]
        capture = {"kernel_packets": decoded + dropped, "kernel_drops": dropped, "errors": 0}
        rest = {name: value for name, value in stats.items() if name != "uptime"}
        event["timestamp"] = timestamp_of(moment, event["timestamp"])
        for engine in stats["detect"]["engines"]:
            engine["last_reload"] = timestamp_of(DAY_START, event["timestamp"])
        event["stats"] = {"uptime": (slot + 1) * STATS_PERIOD // SECOND, "capture": capture, **rest}
        assembled.append((moment, json.dumps(event, separators=(",", ":")) + "\n"))
    return assembled


def finished_lines(gateway, folder):
    """The lines of a gateway's log up to the end of its day, the stats lines at their place."""
    with open(folder / "eve.json", encoding="utf-8") as file:
        lines = [(json.loads(line), line) for line in file]
    began = json.loads((folder / "began.json").read_text())
    stats = [event for event, _ in lines if event["event_type"] == "stats"]
    waiting = assembled_stats(gateway, stats, began)
    end = DAY_START + gateway.last_event
    finished = []
    for event, line in lines:
        if event["event_type"] == "stats":
            continue
        moment = moment_of(event["timestamp"])
        while waiting and waiting[0][0] <= min(moment, end):
            finished.append(waiting.pop(0)[1])
        if moment < end:
            finished.append(line)
    return finished


def main():
    """Writes NAME/eve.json.zst for each gateway into the given folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("logs", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    arguments = parser.parse_args()
    for gateway in GATEWAYS:
        lines = finished_lines(gateway, arguments.logs / gateway.name)
        target = arguments.folder / gateway.name / "eve.json.zst"
        target.parent.mkdir(parents=True, exist_ok=True)
        content = "".join(lines).encode()
        subprocess.run(["zstd", "-19", "-q", "-f", "-o", str(target)], input=content, check=True)
        print(f"{gateway.name}: {len(lines)} events, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
