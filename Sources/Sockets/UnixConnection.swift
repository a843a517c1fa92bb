// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// A Unix stream connection. One thread may read while another one writes; it is closed when nobody has it any more.
package final class UnixConnection: Sendable {
    package let descriptor: Int32

    /// Owns a connected descriptor from now on.
    package init(owning descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Connects to the socket at `path`; this, and every reading and writing, waits so many milliseconds at the most.
    ///
    /// - Throws: `SocketFailure`.
    package static func connect(to path: String, milliseconds: Int32) throws(SocketFailure) -> UnixConnection {
        let descriptor = unsafe linux_socket_connect(path, milliseconds)
        guard descriptor >= 0 else { throw SocketFailure(code: -descriptor) }
        return UnixConnection(owning: descriptor)
    }

    /// For how many milliseconds reading and writing wait from now on; 0 is for ever.
    package func setPatience(reading: Int32, writing: Int32) throws(SocketFailure) {
        let outcome = linux_socket_patience(descriptor, reading, writing)
        guard outcome >= 0 else { throw SocketFailure(code: -outcome) }
    }

    /// What has come next, at most 64 KiB; empty at the end.
    ///
    /// - Throws: `SocketFailure`; late where nothing came in time.
    package func receive() throws(SocketFailure) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
            let got = unsafe linux_socket_receive(descriptor, buffer.baseAddress, buffer.count)
            count = max(0, Int(got))
            if got < 0 { failure = Int32(-got) }
        }
        guard failure == 0 else { throw SocketFailure(code: failure) }
        return bytes
    }

    /// Writes all of `bytes`, waiting for the other side to take them.
    ///
    /// - Throws: `SocketFailure`; late where it took not a byte in time. Some may have been written then.
    package func send(_ bytes: [UInt8]) throws(SocketFailure) {
        var start = 0
        while start < bytes.count {
            let sent = unsafe bytes[start...].withUnsafeBytes {
                unsafe linux_socket_send(descriptor, $0.baseAddress, $0.count, 1)
            }
            guard sent > 0 else { throw SocketFailure(code: sent < 0 ? Int32(-sent) : EPIPE) }
            start += Int(sent)
        }
    }

    /// Writes what the other side takes at once, for a last word to one that may not listen.
    package func sendAtOnce(_ bytes: [UInt8]) {
        _ = unsafe bytes.withUnsafeBytes { unsafe linux_socket_send(descriptor, $0.baseAddress, $0.count, 0) }
    }

    /// Ends it for both sides; who reads or writes is woken.
    package func shutDown() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Who is at the other end.
    ///
    /// - Throws: `SocketFailure`.
    package func peer() throws(SocketFailure) -> Peer {
        var found = linux_peer()
        let outcome = unsafe linux_socket_peer(descriptor, &found)
        guard outcome >= 0 else { throw SocketFailure(code: -outcome) }
        return Peer(process: found.process, user: found.user, group: found.group)
    }
}
