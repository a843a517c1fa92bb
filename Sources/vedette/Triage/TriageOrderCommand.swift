// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Query
internal import Station
internal import Store
internal import Triage

/// `vedette triage order`.
struct TriageOrderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "order",
        abstract: "Has the station archive, escalate or acknowledge alerts by itself, for a time.",
        discussion: """
            The process that stores events follows it, for alerts from now on that nobody has touched. 'vedette triage undo' \
            takes the order back with all that was done upon it; 'vedette triage end' only ends it.
            """)

    /// What can be ordered.
    enum Deed: String, ExpressibleByArgument, CaseIterable {
        case archive, escalate, ack

        var disposition: Disposition {
            switch self {
            case .archive: .archived
            case .escalate: .escalated
            case .ack: .acknowledged
            }
        }
    }

    @OptionGroup var person: TriagePerson

    @Argument(help: "archive, escalate or ack.")
    var deed: Deed

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Of which alerts; the language of the console's filter bar.", valueName: "filter"))
    var filter: String

    @Option(help: "For archive: true-positive, false-positive, benign or duplicate.")
    var reason: String?

    @Option(name: .customLong("for"), help: ArgumentHelp("How long: 8h, 7d.", valueName: "time"))
    var length: String

    @Option(name: [.short, .long], help: "Why; kept with the order.")
    var comment: String

    @Flag(help: "Only tell what it would have been done to in the last seven days.")
    var dryRun = false

    func run() throws {
        let log = try person.open()
        let now = Instant.now
        let order = StandingOrder(
            deed.disposition, try archiveReason(), filter: filter, since: now,
            expiry: try TriageLength.end(of: length, from: now))
        let request: InboxRequest
        do throws(FilterError) { request = try order.rehearsal(now: now) } catch {
            throw UserMessage(
                .wrongUse, "--filter: column \(error.columns.lowerBound + 1): \(error.message)",
                help: "docs/filter.md tells the language.")
        }
        let page = try StoreAccess.answer { store throws(QueryFailure) in
            try store.inbox(request, log, until: Cancellation())
        } from: {
            try person.station.openReader()
        }
        if !dryRun {
            let action = TriageAction(
                .order(order), by: person.name, from: TriageOrigin.here, at: now, comment: comment, scope: filter)
            _ = try UserMessage.ofTriage { () throws(TriageError) in try log.perform(action, on: []) }
        }
        try tell(order, page)
    }

    private func archiveReason() throws(UserMessage) -> ArchiveReason? {
        guard let reason else { return nil }
        guard deed == .archive, let known = ArchiveReason(reason) else {
            throw UserMessage(
                .wrongUse, "--reason: '\(reason)' is none of \(deed.rawValue).",
                help: "With archive, give true-positive, false-positive, benign or duplicate.")
        }
        return known
    }

    private func tell(_ order: StandingOrder, _ page: InboxPage) throws {
        let count = page.alerts + page.matches
        var output = StandardOutput()
        if person.json {
            try output.write(
                line: JSONValue.object([
                    ("alerts", .int(count)), ("true_positives", .int(page.truePositives)),
                    ("until", .string(order.expiry.rfc3339)),
                ]).bytes)
        } else {
            let positives = page.truePositives > 0 ? ", \(page.truePositives) of them true positives" : ""
            try output.write(
                hostile:
                    "\(dryRun ? "would be an order that" : "from now on") \(order.told); of the last 7 days it would "
                    + "have been \(count) alerts\(positives)")
        }
        try output.flush()
    }
}

/// `vedette triage orders`.
struct TriageOrdersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "orders", abstract: "Tells what the station does by itself, until when, and why.")

    @OptionGroup var person: TriagePerson

    func run() throws {
        let log = try person.open()
        let records = try UserMessage.ofTriage { () throws(TriageError) in try log.inForce() }
            .filter { $0.order != nil }
        var output = StandardOutput()
        if person.json {
            try output.write(line: JSONValue.array(records.map(\.json)).bytes)
        } else {
            for record in records { try output.write(hostile: record.line) }
        }
        try output.flush()
    }
}

/// How long a muting or an order holds, as it is typed: `8h`, `7d`.
enum TriageLength {
    static func end(of text: String, from now: Instant) throws(UserMessage) -> Instant {
        let units: [Character: Int64] = ["m": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000]
        guard let last = text.last, let unit = units[last], let count = Int64(text.dropLast()),
            (1...100_000).contains(count)
        else { throw UserMessage(.wrongUse, "--for: '\(text)' is no time.", help: "Give 30m, 8h or 7d.") }
        return now.advanced(byMicroseconds: count * unit)
    }
}
