# SPDX-License-Identifier: Apache-2.0
"""One gateway's wire: conversations are laid on it as timed frames and read back in time order."""

import struct

import packets
from packets import ACK, FIN, INSIDE_TTL, OUTSIDE_TTL, PSH, SYN

SEGMENT_SIZE = 1360
PCAP_HEADER = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)


def is_inside(address):
    """True for the city's own addresses."""
    return address.startswith("10.20.") or address.startswith("2001:db8:20:")


class Wire:
    """The frames that pass one gateway; times are whole microseconds since the epoch."""

    def __init__(self, vlan=None):
        self.vlan = vlan
        self.frames = []
        self.ident = 0

    def put_raw(self, time, content):
        """Lays down finished frame bytes as they are, broken ones too."""
        self.frames.append((time, len(self.frames), content))

    def put(self, time, source, destination, protocol, content):
        """Lays down one IP packet."""
        self.ident += 1
        ttl = INSIDE_TTL if is_inside(source) else OUTSIDE_TTL
        packet = packets.ip_packet(source, destination, protocol, content, ttl, self.ident)
        self.put_raw(time, packets.frame(source, destination, packet, self.vlan))

    def udp(self, time, source, source_port, destination, destination_port, content):
        """Lays down one UDP datagram."""
        datagram = packets.udp_datagram(source, source_port, destination, destination_port, content)
        self.put(time, source, destination, packets.UDP, datagram)

    def ping(self, time, source, destination, ident, size, answered=True):
        """Lays down an echo request and, a moment later, its answer."""
        protocol = packets.ICMPV6 if packets.is_v6(source) else packets.ICMP
        content = bytes(index & 0xFF for index in range(size))
        self.put(time, source, destination, protocol, packets.echo(source, destination, True, ident, 1, content))
        if answered:
            answer = packets.echo(destination, source, False, ident, 1, content)
            self.put(time + 1800, destination, source, protocol, answer)

    def pcap_records(self):
        """The frames in time order, each as (time, pcap record)."""
        for time, _, content in sorted(self.frames):
            size = len(content)
            yield time, struct.pack("<IIII", time // 1_000_000, time % 1_000_000, size, size) + content


class TcpConversation:
    """A TCP connection on a wire, with sequence numbers and a clock of its own (`now`, microseconds)."""

    def __init__(self, wire, rng, start, client, server, server_port):
        self.wire, self.now = wire, start
        self.client, self.server, self.server_port = client, server, server_port
        self.client_port = rng.randrange(32768, 60999)
        self.sent = [rng.getrandbits(31), rng.getrandbits(31)]
        crosses_border = not (is_inside(client) and is_inside(server))
        self.delay = rng.randrange(9_000, 32_000) if crosses_border else rng.randrange(300, 2_500)

    def segment(self, from_client, flags, content=b"", behind=0):
        """Sends one segment; `behind` moves its sequence number back, as a retransmission does."""
        mine, other = (0, 1) if from_client else (1, 0)
        ends = [(self.client, self.client_port), (self.server, self.server_port)]
        acknowledged = self.sent[other] if flags & ACK else 0
        numbers = (self.sent[mine] - behind, acknowledged)
        segment = packets.tcp_segment(*ends[mine], *ends[other], *numbers, flags, content)
        self.wire.put(self.now, ends[mine][0], ends[other][0], packets.TCP, segment)
        if not behind:
            self.sent[mine] += len(content) + (1 if flags & (SYN | FIN) else 0)
        self.now += self.delay

    def open(self):
        """The three-way handshake."""
        self.segment(True, SYN)
        self.segment(False, SYN | ACK)
        self.segment(True, ACK)
        return self

    def say(self, from_client, content, pause=0):
        """Sends content in segments after a pause in microseconds, and has it acknowledged."""
        self.now += pause
        for start in range(0, len(content), SEGMENT_SIZE):
            self.segment(from_client, PSH | ACK, content[start:start + SEGMENT_SIZE])
        self.segment(not from_client, ACK)

    def ask(self, request, answer, pause=0):
        """The client says something and the server answers."""
        self.say(True, request, pause)
        self.say(False, answer)

    def repeat(self, from_client, content):
        """Sends again what was said and acknowledged long ago."""
        self.segment(from_client, PSH | ACK, content, behind=len(content))

    def close(self):
        """Ends the connection in both directions."""
        self.segment(True, FIN | ACK)
        self.segment(False, FIN | ACK)
        self.segment(True, ACK)
