// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Devices
internal import EVE
internal import Query
internal import Rules
internal import Station
internal import Store

/// `vedette events`: lists events, newest first.
struct EventsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Lists events, newest first.")

    @OptionGroup var station: StationOptions
    @OptionGroup var selection: SelectionOptions

    @Option(parsing: .unconditional, help: ArgumentHelp("At most so many events.", valueName: "n"))
    var limit: Int?

    @Flag(help: "Print each event's original bytes, one a line, exactly as received.")
    var raw = false

    @Flag(help: "Print one JSON object a line.")
    var json = false

    func run() throws {
        guard limit.map({ $0 >= 0 }) ?? true else {
            throw UserMessage(.wrongUse, "--limit: \(limit ?? 0) is no number of events.", help: "Give 0 or more.")
        }
        let now = Instant.now
        let request = PageRequest(
            filter: try selection.parseFilter(now: now), range: try selection.parseRange(now: now),
            limit: limit ?? .max, withSummary: !raw && !json)
        try station.tellOfCountries(request.filter.fields)
        var output = StandardOutput()
        var failure: (any Error)?
        try StoreAccess.answer { store throws(QueryFailure) in
            let trust = json ? try store.trustHistory() : TrustHistory()
            try store.forEachRaw(request, until: Cancellation()) { row, bytes in
                do {
                    try write(row, bytes, trust, to: &output)
                    return true
                } catch {
                    failure = error
                    return false
                }
            }
        } from: {
            try station.openReader()
        }
        if let failure { throw failure }
        try output.flush()
    }

    private func write(_ row: EventRow, _ bytes: [UInt8], _ trust: TrustHistory, to output: inout StandardOutput) throws
    {
        if raw {
            // JSON holds no control characters but C1 ones; only a terminal minds those, a file must have every byte.
            try output.isTerminal
                ? output.write(hostile: String(decoding: bytes, as: UTF8.self)) : output.write(line: bytes)
        } else if json {
            try output.write(line: Self.object(row, bytes, trust).bytes)
        } else {
            try output.write(hostile: Self.line(row, bytes))
        }
    }

    private static func object(_ row: EventRow, _ bytes: [UInt8], _ trust: TrustHistory) -> JSONValue {
        let state = trust.state(of: row.gateway, at: row.time) ?? .unattested
        return .object([
            ("id", .string(row.id.description)), ("gateway", .string(row.gateway)), ("trust", .string(state.word)),
            ("matches", .array(row.matches.map(match))), ("event", .verbatim(bytes)),
        ])
    }

    private static func match(_ rule: RuleReference) -> JSONValue {
        .object([
            ("rule", .string(rule.id)), ("revision", .int(rule.revision)), ("title", .string(rule.title)),
            ("level", rule.level.isEmpty ? .null : .string(rule.level)),
        ])
    }

    private static func summary(_ bytes: [UInt8]) -> String {
        (try? EveTree.parse(bytes)).map(EventSummary.text(of:)) ?? ""
    }

    private static func line(_ row: EventRow, _ bytes: [UInt8]) -> String {
        func end(_ address: IPAddress?, _ port: UInt16?) -> String {
            guard let address else { return "-" }
            guard let port else { return address.description }
            return address.isV4 ? "\(address):\(port)" : "[\(address)]:\(port)"
        }
        let ends = "\(end(row.source, row.sourcePort)) -> \(end(row.destination, row.destinationPort))"
        return "\(row.time.rfc3339)  \(row.gateway)  \(row.type)  \(ends)  \(summary(bytes))"
    }
}
