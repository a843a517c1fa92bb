# SPDX-License-Identifier: Apache-2.0
"""The quiet day of every gateway: what its cameras, sensors, kiosks and pumps do when nothing is wrong."""

import struct

import device_messages as device
import dns_messages as dns
import text_messages as text
import tls_messages as tls
from city import (ADMIN, BROKER, CLOCK, CLOUD, CLOUD_V6, DAY_START, HOUR, MINUTE, MONITOR, NEWS, RECORDER, RESOLVER,
                  RESOLVER_V6, SECOND, TICKETS, UPDATES, times_by_day_curve, times_every)
from wire import TcpConversation

CITY_ISSUER = ("Lindhavn Device CA 2", "City of Lindhavn")
PUBLIC_ISSUER = ("Example Public CA R4", "Example Trust")
TLS_SITES = (("telemetry.example.com", CLOUD), ("tickets.lindhavn.test", TICKETS), ("weather.example.net", NEWS),
             ("maps.example.com", CLOUD), ("fonts.example.net", UPDATES))
HTTP_PAGES = (("/", "text/html"), ("/departures.json", "application/json"), ("/style.css", "text/css"),
              ("/ferry/times.html", "text/html"), ("/notice.txt", "text/plain"), ("/logo.png", "image/png"))
LOOKED_UP = (("time.lindhavn.test", CLOCK), ("mqtt.lindhavn.test", BROKER), ("video.lindhavn.test", RECORDER),
             ("info.lindhavn.test", NEWS), ("updates.example.com", UPDATES), ("telemetry.example.com", CLOUD))
PUBLISH_PERIOD, CAMERA_SESSION = 10 * MINUTE, 30 * MINUTE


def lookup(wire, rng, time, client, name, address, kind=dns.A, resolver=RESOLVER):
    """A DNS question and its answer."""
    ident, port = rng.getrandbits(16), rng.randrange(32768, 60999)
    wire.udp(time, client, port, resolver, 53, dns.query(ident, name, kind))
    code = dns.NO_ERROR if address else dns.NO_SUCH_NAME
    reply = dns.answer(ident, name, kind, [address] if address else [], code)
    wire.udp(time + rng.randrange(400, 22_000), resolver, 53, client, port, reply)


def tls_visit(wire, rng, time, client, server, name, certificate, port=443, sizes=(380, 1400)):
    """A whole TLS connection; sizes are the encrypted bytes asked and answered."""
    talk = TcpConversation(wire, rng, time, client, server, port).open()
    talk.ask(tls.client_hello(rng, name), tls.server_hello(rng, certificate))
    talk.ask(tls.client_finish(rng), tls.server_finish(rng))
    talk.ask(tls.application(rng, sizes[0]), tls.application(rng, sizes[1]))
    talk.close()


def http_visit(wire, rng, time, client, server, request, response, port=80):
    """One HTTP request on a connection of its own."""
    talk = TcpConversation(wire, rng, time, client, server, port).open()
    talk.ask(request, response, rng.randrange(200, 4_000))
    talk.close()


def site_certificate(gateway, name, issuer=PUBLIC_ISSUER):
    """The certificate of a site, the same at every visit in one gateway."""
    rng = gateway.random(f"certificate/{name}")
    return tls.certificate(rng, (name, "Lindhavn services"), issuer, "260301000000Z", "270401000000Z")


def lay_camera_video(wire, gateway, repeats_per_session):
    """Cameras push video to the recorder in sessions; `repeats_per_session` packets come twice, as on bad radio."""
    for index in range(gateway.cameras):
        rng = gateway.random(f"video/{index}")
        for start in times_every(rng, CAMERA_SESSION, 20 * SECOND):
            repeats = int(repeats_per_session + rng.random())
            camera_session(wire, rng, start, gateway.camera(index), repeats)


def camera_session(wire, rng, start, camera, repeats):
    """One RTSP session, pushed by the camera."""
    url = f"rtsp://video.lindhavn.test/{camera}"
    talk = TcpConversation(wire, rng, start, camera, RECORDER, 554).open()
    steps = (("ANNOUNCE", ("Content-Type: application/sdp", "Content-Length: 0")),
             ("SETUP", ("Transport: RTP/AVP/TCP;interleaved=0-1;mode=record",)), ("RECORD", ("Session: 7341",)))
    for sequence, (method, extra) in enumerate(steps, 1):
        talk.ask(text.rtsp_request(method, url, sequence, extra), text.rtsp_response(sequence))
    packet_count = 14
    repeated = set(rng.sample(range(packet_count), min(repeats, packet_count)))
    for sequence in range(packet_count):
        media = text.rtsp_media(rng, sequence, rng.randrange(60, 160))
        talk.say(True, media, 110 * SECOND + rng.randrange(10 * SECOND))
        if sequence in repeated:
            talk.now += 200_000
            talk.repeat(True, media)
    talk.ask(text.rtsp_request("TEARDOWN", url, 9), text.rtsp_response(9))
    talk.close()


def lay_camera_status(wire, gateway):
    """The monitor asks every camera's status page."""
    for index in range(gateway.cameras):
        rng, camera = gateway.random(f"status/{index}"), gateway.camera(index)
        for time in times_every(rng, HOUR, MINUTE):
            body = b'{"model":"LH-C4","fps":25,"temp":%d,"night":%d}' % (rng.randrange(8, 31), rng.randrange(2))
            request = text.http_request("GET", camera, "/status.json", "LindMonitor/5.0")
            response = text.http_response("200 OK", "application/json", body, "LH-C4/2.2")
            http_visit(wire, rng, time, MONITOR, camera, request, response)


def lay_air_sensors(wire, gateway):
    """Sensors publish to the broker over long MQTT sessions, which are shorter when the city is awake."""
    for index in range(gateway.sensors):
        rng, sensor = gateway.random(f"mqtt/{index}"), gateway.air_sensor(index)
        name = f"air-{gateway.name[3:]}-{index + 1}"
        connect = device.mqtt_connect(name)
        if gateway.sensors_have_password:
            connect = device.mqtt_connect(name, "sensor", f"lh-{rng.getrandbits(32):08x}")
        starts = times_by_day_curve(rng, 1.45)
        for start, end in zip(starts, starts[1:] + [starts[-1] + HOUR]):
            sensor_session(wire, rng, start, end, sensor, name, connect)


def sensor_session(wire, rng, start, end, sensor, name, connect):
    """One MQTT session from its CONNECT to its DISCONNECT shortly before `end`."""
    talk = TcpConversation(wire, rng, start, sensor, BROKER, 1883).open()
    talk.ask(connect, device.mqtt_connection_accepted())
    while talk.now + PUBLISH_PERIOD < end:
        values = (rng.uniform(3, 24), rng.randrange(6, 60), rng.uniform(38, 82))
        message = '{"pm25":%.1f,"no2":%d,"noise":%.1f}' % values
        talk.say(True, device.mqtt_publish(f"lindhavn/{name}/air", message), PUBLISH_PERIOD - rng.randrange(9 * SECOND))
    talk.say(True, device.mqtt_disconnect(), 2 * SECOND)
    talk.close()


def lay_kiosks(wire, gateway):
    """Kiosks and displays look names up and visit sites, over IPv6 now and then."""
    certificates = {name: site_certificate(gateway, name) for name, _ in TLS_SITES}
    for index in range(gateway.kiosks):
        rng, kiosk = gateway.random(f"kiosk/{index}"), gateway.kiosk(index)
        for time in times_by_day_curve(rng, 11):
            if rng.random() < 0.3:
                lookup(wire, rng, time, kiosk, "info.lindhavn.test", NEWS)
                kiosk_page(wire, rng, time + 30_000, kiosk)
            elif rng.random() < 0.25:
                kiosk_v6 = gateway.device_v6(31 + index)
                lookup(wire, rng, time, kiosk_v6, TLS_SITES[0][0], CLOUD_V6, dns.AAAA, RESOLVER_V6)
                tls_visit(wire, rng, time + 30_000, kiosk_v6, CLOUD_V6, TLS_SITES[0][0], certificates[TLS_SITES[0][0]])
            else:
                name, server = rng.choice(TLS_SITES)
                lookup(wire, rng, time, kiosk, name, server)
                tls_visit(wire, rng, time + 30_000, kiosk, server, name, certificates[name])


def kiosk_page(wire, rng, time, kiosk):
    """A kiosk fetches one page of the city's own site."""
    path, kind = rng.choice(HTTP_PAGES)
    body = (path.encode() + b" Lindhavn ") * rng.randrange(8, 90)
    request = text.http_request("GET", "info.lindhavn.test", path, "LindKiosk/4.1", ("Accept-Language: da, en",))
    http_visit(wire, rng, time, kiosk, NEWS, request, text.http_response("200 OK", kind, body))


def lay_device_telemetry(wire, gateway):
    """Cameras report to their cloud and set their clocks."""
    certificate = site_certificate(gateway, "telemetry.example.com", CITY_ISSUER)
    for index in range(gateway.cameras):
        rng, camera = gateway.random(f"telemetry/{index}"), gateway.camera(index)
        for time in times_every(rng, 90 * MINUTE, 3 * MINUTE):
            lookup(wire, rng, time, camera, "telemetry.example.com", CLOUD)
            tls_visit(wire, rng, time + 40_000, camera, CLOUD, "telemetry.example.com", certificate)
    hosts = [gateway.camera(i) for i in range(gateway.cameras)]
    hosts += [gateway.air_sensor(i) for i in range(gateway.sensors)]
    for host in hosts:
        rng = gateway.random(f"clock/{host}")
        for time in times_every(rng, 2 * HOUR, MINUTE):
            port = rng.randrange(32768, 60999)
            wire.udp(time, host, port, CLOCK, 123, device.ntp(False, time // SECOND))
            wire.udp(time + 900, CLOCK, 123, host, port, device.ntp(True, time // SECOND))


def lay_names(wire, gateway):
    """Other name lookups, some of names that do not exist."""
    rng = gateway.random("names")
    hosts = [gateway.air_sensor(i) for i in range(gateway.sensors)] or [gateway.camera(0)]
    for time in times_by_day_curve(rng, 24):
        name, address = rng.choice(LOOKED_UP)
        if rng.random() < 0.06:
            name, address = f"old-{rng.randrange(9)}.lindhavn.test", None
        lookup(wire, rng, time, rng.choice(hosts), name, address)


def lay_leases(wire, gateway):
    """DHCP: one full exchange per device in the small hours, then renewals."""
    hosts = [("cam", gateway.camera(i)) for i in range(gateway.cameras)]
    hosts += [("air", gateway.air_sensor(i)) for i in range(gateway.sensors)]
    server = gateway.device(1)
    for kind, host in hosts:
        rng, name = gateway.random(f"lease/{host}"), f"{kind}-{gateway.name[3:]}-{host.rsplit('.', 1)[1]}"
        for count, time in enumerate(times_every(rng, 3 * HOUR, 5 * MINUTE)):
            transaction = rng.getrandbits(32)
            steps = [(device.DHCP_REQUEST, None), (device.DHCP_ACK, None)]
            ends = (host, server)
            if not count:
                steps = [(device.DHCP_DISCOVER, None), (device.DHCP_OFFER, None), (device.DHCP_REQUEST, host), steps[1]]
                ends = ("0.0.0.0", "255.255.255.255")
            for step, offered in steps:
                content = device.dhcp(step, transaction, host, name, server, offered)
                if step in (device.DHCP_OFFER, device.DHCP_ACK):
                    wire.udp(time, server, 67, host, 68, content)
                else:
                    wire.udp(time, ends[0], 68, ends[1], 67, content)
                time += 12_000


def lay_pumps(wire, gateway):
    """The control room polls the state inputs of the pump controllers over Modbus/TCP."""
    for index in range(gateway.pumps):
        rng, pump = gateway.random(f"pump/{index}"), gateway.pump(index)
        for start in times_every(rng, HOUR, 10 * SECOND):
            talk = TcpConversation(wire, rng, start, ADMIN, pump, 502).open()
            for transaction in range(11):
                question = device.modbus(transaction, 1, device.MODBUS_READ_INPUTS, struct.pack("!HH", 100, 24))
                answer = device.modbus(transaction, 1, device.MODBUS_READ_INPUTS, b"\x03" + rng.randbytes(3))
                talk.ask(question, answer, 5 * MINUTE - rng.randrange(SECOND))
            talk.close()


def lay_monitoring(wire, gateway):
    """The monitor pings the gateway, and an administrator logs in over SSH a few times in the working day."""
    rng = gateway.random("monitoring")
    for time in times_every(rng, 12 * MINUTE, 4 * SECOND):
        wire.ping(time, MONITOR, gateway.device(1), rng.getrandbits(16), 56)
    for time in sorted(DAY_START + rng.randrange(7 * HOUR, 16 * HOUR) for _ in range(3)):
        ssh_visit(wire, rng, time, ADMIN, gateway.device(1), "SSH-2.0-OpenSSH_9.2p1", exchanges=6, pause=20 * SECOND)


def ssh_visit(wire, rng, time, client, server, client_banner, exchanges, pause):
    """An SSH connection: banners, key exchange and some encrypted packets."""
    talk = TcpConversation(wire, rng, time, client, server, 22).open()
    talk.ask(client_banner.encode() + b"\r\n", b"SSH-2.0-dropbear_2022.83\r\n")
    talk.ask(text.ssh_key_exchange(rng), text.ssh_key_exchange(rng))
    for _ in range(exchanges):
        talk.ask(text.ssh_encrypted(rng, 64), text.ssh_encrypted(rng, 96), rng.randrange(pause))
    talk.close()


def lay_quiet_day(wire, gateway, repeats_per_session):
    """Lays everything of the quiet day on a gateway's wire."""
    lay_camera_video(wire, gateway, repeats_per_session)
    for lay in (lay_camera_status, lay_air_sensors, lay_kiosks, lay_device_telemetry, lay_names, lay_leases, lay_pumps,
                lay_monitoring):
        lay(wire, gateway)
