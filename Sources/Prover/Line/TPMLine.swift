// SPDX-License-Identifier: Apache-2.0

internal import CLinux
// Whose headers take poll(2) for their own.
internal import CTSS2
internal import Glibc
internal import Sockets

/// The line to a TPM: a command goes out whole, its response comes back whole, or the line is broken for good.
///
/// The stack's own lines are not used: that to a software TPM waits for ever and knows no Unix sockets (tpm2-tss 3.2), and a TPM that hangs
/// must not hold a thread. One thread uses a line.
final class TPMLine {
    /// Which way bytes went, for those who watch.
    enum Way: Sendable { case command, response }

    /// Why the line is broken.
    enum Failure: Hashable {
        case silent(milliseconds: Int64)
        case broken(String)
    }

    /// The most bytes of a response; TPMs have 4096 at most (PC Client Platform TPM Profile, section 5.5.1).
    static let responseLimit = 16 << 10
    /// Tag, size and code (TPM 2.0 Library, part 1, section 18).
    static let headerCount = 10
    /// Milliseconds that a TCP connection may take.
    private static let connectLimit: Int64 = 5000

    private let descriptor: Int32
    /// A device gives a response in one read; a socket is a stream.
    private let isDevice: Bool
    private let patience: Int64
    private let stop: Int32
    private let watch: ((Way, [UInt8]) -> Void)?
    private(set) var failure: Failure?
    /// A response that was read and not taken yet.
    private var response: [UInt8]?
    private var isWaiting = false

    /// Opens a line.
    ///
    /// - Parameters:
    ///   - patience: milliseconds that the TPM has for each command.
    ///   - stop: a descriptor that is readable once nobody wants an answer any more; it is not read from, and -1 is none.
    ///   - watch: is shown every byte, both ways.
    init(
        to address: TPMAddress, patience: Int64, stop: Int32, watch: ((Way, [UInt8]) -> Void)?
    ) throws(ProverError) {
        switch address {
        case .device(let path):
            // Not blocking, the kernel takes a command at once, and poll(2) tells when there is a response.
            let opened = unsafe open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK)
            descriptor = opened >= 0 ? opened : -errno
            isDevice = true
        case .socket(let path):
            descriptor = unsafe linux_connect_unix(path)
            isDevice = false
        case .port(let host, let port):
            do throws(TCPConnection.Failure) {
                let made = try TCPConnection.open(
                    host, port, within: min(patience, Self.connectLimit), stop: stop)
                descriptor = made
            } catch {
                throw .unreachable(address, why: error.reason)
            }
            var yes: Int32 = 1
            _ = unsafe setsockopt(
                descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
            isDevice = false
        }
        self.patience = patience
        self.stop = stop
        self.watch = watch
        guard descriptor >= 0 else {
            throw .unreachable(address, why: unsafe String(cString: strerror(-descriptor)))
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Sends a command; whether all of it could be.
    func send(_ command: [UInt8]) -> Bool {
        guard failure == nil, !isWaiting else { return false }
        watch?(.command, command)
        let end = Self.milliseconds + patience
        var start = 0
        while start < command.count {
            let count = unsafe command.withUnsafeBytes {
                let rest = unsafe $0.baseAddress.map { unsafe $0 + start }
                // A socket whose other side is gone would otherwise end the process.
                return isDevice
                    ? unsafe write(descriptor, rest, $0.count - start)
                    : unsafe Glibc.send(descriptor, rest, $0.count - start, Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                start += count
            } else if count < 0 && errno == EINTR {
                continue
            } else if count < 0 && errno == EAGAIN {
                guard waits(for: POLLOUT, until: end) else { return false }
            } else {
                return fails(.broken(unsafe String(cString: strerror(errno))))
            }
        }
        isWaiting = true
        return true
    }

    /// The response to the command that was sent last, which stays until `drop`; `nil` where the line broke.
    func receive() -> [UInt8]? {
        if let response { return response }
        guard failure == nil, isWaiting else { return nil }
        let end = Self.milliseconds + patience
        var bytes: [UInt8] = []
        var wanted = isDevice ? Self.responseLimit : Self.headerCount
        while bytes.count < wanted {
            guard take(wanted - bytes.count, onto: &bytes, until: end) else { return nil }
            guard bytes.count >= Self.headerCount else { continue }
            wanted = bytes[2..<6].reduce(0) { $0 << 8 | Int($1) }
            guard (Self.headerCount...Self.responseLimit).contains(wanted), bytes.count <= wanted else {
                _ = fails(.broken("a response of \(wanted) bytes"))
                return nil
            }
        }
        watch?(.response, bytes)
        response = bytes
        isWaiting = false
        return bytes
    }

    /// Forgets a response that was taken.
    func drop() { response = nil }

    private func take(_ count: Int, onto bytes: inout [UInt8], until end: Int64) -> Bool {
        guard waits(for: POLLIN, until: end) else { return false }
        var piece = [UInt8](repeating: 0, count: count)
        let taken = unsafe read(descriptor, &piece, count)
        if taken < 0 && (errno == EINTR || errno == EAGAIN) { return true }
        guard taken > 0 else {
            return fails(.broken(taken == 0 ? "it closed the line" : unsafe String(cString: strerror(errno))))
        }
        bytes += piece[..<taken]
        return true
    }

    private func waits(for events: Int32, until end: Int64) -> Bool {
        while true {
            let left = end - Self.milliseconds
            guard left > 0 else { return fails(.silent(milliseconds: patience)) }
            var waits = [
                pollfd(fd: descriptor, events: Int16(events), revents: 0),
                pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
            ]
            let count = unsafe poll(&waits, nfds_t(waits.count), Int32(clamping: left))
            if count > 0 && waits[0].revents != 0 { return true }
            if count > 0 { return fails(.broken("nobody waits for it any more")) }
            if count < 0 && errno != EINTR { return fails(.broken(unsafe String(cString: strerror(errno)))) }
        }
    }

    private func fails(_ failure: Failure) -> Bool {
        if self.failure == nil { self.failure = failure }
        return false
    }

    private static var milliseconds: Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
