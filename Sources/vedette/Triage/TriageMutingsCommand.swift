// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Rules
internal import Station
internal import Store
internal import Triage

/// `vedette triage end`.
struct TriageEndCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end", abstract: "Ends a muting or a standing order.",
        discussion: "What an order has done stays; 'vedette triage undo' takes that back as well.", aliases: ["unmute"])

    @OptionGroup var person: TriagePerson

    @Argument(help: "The number, as 'vedette triage mutings' and 'orders' tell it.")
    var number: Int64

    func run() throws {
        let log = try person.open()
        let known = try UserMessage.ofTriage { () throws(TriageError) in try log.inForce() }
        guard known.contains(where: { $0.number == number }) else {
            throw UserMessage(
                .notSo, "There is no muting or order #\(number).",
                help: "'vedette triage mutings' and 'vedette triage orders' tell them.")
        }
        let action = TriageAction(.end(number), by: person.name, from: TriageOrigin.here, at: .now)
        try person.print(try UserMessage.ofTriage { () throws(TriageError) in try log.perform(action, on: []) })
    }
}

/// `vedette triage mutings`.
struct TriageMutingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mutings", abstract: "Tells what is muted, until when, and why.")

    @OptionGroup var person: TriagePerson

    @Flag(
        help: "Print lines of threshold.config, which hide the same on the sensors, for those that it has a form for.")
    var threshold = false

    @Flag(
        help: "Print Sigma Filters, which take the same matches away wherever the rules run, for those of Sigma rules.")
    var sigma = false

    func run() throws {
        guard !(threshold && sigma) else {
            throw UserMessage(.wrongUse, "Both --threshold and --sigma are given.", help: "Give one of them.")
        }
        let log = try person.open()
        let records = try UserMessage.ofTriage { () throws(TriageError) in try log.suppressions() }
        var output = StandardOutput()
        if person.json {
            try output.write(line: JSONValue.array(records.map(\.json)).bytes)
        } else if sigma {
            try writeFilters(records, to: &output)
        } else if threshold {
            let now = Instant.now
            for record in records {
                guard let suppression = record.suppression, suppression.expiry > now else { continue }
                guard let line = suppression.thresholdLine else {
                    StandardError.print(
                        "vedette: #\(record.number) has no form in threshold.config, so it is left out.")
                    continue
                }
                try output.write(
                    hostile: "# #\(record.number), until \(suppression.expiry.rfc3339): \(record.action.scope)")
                try output.write(hostile: line)
            }
        } else {
            for record in records { try output.write(hostile: record.line) }
        }
        try output.flush()
    }

    /// Writes those that have a form, each a document, and tells of the others.
    private func writeFilters(_ records: [TriageRecord], to output: inout StandardOutput) throws {
        let shelf = RuleStore(directory: try person.station.loadConfiguration().dataDirectory)
        var texts: [String] = []
        for record in records {
            guard let suppression = record.suppression, suppression.expiry > Instant.now else { continue }
            let text = try UserMessage.ofShelf { () throws(RuleShelfError) in try Self.text(of: suppression, shelf) }
            do throws(MutingFilter.Failure) {
                texts.append(
                    try MutingFilter.text(
                        suppression, number: record.number, title: record.action.scope, rule: text))
            } catch {
                StandardError.print("vedette: #\(record.number) \(error.message), so it is left out.")
            }
        }
        for line in texts.joined(separator: "---\n").split(separator: "\n") { try output.write(hostile: String(line)) }
    }

    /// The text of the rule that a muting is of; empty if there is none.
    private static func text(of suppression: Suppression, _ shelf: RuleStore) throws(RuleShelfError) -> [UInt8] {
        guard case .rule(let id) = suppression.subject, let rule = try shelf.rule(id) else { return [] }
        return try shelf.revision(rule.revision, of: id).content.text
    }
}
