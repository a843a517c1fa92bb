# SPDX-License-Identifier: Apache-2.0
"""The day's story: who attacks which gateway, when and from where."""

import random
import struct

import device_messages as device
import dns_messages as dns
import packets
import text_messages as text
import tls_messages as tls
from city import MINUTE, RESOLVER, SECOND, SEED, at
from quiet_day import http_visit, lookup, ssh_visit, tls_visit
from wire import TcpConversation

SWEEPERS = ("203.0.113.77", "203.0.113.54", "203.0.113.140")
LOADER = "203.0.113.54"
SSH_GUESSERS = ("198.51.100.23", "198.51.100.87")
MODBUS_OUTSIDER = "198.51.100.66"
BEACON_SERVER, BEACON_NAME = "203.0.113.201", "sync-edge7.example.net"
TUNNEL_DOMAIN = "t9.example.net"

# Login attempts of the sweep per gateway.
SWEPT = {"gw-station-north": 330, "gw-harbour": 284, "gw-market": 216, "gw-tram-depot": 142, "gw-stadium": 118,
         "gw-honeypot-1": 94}
# Devices that the sweep won over, and how often each fetched the loader.
TAKEN = (("gw-harbour", 22, 16), ("gw-harbour", 24, 9), ("gw-market", 23, 9), ("gw-honeypot-1", 21, 7))
# First and last minute of the password guessing on each gateway, counted from 08:40.
GUESSED = {"gw-town-hall": (0, 84), "gw-school-2": (35, 131), "gw-library": (70, 168), "gw-honeypot-1": (78, 200)}
FACTORY_PASSWORDS = ("12345", "admin", "user", "888888", "camera", "default", "lh-c4")


def lay_sweep(wire, gateway):
    """Telnet logins with factory passwords from 02:58 to 05:00, and twice as many knocks at silent addresses."""
    count = SWEPT.get(gateway.name, 0)
    rng = gateway.random("sweep")
    for _ in range(count):
        time = int(rng.triangular(at(2, 58), at(4, 59, 30), at(3, 34)))
        host = gateway.device(rng.randrange(21, 27) if gateway.cameras > 1 else 21)
        telnet_login(wire, rng, time, rng.choice(SWEEPERS), host, "Login incorrect\r\n")
    for _ in range(count * 2):
        time = int(rng.triangular(at(2, 58), at(5), at(3, 30)))
        source, host = rng.choice(SWEEPERS), gateway.device(rng.randrange(80, 250))
        port = rng.choice((23, 23, 23, 2323))
        segment = (source, rng.randrange(1024, 65000), host, port, rng.getrandbits(32), 0, packets.SYN)
        wire.put(time, source, host, packets.TCP, packets.tcp_segment(*segment))


def telnet_login(wire, rng, time, source, host, verdict):
    """One Telnet login with one password."""
    talk = TcpConversation(wire, rng, time, source, host, 23).open()
    talk.ask(text.TELNET_OPTIONS_CLIENT, text.TELNET_OPTIONS_SERVER + b"\r\nLH-C4 login: ")
    talk.ask(b"root\r\n", b"Password: ", 300_000)
    talk.ask(rng.choice(FACTORY_PASSWORDS).encode() + b"\r\n", verdict.encode(), 400_000)
    talk.close()


def lay_loader(wire, gateway):
    """Cameras that let the sweep in fetch a program over plain HTTP from 03:12 to 05:35, again and again."""
    rng = gateway.random("loader")
    program = b"\x7fELF\x01\x01\x01" + bytes(9) + struct.pack("<HH", 2, 40) + random.Random(SEED).randbytes(5600)
    for name, host, count in TAKEN:
        if name != gateway.name:
            continue
        camera = gateway.device(host)
        first = at(3, 12) + rng.randrange(14 * MINUTE)
        telnet_login(wire, rng, first - 40 * SECOND, LOADER, camera, "LH-C4 #\r\n")
        times = [first] + [int(rng.triangular(first, at(5, 35), at(3, 40))) for _ in range(count - 1)]
        for time in sorted(times):
            request = text.http_request("GET", LOADER, "/bins/cam.arm7", "Wget")
            response = text.http_response("200 OK", "application/octet-stream", program, "nginx")
            http_visit(wire, rng, time, camera, LOADER, request, response)


def lay_password_guessing(wire, gateway):
    """SSH logins about every seven seconds, between 08:40 and 12:00, on four gateways."""
    if gateway.name not in GUESSED:
        return
    rng, (first, last) = gateway.random("guessing"), GUESSED[gateway.name]
    time, end = at(8, 40) + first * MINUTE, at(8, 40) + last * MINUTE
    target = gateway.device(1)
    while time < end:
        source = SSH_GUESSERS[time // (10 * MINUTE) % 6 == 5]
        ssh_visit(wire, rng, time, source, target, "SSH-2.0-libssh2_1.10.0", exchanges=2, pause=SECOND)
        time += rng.randrange(5 * SECOND, 9 * SECOND)


def lay_coil_writes(wire, gateway):
    """An outsider looks the waterworks' pump controllers over from 12:46 and writes coils from 13:02 to 13:58."""
    if gateway.name != "gw-waterworks":
        return
    rng = gateway.random("coils")
    for index in range(14):
        time = at(12, 46) + index * 61 * SECOND + rng.randrange(SECOND)
        modbus_visit(wire, rng, time, gateway.pump(index % 4), device.MODBUS_READ_COILS, b"\0\0\0\x10", b"\x02\x05\x00")
    for index in range(9):
        time = at(13, 2) + index * 7 * MINUTE - rng.randrange(20 * SECOND) * (index > 0)
        value = b"\0\x07\xff\0" if index % 2 else b"\0\x07\0\0"
        modbus_visit(wire, rng, time, gateway.pump(index % 2), device.MODBUS_WRITE_COIL, value, value)


def modbus_visit(wire, rng, time, pump, function, content, answer):
    """One Modbus/TCP exchange of the outsider."""
    talk = TcpConversation(wire, rng, time, MODBUS_OUTSIDER, pump, 502).open()
    talk.ask(device.modbus(1, 1, function, content), device.modbus(1, 1, function, answer))
    talk.close()


def lay_beacon(wire, gateway):
    """A kiosk at the south station calls an unknown TLS host every ten minutes from 14:05 to 20:15."""
    if gateway.name != "gw-station-south":
        return
    rng = gateway.random("beacon")
    own = (BEACON_NAME, "Edge Sync")
    certificate = tls.certificate(rng, own, own, "261105000000Z", "271105000000Z")
    for count in range(38):
        time = at(14, 5) + count * 10 * MINUTE + rng.randrange(2 * SECOND)
        lookup(wire, rng, time, gateway.kiosk(1), BEACON_NAME, BEACON_SERVER)
        tls_visit(wire, rng, time + 60_000, gateway.kiosk(1), BEACON_SERVER, BEACON_NAME, certificate, sizes=(212, 96))


def lay_tunnel(wire, gateway):
    """Kiosks of the library and of school 2 carry content out in long TXT questions from 17:00 to 22:39."""
    counts = {"gw-library": 139, "gw-school-2": 92}
    rng = gateway.random("tunnel")
    for index in range(counts.get(gateway.name, 0)):
        time = int(rng.triangular(at(17), at(22, 39), at(19, 10)))
        labels = ["".join(rng.choice("abcdefghijklmnopqrstuvwxyz234567") for _ in range(52)) for _ in range(2)]
        name = ".".join(labels + [f"{index:04x}", TUNNEL_DOMAIN])
        kiosk, ident, port = gateway.kiosk(2), rng.getrandbits(16), rng.randrange(32768, 60999)
        value = "".join(rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(120))
        wire.udp(time, kiosk, port, RESOLVER, 53, dns.query(ident, name, dns.TXT))
        wire.udp(time + 31_000, RESOLVER, 53, kiosk, port, dns.answer(ident, name, dns.TXT, [value], ttl=1))


def lay_story(wire, gateway):
    """Lays every part of the story that happens at this gateway."""
    for lay in (lay_sweep, lay_loader, lay_password_guessing, lay_coil_writes, lay_beacon, lay_tunnel):
        lay(wire, gateway)

