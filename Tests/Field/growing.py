# SPDX-License-Identifier: Apache-2.0
"""A log that grows as Suricata's does, and is rotated as logrotate does it."""
import datetime
import hashlib
import os
import random
import threading

# So many rotated files are kept. With one each 25 s in the middle they stay for ten minutes, longer than a gateway is behind here.
KEPT = 25


def digest(line):
    return hashlib.blake2b(line.rstrip(b"\n"), digest_size=16).digest()


class GrowingLog(threading.Thread):
    """Writes `rate` lines a second to eve.json in `folder`, each of them once. `written` has their digests."""

    def __init__(self, folder, gateway, seed, rate):
        super().__init__(daemon=True)
        self.path, self.gateway, self.rate = os.path.join(folder, "eve.json"), gateway, rate
        self.chance, self.ending = random.Random(seed), threading.Event()
        self.written, self.rotations = [], 0
        os.makedirs(folder, exist_ok=True)

    def run(self):
        file = open(self.path, "ab", buffering=0)
        due = self.chance.expovariate(1 / 25)
        while not self.ending.is_set():
            pause = self.chance.uniform(0.02, 0.4)
            due -= pause
            if due < 0:
                file = self.rotate(file)
                due = self.chance.expovariate(1 / 25)
            self.write(file, self.lines(round(self.rate * pause * self.chance.uniform(0.5, 1.5))))
            self.ending.wait(pause)
        file.close()

    def end(self):
        self.ending.set()
        self.join()

    def lines(self, count):
        return [self.line() for _ in range(count)]

    def line(self):
        number, chance = len(self.written), self.chance
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f+0000")
        place = f'"src_ip":"10.1.{number >> 8 & 255}.{number & 255}","src_port":{1024 + number % 60000},"dest_ip":"198.51.100.{chance.randrange(256)}",' \
                '"dest_port":443,"proto":"TCP"'
        kind = '"event_type":"flow","flow":{"pkts_toserver":1,"pkts_toclient":1}'
        if chance.random() < 0.05:
            kind = f'"event_type":"alert","alert":{{"action":"allowed","gid":1,"signature_id":{9000000 + chance.randrange(40)},"rev":1,' \
                   '"signature":"FIELD made up","category":"","severity":3}'
        # What does not compress makes windows of many packets.
        filling = chance.randbytes(chance.randrange(20, 200)).hex()
        line = f'{{"timestamp":"{now}","flow_id":{number + 1},{kind},{place},"community_id":"{self.gateway} {filling}"}}\n'.encode()
        self.written.append(digest(line))
        return line

    def write(self, file, lines):
        data = b"".join(lines)
        # Suricata's buffers end where they end: the rest of a line comes later.
        middle = self.chance.randrange(len(data)) if data and self.chance.random() < 0.2 else len(data)
        file.write(data[:middle])
        if middle < len(data):
            self.ending.wait(0.05)
            file.write(data[middle:])

    def rotate(self, file):
        """eve.json.1 becomes eve.json.2 and so on; the old file is written on until Suricata hears of it."""
        for number in range(KEPT, 0, -1):
            if os.path.exists(f"{self.path}.{number}"):
                os.rename(f"{self.path}.{number}", f"{self.path}.{number + 1}")
        if os.path.exists(f"{self.path}.{KEPT + 1}"):
            os.remove(f"{self.path}.{KEPT + 1}")
        os.rename(self.path, self.path + ".1")
        self.write(file, self.lines(self.chance.randrange(40)))
        file.close()
        self.rotations += 1
        return open(self.path, "ab", buffering=0)
