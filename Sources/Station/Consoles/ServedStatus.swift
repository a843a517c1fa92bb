// SPDX-License-Identifier: Apache-2.0

internal import Collector
internal import EVE
internal import Foundation
internal import Rules

/// How the intake of a `vedette serve` stands, as it tells other processes: `serve.json` in the data directory.
///
/// JSON of one object. `version` is 1, `written` the time in microseconds since the epoch; the rest is what consoles show of a `FollowStatus`.
/// Whoever reads takes it for hostile: longer, older or other files tell nothing.
struct ServedStatus: Codable, Equatable {
    struct Gateway: Codable, Equatable {
        var name: String
        var behind: UInt64
        var trouble: String
    }

    struct Sender: Codable, Equatable {
        var name: String
        var connections: Int
        var address: String
    }

    struct LimitHits: Codable, Equatable {
        var rule: String
        var revision: Int
        var title: String
        var level: String
        var count: Int
    }

    var version = Self.current
    var written: Int64
    var gateways: [Gateway]
    /// Events stored each second.
    var rate: Double
    var waiting: String
    var caughtUp: Bool
    var repairs: [String]
    var ruleTrouble: [String]
    var orderTrouble: [String]
    var limitHits: [LimitHits]
    /// Who is connected to the collector; without one, nothing.
    var senders: [Sender]?

    private static let current = 1
    /// Bytes of a file, entries of a list and characters of a text that are taken at the most.
    static let lengthLimit = 8 << 20
    private static let listLimit = 20_000
    private static let textLimit = 1000
    /// After so long without a new one its writer is taken for gone, in microseconds. It writes at least every `pace`.
    static let patience: Int64 = 15_000_000
    static let pace: Int64 = 5_000_000

    init(_ status: FollowStatus, at time: Instant) {
        written = time.microseconds
        gateways = status.gateways.prefix(Self.listLimit)
            .map { Gateway(name: $0.name, behind: $0.bytesBehind, trouble: Self.cut($0.trouble)) }
        rate = status.eventsPerSecond
        waiting = Self.cut(status.waiting)
        caughtUp = status.hasCaughtUp
        repairs = status.repairs.suffix(100).map(Self.cut)
        ruleTrouble = status.ruleTrouble.prefix(100).map(Self.cut)
        orderTrouble = status.orderTrouble.prefix(100).map(Self.cut)
        limitHits = status.limitHits.sorted { $0.key.id < $1.key.id }.prefix(1000).map { rule, count in
            LimitHits(
                rule: rule.id, revision: rule.revision, title: Self.cut(rule.title), level: rule.level, count: count)
        }
        senders = status.collector?.gateways.sorted { $0.key < $1.key }.prefix(Self.listLimit)
            .map { Sender(name: $0.key, connections: $0.value.connections, address: $0.value.address) }
    }

    /// What a file says; `nil` where it says nothing that can be used.
    init?(bytes: Data) {
        guard bytes.count <= Self.lengthLimit, let found = try? JSONDecoder().decode(Self.self, from: bytes),
            found.version == Self.current
        else { return nil }
        self = found
    }

    /// Whether it is of the present; a writer that has ended leaves an old one, and a clock that was set back one from the future.
    func isCurrent(at now: Instant) -> Bool {
        let (age, overflow) = now.microseconds.subtractingReportingOverflow(written)
        return !overflow && age.magnitude <= Self.patience.magnitude
    }

    /// The same as the followers of this process would say it.
    var followStatus: FollowStatus {
        var status = FollowStatus(
            gateways: gateways.prefix(Self.listLimit).map {
                FollowStatus.Gateway(name: Self.cut($0.name), bytesBehind: $0.behind, trouble: Self.cut($0.trouble))
            }, eventsPerSecond: max(0, rate), waiting: Self.cut(waiting), hasCaughtUp: caughtUp)
        status.repairs = repairs.suffix(100).map(Self.cut)
        status.ruleTrouble = ruleTrouble.prefix(100).map(Self.cut)
        status.orderTrouble = orderTrouble.prefix(100).map(Self.cut)
        for hits in limitHits.prefix(1000) where hits.count > 0 {
            let rule = RuleReference(
                id: Self.cut(hits.rule), revision: hits.revision, title: Self.cut(hits.title), level: hits.level)
            status.limitHits[rule] = hits.count
        }
        guard let senders else { return status }
        var collector = CollectorStatus()
        for sender in senders.prefix(Self.listLimit) {
            var gateway = CollectorStatus.Gateway()
            gateway.connections = max(0, sender.connections)
            gateway.address = Self.cut(sender.address)
            collector.gateways[Self.cut(sender.name)] = gateway
        }
        status.collector = collector
        return status
    }

    private static func cut(_ text: String) -> String { String(text.unicodeScalars.prefix(textLimit)) }
}
