// SPDX-License-Identifier: Apache-2.0

import EVE
import Query

/// A decoded event kept in memory: what the store must answer as, by the plainest means.
struct OracleEvent: FieldReading, Sendable {
    let time: Instant
    let gateway: String
    let type: String
    let counters: SensorCounters?
    let raw: [UInt8]
    private let hot: [Field: FieldValue]
    private let cold: [FieldPath: [FieldValue]]

    /// The paths that cold tests ask for; their values are taken out of the tree once.
    static let paths = [
        "dns.rrname", "dns.queries.rrname", "tls.sni", "http.hostname", "flow.pkts_toserver", "alert.metadata.tag",
        "in_iface", "odd.list", "odd.big", "not.there",
    ].compactMap { FieldPath($0) }

    init(_ event: Event, of batch: EventBatch, gateway: String) throws {
        time = event.time
        self.gateway = gateway
        type = batch.text(event.type) ?? ""
        counters = event.counters
        raw = Array(batch.bytes[event.raw])
        var hot: [Field: FieldValue] = [.gateway: .text(gateway), .trust: .text("unattested")]
        hot[.eventType] = batch.text(event.type).map { .text($0) }
        hot[.sensor] = batch.text(event.sensor).map { .text($0) }
        hot[.transport] = batch.text(event.transport).map { .text($0) }
        hot[.appProtocol] = batch.text(event.appProtocol).map { .text($0) }
        hot[.source] = event.source.map { .address($0) }
        hot[.destination] = event.destination.map { .address($0) }
        for (field, address) in [(Field.sourceCountry, event.source), (.destinationCountry, event.destination)] {
            hot[field] = address.map { .text(MadeUpGeography.country(of: $0).text) }
        }
        hot[.sourcePort] = event.sourcePort.map { .integer(Int64($0)) }
        hot[.destinationPort] = event.destinationPort.map { .integer(Int64($0)) }
        hot[.flowID] = event.flowID.map { .integer($0) }
        if let alert = event.alert {
            hot[.signatureID] = .integer(Int64(alert.signatureID))
            hot[.generatorID] = .integer(Int64(alert.generatorID))
            hot[.revision] = .integer(Int64(alert.revision))
            hot[.severity] = alert.severity.map { .integer(Int64($0)) }
            hot[.signature] = batch.text(alert.signature).map { .text($0) }
            hot[.category] = batch.text(alert.category).map { .text($0) }
            hot[.action] = batch.text(alert.action).map { .text($0) }
        }
        self.hot = hot
        let tree = try EveTree.parse(raw)
        var cold: [FieldPath: [FieldValue]] = [:]
        for path in Self.paths {
            let values = tree.values(of: path).filter { $0 != .null }
            if !values.isEmpty { cold[path] = values.map { .scalar($0) } }
        }
        self.cold = cold
    }

    var isAlert: Bool { type == "alert" }

    func values(of field: Field) -> [FieldValue] {
        if case .path(let path) = field { return cold[path] ?? [] }
        return hot[field].map { [$0] } ?? []
    }

    func rawHolds(_ search: some LineSearch) -> Bool { search.isFound(in: raw) }

    /// The first value, as counts take it.
    func value(of field: Field) -> FieldValue { values(of: field).first ?? .absent }

    func value(of dimension: Dimension) -> FieldValue {
        switch dimension {
        case .field(let field): value(of: field)
        case .bucket(let unit): .instant(time.floored(toMicroseconds: unit.microseconds))
        }
    }

    var severity: UInt8? {
        if case .integer(let number) = value(of: .severity) { UInt8(number) } else { nil }
    }

    var flow: Int64? {
        if case .integer(let number) = value(of: .flowID) { number } else { nil }
    }
}

extension [FieldValue] {
    /// The order that counts of equal size are promised in: numbers, times and addresses by size, everything else by its bytes.
    func comesBefore(_ other: [FieldValue]) -> Bool {
        for (left, right) in zip(self, other) where left != right {
            switch (left, right) {
            case (.integer(let left), .integer(let right)): return left < right
            case (.instant(let left), .instant(let right)): return left < right
            case (.address(let left), .address(let right)): return left < right
            default: return left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
            }
        }
        return false
    }
}
