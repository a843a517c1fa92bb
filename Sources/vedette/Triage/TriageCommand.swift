// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Station
internal import Store
internal import Triage

/// `vedette triage`: what becomes of alerts.
struct TriageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "triage", abstract: "Changes what became of alerts and rule matches, and tells who did what.",
        subcommands: [
            Acknowledge.self, Escalate.self, Archive.self, Reopen.self, Assign.self, Tag.self, Comment.self,
            TriageMuteCommand.self, TriageMutingsCommand.self, TriageOrderCommand.self, TriageOrdersCommand.self,
            TriageEndCommand.self, Undo.self, Redo.self, Log.self,
        ])

    /// Gives alerts a disposition.
    struct Acknowledge: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ack", abstract: "Says that somebody knows of alerts; they stay in the inbox.")

        @OptionGroup var options: TriageOptions

        func run() throws { try options.perform(.dispose(.acknowledged, nil)) }
    }

    struct Escalate: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "escalate", abstract: "Says that alerts matter.")

        @OptionGroup var options: TriageOptions

        func run() throws { try options.perform(.dispose(.escalated, nil)) }
    }

    struct Archive: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "archive", abstract: "Says that alerts are done with; they leave the inbox.")

        @OptionGroup var options: TriageOptions

        @Option(help: "true-positive, false-positive, benign or duplicate.")
        var reason: String?

        func run() throws {
            let known = reason.map { ArchiveReason($0) }
            if case .some(.none) = known {
                throw UserMessage(
                    .wrongUse, "--reason: '\(reason ?? "")' is none.",
                    help: "Give true-positive, false-positive, benign or duplicate.")
            }
            try options.perform(.dispose(.archived, known ?? nil))
        }
    }

    struct Reopen: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reopen", abstract: "Makes alerts as new, whatever became of them.")

        @OptionGroup var options: TriageOptions

        func run() throws { try options.perform(.dispose(.new, nil)) }
    }

    struct Assign: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "assign", abstract: "Gives alerts to a person; without --to takes them from everybody.")

        @OptionGroup var options: TriageOptions

        @Option(help: ArgumentHelp("The person.", valueName: "name"))
        var to: String?

        func run() throws { try options.perform(.assign(to ?? "")) }
    }

    struct Tag: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "tag", abstract: "Adds tags to alerts, and takes others away.")

        @OptionGroup var options: TriageOptions

        @Option(help: ArgumentHelp("A tag to add; may be given several times.", valueName: "tag"))
        var add: [String] = []

        @Option(help: ArgumentHelp("A tag to take away; may be given several times.", valueName: "tag"))
        var remove: [String] = []

        func run() throws {
            guard !add.isEmpty || !remove.isEmpty else {
                throw UserMessage(.wrongUse, "There is no tag.", help: "Give --add or --remove.")
            }
            try options.perform(.tag(added: add, removed: remove))
        }
    }

    struct Comment: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "comment", abstract: "Says something about alerts; --comment is what.")

        @OptionGroup var options: TriageOptions

        func run() throws {
            guard !options.comment.isEmpty else {
                throw UserMessage(.wrongUse, "There is no comment.", help: "Give one with --comment.")
            }
            try options.perform(.comment)
        }
    }

    struct Undo: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "undo", abstract: "Takes back what you did last.")

        @OptionGroup var person: TriagePerson

        func run() throws {
            try person.take("There is nothing of yours to take back") { log, name, origin throws(TriageError) in
                try log.undo(by: name, from: origin, at: .now)
            }
        }
    }

    struct Redo: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "redo", abstract: "Does again what you took back last.")

        @OptionGroup var person: TriagePerson

        func run() throws {
            try person.take("There is nothing of yours to do again") { log, name, origin throws(TriageError) in
                try log.redo(by: name, from: origin, at: .now)
            }
        }
    }

    struct Log: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "log", abstract: "Tells what was done, newest first; of one alert, if one is named.")

        @OptionGroup var person: TriagePerson

        @Argument(help: "An alert's id, as 'vedette events' has it; of a rule's match, with a slash and the rule's id.")
        var id: String?

        @Option(help: ArgumentHelp("At most so many actions.", valueName: "n"))
        var limit = 100

        func run() throws {
            let log = try person.open()
            let alert = try id.map { try TriageOptions.alert($0) }
            let records = try UserMessage.ofTriage { () throws(TriageError) in
                if let alert { return Array(try log.history(of: alert).reversed().prefix(max(0, limit))) }
                return try log.records(limit: max(0, limit))
            }
            var output = StandardOutput()
            if person.json {
                try output.write(line: JSONValue.array(records.map(\.json)).bytes)
            } else {
                for record in records { try output.write(hostile: record.line) }
            }
            try output.flush()
        }
    }
}
