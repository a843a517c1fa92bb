// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// A socket of this machine that every user may connect to; who connects is told by the kernel, not by the file's mode. The folder that
/// it lies in may still keep others out.
package struct UnixListener: ~Copyable {
    private let descriptor: Int32
    private let path: String
    /// The file that was made, so that another one is not removed for it.
    private let identity: FileIdentity?

    /// Connections that may wait to be taken.
    private static let backlog: Int32 = 128
    /// How long a look for somebody who listens there already waits, in milliseconds.
    private static let patience: Int32 = 1000

    /// Bytes that the path of a socket may have.
    package static var pathLimit: Int { Int(linux_socket_path_limit()) }

    /// Listens at `path`. A socket that lies there and that nobody listens at any more is replaced.
    ///
    /// - Throws: `SocketFailure`: `EADDRINUSE` where somebody listens there, or something else lies there than a socket.
    package init(path: String) throws(SocketFailure) {
        var outcome = unsafe linux_socket_listen(path, Self.backlog)
        if outcome == -EADDRINUSE, Self.isLeftBehind(path) {
            _ = unsafe unlink(path)
            outcome = unsafe linux_socket_listen(path, Self.backlog)
        }
        guard outcome >= 0 else { throw SocketFailure(code: -outcome) }
        descriptor = outcome
        self.path = path
        identity = FileIdentity(path)
    }

    deinit {
        if let identity, identity == FileIdentity(path) { _ = unsafe unlink(path) }
        close(descriptor)
    }

    /// Whether its file is still there; without it nobody can connect.
    package var isReachable: Bool { identity != nil && identity == FileIdentity(path) }

    /// The next connection; `nil` where none came within so many milliseconds, or a signal did.
    ///
    /// - Throws: `SocketFailure`, as where the process has no descriptors left; the connection waits then.
    package func accept(milliseconds: Int32) throws(SocketFailure) -> UnixConnection? {
        var wish = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&wish, 1, milliseconds) > 0 else { return nil }
        let connection = linux_socket_accept(descriptor)
        // One that was there and has left again is none.
        if [-EAGAIN, -ECONNABORTED].contains(connection) { return nil }
        guard connection >= 0 else { throw SocketFailure(code: -connection) }
        return UnixConnection(owning: connection)
    }

    private static func isLeftBehind(_ path: String) -> Bool {
        guard FileIdentity(path)?.isSocket == true else { return false }
        do throws(SocketFailure) {
            _ = try UnixConnection.connect(to: path, milliseconds: patience)
            return false
        } catch {
            return error.code == ECONNREFUSED
        }
    }
}

/// Which file lies at a path.
private struct FileIdentity: Equatable {
    let device: UInt64
    let inode: UInt64
    let isSocket: Bool

    init?(_ path: String) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        isSocket = status.st_mode & S_IFMT == S_IFSOCK
    }
}
