// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
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

    func run() throws {
        let log = try person.open()
        let records = try UserMessage.ofTriage { () throws(TriageError) in try log.suppressions() }
        var output = StandardOutput()
        if person.json {
            try output.write(line: JSONValue.array(records.map(\.json)).bytes)
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
}
