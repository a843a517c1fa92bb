# SPDX-License-Identifier: Apache-2.0
"""A file of made-up alerts: one day, a million of them, of 300 signatures between 8,000 pairs of addresses."""
import json
import os
import random

from .place import KEPT

COUNT = 1_000_000
GATEWAYS = 12
SEED = 5
DAY = "2026-11-28"


def generated():
    """The files, one a gateway, made once: their paths in order."""
    folder = os.path.join(KEPT, f"alerts-{COUNT}")
    if not os.path.isdir(folder):
        os.makedirs(folder + ".new", exist_ok=True)
        write(folder + ".new")
        os.rename(folder + ".new", folder)
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder))]


def write(folder):
    source = random.Random(SEED)
    pairs = [pair(source) for _ in range(8_000)]
    # What a pair does is few kinds of thing, so that most of its alerts are alike.
    kinds = [(source.choice(pairs), source.randrange(300), source.choice((22, 80, 443, 445, 502, 3389)))
             for _ in range(24_500)]
    files = [open(os.path.join(folder, f"gw-{number:02}.json"), "w", encoding="utf-8") for number in range(GATEWAYS)]
    for index in range(COUNT):
        (start, end, gateway), signature, port = source.choice(kinds)
        files[gateway].write(line(index, start, end, signature, port, source.randrange(1024, 65536)))
    for file in files:
        file.close()


def pair(source):
    """Ends of which few are IPv6, and the gateway that sees them."""
    if source.randrange(40) == 0:
        ends = (f"2001:db8::{source.randrange(1, 0xffff):x}", f"2001:db8:1::{source.randrange(1, 0xffff):x}")
    else:
        ends = (f"10.{source.randrange(64)}.{source.randrange(256)}.{source.randrange(1, 255)}",
                f"192.168.{source.randrange(256)}.{source.randrange(1, 255)}")
    return *ends, source.randrange(GATEWAYS)


def line(index, source, destination, signature, port, source_port):
    microseconds = index * 86_400_000_000 // COUNT
    seconds, fraction = divmod(microseconds, 1_000_000)
    time = f"{DAY}T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{fraction:06}+0000"
    return json.dumps({
        "timestamp": time, "flow_id": index + 1, "event_type": "alert", "src_ip": source, "src_port": source_port,
        "dest_ip": destination, "dest_port": port, "proto": "TCP", "alert": {
            "action": "allowed", "gid": 1, "signature_id": 2_000_000 + signature, "rev": 1,
            "signature": f"MADE UP signature {signature}", "category": f"Category {signature % 9}",
            "severity": 1 + signature % 3}}) + "\n"
