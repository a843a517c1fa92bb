// SPDX-License-Identifier: Apache-2.0

internal import Devices
internal import EVE
internal import GRDB
internal import Query

/// One consistent state of one file of events, for the length of one query.
final class DaySnapshot {
    let database: Database
    let partition: Partition
    let path: String
    let names: LocalNames
    /// What ends the query.
    let cancellation: Cancellation
    /// Whether counts may be taken from `roll_up`.
    let usesRollUps: Bool
    /// Whether rows may be found by `key_run`.
    var usesKeys: Bool { usesRollUps }
    private let geography: (any Geography)?
    private let trustSource: (any TrustSource)?
    private let triage: SharedFile
    private var known: DayStandings?
    private var knownTrust: DayTrust?
    private let raw: RawReader
    /// Prepared with the first row that is asked for: a scan asks for every one.
    private var matchesOfRow: Statement?

    init(
        _ database: Database, _ partition: Partition, path: String, rawPath: String, names: LocalNames,
        usesRollUps: Bool, geography: (any Geography)?, trust: (any TrustSource)?, triage: SharedFile,
        until cancellation: Cancellation
    ) {
        self.triage = triage
        trustSource = trust
        self.geography = geography
        self.cancellation = cancellation
        self.database = database
        self.partition = partition
        self.path = path
        self.names = names
        self.usesRollUps = usesRollUps
        raw = RawReader(rawPath, for: path)
    }

    /// What tells countries; `nil` where nothing does, and no event has one. Databases are opened by the first query that looks here.
    private(set) lazy var countries: CountrySource? = {
        guard let geography, geography.tellsCountries else { return nil }
        return CountrySource(geography)
    }()

    /// The same where a filter looks at countries; else `nil`, and nothing is opened.
    func countries(for filter: Filter) -> CountrySource? {
        filter.fields.isDisjoint(with: [.sourceCountry, .destinationCountry]) ? nil : countries
    }

    /// What became of the file's alerts, as of the first time that it is asked for, where a filter looks at that; else `nil`, and nothing
    /// is read.
    ///
    /// - Throws: `StoreError.triage`.
    func standings(for filter: Filter) throws(StoreError) -> DayStandings? {
        filter.fields.isDisjoint(with: Field.ofTriage) ? nil : try standings()
    }

    /// What became of the file's alerts, as of the first time that it is asked for.
    ///
    /// - Throws: `StoreError.triage`.
    func standings() throws(StoreError) -> DayStandings {
        if let known { return known }
        let read = try DayStandings(of: partition, in: triage, until: cancellation)
        known = read
        return read
    }

    /// How far gateways could be believed where a filter looks at that; else `nil`, and nothing is read.
    ///
    /// - Throws: `StoreError`.
    func trust(for filter: Filter) throws(StoreError) -> DayTrust? {
        filter.fields.contains(.trust) ? try trust() : nil
    }

    /// How far gateways could be believed, as of the first time that it is asked for.
    ///
    /// - Throws: `StoreError`.
    func trust() throws(StoreError) -> DayTrust {
        if let knownTrust { return knownTrust }
        let history = if let trustSource { try trustSource.history() } else { TrustHistory() }
        let read = DayTrust(history, of: partition)
        knownTrust = read
        return read
    }

    /// The columns that `eventRow` reads, of the table `e`.
    static let eventColumns = """
        e.row, e.gateway, e.type, e.source, e.destination, e.source_port, e.destination_port, e.transport, e.app, e.sensor, \
        e.flow, e.signature, e.action, e.flags, e.place
        """

    /// How many columns `eventColumns` are.
    static let eventColumnCount: Int32 = 15

    /// The event whose `eventColumns` begin at `column`, without its summary.
    func eventRow(_ rows: borrowing Statement, at column: Int32 = 0) throws(StoreError) -> EventRow {
        let row = rows.integer(column)
        return EventRow(
            id: partition.id(ofRow: row), time: partition.instant(ofRow: row),
            flags: Event.Flags(rawValue: UInt8(truncatingIfNeeded: rows.integer(column + 13))),
            gateway: names.text(rows.integer(column + 1)) ?? "", type: names.text(rows.integer(column + 2)) ?? "",
            source: rows.address(column + 3), destination: rows.address(column + 4),
            sourcePort: rows.optional(column + 5).flatMap(UInt16.init(exactly:)),
            destinationPort: rows.optional(column + 6).flatMap(UInt16.init(exactly:)),
            transport: names.text(rows.optional(column + 7)), appProtocol: names.text(rows.optional(column + 8)),
            sensor: names.text(rows.optional(column + 9)), flowID: rows.optional(column + 10),
            alert: names.signature(rows.optional(column + 11)).map { signature in
                AlertRow(
                    generatorID: signature.generator, signatureID: signature.number, revision: signature.revision,
                    severity: signature.severity, signature: signature.text, category: signature.category,
                    action: names.text(rows.optional(column + 12)))
            }, matches: try matches(ofRow: row), summary: "")
    }

    /// Calls `body` with the numbers of the rules that the event of a row matched, ascending.
    func forEachMatch(ofRow row: Int64, _ body: (Int64) -> Void) throws(StoreError) {
        if matchesOfRow == nil {
            matchesOfRow = try Statement(database, "SELECT rule FROM match WHERE row = ? ORDER BY rule")
        }
        matchesOfRow?.bind(1, row)
        while try matchesOfRow?.step() == true { body(matchesOfRow?.integer(0) ?? 0) }
    }

    /// What a text's number stands for; `nil` for 0 and for unknown ones.
    func value(ofText number: Int64) -> FieldValue? {
        names.text(number).map { .text($0) }
    }

    /// The place of the raw bytes of the event whose `eventColumns` begin at `column`.
    func place(_ rows: borrowing Statement, at column: Int32 = 0) -> Int64 {
        rows.integer(column + 14)
    }

    /// The raw bytes at a place.
    ///
    /// - Throws: `StoreError.damagedBlock`.
    func raw(at place: Int64) throws(StoreError) -> [UInt8] {
        try raw.line(at: place)
    }

    /// A block with its lines, one after the other.
    ///
    /// - Throws: `StoreError.damagedBlock`.
    func block(_ block: UInt32) throws(StoreError) -> (RawBlock, [UInt8]) {
        try raw.block(block)
    }

    /// The rows of the lines of a block.
    ///
    /// - Throws: `StoreError.damagedBlock`.
    func rows(ofBlock block: UInt32) throws(StoreError) -> [Int64] {
        try raw.rows(ofBlock: block)
    }

    /// What the event of these raw bytes is, in one line.
    static func summary(of raw: [UInt8]) -> String {
        // Every stored line was parsed once; that it now cannot be is no reason to hide the row.
        guard let tree = try? EveTree.parse(raw) else { return "" }
        return EventSummary.text(of: tree)
    }
}
