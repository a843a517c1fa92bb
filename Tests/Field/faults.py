# SPDX-License-Identifier: Apache-2.0
"""Faults of gateways' links and programs, in the order that a seed gives. README.md tells which there are."""
import collections
import contextlib
import random
import time

from hosts import SWITCH, call, until

# Seconds. An agent that finds no station pauses for up to 60 s before it tries again.
RECOVERY = 240


class Faults:
    """Each gateway has a `wire`, and every host a `program` that can be killed and started again."""

    KINDS = {"agent": 3, "station": 3, "weather": 3, "cut": 3, "cut with kill": 4, "forgotten": 1}
    CUTS = ("cable", "interface", "black hole", "up lost", "down lost", "station's cable")

    def __init__(self, station, gateways, seed, longest, only):
        self.server, self.gateways, self.longest = station, gateways, longest
        self.chance, self.counts, self.recoveries, self.cuts = random.Random(seed), collections.Counter(), [], []
        self.kinds = {only: 1} if only else self.KINDS

    def run(self, count):
        for number in range(1, count + 1):
            kind = self.chance.choices(list(self.kinds), list(self.kinds.values()))[0]
            gateway = self.chance.choice(self.gateways)
            began = time.monotonic()
            told = getattr(self, kind.replace(" ", "_"))(gateway)
            self.counts[kind] += 1
            line = f"{time.strftime('%H:%M:%S')} {number:4} {kind}: {told}, {time.monotonic() - began:.1f} s"
            # Faults in a row find nothing connected; every second one waits until there is something to break.
            if self.chance.random() < 0.6:
                line += f", sending again after {self.recover():.1f} s"
            print(line, flush=True)
            time.sleep(self.chance.random() * 2)

    def recover(self):
        healed, began = time.time(), time.monotonic()
        for gateway in self.gateways:
            until(f"{gateway.name} sends again", lambda: gateway.sends_since(healed), RECOVERY)
        self.recoveries.append(time.monotonic() - began)
        return self.recoveries[-1]

    def restart(self, host):
        host.program.kill()
        self.counts[f"kills of {'station' if host is self.server else 'agents'}"] += 1
        time.sleep(self.chance.choice((0, 0.1, 1, 3)) * self.chance.random())
        host.program.start()

    def agent(self, gateway):
        self.restart(gateway)
        return f"{gateway.name} killed"

    def station(self, _):
        self.restart(self.server)
        return "killed"

    def weather(self, gateway):
        chance = self.chance
        how = {"loss": chance.uniform(0.05, 0.4), "delay": chance.uniform(0, 0.2), "jitter": chance.uniform(0, 0.05),
               "reorder": chance.choice((0, 0.25)), "duplicate": chance.choice((0, 0.2)), "corrupt": chance.choice((0, 0.1)),
               "forge": chance.choice((0, 0, 0.02))}
        gateway.wire.weather(**how)
        time.sleep(chance.uniform(2, 8))
        killed = chance.choice((None, None, gateway, self.server))
        if killed:
            self.restart(killed)
            time.sleep(chance.uniform(1, 4))
        gateway.wire.weather()
        shown = ", ".join(f"{name} {value:.2f}" for name, value in how.items() if value)
        return f"{gateway.name}: {shown}{', ' + killed.name + ' killed' if killed else ''}"

    def length(self):
        """Seconds of a cut: about 5 in the middle, and one in eight as long as may be."""
        length = self.longest if self.chance.random() < 0.125 else min(self.longest, 1 + self.chance.expovariate(1 / 5))
        self.cuts.append(length)
        return length

    @contextlib.contextmanager
    def severed(self, how, gateway):
        port = {"cable": gateway.wire.port, "station's cable": f"vt{self.server.number}"}.get(how)
        if port:
            call("ip", "-n", SWITCH, "link", "set", port, "down")
        elif how == "interface":
            gateway.link("down")
        else:
            gateway.wire.weather({"black hole": "both", "up lost": "up", "down lost": "down"}[how], loss=1)
        self.counts[f"cuts: {how}"] += 1
        yield
        if port:
            call("ip", "-n", SWITCH, "link", "set", port, "up")
        elif how == "interface":
            gateway.link("up")
        else:
            gateway.wire.weather()

    def cut(self, gateway, killed=None):
        how, length = self.chance.choice(self.CUTS), self.length()
        with self.severed(how, gateway):
            if killed:
                before = self.chance.random() * length
                time.sleep(before)
                self.restart(killed)
                time.sleep(length - before)
            else:
                time.sleep(length)
        return f"{how} of {gateway.name}{', ' + killed.name + ' killed' if killed else ''}"

    def cut_with_kill(self, gateway):
        return self.cut(gateway, self.chance.choice((gateway, self.server)))

    def forgotten(self, gateway):
        gateway.wire.forget()
        # With the agent killed, too, it is a gateway that lost its power: nobody tells the station.
        killed = self.chance.random() < 0.5
        if killed:
            self.restart(gateway)
        return f"{gateway.name}{', agent killed' if killed else ''}"
