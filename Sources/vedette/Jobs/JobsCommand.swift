// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import ArgumentParser
internal import EVE
internal import Foundation
internal import Station
internal import Store

/// `vedette jobs`: the station's queue of videos to be processed.
struct JobsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "Lists the anonymizer's jobs; shows, cancels, repeats and orders them.",
        discussion: "Without a subcommand it is 'list'. 'vedette anonymize --queue' adds one, and so do watch folders.",
        subcommands: [
            JobsListCommand.self, JobsShowCommand.self, JobsReportCommand.self, JobsCancelCommand.self,
            JobsRetryCommand.self, JobsPriorityCommand.self,
        ],
        defaultSubcommand: JobsListCommand.self)
}

/// `vedette jobs list`.
struct JobsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists jobs: those that run, those that wait in their order, then the newest.")

    @OptionGroup var station: StationOptions

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How many at the most; how many are left out is told on standard error.", valueName: "count")
    )
    var limit = 100

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        guard limit >= 0 else {
            throw UserMessage(.wrongUse, "--limit: \(limit) is no number of jobs.", help: "Give 0 or more.")
        }
        let store = JobStore(directory: try station.loadConfiguration().dataDirectory)
        let board = try UserMessage.ofJobs { () throws(JobStoreFailure) in
            try store.board(JobQuery(limit: min(limit, 100_000)), at: .now)
        }
        var output = StandardOutput()
        if json {
            try output.write(line: JSONValue.array(board.jobs.map(JobText.object)).bytes)
        } else {
            for job in board.jobs { try output.write(hostile: JobText.line(job)) }
        }
        try output.flush()
        let left = board.total - board.jobs.count
        if left > 0 {
            StandardError.print(
                "vedette: \(left) more \(left == 1 ? "job is" : "jobs are") left out; --limit shows more.")
        }
    }
}

/// `vedette jobs show`.
struct JobsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows one job, and what the record has of it.")

    @Argument(help: "The job's number.")
    var job: Int64

    @OptionGroup var station: StationOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let store = JobStore(directory: try station.loadConfiguration().dataDirectory)
        let found = try store.found(job)
        let entries = try UserMessage.ofJobs { () throws(JobStoreFailure) in try store.entries(of: job, limit: 1000) }
        var output = StandardOutput()
        if json {
            let record = entries.reversed().map { entry in
                JSONValue.object([
                    ("entry", .integer(entry.number)), ("time", .string(entry.time.rfc3339)),
                    ("kind", .string(entry.kind.rawValue)), ("person", .string(entry.person)),
                    ("words", .string(entry.words)),
                ])
            }
            try output.write(
                line: JSONValue.object([("job", JobText.object(found)), ("record", .array(record))]).bytes)
        } else {
            try output.write(hostile: JobText.line(found))
            for line in found.report.map(JobText.lines) ?? [] { try output.write(hostile: "  \(line)") }
            for entry in entries.reversed() {
                try output.write(
                    hostile: "  \(entry.time.rfc3339)  \(entry.kind.rawValue) by \(entry.person)  \(entry.words)")
            }
        }
        try output.flush()
    }
}

/// `vedette jobs report`.
struct JobsReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Prints the report of a job that ended, as JSON.")

    @Argument(help: "The job's number.")
    var job: Int64

    @OptionGroup var station: StationOptions

    @Flag(help: "Print JSON, which it does in any case.")
    var json = false

    func run() throws {
        let found = try JobStore(directory: try station.loadConfiguration().dataDirectory).found(job)
        guard let report = found.report else {
            throw UserMessage(.notSo, "job \(job) has no report: it is \(found.state.rawValue).")
        }
        var output = StandardOutput()
        let bytes = JobText.json(report)
        if output.isTerminal {
            try output.write(hostile: String(decoding: bytes, as: UTF8.self))
        } else {
            try output.write(line: bytes)
        }
        try output.flush()
    }
}

/// `vedette jobs cancel`.
struct JobsCancelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Cancels a job that waits or runs; what it made is removed, but for released files of a stream.")

    @Argument(help: "The job's number.")
    var job: Int64

    @OptionGroup var person: RegistryPerson

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws { try person.perform(.cancel(job), json: json) }
}

/// `vedette jobs retry`.
struct JobsRetryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract:
            "Puts a job that failed or was cancelled into the queue again; does the clip of one that succeeded once more."
    )

    @Argument(help: "The job's number.")
    var job: Int64

    @Flag(help: "Go on where nothing installed covers the scene; the report says DEGRADED then.")
    var acceptDegraded = false

    @OptionGroup var person: RegistryPerson

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        var options: JobOptions?
        if acceptDegraded {
            let store = JobStore(directory: try person.station.loadConfiguration().dataDirectory)
            options = try store.found(job).options
            options?.acceptDegraded = true
        }
        try person.perform(.retry(job, options), json: json)
    }
}

/// `vedette jobs priority`.
struct JobsPriorityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "priority", abstract: "Gives a job that waits another priority, -9 to 9; higher goes first.")

    @Argument(help: "The job's number.")
    var job: Int64

    @Argument(parsing: .allUnrecognized, help: "The priority.")
    var priority: [Int]

    @OptionGroup var person: RegistryPerson

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        guard priority.count == 1 else { throw UserMessage(.wrongUse, "Give one priority, -9 to 9.") }
        try person.perform(.prioritise(job, priority[0]), json: json)
    }
}

extension RegistryPerson {
    /// Does something with a job, and prints what came of it.
    func perform(_ deed: JobDeed, json: Bool) throws {
        let desk = JobDesk(try station.loadConfiguration(), person: name)
        switch desk.perform(deed, at: .now) {
        case .refused(let reason): throw UserMessage(.notSo, "\(reason).")
        case .done(let job, let words):
            var output = StandardOutput()
            if json {
                try output.write(
                    line: JSONValue.object([("job", .integer(job)), ("done", .string(words))]).bytes)
            } else {
                try output.write(hostile: words)
            }
            try output.flush()
        }
    }
}

extension JobStore {
    /// The job of a number.
    func found(_ number: Int64) throws(UserMessage) -> Job {
        let job = try UserMessage.ofJobs { () throws(JobStoreFailure) in try self.job(number) }
        guard let job else {
            throw UserMessage(
                .notSo, "there is no job \(number).", help: "'vedette jobs list' tells which there are.")
        }
        return job
    }
}
