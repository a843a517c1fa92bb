# SPDX-License-Identifier: Apache-2.0
"""Step 1: writes the day of every gateway as one pcap file."""

import argparse
import pathlib

from city import DAY_START, GATEWAYS, WIRE_END
from noise import REPEATS_PER_SESSION, lay_noise
from quiet_day import lay_quiet_day
from story import lay_story
from wire import PCAP_HEADER, Wire


def wire_of(gateway):
    """Everything that passes one gateway from midnight until shortly after the next."""
    wire = Wire(gateway.vlan)
    lay_quiet_day(wire, gateway, REPEATS_PER_SESSION.get(gateway.name, 0))
    lay_story(wire, gateway)
    lay_noise(wire, gateway)
    return wire


def main():
    """Writes NAME.pcap for each gateway into the given folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for gateway in GATEWAYS:
        count = 0
        with open(folder / f"{gateway.name}.pcap", "wb") as file:
            file.write(PCAP_HEADER)
            for time, record in wire_of(gateway).pcap_records():
                if DAY_START <= time < DAY_START + WIRE_END:
                    file.write(record)
                    count += 1
        print(f"{gateway.name}: {count} packets")


if __name__ == "__main__":
    main()
