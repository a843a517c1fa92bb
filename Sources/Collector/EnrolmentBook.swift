// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import NIOCore
internal import Synchronization

/// How many want to enrol, from where, and what came of it. Threads share it.
final class EnrolmentBook: Sendable {
    private struct Content {
        var open = 0
        /// By address, those with a connection.
        var byAddress: [[UInt8]: Int] = [:]
        var status = CollectorStatus()
    }

    private let content = Mutex(Content())
    private let limits: EnrolmentLimits

    init(_ limits: EnrolmentLimits) { self.limits = limits }

    var status: CollectorStatus { content.withLock { $0.status } }

    /// Counts one connection more, from now on; the answer is why it may not be open, and then it is not counted.
    private func open(_ address: SocketAddress?) -> CollectorError? {
        let key = Self.key(address)
        return content.withLock { content in
            let own = content.byAddress[key, default: 0]
            let limit = own >= limits.connectionsPerAddress ? limits.connectionsPerAddress : limits.connections
            guard own < limits.connectionsPerAddress, content.open < limits.connections else {
                let excess = CollectorError.tooManyConnections(limit)
                content.status.refuse(address.hostText, "enrolment: \(excess.message)")
                return excess
            }
            content.open += 1
            content.byAddress[key] = own + 1
            return nil
        }
    }

    /// The place of one connection among those that are counted, given up once.
    final class Seat: Sendable {
        private let isTaken = Mutex(true)
        private let book: EnrolmentBook
        private let address: SocketAddress?

        fileprivate init(_ book: EnrolmentBook, _ address: SocketAddress?) {
            self.book = book
            self.address = address
        }

        func leave() {
            let wasTaken = isTaken.withLock { isTaken in
                defer { isTaken = false }
                return isTaken
            }
            if wasTaken { book.leave(address) }
        }
    }

    /// Counts one connection more; whoever gets a place gives it up again.
    ///
    /// - Throws: `CollectorError` where it may not be open.
    func seat(_ address: SocketAddress?) throws(CollectorError) -> Seat {
        if let excess = open(address) { throw excess }
        return Seat(self, address)
    }

    /// Notes that a connection is closed.
    private func leave(_ address: SocketAddress?) {
        let key = Self.key(address)
        content.withLock { content in
            content.open -= 1
            let left = content.byAddress[key, default: 0] - 1
            content.byAddress[key] = left > 0 ? left : nil
        }
    }

    func refuse(_ address: SocketAddress?, _ reason: String) {
        content.withLock { $0.status.refuse(address.hostText, "enrolment: \(reason)") }
    }

    func admit(_ address: SocketAddress?, _ what: String) {
        content.withLock { $0.status.admit(address.hostText, what) }
    }

    /// What counts as one address: of IPv6 a host has 2^64.
    private static func key(_ address: SocketAddress?) -> [UInt8] {
        guard let bytes = address?.ipAddress.flatMap({ IPAddress($0) })?.bytes else { return [] }
        return bytes.count > 4 ? Array(bytes[..<8]) : bytes
    }
}
