# SPDX-License-Identifier: Apache-2.0
"""The small protocols of the city's things: MQTT, Modbus, SNMP, DHCP, NTP and SSDP."""

import struct

import packets
from tls_messages import der

MODBUS_READ_COILS, MODBUS_READ_INPUTS, MODBUS_WRITE_COIL = 1, 2, 5
DHCP_DISCOVER, DHCP_OFFER, DHCP_REQUEST, DHCP_ACK = 1, 2, 3, 5


def mqtt_packet(kind_and_flags, body):
    """One MQTT 3.1.1 control packet; the body must be under 16 KiB."""
    size = len(body)
    length = bytes([size]) if size < 128 else bytes([size % 128 | 128, size // 128])
    return bytes([kind_and_flags]) + length + body


def mqtt_text(text):
    """A text with its length before it."""
    return struct.pack("!H", len(text)) + text.encode()


def mqtt_connect(client_id, user=None, password=None):
    """A CONNECT with a clean session, with user and password where they are given."""
    flags = 0x02 | (0x80 if user else 0) | (0x40 if password else 0)
    body = mqtt_text("MQTT") + struct.pack("!BBH", 4, flags, 600) + mqtt_text(client_id)
    for text in (user, password):
        body += mqtt_text(text) if text else b""
    return mqtt_packet(0x10, body)


def mqtt_connection_accepted():
    """A CONNACK that lets the client in."""
    return mqtt_packet(0x20, b"\0\0")


def mqtt_publish(topic, message):
    """A PUBLISH that asks for no acknowledgement."""
    return mqtt_packet(0x30, mqtt_text(topic) + message.encode())


def mqtt_disconnect():
    """A DISCONNECT."""
    return mqtt_packet(0xE0, b"")


def modbus(transaction, unit, function, content):
    """One Modbus/TCP message."""
    return struct.pack("!HHHBB", transaction, 0, len(content) + 2, unit, function) + content


def snmp_get(community, request_id, identifier, value=None):
    """An SNMPv2c get-request, or with a value the response to it; the identifier is encoded OID bytes."""
    variable = der(0x30, der(0x06, identifier), der(0x05) if value is None else der(0x04, value.encode()))
    numbers = [der(0x02, request_id.to_bytes(4, "big")), der(0x02, b"\0"), der(0x02, b"\0")]
    message = der(0xA0 if value is None else 0xA2, *numbers, der(0x30, variable))
    return der(0x30, der(0x02, b"\x01"), der(0x04, community.encode()), message)


def dhcp(kind, transaction, device, hostname, server, offered):
    """One DHCP message about a device's address; `offered` fills in yiaddr."""
    from_server = kind in (DHCP_OFFER, DHCP_ACK)
    renews = kind == DHCP_REQUEST and offered is None
    zero = b"\0\0\0\0"
    fixed = struct.pack("!BBBBIHH", 2 if from_server else 1, 1, 6, 0, transaction, 0, 0)
    fixed += packets.address_bytes(device) if renews else zero
    fixed += packets.address_bytes(device) if from_server else zero
    fixed += zero * 2 + packets.mac_bytes(device).ljust(16, b"\0") + bytes(192) + b"\x63\x82\x53\x63"
    options = bytes([53, 1, kind])
    if from_server:
        options += b"\x36\x04" + packets.address_bytes(server) + b"\x33\x04" + struct.pack("!I", 21600)
        options += b"\x01\x04\xff\xff\xff\x00" + b"\x03\x04" + packets.address_bytes(server)
        options += b"\x06\x04" + packets.address_bytes("10.20.0.53")
    else:
        options += bytes([12, len(hostname)]) + hostname.encode() + b"\x37\x03\x01\x03\x06"
        if kind == DHCP_REQUEST and offered:
            options += b"\x32\x04" + packets.address_bytes(offered) + b"\x36\x04" + packets.address_bytes(server)
    return fixed + options + b"\xff"


def ntp(from_server, seconds):
    """An NTPv4 message of client or server; the time is in seconds since the epoch."""
    stamp = struct.pack("!II", seconds + 2_208_988_800, 0x51EB851F)
    if not from_server:
        return bytes([0x23]) + bytes(39) + stamp
    return bytes([0x24, 2, 6, 0xEC]) + bytes(8) + b"GPS\0" + stamp * 4


def ssdp_search():
    """An SSDP search for everything."""
    lines = ("M-SEARCH * HTTP/1.1", "HOST: 239.255.255.250:1900", 'MAN: "ssdp:discover"', "MX: 1", "ST: ssdp:all")
    return "\r\n".join(lines + ("", "")).encode()


def ssdp_answer(device):
    """An SSDP answer that names the device's description."""
    lines = ("HTTP/1.1 200 OK", "CACHE-CONTROL: max-age=1800", "EXT:", f"LOCATION: http://{device}:49152/desc.xml",
             "SERVER: Linux/5.10 UPnP/1.0 LindDisplay/2.4", "ST: upnp:rootdevice",
             "USN: uuid:4c696e64-6861-766e-8000-0a1407290001::upnp:rootdevice")
    return "\r\n".join(lines + ("", "")).encode()
