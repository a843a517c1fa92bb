// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import EVE
internal import Glibc

/// A connection to Suricata's command socket: a command, its answer, and so on, each a JSON object on a line.
///
/// It blocks, within limits of time and size, and so belongs on a thread of its own.
///
/// Source: Suricata 7 user guide, "Interacting via Unix Socket", protocol version 0.2.
struct SuricataSocket: ~Copyable {
    /// The most bytes of an answer: a list of failed rules has the text of each.
    static let answerLimit = 16 << 20

    private let descriptor: Int32
    /// Readable once nothing is to be waited for any more.
    private let stop: Int32
    private var unread: [UInt8] = []

    private init(_ descriptor: Int32, stop: Int32) {
        self.descriptor = descriptor
        self.stop = stop
    }

    /// Connects, and agrees on the protocol.
    ///
    /// - Parameters:
    ///   - wait: how long an answer to that may take, in microseconds.
    ///   - stop: a descriptor that ends all waiting once it is readable; -1 for none.
    static func connect(_ path: String, within wait: Int64, stop: Int32) throws(SuricataFailure) -> SuricataSocket {
        let descriptor = unsafe linux_connect_unix(path)
        guard descriptor >= 0 else {
            throw .absent("\(path): \(unsafe String(cString: strerror(-descriptor)))")
        }
        var socket = SuricataSocket(descriptor, stop: stop)
        _ = try socket.exchange([("version", .string("0.2"))], within: wait)
        return socket
    }

    deinit { close(descriptor) }

    /// Asks for something, and waits so many microseconds for all of the answer.
    mutating func ask(
        _ command: String, _ arguments: [(String, JSONValue)] = [], within wait: Int64
    ) throws(SuricataFailure) -> SuricataAnswer {
        var members: [(String, JSONValue)] = [("command", .string(command))]
        if !arguments.isEmpty { members.append(("arguments", .object(arguments))) }
        return try exchange(members, within: wait)
    }

    private mutating func exchange(
        _ members: [(String, JSONValue)], within wait: Int64
    ) throws(SuricataFailure) -> SuricataAnswer {
        let end = AgentClock.ticks + wait
        try send(JSONValue.object(members).bytes + [UInt8(ascii: "\n")], until: end, wait)
        let answer = try SuricataAnswer(line: line(until: end, wait))
        if let reason = answer.refusal { throw .refused(reason) }
        return answer
    }

    private func send(_ bytes: [UInt8], until end: Int64, _ wait: Int64) throws(SuricataFailure) {
        var start = 0
        while start < bytes.count {
            try waitFor(POLLOUT, until: end, wait)
            let count = unsafe bytes.withUnsafeBytes { all in
                unsafe Glibc.send(
                    descriptor, all.baseAddress.map { unsafe $0 + start }, all.count - start, Int32(MSG_NOSIGNAL))
            }
            if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
            guard count > 0 else { throw .left }
            start += count
        }
    }

    private mutating func line(until end: Int64, _ wait: Int64) throws(SuricataFailure) -> [UInt8] {
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        var searched = 0
        while true {
            if let feed = unread[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { unread.removeSubrange(...feed) }
                return Array(unread[..<feed])
            }
            searched = unread.count
            guard searched <= Self.answerLimit else { throw .garbage }
            try waitFor(POLLIN, until: end, wait)
            let count = unsafe recv(descriptor, &piece, piece.count, 0)
            if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
            guard count > 0 else { throw .left }
            unread += piece[..<count]
        }
    }

    private func waitFor(_ what: Int32, until end: Int64, _ wait: Int64) throws(SuricataFailure) {
        while true {
            let left = end - AgentClock.ticks
            guard left > 0 else { throw .overdue(seconds: wait / 1_000_000) }
            var waits = [
                pollfd(fd: descriptor, events: Int16(what), revents: 0),
                pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
            ]
            let count = unsafe poll(&waits, nfds_t(waits.count), Int32(clamping: (left + 999) / 1000))
            if count > 0 && waits[1].revents != 0 { throw .stopped }
            if count > 0 { return }
        }
    }
}
