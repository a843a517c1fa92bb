// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Station
internal import Store

/// `vedette verify`: recounts the store from the raw events.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Recounts everything stored from the raw events.",
        discussion: """
            It reads only, also while a writer runs, and names what is not as it should be: damaged bytes, events that are \
            not what their lines say, wrong counts, missing or foreign files. Exit code 1 says that there is something.
            """)

    @OptionGroup var station: StationOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let directory = try station.loadConfiguration().dataDirectory
        let began = SystemClock.monotonicSeconds
        let report: StoreVerifier.Report
        do {
            report = try StoreVerifier(directory: directory).run { progress in
                StandardError.progress("\(progress.path)  \(progress.events) events")
            }
        } catch {
            throw UserMessage(error)
        }
        if StandardError.isTerminal { StandardError.progress("") }
        let seconds = ((SystemClock.monotonicSeconds - began) * 1000).rounded() / 1000
        var output = StandardOutput()
        if json {
            try output.write(line: Self.object(report, seconds: seconds).bytes)
        } else {
            for problem in report.problems { try output.write(hostile: problem.line) }
            try output.write(hostile: Self.summary(report, seconds: seconds))
        }
        try output.flush()
        if report.problemCount > 0 { throw ExitCode(UserMessage.Outcome.notSo.rawValue) }
    }

    private static func summary(_ report: StoreVerifier.Report, seconds: Double) -> String {
        let found = report.problemCount == 0 ? "all is well" : "\(report.problemCount) problems"
        let rate = seconds > 0 ? Int(Double(report.events) / seconds) : 0
        return
            "\(report.events) events of \(report.files) files recounted in \((seconds * 10).rounded() / 10) s (\(rate)/s): "
            + found
    }

    private static func object(_ report: StoreVerifier.Report, seconds: Double) -> JSONValue {
        .object([
            ("files", .int(report.files)), ("events", .int(report.events)),
            ("bytes", .integer(Int64(clamping: report.bytes))), ("problem_count", .int(report.problemCount)),
            ("problems", .array(report.problems.map(\.json))), ("seconds", .double(seconds)),
        ])
    }
}

extension StoreProblem {
    /// The problem as machine output shows it.
    var json: JSONValue {
        .object([
            ("path", .string(path)), ("what", .string(what)), ("where", .string(place)), ("advice", .string(advice)),
        ])
    }
}
