# SPDX-License-Identifier: Apache-2.0
"""The noise of an ordinary day that signatures also report: policy breaches, stray scans and broken packets."""

import device_messages as device
import packets
import text_messages as text
import tls_messages as tls
from city import CLOUD, DAY_START, HOUR, MINUTE, MONITOR, UPDATES, UPDATES_V6, times_by_day_curve, times_every
from quiet_day import http_visit, tls_visit
from wire import TcpConversation

SCANNERS = ("198.51.100.119", "198.51.100.131", "198.51.100.14", "203.0.113.9", "203.0.113.33", "203.0.113.90",
            "192.0.2.166", "192.0.2.201")
SYSTEM_DESCRIPTION = b"\x2b\x06\x01\x02\x01\x01\x01\x00"

# How many packets of a camera's video session come twice.
REPEATS_PER_SESSION = {"gw-station-north": .38, "gw-tram-depot": .53, "gw-stadium": .38, "gw-hospital-east": .35,
                       "gw-station-south": .33, "gw-market": .18}
# Counts in the busiest hour.
BIG_PINGS = {"gw-town-hall": 3.6, "gw-school-2": 3.4, "gw-library": 3.2, "gw-school-5": 3.0, "gw-market": 2.4,
             "gw-station-south": 2.6}
SEARCHED = {"gw-library": 4.0, "gw-stadium": 1.4, "gw-school-5": 1.6, "gw-market": 1.0}
SNMP_PROBED = {"gw-hospital-east": 3.2, "gw-waterworks": 2.2, "gw-honeypot-1": 1.5}
CAMERA_VISITED = {"gw-station-south": 1.6, "gw-tram-depot": 1.4, "gw-station-north": 1.4, "gw-honeypot-1": 2.4}
HONEYPOT_PORTS = (21, 22, 23, 25, 80, 110, 143, 443, 445, 1433, 3306, 3389, 5060, 5900, 6379, 7547, 8080, 8443, 9200)
# Broken packets over the day.
BROKEN = {"gw-tram-depot": 24, "gw-school-5": 14, "gw-harbour": 15, "gw-waterworks": 8, "gw-hospital-east": 11}


def outside_times(gateway, activity, counts):
    """A random source and the times of an activity, none where the gateway is not in the table."""
    rng = gateway.random(activity)
    return rng, times_by_day_curve(rng, counts.get(gateway.name, 0)) if gateway.name in counts else []


def lay_big_pings(wire, gateway):
    """A path-size check sends large echo requests to a cloud host."""
    rng, times = outside_times(gateway, "big pings", BIG_PINGS)
    for time in times:
        wire.ping(time, gateway.device(41), CLOUD, rng.getrandbits(16), rng.choice((1000, 1200, 1372)))


def lay_searches(wire, gateway):
    """Displays answer SSDP searches that come from outside."""
    rng, times = outside_times(gateway, "searches", SEARCHED)
    for time in times:
        source, port, display = rng.choice(SCANNERS), rng.randrange(1024, 65000), gateway.device(41)
        wire.udp(time, source, port, display, 1900, device.ssdp_search())
        wire.udp(time + 4_000, display, 1900, source, port, device.ssdp_answer(display))


def lay_snmp(wire, gateway):
    """The monitor asks with the community "public", and so do strangers."""
    rng, times = outside_times(gateway, "snmp probes", SNMP_PROBED)
    for time in times:
        snmp_question(wire, rng, time, rng.choice(SCANNERS), gateway.device(41), answered=rng.random() < 0.4)
    if gateway.name == "gw-hospital-east":
        for time in times_every(rng, 10 * MINUTE, 5_000_000):
            snmp_question(wire, rng, time, MONITOR, gateway.device(42), answered=True)


def snmp_question(wire, rng, time, source, host, answered):
    """Asks a host for its system description."""
    port, request = rng.randrange(1024, 65000), rng.getrandbits(31)
    wire.udp(time, source, port, host, 161, device.snmp_get("public", request, SYSTEM_DESCRIPTION))
    if answered:
        answer = device.snmp_get("public", request, SYSTEM_DESCRIPTION, "LindPrint 4 rev 2.19")
        wire.udp(time + 2_000, host, 161, source, port, answer)


def lay_camera_visits(wire, gateway):
    """Strangers open a camera's setup page, at times with an old browser's way of asking."""
    rng, times = outside_times(gateway, "camera visits", CAMERA_VISITED)
    page = b"<html><title>LH-C4 setup</title><form>user password</form></html>"
    for time in times:
        camera, source = gateway.camera(rng.randrange(gateway.cameras)), rng.choice(SCANNERS)
        extra = ("Authorization: Basic YWRtaW46YWRtaW4=",) if rng.random() < 0.5 else ()
        request = text.http_request("GET", camera, "/setup/index.html", "Mozilla/5.0 zprobe/0.4", extra)
        response = text.http_response("401 Unauthorized", "text/html", page, "LH-C4/2.2")
        http_visit(wire, rng, time, source, camera, request, response)


def lay_expired_certificate(wire, gateway):
    """The school's update client visits a site whose certificate ran out in the spring, over IPv4 or IPv6."""
    if gateway.name != "gw-school-5":
        return
    rng = gateway.random("expired")
    issuer = ("Example Public CA R4", "Example Trust")
    certificate = tls.certificate(rng, ("updates.example.com", "Example"), issuer, "250401000000Z", "260401000000Z")
    for time in times_by_day_curve(rng, 4.2):
        ends = rng.choice(((gateway.kiosk(0), UPDATES), (gateway.device_v6(31), UPDATES_V6)))
        tls_visit(wire, rng, time, *ends, "updates.example.com", certificate)


def lay_old_firmware(wire, gateway):
    """One camera at the bridge asks for updates with an agent that was withdrawn long ago."""
    if gateway.name not in ("gw-bridge-west", "gw-tram-depot"):
        return
    rng = gateway.random("old firmware")
    for time in times_every(rng, HOUR, 9 * MINUTE):
        request = text.http_request("GET", "updates.example.com", "/lh-c4/latest.txt", "LH-C4-Updater/1.0")
        response = text.http_response("200 OK", "text/plain", b"2.4.1\n")
        http_visit(wire, rng, time, gateway.camera(2), UPDATES, request, response)


def lay_honeypot_visits(wire, gateway):
    """The honeypot hears the whole net: knocks at many ports and web requests that mean no good."""
    if gateway.name != "gw-honeypot-1":
        return
    rng = gateway.random("visits")
    for _ in range(2600):
        time, source = DAY_START + rng.randrange(25 * HOUR), rng.choice(SCANNERS)
        knock(wire, rng, time, source, gateway.device(rng.randrange(2, 20)), rng.choice(HONEYPOT_PORTS))
    paths = ("/", "/admin.php", "/cgi-bin/luci", "/.env", "/boaform/login", "/robots.txt", "/HNAP1/")
    for _ in range(420):
        time, source = DAY_START + rng.randrange(25 * HOUR), rng.choice(SCANNERS)
        request = text.http_request("GET", gateway.device(9), rng.choice(paths), "Mozilla/5.0 zprobe/0.4")
        response = text.http_response("404 Not Found", "text/html", b"<h1>404</h1>", "nginx")
        http_visit(wire, rng, time, source, gateway.device(9), request, response)


def knock(wire, rng, time, source, host, port):
    """One SYN that is refused."""
    talk = TcpConversation(wire, rng, time, source, host, port)
    talk.segment(True, packets.SYN)
    talk.segment(False, packets.RST | packets.ACK)


def lay_wrong_language(wire, gateway):
    """A printer's server speaks SSH where a web page was asked for, which the parsers report as an anomaly."""
    if gateway.name not in ("gw-town-hall", "gw-school-2", "gw-hospital-east", "gw-station-north"):
        return
    rng = gateway.random("wrong language")
    for time in times_by_day_curve(rng, 1.2):
        talk = TcpConversation(wire, rng, time, gateway.kiosk(0), gateway.device(43), 8080).open()
        talk.say(True, text.http_request("GET", "printer.lindhavn.test", "/", "LindKiosk/4.1"))
        talk.say(False, b"SSH-2.0-dropbear_2022.83\r\n")
        talk.close()


def lay_broken_packets(wire, gateway):
    """Frames that a bad cable cut or mangled; the sensor cannot read an address from them."""
    rng = gateway.random("broken")
    for index in range(BROKEN.get(gateway.name, 0)):
        time = DAY_START + rng.randrange(24 * HOUR)
        source, host = gateway.camera(0), MONITOR
        datagram = packets.udp_datagram(source, 5000, host, 5001, rng.randbytes(60))
        packet = packets.ip_packet(source, host, packets.UDP, datagram, 64)
        packet = (packet[:14], b"\x42" + packet[1:], packet[:40])[index % 3]
        wire.put_raw(time, packets.frame(source, host, packet, gateway.vlan))


def lay_noise(wire, gateway):
    """Lays all noise of a gateway's day but the repeated video packets, which belong to the quiet day's sessions."""
    for lay in (lay_big_pings, lay_searches, lay_snmp, lay_camera_visits, lay_expired_certificate, lay_old_firmware,
                lay_honeypot_visits, lay_wrong_language, lay_broken_packets):
        lay(wire, gateway)
