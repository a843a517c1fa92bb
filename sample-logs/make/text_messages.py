# SPDX-License-Identifier: Apache-2.0
"""Protocols that are mostly text: HTTP, RTSP, SSH up to its key exchange, and a Telnet login."""

import struct


def http_request(method, host, path, agent, extra=()):
    """An HTTP/1.1 request without a body."""
    lines = (f"{method} {path} HTTP/1.1", f"Host: {host}", f"User-Agent: {agent}", "Accept: */*", *extra)
    return "\r\n".join(lines + ("", "")).encode()


def http_response(status, kind, body, server="lind-httpd/1.8", extra=()):
    """An HTTP/1.1 response with its body."""
    lines = (f"HTTP/1.1 {status}", f"Server: {server}", f"Content-Type: {kind}", f"Content-Length: {len(body)}",
             *extra)
    return "\r\n".join(lines + ("", "")).encode() + body


def rtsp_request(method, url, sequence, extra=()):
    """An RTSP request of the recorder to a camera."""
    lines = (f"{method} {url} RTSP/1.0", f"CSeq: {sequence}", "User-Agent: LindRecorder/3.2", *extra)
    return "\r\n".join(lines + ("", "")).encode()


def rtsp_response(sequence, body="", extra=()):
    """A camera's answer."""
    lines = ("RTSP/1.0 200 OK", f"CSeq: {sequence}", *extra)
    if body:
        lines += ("Content-Type: application/sdp", f"Content-Length: {len(body)}")
    return "\r\n".join(lines + ("", "")).encode() + body.encode()


def rtsp_media(rng, sequence, size):
    """One interleaved RTP packet."""
    packet = struct.pack("!BBHII", 0x80, 96, sequence & 0xFFFF, sequence * 3600, 0x4C494E44) + rng.randbytes(size)
    return struct.pack("!BBH", 0x24, 0, len(packet)) + packet


def ssh_key_exchange(rng):
    """A KEXINIT packet (RFC 4253) with a usual set of names."""
    names = ("curve25519-sha256,ecdh-sha2-nistp256", "ssh-ed25519,rsa-sha2-256", "aes128-ctr,aes256-ctr",
             "aes128-ctr,aes256-ctr", "hmac-sha2-256", "hmac-sha2-256", "none", "none", "", "")
    lists = b"".join(struct.pack("!I", len(name)) + name.encode() for name in names)
    body = b"\x14" + rng.randbytes(16) + lists + b"\0\0\0\0\0"
    padding = 8 - (len(body) + 5) % 8 + (8 if (len(body) + 5) % 8 > 4 else 0)
    return struct.pack("!IB", len(body) + padding + 1, padding) + body + rng.randbytes(padding)


def ssh_encrypted(rng, size):
    """Stands for encrypted packets."""
    return rng.randbytes(size)


TELNET_OPTIONS_SERVER = b"\xff\xfd\x18\xff\xfd\x20\xff\xfb\x01\xff\xfb\x03"
TELNET_OPTIONS_CLIENT = b"\xff\xfc\x18\xff\xfc\x20\xff\xfd\x01\xff\xfd\x03"
