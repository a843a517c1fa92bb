// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Foundation
internal import Query
internal import Rules
internal import Station
internal import Store
internal import Triage

/// Who acts, on which station.
struct TriagePerson: ParsableArguments {
    @OptionGroup var station: StationOptions

    @Option(help: ArgumentHelp("Who does it; the name of the user by default.", valueName: "name"))
    var author: String?

    @Flag(help: "Print JSON.")
    var json = false

    var name: String { author ?? NSUserName() }

    func open() throws -> TriageStore {
        TriageStore(directory: try station.loadConfiguration().dataDirectory)
    }

    /// Takes back, or does again.
    func take(
        _ nothing: String, _ body: (TriageStore, String, String) throws(TriageError) -> TriageRecord?
    ) throws {
        let log = try open()
        let record = try UserMessage.ofTriage { () throws(TriageError) in
            try body(log, name, TriageOrigin.here)
        }
        guard let record else {
            throw UserMessage(.notSo, "\(nothing).", help: "'vedette triage log' tells what was done.")
        }
        try print(record)
    }

    func print(_ record: TriageRecord) throws {
        var output = StandardOutput()
        if json {
            try output.write(line: JSONValue.object([("changed", .int(record.count))]).bytes)
        } else {
            try output.write(hostile: record.line)
        }
        try output.flush()
    }
}

/// Which alerts, and why.
struct TriageOptions: ParsableArguments {
    @OptionGroup var person: TriagePerson
    @OptionGroup var selection: SelectionOptions

    @Option(name: [.short, .long], help: "Why; kept with the action.")
    var comment = ""

    @Argument(help: "Ids of alerts, as 'vedette events' has them; of a rule's match, with a slash and the rule's id.")
    var id: [String] = []

    func perform(_ deed: TriageDeed) throws {
        let log = try person.open()
        let alerts = try meant(log)
        guard !alerts.isEmpty else {
            throw UserMessage(.notSo, "There is no such alert.", help: "'vedette events' lists what is stored.")
        }
        let action = TriageAction(
            deed, by: person.name, from: TriageOrigin.here, at: .now, comment: comment,
            scope: id.isEmpty ? selection.filter ?? "" : id.joined(separator: " "))
        let record = try UserMessage.ofTriage { () throws(TriageError) in try log.perform(action, on: alerts) }
        try person.print(record)
    }

    /// The alerts that were named, or those of the filter.
    private func meant(_ log: TriageStore) throws -> [AlertID] {
        try selection.require(orElse: id, of: "alerts")
        let now = Instant.now
        let request = InboxRequest(
            filter: try selection.parseFilter(now: now), range: try selection.parseRange(now: now),
            dispositions: Set(Disposition.allCases), muted: .shown)
        let named = try id.map { try Self.alert($0) }
        return try StoreAccess.answer { store throws(QueryFailure) in
            guard named.isEmpty else {
                var alerts: [AlertID] = []
                for alert in named { alerts += try Self.stored(alert, in: store) }
                return alerts
            }
            return try store.alerts(request, in: nil, log, until: Cancellation())
        } from: {
            try person.station.openReader()
        }
    }

    /// An alert that is stored; of an event that is no alert of Suricata, its matches. Empty if there is none.
    private static func stored(_ alert: AlertID, in store: StoreReader) throws(QueryFailure) -> [AlertID] {
        guard let row = try store.detail(alert.event)?.row else { return [] }
        let matches = row.matches.map { AlertID(event: alert.event, rule: $0.id) }
        if alert.rule.isEmpty { return row.alert == nil ? matches : [alert] }
        return matches.filter { $0 == alert }
    }

    static func alert(_ text: String) throws(UserMessage) -> AlertID {
        guard let alert = AlertID(text) else {
            throw UserMessage(
                .wrongUse, "'\(text)' is no alert's id.", help: "'vedette events --json' tells them, as 20261124-3f9.")
        }
        return alert
    }
}

/// From where somebody acts.
enum TriageOrigin {
    /// The address of the ssh client, or "local".
    static var here: String {
        let connection = ProcessInfo.processInfo.environment["SSH_CONNECTION"] ?? ""
        return connection.split(separator: " ").first.map { String($0.prefix(64)) } ?? "local"
    }
}
