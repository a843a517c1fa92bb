// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Rules
internal import Sigma
internal import Station

/// `vedette rules match`: tries rules on JSON lines, without a station.
struct RulesMatchCommand: ParsableCommand {
    /// How the field names of rules are read.
    enum Mapping: String, ExpressibleByArgument, CaseIterable {
        /// As names of log sources that EVE stands for.
        case eve
        /// As they stand in the JSON.
        case none
    }

    static let configuration = CommandConfiguration(
        commandName: "match", abstract: "Matches Sigma rules and indicators on files of JSON lines.",
        discussion: """
            FILE is plain, .gz, .xz or .zst, one JSON object a line or a JSON array, or - for standard input. Rules that \
            cannot be used are told on standard error, and the others are matched.
            """)

    @Option(
        help: ArgumentHelp(
            "A file or folder of Sigma rules, or a list of indicators; may be given several times.", valueName: "path"))
    var rules: [String]

    @Option(help: "How field names of rules are read: as log sources on EVE, or as they stand in the JSON.")
    var mapping = Mapping.eve

    @OptionGroup var station: StationOptions

    @Argument(help: "The files.")
    var files: [String]

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let loaded = LoadedFiles(
            try RuleFiles.read(rules), mapping: mapping == .eve ? .builtin : .none,
            options: try station.loadConfiguration().rules.sigmaOptions)
        for finding in loaded.findings { StandardError.print(finding.line) }
        var matching = LineMatching(loaded.rules)
        var output = StandardOutput()
        let began = SystemClock.monotonicSeconds
        for file in files {
            try matching.run(file) { hit in try write(hit, to: &output) }
        }
        let seconds = ((SystemClock.monotonicSeconds - began) * 1000).rounded() / 1000
        let count = loaded.rules.references.count
        if json {
            try output.write(
                line: JSONValue.object([
                    ("events", .int(matching.events)), ("rules", .int(count)), ("matches", .int(matching.matches)),
                    ("seconds", .double(seconds)),
                ]).bytes)
        } else {
            try output.write(
                hostile: "\(matching.matches) matches of \(count) rules on \(matching.events) events in \(seconds) s")
        }
        try output.flush()
        if matching.refused > 0 {
            StandardError.print("vedette: \(matching.refused) lines are no JSON and were passed over.")
        }
        guard count > 0 || loaded.findings.isEmpty else {
            throw UserMessage(.notSo, "no rule can be used.", help: "'vedette rules check' tells what is wrong.")
        }
    }

    private func write(_ hit: LineMatching.Hit, to output: inout StandardOutput) throws {
        guard json else {
            let evidence = hit.evidence.map { ": \($0.line)" } ?? ""
            return try output.write(
                hostile: "\(hit.file):\(hit.line)  \(hit.rule.level)  \(hit.rule.title)\(evidence)")
        }
        let evidence: [(String, JSONValue)] =
            hit.evidence.map { [("indicator", .string($0.value)), ("field", .string($0.field))] } ?? []
        try output.write(
            line: JSONValue.object(
                [
                    ("rule", .string(hit.rule.id)), ("title", .string(hit.rule.title)),
                    ("line", .integer(Int64(clamping: hit.line))), ("file", .string(hit.file)),
                ] + evidence
            ).bytes)
    }
}
