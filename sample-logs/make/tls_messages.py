# SPDX-License-Identifier: Apache-2.0
"""TLS 1.2 handshakes (RFC 5246) with certificates that look right but hold random keys and signatures."""

import struct

HANDSHAKE, CHANGE_CIPHER_SPEC, APPLICATION = 22, 20, 23
CIPHERS = (0xC02F, 0xC030, 0xC02B, 0xC02C, 0x009C, 0x009D)


def record(kind, content):
    """One TLS record."""
    return struct.pack("!BHH", kind, 0x0303, len(content)) + content


def handshake(kind, content):
    """One handshake message in a record of its own."""
    return record(HANDSHAKE, bytes([kind]) + len(content).to_bytes(3, "big") + content)


def extension(kind, content):
    """One hello extension."""
    return struct.pack("!HH", kind, len(content)) + content


def client_hello(rng, server_name, ciphers=CIPHERS):
    """A ClientHello; without a server name the extension is left out."""
    extensions = extension(10, struct.pack("!HHH", 4, 29, 23)) + extension(11, b"\x01\x00")
    extensions += extension(13, struct.pack("!HHHH", 6, 0x0403, 0x0804, 0x0401))
    if server_name:
        name = server_name.encode()
        extensions = extension(0, struct.pack("!HBH", len(name) + 3, 0, len(name)) + name) + extensions
    suites = b"".join(struct.pack("!H", cipher) for cipher in ciphers)
    body = b"\x03\x03" + rng.randbytes(32) + b"\0" + struct.pack("!H", len(suites)) + suites + b"\x01\x00"
    return handshake(1, body + struct.pack("!H", len(extensions)) + extensions)


def server_hello(rng, certificate):
    """ServerHello, Certificate and ServerHelloDone."""
    session = rng.randbytes(32)
    extensions = extension(0xFF01, b"\0") + extension(11, b"\x01\x00")
    body = b"\x03\x03" + rng.randbytes(32) + bytes([32]) + session + struct.pack("!HB", CIPHERS[0], 0)
    body += struct.pack("!H", len(extensions)) + extensions
    entry = len(certificate).to_bytes(3, "big") + certificate
    return handshake(2, body) + handshake(11, len(entry).to_bytes(3, "big") + entry) + handshake(14, b"")


def client_finish(rng):
    """ClientKeyExchange, ChangeCipherSpec and the encrypted Finished."""
    exchange = handshake(16, bytes([65]) + rng.randbytes(65))
    return exchange + record(CHANGE_CIPHER_SPEC, b"\x01") + record(HANDSHAKE, rng.randbytes(40))


def server_finish(rng):
    """ChangeCipherSpec and the encrypted Finished."""
    return record(CHANGE_CIPHER_SPEC, b"\x01") + record(HANDSHAKE, rng.randbytes(40))


def application(rng, size):
    """Encrypted content of some size."""
    return record(APPLICATION, rng.randbytes(size))


def der(tag, *parts):
    """One DER element."""
    content = b"".join(parts)
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def distinguished_name(common_name, organisation):
    """An X.509 name of organisation and common name."""
    def part(identifier, text):
        return der(0x31, der(0x30, der(0x06, identifier), der(0x0C, text.encode())))
    return der(0x30, part(b"\x55\x04\x0a", organisation), part(b"\x55\x04\x03", common_name))


def certificate(rng, subject, issuer, not_before, not_after):
    """A DER certificate; subject and issuer are (common name, organisation), dates as YYMMDDHHMMSSZ."""
    null = der(0x05)
    signed_with = der(0x30, der(0x06, b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"), null)
    modulus = b"\0" + bytes([0x80 | rng.randrange(128)]) + rng.randbytes(255)
    public_key = der(0x30, der(0x02, modulus), der(0x02, b"\x01\x00\x01"))
    key = der(0x30, der(0x30, der(0x06, b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"), null), der(0x03, b"\0", public_key))
    serial = der(0x02, bytes([rng.randrange(1, 128)]) + rng.randbytes(9))
    dates = der(0x30, der(0x17, not_before.encode()), der(0x17, not_after.encode()))
    body = der(0x30, der(0xA0, der(0x02, b"\x02")), serial, signed_with, distinguished_name(*issuer), dates,
               distinguished_name(*subject), key)
    return der(0x30, body, signed_with, der(0x03, b"\0", rng.randbytes(256)))
