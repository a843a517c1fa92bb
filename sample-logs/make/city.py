# SPDX-License-Identifier: Apache-2.0
"""The invented city of Lindhavn: its gateways, its addresses and the curve of its day."""

import dataclasses
import datetime
import random

SEED = 20261120
DAY_START = int(datetime.datetime(2026, 11, 20, tzinfo=datetime.timezone.utc).timestamp()) * 1_000_000
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
# The wire runs on after midnight so that no sensor closes its flows at the end of the day; those lines are cut off.
WIRE_END = DAY + 15 * MINUTE

BROKER, RECORDER, MONITOR = "10.20.0.5", "10.20.0.9", "10.20.0.12"
RESOLVER, CLOCK, ADMIN = "10.20.0.53", "10.20.0.123", "10.20.0.22"
RESOLVER_V6 = "2001:db8:20::53"
CLOUD, UPDATES, NEWS, TICKETS = "192.0.2.20", "192.0.2.35", "192.0.2.80", "192.0.2.81"
CLOUD_V6, UPDATES_V6 = "2001:db8:ff::20", "2001:db8:ff::35"

# Share of the busiest hour, from 00:00 to 23:00.
DAY_CURVE = (.22, .18, .16, .16, .18, .26, .45, .70, .92, .95, .93, .97,
             1.0, .97, .93, .92, .95, 1.0, .92, .80, .66, .52, .40, .30)


@dataclasses.dataclass(frozen=True)
class Gateway:
    """One monitored box and what hangs behind it."""

    name: str
    number: int
    profile: str
    cameras: int
    sensors: int
    kiosks: int
    pumps: int = 0
    sensor_name: str = ""
    time_zone: str = "UTC0"
    vlan: int | None = None
    sensors_have_password: bool = True
    last_event: int = DAY

    def device(self, host):
        """The IPv4 address of a device in this gateway's network."""
        return f"10.20.{self.number}.{host}"

    def device_v6(self, host):
        """The IPv6 address of a device in this gateway's network."""
        return f"2001:db8:20:{self.number:x}::{host:x}"

    def camera(self, index):
        """The address of a camera, counted from 0."""
        return self.device(21 + index)

    def kiosk(self, index):
        """The address of a kiosk, counted from 0."""
        return self.device(31 + index)

    def air_sensor(self, index):
        """The address of an air or noise sensor, counted from 0."""
        return self.device(51 + index)

    def pump(self, index):
        """The address of a pump controller, counted from 0."""
        return self.device(71 + index)

    def random(self, activity):
        """A random source of its own for each activity, so that one change does not move all others."""
        return random.Random(f"{SEED}/{self.name}/{activity}")


GATEWAYS = (
    Gateway("gw-station-north", 1, "default", 6, 5, 2, sensors_have_password=False),
    Gateway("gw-harbour", 2, "full", 6, 4, 1, pumps=2),
    Gateway("gw-market", 3, "default", 5, 5, 2, sensors_have_password=False),
    Gateway("gw-school-2", 4, "default", 2, 5, 3, sensors_have_password=False),
    Gateway("gw-bridge-west", 5, "default", 3, 6, 0, sensors_have_password=False,
            last_event=12 * HOUR + 25 * MINUTE + 2 * SECOND),
    Gateway("gw-tram-depot", 6, "default", 6, 4, 1, vlan=30, sensors_have_password=False),
    Gateway("gw-library", 7, "default", 2, 3, 3, time_zone="CET-1"),
    Gateway("gw-hospital-east", 8, "full", 4, 4, 2, sensor_name="he-ids-2"),
    Gateway("gw-stadium", 9, "full-ips", 6, 4, 2, sensors_have_password=False),
    Gateway("gw-town-hall", 10, "full-ips", 3, 3, 2),
    Gateway("gw-waterworks", 11, "full", 2, 3, 1, pumps=4, sensor_name="ww-ids-1"),
    Gateway("gw-school-5", 12, "default", 2, 5, 3, sensors_have_password=False),
    Gateway("gw-station-south", 13, "default", 6, 4, 2),
    Gateway("gw-honeypot-1", 14, "full", 1, 0, 0),
)


def at(hour, minute=0, second=0):
    """A time of the story's day in microseconds since the epoch."""
    return DAY_START + hour * HOUR + minute * MINUTE + second * SECOND


def times_by_day_curve(rng, busiest_hour_count):
    """Random times over the whole wire, as many per hour as the day curve asks of the busiest hour's count."""
    times = []
    for hour in range(25):
        wanted = busiest_hour_count * DAY_CURVE[hour % 24]
        count = int(wanted + rng.random())
        times += [DAY_START + hour * HOUR + rng.randrange(HOUR) for _ in range(count)]
    return sorted(time for time in times if time < DAY_START + WIRE_END)


def times_every(rng, period, jitter):
    """Times over the whole wire at an even period with some jitter, from a random first one."""
    time = DAY_START + rng.randrange(period)
    while time < DAY_START + WIRE_END:
        yield time + rng.randrange(jitter)
        time += period
