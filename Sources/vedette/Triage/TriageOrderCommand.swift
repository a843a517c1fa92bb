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

    @OptionGroup var terms: TriageTerms

    func run() throws {
        let now = Instant.now
        let order = StandingOrder(
            deed.disposition, try archiveReason(), filter: filter, since: now, expiry: try terms.end(from: now))
        let request: InboxRequest
        do throws(FilterError) { request = try order.rehearsal(now: now) } catch {
            throw UserMessage(
                .wrongUse, "--filter: column \(error.columns.lowerBound + 1): \(error.message)",
                help: "docs/filter.md tells the language.")
        }
        let page = try terms.give(.order(order), scope: filter, rehearsal: request, by: person, at: now)
        try terms.tell(
            "\(terms.dryRun ? "would be an order that" : "from now on") \(order.told); it would have been",
            ("alerts", page.alerts + page.matches), of: page, until: order.expiry, to: person)
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
}

/// `vedette triage orders`.
struct TriageOrdersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "orders", abstract: "Tells what the station does by itself, until when, and why.")

    @OptionGroup var person: TriagePerson

    func run() throws {
        let log = try person.open()
        let now = Instant.now
        let records = try UserMessage.ofTriage { () throws(TriageError) in try log.inForce() }
            .filter { ($0.order?.expiry ?? now) > now }
        var output = StandardOutput()
        if person.json {
            try output.write(line: JSONValue.array(records.map(\.json)).bytes)
        } else {
            for record in records { try output.write(hostile: record.line) }
        }
        try output.flush()
    }
}
