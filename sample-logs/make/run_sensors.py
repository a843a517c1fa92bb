# SPDX-License-Identifier: Apache-2.0
"""Step 2: lets a real Suricata watch every gateway's day.

The packets reach Suricata through a named pipe at 200 times the speed of the day, not all at once: only so do its
flow timeouts and its periodic counters fall where they would on a live gateway.
"""

import argparse
import json
import os
import pathlib
import struct
import subprocess
import time
from concurrent import futures

from city import GATEWAYS

SPEED = 200
SENSOR_FOLDER = pathlib.Path(__file__).parent / "sensor"


def pcap_records(file):
    """The records of an open pcap behind its header, each as (seconds since the epoch, bytes)."""
    while header := file.read(16):
        seconds, microseconds, size, _ = struct.unpack("<IIII", header)
        yield seconds + microseconds / 1e6, header + file.read(size)


def feed(pcap, pipe):
    """Writes a pcap into a pipe at the pace of the sped-up day; returns the clock time at which it began."""
    with open(pcap, "rb") as file, open(pipe, "wb", buffering=0) as sensor:
        began, clock = time.time(), time.monotonic()
        sensor.write(file.read(24))
        first, waiting = None, b""
        for moment, record in pcap_records(file):
            first = moment if first is None else first
            due = clock + (moment - first) / SPEED
            if waiting and time.monotonic() < due:
                sensor.write(waiting)
                waiting = b""
            while (early := due - time.monotonic()) > 0:
                time.sleep(min(early, 0.02))
            waiting += record
        sensor.write(waiting)
    return began


def sensor_command(gateway, pipe, folder):
    """The command line of a gateway's Suricata."""
    config = "city.yaml" if gateway.profile == "default" else "city-full.yaml"
    command = ["suricata", "--runmode", "single", "-c", config, "-S", "lindhavn.rules", "-k", "none",
               "-r", str(pipe), "-l", str(folder)]
    if gateway.profile == "full-ips":
        command.append("--simulate-ips")
    if gateway.sensor_name:
        command += ["--set", f"sensor-name={gateway.sensor_name}"]
    return command


def watch(gateway, pcaps, logs):
    """Runs one gateway's day; leaves eve.json and the clock time of its begin in the gateway's folder."""
    folder = logs / gateway.name
    folder.mkdir(parents=True)
    pipe = folder / "wire"
    os.mkfifo(pipe)
    environment = dict(os.environ, TZ=gateway.time_zone)
    with open(folder / "console.log", "wb") as console:
        command = sensor_command(gateway, pipe, folder)
        sensor = subprocess.Popen(command, cwd=SENSOR_FOLDER, env=environment, stdout=console, stderr=console)
        began = feed(pcaps / f"{gateway.name}.pcap", pipe)
        if sensor.wait():
            raise SystemExit(f"Suricata failed for {gateway.name}: read {folder / 'console.log'}")
    (folder / "began.json").write_text(json.dumps(began))
    return gateway.name


def main():
    """Runs all gateways, several at once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pcaps", type=pathlib.Path)
    parser.add_argument("logs", type=pathlib.Path)
    parser.add_argument("--at-once", type=int, default=len(GATEWAYS),
                        help="each takes a tenth of a processor for 8 minutes")
    arguments = parser.parse_args()
    with futures.ThreadPoolExecutor(arguments.at_once) as pool:
        runs = [pool.submit(watch, gateway, arguments.pcaps.resolve(), arguments.logs.resolve())
                for gateway in GATEWAYS]
        for run in futures.as_completed(runs):
            print(f"{run.result()}: done", flush=True)


if __name__ == "__main__":
    main()
