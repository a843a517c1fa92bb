// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Canvas
internal import EVE
internal import Query
internal import Station
internal import Store

/// `vedette stats`: counts events by some fields.
struct StatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Counts events by fields.",
        discussion: """
            FIELD is an EVE path (event_type, alert.signature_id, src_ip, dest_port, host, dns.rrname ...), gateway, \
            trust, or a time bucket in UTC: minute, hour, day. Rows, other and missing sum to the total.
            """)

    @OptionGroup var station: StationOptions
    @OptionGroup var selection: SelectionOptions

    @Option(help: ArgumentHelp("What to count by, parted by commas.", valueName: "field,..."))
    var by: String

    @Option(parsing: .unconditional, help: ArgumentHelp("Only the largest so many rows.", valueName: "n"))
    var top: Int?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        guard top.map({ $0 > 0 }) ?? true else {
            throw UserMessage(.wrongUse, "--top: \(top ?? 0) is no number of rows.", help: "Give 1 or more.")
        }
        let now = Instant.now
        let request = CountRequest(
            by: try by.split(separator: ",").map { try Self.dimension(String($0)) },
            filter: try selection.parseFilter(now: now), range: try selection.parseRange(now: now), top: top)
        guard !request.by.isEmpty else {
            throw UserMessage(.wrongUse, "--by: no field.", help: "For example: --by event_type,hour")
        }
        let fields = request.by.compactMap { if case .field(let field) = $0 { field } else { nil } }
        try station.tellOfCountries(request.filter.fields.union(fields))
        let answer: CountTable? = try StoreAccess.answer { store throws(QueryFailure) in
            // Where there is no store, 0 would be taken for a count.
            guard try store.changeToken() != 0 else { return nil }
            return try store.count(request, until: Cancellation())
        } from: {
            try station.openReader()
        }
        guard let table = answer else {
            throw UserMessage(
                .environment, "\(try station.loadConfiguration().dataDirectory) holds no store.",
                help: "Give another with --data; 'vedette import' and 'vedette serve' make one.")
        }
        var output = StandardOutput()
        try json ? write(json: table, to: &output) : write(text: table, to: &output)
        try output.flush()
    }

    private static func dimension(_ name: String) throws -> Dimension {
        if let unit = CalendarUnit(rawValue: name) { return .bucket(unit) }
        guard let field = Field(name: name) else {
            throw UserMessage(
                .wrongUse, "--by: '\(name)' is no field.", help: "Give an EVE path such as alert.severity.")
        }
        return .field(field)
    }

    private func write(json table: CountTable, to output: inout StandardOutput) throws {
        try output.write(line: Array("[".utf8))
        for row in table.rows {
            let value = JSONValue.object([
                ("key", .array(row.key.map(JSONValue.init))), ("count", .int(row.count)),
            ])
            try output.write(line: value.bytes + [UInt8(ascii: ",")])
        }
        let rest = JSONValue.object([
            ("other", .int(table.other)), ("missing", .int(table.missing)), ("total", .int(table.total)),
            ("partial", .bool(table.isPartial)),
        ])
        try output.write(line: rest.bytes)
        try output.write(line: Array("]".utf8))
    }

    private func write(text table: CountTable, to output: inout StandardOutput) throws {
        let least = table.isPartial ? "≥" : ""
        var lines = table.rows.map { ($0.count, $0.key.map(\.plainText).joined(separator: "  ")) }
        if table.other > 0 { lines.append((table.other, "(other)")) }
        if table.missing > 0 { lines.append((table.missing, "(missing)")) }
        lines.append((table.total, "(total)"))
        for (count, name) in lines {
            let number = least + String(count)
            try output.write(hostile: String(repeating: " ", count: max(0, 12 - number.count)) + number + "  " + name)
        }
    }
}

extension FieldValue {
    /// The value as a person reads it.
    var plainText: String {
        switch self {
        case .text(let text): text
        case .integer(let value): String(value)
        case .address(let address): address.description
        case .instant(let instant): instant.rfc3339
        case .scalar(let scalar): scalar.text
        case .absent: "-"
        }
    }
}

extension JSONValue {
    /// A value of a field as machine output shows it: numbers as numbers, exact; addresses and times as text.
    init(_ value: FieldValue) {
        switch value {
        case .integer(let number): self = .integer(number)
        case .scalar(.number(let text)): self = .verbatim(Array(text.utf8))
        case .scalar(.bool(let flag)): self = .bool(flag)
        case .scalar(.null), .absent: self = .null
        case .text, .address, .instant, .scalar(.string): self = .string(value.plainText)
        }
    }
}
