# SPDX-License-Identifier: Apache-2.0
"""DNS questions and answers (RFC 1035)."""

import struct

import packets

A, PTR, TXT, AAAA = 1, 12, 16, 28
NO_ERROR, NO_SUCH_NAME = 0, 3


def encoded_name(name):
    """A name as length-prefixed labels."""
    labels = [label.encode() for label in name.split(".")]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def query(ident, name, kind):
    """A question with recursion desired."""
    return struct.pack("!HHHHHH", ident, 0x0100, 1, 0, 0, 0) + encoded_name(name) + struct.pack("!HH", kind, 1)


def answer(ident, name, kind, values, code=NO_ERROR, ttl=300):
    """The answer to a question; values are addresses, names or texts as the kind asks."""
    head = struct.pack("!HHHHHH", ident, 0x8180 | code, 1, len(values), 0, 0)
    records = b""
    for value in values:
        content = record_content(kind, value)
        records += struct.pack("!HHHIH", 0xC00C, kind, 1, ttl, len(content)) + content
    return head + encoded_name(name) + struct.pack("!HH", kind, 1) + records


def record_content(kind, value):
    """The content of one resource record."""
    if kind in (A, AAAA):
        return packets.address_bytes(value)
    if kind == TXT:
        return bytes([len(value)]) + value.encode()
    return encoded_name(value)
