# SPDX-License-Identifier: Apache-2.0
"""Step 4: counts the finished logs into truth.json, which tests compare against."""

import argparse
import collections
import json
import pathlib
import subprocess

from city import DAY_START, GATEWAYS, HOUR
from finish_logs import moment_of


class Tally:
    """Exact counts over some events."""

    def __init__(self):
        self.events = self.alerts = self.bytes = 0
        self.without_address = self.without_sensor = 0
        self.types, self.severities, self.signatures, self.actions = (collections.Counter() for _ in range(4))
        self.hours = [collections.Counter() for _ in range(24)]
        self.moments = []

    def add(self, event, size):
        """Counts one event whose line has `size` bytes."""
        self.events += 1
        self.bytes += size
        self.types[event["event_type"]] += 1
        self.without_sensor += "host" not in event
        moment = moment_of(event["timestamp"])
        self.moments.append((moment, event["timestamp"]))
        if event["event_type"] != "alert":
            return
        alert = event["alert"]
        self.alerts += 1
        self.severities[str(alert["severity"])] += 1
        self.signatures[str(alert["signature_id"])] += 1
        self.actions[alert["action"]] += 1
        self.without_address += "src_ip" not in event
        self.hours[(moment - DAY_START) // HOUR][str(alert["severity"])] += 1

    def as_json(self):
        """The counts as plain values, names in order."""
        return {
            "events": self.events, "bytes": self.bytes,
            "earliest": min(self.moments)[1], "latest": max(self.moments)[1],
            "event_types": dict(sorted(self.types.items())), "alerts": self.alerts,
            "severities": dict(sorted(self.severities.items())), "signatures": dict(sorted(self.signatures.items())),
            "actions": dict(sorted(self.actions.items())), "alerts_without_address": self.without_address,
            "events_without_sensor_name": self.without_sensor,
            "alerts_per_utc_hour": {severity: [hour[severity] for hour in self.hours] for severity in "123"},
        }


def main():
    """Reads NAME/eve.json.zst of each gateway in the given folder and writes truth.json there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    folder = parser.parse_args().folder
    total, gateways, names = Tally(), {}, {}
    for gateway in GATEWAYS:
        command = ["zstd", "-dc", str(folder / gateway.name / "eve.json.zst")]
        content = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
        tally = Tally()
        for line in content.splitlines(keepends=True):
            event = json.loads(line)
            tally.add(event, len(line))
            total.add(event, len(line))
            if event["event_type"] == "alert":
                names[str(event["alert"]["signature_id"])] = event["alert"]["signature"]
        gateways[gateway.name] = tally.as_json()
    truth = {"total": total.as_json(), "signature_names": dict(sorted(names.items())), "gateways": gateways}
    (folder / "truth.json").write_text(json.dumps(truth, indent=1) + "\n")


if __name__ == "__main__":
    main()
