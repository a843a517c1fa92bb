#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A wire between two interfaces that loses, delays, reorders, repeats and spoils frames as it is told: what `tc netem` does, and more.

Not every kernel has netem, and netem cannot forget connections. `Wire` puts one between a host and the switch; the rest of this
file is the process that carries the frames, inside the switch's namespace.
"""
import array
import fcntl
import heapq
import itertools
import json
import os
import random
import select
import socket
import struct
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from hosts import SWITCH, call

# linux/sockios.h, linux/ethtool.h, linux/if_packet.h
SIOCETHTOOL = 0x8946
ETHTOOL_STXCSUM, ETHTOOL_STSO, ETHTOOL_SGSO = 0x17, 0x1F, 0x24
PACKET_OUTGOING, ETH_P_ALL = 4, 3
CLEAR = {"loss": 0, "delay": 0, "jitter": 0, "reorder": 0, "duplicate": 0, "corrupt": 0, "forge": 0}
ACK_SYN, SYN = 0x12, 0x02


class Wire:
    """The link of a host, as it is outside of it. Directions are `up`, from the host, and `down`."""

    def __init__(self, host, seed):
        self.host, self.seed = host, seed
        self.port, self.far = f"vt{host.number}", f"vt{host.number}s"

    def __enter__(self):
        bridged = f"vt{self.host.number}b"
        call("ip", "-n", SWITCH, "link", "set", self.port, "nomaster")
        call("ip", "-n", SWITCH, "link", "add", self.far, "type", "veth", "peer", "name", bridged)
        call("ip", "-n", SWITCH, "link", "set", self.far, "up")
        call("ip", "-n", SWITCH, "link", "set", bridged, "master", "br0", "up")
        self.process = subprocess.Popen(
            ["ip", "netns", "exec", SWITCH, sys.executable, os.path.realpath(__file__), "carry", self.port, self.far,
             str(self.seed)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def ask(self, **words):
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def weather(self, direction="both", **how):
        """Sets chances (0 to 1) of loss, reorder, duplicate, corrupt and forge, and seconds of delay and jitter; all else is 0."""
        for one in ("up", "down") if direction == "both" else (direction,):
            self.ask(set=one, how={**CLEAR, **how})

    def forget(self):
        """From now on nothing of the connections seen so far is carried, as behind a firewall that lost its table."""
        self.ask(forget=True)

    def counts(self):
        """What happened to frames so far, by name."""
        return self.ask(counts=True)


def send_whole(namespace, interface):
    """Has an interface send frames as they go over a real wire: no larger than its MTU and with their checksums."""
    call("ip", "netns", "exec", namespace, sys.executable, os.path.realpath(__file__), "whole", interface)


def whole(interface):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        for command in (ETHTOOL_STSO, ETHTOOL_SGSO, ETHTOOL_STXCSUM):
            value = array.array("B", struct.pack("II", command, 0))
            fcntl.ioctl(one, SIOCETHTOOL, struct.pack("16sP", interface.encode(), value.buffer_info()[0]))


class Carrier:
    """The process: two packet sockets, and what is to go out of which when."""

    def __init__(self, port, far, seed):
        self.chance = random.Random(seed)
        self.sockets = {"up": self.open(port), "down": self.open(far)}
        self.out = {"up": self.sockets["down"], "down": self.sockets["up"]}
        self.how = {"up": dict(CLEAR), "down": dict(CLEAR)}
        self.waiting, self.order = [], itertools.count()
        self.ports, self.forgotten = set(), set()
        self.count = dict.fromkeys(("carried", "lost", "unplugged", "duplicate", "corrupt", "forge", "reorder", "forgotten"), 0)

    @staticmethod
    def open(interface):
        one = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        one.bind((interface, 0))
        one.setblocking(False)
        return one

    def run(self):
        by_socket = {one.fileno(): direction for direction, one in self.sockets.items()}
        poll = select.poll()
        for number in (0, *by_socket):
            poll.register(number, select.POLLIN)
        while True:
            pause = max(0, self.waiting[0][0] - time.monotonic()) * 1000 if self.waiting else None
            for number, _ in poll.poll(pause):
                if number == 0:
                    line = sys.stdin.readline()
                    if not line:
                        return
                    print(json.dumps(self.obey(json.loads(line))), flush=True)
                else:
                    self.take(by_socket[number])
            while self.waiting and self.waiting[0][0] <= time.monotonic():
                _, _, direction, frame = heapq.heappop(self.waiting)
                self.put(direction, frame)

    def obey(self, words):
        if "set" in words:
            self.how[words["set"]] = words["how"]
        elif "forget" in words:
            self.forgotten |= self.ports
            self.ports = set()
        return self.count

    def take(self, direction):
        while True:
            try:
                frame, address = self.sockets[direction].recvfrom(1 << 17)
            except BlockingIOError:
                return
            except OSError:
                return  # The interface is down; its socket works again when it is up.
            if address[2] != PACKET_OUTGOING:
                self.treat(direction, bytearray(frame))

    def treat(self, direction, frame):
        how, hits = self.how[direction], lambda name: how[name] and self.chance.random() < how[name]
        if self.is_forgotten(direction, frame):
            self.count["forgotten"] += 1
            return
        if hits("loss"):
            self.count["lost"] += 1
            return
        copies = 1
        if hits("duplicate"):
            self.count["duplicate"] += 1
            copies = 2
        for _ in range(copies):
            copy = bytearray(frame)
            if hits("corrupt"):
                self.count["corrupt"] += 1
                copy[self.chance.randrange(len(copy))] ^= 1 << self.chance.randrange(8)
            if hits("forge") and self.forge(copy):
                self.count["forge"] += 1
            delay = how["delay"] + how["jitter"] * (2 * self.chance.random() - 1)
            if hits("reorder"):
                self.count["reorder"] += 1
                delay = 0
            heapq.heappush(self.waiting, (time.monotonic() + max(0, delay), next(self.order), direction, bytes(copy)))

    def put(self, direction, frame):
        try:
            self.out[direction].send(frame)
            self.count["carried"] += 1
        except OSError:
            self.count["unplugged"] += 1  # The cable behind is out.

    @staticmethod
    def tcp(frame):
        """Where the TCP header of a frame of IPv4 begins; 0 if there is none."""
        if len(frame) < 54 or frame[12:14] != b"\x08\x00" or frame[23] != 6:
            return 0
        start = 14 + (frame[14] & 15) * 4
        return start if len(frame) >= start + 20 else 0

    def is_forgotten(self, direction, frame):
        start = self.tcp(frame)
        if not start:
            return False
        at = start if direction == "up" else start + 2
        port = int.from_bytes(frame[at:at + 2], "big")
        if direction == "up" and frame[start + 13] & ACK_SYN == SYN:
            self.forgotten.discard(port)
        if port in self.forgotten:
            return True
        self.ports.add(port)
        return False

    def forge(self, frame):
        """Turns two bits over in the payload so that TCP's checksum, a sum of 16-bit words, stays what it is."""
        start = self.tcp(frame)
        first = start + (frame[start + 12] >> 4) * 4 if start else 0
        end = min(len(frame), 14 + int.from_bytes(frame[16:18], "big"))
        if not start or end - first < 64:
            return False
        for _ in range(64):
            a, b = (first + 2 * self.chance.randrange((end - first) // 2) for _ in range(2))
            bit = 1 << self.chance.randrange(8)
            if frame[a] & bit != frame[b] & bit:
                frame[a] ^= bit
                frame[b] ^= bit
                return True
        return False


if __name__ == "__main__":
    if sys.argv[1] == "whole":
        whole(sys.argv[2])
    else:
        Carrier(sys.argv[2], sys.argv[3], int(sys.argv[4])).run()
