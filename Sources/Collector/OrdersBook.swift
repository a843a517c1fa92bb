// SPDX-License-Identifier: Apache-2.0

package import Crypto
package import EVE
internal import NIOCore
package import Pushes
internal import Synchronization

/// The lines on which gateways tell of their rules and get orders: who has one, what they told, what is on its way. Threads share it.
package final class OrdersBook: Sendable {
    /// A line that is open.
    package struct Line: Sendable {
        package var gateway: String
        /// The name of the certificate that the gateway shows, by which it knows itself: a gateway that was renamed still has the old one.
        package var name: String
        /// The newest report.
        package var report: PushReport
        /// Whether an order is on its way, or not answered yet.
        package var isBusy: Bool
        /// Whether an order may be sent on it now, as far as it depends on this gateway: none is under way, nothing of one is left that the
        /// other side has not taken, and it took the last one.
        package var canTake: Bool
        /// The number of the order that went out on it last.
        package var sent: Int?
    }

    private struct Entry {
        var channel: any Channel
        var connection: NIOLoopBound<OrdersConnection>
        var certificate: Certificate
        var report: PushReport?
        /// What it found of its clock and nobody has taken.
        var clock: ClockSkew?
        /// The order that went out last, and whether it is still waited for.
        var sent: Int?
        var isBusy = false
        var waitingBytes = 0
    }

    private struct Content {
        var entries: [String: Entry] = [:]
        var waitingBytes = 0
        /// The newest reports of gateways of which anything is new.
        var news: [String: PushReport] = [:]
        /// Until when gateways get no order.
        var resting: [String: NIODeadline] = [:]
        var status = CollectorStatus()
    }

    private let content = Mutex(Content())
    let limits: OrdersLimits
    let identify: @Sendable (Certificate) -> String?
    let clock: (@Sendable () -> Instant)?

    /// - Parameters:
    ///   - clock: the station's, which gateways may ask for; without one they get no answer.
    ///   - gateway: the gateway of a certificate that is good by itself; `nil` where it is of none, or was revoked. Asked on threads
    ///     of the network; it may read a file.
    package init(
        _ limits: OrdersLimits = OrdersLimits(), clock: (@Sendable () -> Instant)? = nil,
        gateway: @escaping @Sendable (Certificate) -> String?
    ) {
        self.limits = limits
        self.clock = clock
        identify = gateway
    }

    /// How many lines are open.
    package var count: Int { content.withLock { $0.entries.count } }

    /// Who was turned away.
    package var status: CollectorStatus { content.withLock { $0.status } }

    /// The lines that are open and on which a report came.
    package func lines() -> [Line] {
        content.withLock { content in
            let now = NIODeadline.now()
            return content.entries.compactMap { gateway, entry in
                entry.report.map {
                    Line(
                        gateway: gateway, name: entry.certificate.commonName ?? gateway, report: $0,
                        isBusy: entry.isBusy, canTake: Self.canTake(entry, gateway, content, now), sent: entry.sent)
                }
            }
        }
    }

    /// What is new since the last call, one note a gateway; `now` is the time of them.
    package func take(at now: Instant) -> [LineNote] {
        content.withLock { content in
            let news = content.news
            content.news.removeAll()
            return news.map { gateway, report in
                let entry = content.entries[gateway]
                content.entries[gateway]?.clock = nil
                return LineNote(
                    gateway: gateway, report: report, time: now, isOpen: entry != nil, sent: entry?.sent,
                    clock: entry?.clock)
            }
        }
    }

    /// What a gateway tells ends an order, and does not take the bytes of it: an order waits for both.
    private static func canTake(_ entry: Entry, _ gateway: String, _ content: Content, _ now: NIODeadline) -> Bool {
        !entry.isBusy && entry.waitingBytes == 0 && entry.report != nil
            && content.resting[gateway].map { $0 <= now } ?? true
    }

    /// Whether an order of so many bytes may be on its way beside those that are. The only one may be larger than all.
    package func hasRoom(for bytes: Int) -> Bool { content.withLock { hasRoom(for: bytes, $0) } }

    private func hasRoom(for bytes: Int, _ content: Content) -> Bool {
        content.waitingBytes == 0 || content.waitingBytes + bytes <= limits.waitingBytes
    }

    /// Sends an order to a gateway; false where its line is not open, another order is under way, there are too many bytes on their way, or
    /// it did not take one a short while ago.
    package func send(_ bytes: [UInt8], number: Int, to gateway: String) -> Bool {
        let connection = content.withLock { content -> NIOLoopBound<OrdersConnection>? in
            guard var entry = content.entries[gateway], Self.canTake(entry, gateway, content, .now()),
                hasRoom(for: bytes.count, content)
            else { return nil }
            content.resting[gateway] = nil
            entry.sent = number
            entry.isBusy = true
            entry.waitingBytes = bytes.count
            content.waitingBytes += bytes.count
            content.entries[gateway] = entry
            content.news[gateway] = entry.report
            return entry.connection
        }
        guard let connection else { return false }
        connection.eventLoop.execute { connection.value.push(bytes) }
        return true
    }

    /// Closes the lines whose certificates are not, or not any more, those of their gateways.
    package func close(unless isGood: (Crypto.Fingerprint, String) -> Bool) {
        let entries = content.withLock { $0.entries }
        for (gateway, entry) in entries where !isGood(entry.certificate.fingerprint, gateway) {
            refuse(entry.channel.remoteAddress, "\(gateway) was revoked or renamed")
            entry.channel.close(promise: nil)
        }
    }

    // MARK: Connections

    /// Notes whose line it is; false where there are too many. An older one of the gateway is closed: it may be dead without knowing.
    func enter(_ connection: OrdersConnection, _ channel: any Channel, of gateway: String, _ certificate: Certificate)
        -> Bool
    {
        let bound = NIOLoopBound(connection, eventLoop: channel.eventLoop)
        let (isIn, old) = content.withLock { content -> (Bool, (any Channel)?) in
            let old = content.entries[gateway]
            guard old != nil || content.entries.count < limits.connections else { return (false, nil) }
            content.waitingBytes -= old?.waitingBytes ?? 0
            content.entries[gateway] = Entry(channel: channel, connection: bound, certificate: certificate)
            return (true, old?.channel)
        }
        old?.close(promise: nil)
        return isIn
    }

    /// Notes that a line is closed.
    func leave(_ channel: any Channel, of gateway: String) {
        content.withLock { content in
            guard let entry = content.entries[gateway], entry.channel === channel else { return }
            content.entries[gateway] = nil
            content.waitingBytes -= entry.waitingBytes
            if let report = entry.report { content.news[gateway] = report }
        }
    }

    /// Notes what a gateway tells; whether it has told anything of the order that went out. It is done with that once it tells of it, or of a later
    /// one, and is not at it.
    func told(
        _ report: PushReport, _ clock: ClockSkew? = nil, on channel: any Channel, of gateway: String
    ) -> Bool {
        content.withLock { content in
            guard var entry = content.entries[gateway], entry.channel === channel else { return true }
            entry.report = report
            entry.clock = clock ?? entry.clock
            let hasAnswered = report.number >= entry.sent ?? 0
            if hasAnswered, report.state != .working { entry.isBusy = false }
            content.entries[gateway] = entry
            content.news[gateway] = report
            return hasAnswered
        }
    }

    /// Notes that the other side has taken all of an order.
    func taken(on channel: any Channel, of gateway: String) {
        content.withLock { content in
            guard var entry = content.entries[gateway], entry.channel === channel else { return }
            content.waitingBytes -= entry.waitingBytes
            entry.waitingBytes = 0
            content.entries[gateway] = entry
        }
    }

    /// Gives a gateway no order for a while.
    func rest(_ gateway: String) {
        let end = NIODeadline.now() + .seconds(limits.restSeconds)
        content.withLock { content in
            let now = NIODeadline.now()
            content.resting = content.resting.filter { $0.value > now }
            content.resting[gateway] = end
        }
    }

    func refuse(_ address: SocketAddress?, _ reason: String) {
        content.withLock { $0.status.refuse(address.hostText, "rules: \(reason)") }
    }
}
