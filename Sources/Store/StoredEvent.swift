// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query
internal import Rules

/// A stored event with its raw bytes, as filters look at it.
final class StoredEvent: FieldReading {
    private var row: EventRow?
    private(set) var time = Instant(microseconds: 0)
    private(set) var raw: [UInt8] = []
    private var scanner = EveScanner()
    private var scanned: [Field: [FieldValue]] = [:]
    private let countries: CountrySource?
    private let standings: DayStandings?
    private let trust: DayTrust?

    /// - Parameters:
    ///   - countries: what tells the countries of its addresses; needed only by who asks for them.
    ///   - standings: what became of alerts; likewise.
    ///   - trust: how far its gateway could be believed; likewise.
    init(countries: CountrySource? = nil, standings: DayStandings? = nil, trust: DayTrust? = nil) {
        self.countries = countries
        self.standings = standings
        self.trust = trust
    }

    /// Makes this the event that is looked at.
    func load(_ row: EventRow, raw: [UInt8]) {
        load(raw, at: row.time)
        self.row = row
    }

    /// The same for filters that ask for no hot field, which a row costs more for than a search in its line.
    func load(_ raw: [UInt8], at time: Instant) {
        row = nil
        self.raw = raw
        self.time = time
        if !scanned.isEmpty { scanned.removeAll(keepingCapacity: true) }
    }

    /// Adds the row of the event that was loaded without it.
    func add(_ row: EventRow) {
        self.row = row
    }

    func rawHolds(_ search: some LineSearch) -> Bool {
        search.isFound(in: raw)
    }

    func values(of field: Field) -> [FieldValue] {
        if case .path(let path) = field {
            if let known = scanned[field] { return known }
            let values = scanner.values(of: [path], in: raw)[0].filter { $0 != .null }.map(FieldValue.scalar)
            scanned[field] = values
            return values
        }
        guard let row else { return [] }
        switch field {
        case .rule: return row.matches.flatMap { [.text($0.title), .text($0.id)] }
        case .ruleLevel: return row.matches.map { .text($0.level) }
        case .sourceCountry: return country(of: row.source)
        case .destinationCountry: return country(of: row.destination)
        case .trust: return trust?.values(of: row.gateway, at: row.time) ?? []
        case .state, .assignee, .tag: return standings?.values(of: field, in: row) ?? []
        default: return Self.value(of: field, in: row).map { [$0] } ?? []
        }
    }

    private func country(of address: IPAddress?) -> [FieldValue] {
        guard let address, let countries else { return [] }
        return [.text(countries.country(of: address).text)]
    }

    /// The value of a hot field, `nil` if the event lacks it.
    private static func value(of field: Field, in row: EventRow) -> FieldValue? {
        switch field {
        case .gateway: .text(row.gateway)
        case .eventType: .text(row.type)
        case .sensor: row.sensor.map { .text($0) }
        case .source: row.source.map { .address($0) }
        case .destination: row.destination.map { .address($0) }
        case .sourcePort: row.sourcePort.map { .integer(Int64($0)) }
        case .destinationPort: row.destinationPort.map { .integer(Int64($0)) }
        case .transport: row.transport.map { .text($0) }
        case .appProtocol: row.appProtocol.map { .text($0) }
        case .flowID: row.flowID.map { .integer($0) }
        case .signatureID: row.alert.map { .integer(Int64($0.signatureID)) }
        case .generatorID: row.alert.map { .integer(Int64($0.generatorID)) }
        case .revision: row.alert.map { .integer(Int64($0.revision)) }
        case .signature: row.alert?.signature.map { .text($0) }
        case .category: row.alert?.category.map { .text($0) }
        case .severity: row.alert?.severity.map { .integer(Int64($0)) }
        case .action: row.alert?.action.map { .text($0) }
        case .trust, .rule, .ruleLevel, .state, .assignee, .tag, .sourceCountry, .destinationCountry, .path: nil
        }
    }
}
