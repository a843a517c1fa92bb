# SPDX-License-Identifier: Apache-2.0
"""Builds Ethernet frames by hand: IPv4 or IPv6, with TCP, UDP or ICMP inside, all checksums right."""

import functools
import socket
import struct

TCP, UDP, ICMP, ICMPV6 = 6, 17, 1, 58
FIN, SYN, RST, PSH, ACK = 0x01, 0x02, 0x04, 0x08, 0x10
INSIDE_TTL, OUTSIDE_TTL = 64, 51


def is_v6(address):
    """True for an IPv6 address in text form."""
    return ":" in address


@functools.lru_cache(maxsize=None)
def address_bytes(address):
    """The 4 or 16 bytes of an address in text form."""
    return socket.inet_pton(socket.AF_INET6 if is_v6(address) else socket.AF_INET, address)


@functools.lru_cache(maxsize=None)
def mac_bytes(address):
    """A locally administered MAC made from the last four bytes of the address."""
    return b"\x02\x4c" + address_bytes(address)[-4:]


def checksum(content):
    """The Internet checksum (RFC 1071) of some bytes."""
    if len(content) % 2:
        content += b"\0"
    total = int.from_bytes(content, "big") % 0xFFFF
    return 0xFFFF - total


def frame(source, destination, packet, vlan=None):
    """Wraps an IP packet in an Ethernet frame, with a VLAN tag where one is given."""
    kind = 0x86DD if is_v6(source) else 0x0800
    tag = b"" if vlan is None else struct.pack("!HH", 0x8100, vlan)
    return mac_bytes(destination) + mac_bytes(source) + tag + struct.pack("!H", kind) + packet


def ip_packet(source, destination, protocol, content, ttl, ident=0):
    """Puts the IPv4 or IPv6 header before the content, as the addresses ask."""
    if is_v6(source):
        header = struct.pack("!IHBB", 6 << 28, len(content), protocol, ttl)
        return header + address_bytes(source) + address_bytes(destination) + content
    addresses = address_bytes(source) + address_bytes(destination)
    start = struct.pack("!BBHHHBB", 0x45, 0, 20 + len(content), ident & 0xFFFF, 0x4000, ttl, protocol)
    return start + struct.pack("!H", checksum(start + b"\0\0" + addresses)) + addresses + content


def pseudo_header(source, destination, protocol, length):
    """The bytes that TCP and UDP checksums cover besides their own."""
    addresses = address_bytes(source) + address_bytes(destination)
    if is_v6(source):
        return addresses + struct.pack("!IHBB", length, 0, 0, protocol)
    return addresses + struct.pack("!BBH", 0, protocol, length)


def tcp_segment(source, source_port, destination, destination_port, sequence, acknowledged, flags, content=b""):
    """A TCP segment; SYN segments carry an MSS option."""
    options = struct.pack("!BBH", 2, 4, 1400) if flags & SYN else b""
    offset = (20 + len(options)) // 4 << 4
    numbers = (sequence & 0xFFFFFFFF, acknowledged & 0xFFFFFFFF)
    head = struct.pack("!HHIIBBH", source_port, destination_port, *numbers, offset, flags, 64240)
    body = options + content
    pseudo = pseudo_header(source, destination, TCP, 20 + len(body))
    total = checksum(pseudo + head + b"\0\0\0\0" + body)
    return head + struct.pack("!HH", total, 0) + body


def udp_datagram(source, source_port, destination, destination_port, content):
    """A UDP datagram."""
    length = 8 + len(content)
    head = struct.pack("!HHH", source_port, destination_port, length)
    total = checksum(pseudo_header(source, destination, UDP, length) + head + b"\0\0" + content)
    return head + struct.pack("!H", total or 0xFFFF) + content


def echo(source, destination, is_request, ident, sequence, content):
    """An ICMP or ICMPv6 echo message with its checksum."""
    if is_v6(source):
        kind = 128 if is_request else 129
        pseudo = pseudo_header(source, destination, ICMPV6, 8 + len(content))
    else:
        kind = 8 if is_request else 0
        pseudo = b""
    tail = struct.pack("!HH", ident, sequence) + content
    total = checksum(pseudo + struct.pack("!BBH", kind, 0, 0) + tail)
    return struct.pack("!BBH", kind, 0, total) + tail
