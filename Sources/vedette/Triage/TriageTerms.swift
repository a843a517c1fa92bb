// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Query
internal import Station
internal import Store
internal import Triage

/// What a muting and an order have in common: how long it holds, why it is given, and whether it is only thought of.
struct TriageTerms: ParsableArguments {
    @Option(name: .customLong("for"), help: ArgumentHelp("How long it holds: 30m, 8h, 7d.", valueName: "time"))
    var length: String

    @Option(name: [.short, .long], help: "Why; kept in the log.")
    var comment: String

    @Flag(help: "Only tell what it would have been about in the last seven days.")
    var dryRun = false

    func validate() throws {
        guard comment.contains(where: { !$0.isWhitespace }) else {
            throw ValidationError("--comment: whoever finds it next month will want to know why.")
        }
    }

    /// When what begins at `now` ends.
    func end(from now: Instant) throws(UserMessage) -> Instant {
        now.advanced(byMicroseconds: try TimeLength.microseconds(length, option: "--for"))
    }

    /// Asks what it would have been about, and then does the deed unless it is only thought of.
    func give(
        _ deed: TriageDeed, scope: String, rehearsal: InboxRequest, by person: TriagePerson, at now: Instant
    ) throws -> InboxPage {
        let log = try person.open()
        let page = try StoreAccess.answer { store throws(QueryFailure) in
            try store.inbox(rehearsal, log, until: Cancellation())
        } from: {
            try person.station.openReader()
        }
        if !dryRun {
            let action = TriageAction(
                deed, by: person.name, from: TriageOrigin.here, at: now, comment: comment, scope: scope)
            _ = try UserMessage.ofTriage { () throws(TriageError) in try log.perform(action, on: []) }
        }
        return page
    }

    /// Prints what it would have been about: for a person behind `lead`, for a program the count by its name.
    func tell(
        _ lead: String, _ count: (name: String, value: Int), of page: InboxPage, until end: Instant,
        to person: TriagePerson
    ) throws {
        var output = StandardOutput()
        if person.json {
            try output.write(
                line: JSONValue.object([
                    (count.name, .int(count.value)), ("true_positives", .int(page.truePositives)),
                    ("until", .string(end.rfc3339)),
                ]).bytes)
        } else {
            let alerts = "\(page.isPartial ? "at least " : "")\(count.value) alerts in the last 7 days"
            let positives = page.truePositives > 0 ? ", \(page.truePositives) of them true positives" : ""
            try output.write(hostile: "\(lead): \(alerts)\(positives)")
        }
        try output.flush()
    }
}
