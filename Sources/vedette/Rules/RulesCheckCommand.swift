// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Rules
internal import Sigma
internal import Station

/// `vedette rules check`: what is wrong with rules in files.
struct RulesCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Checks Sigma rules, Suricata signatures, threshold.config and indicators.",
        discussion: """
            PATH is a file or a folder, in which .yml, .yaml, .rules and threshold.config are looked for; lists of indicators \
            are given by name. Every problem is a line path:line:column: what. Exit code 1 says that a rule cannot be used; \
            warnings alone are no error. Where Suricata is installed, it is asked about signatures and threshold.config, too, \
            and what it refuses beyond our own checks is told as its word.
            """)

    @Argument(help: "Files and folders.")
    var path: [String]

    @OptionGroup var station: StationOptions
    @OptionGroup var suricata: SuricataOptions

    @Option(
        help: "What the files hold, where names and contents do not tell: sigma, signature, threshold or indicators.")
    var kind: RuleKind?

    @Flag(help: "Also tell which log sources, fields and placeholders this station does not have.")
    var here = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let options =
            here ? try station.loadConfiguration().rules.sigmaOptions : SigmaOptions(unknownPlaceholder: .unsaid)
        let files = try RuleFiles.read(path, kind: kind)
        let check = RuleCheck(
            files, options: options, mapping: here ? .builtin : nil, suricata: suricata.problems(of: files, station)
        )
        var output = StandardOutput()
        if json {
            let report = JSONValue.object([
                ("files", .int(check.files)), ("rules", .int(check.rules)),
                ("problems", .array(check.findings.map(\.json))),
            ])
            try output.write(line: report.bytes)
        } else {
            for finding in check.findings { StandardError.print(finding.line) }
            let warnings = check.findings.count { $0.problem.weight == .warning }
            let errors = check.findings.count - warnings
            try output.write(
                hostile: "\(check.rules) rules in \(check.files) files: \(errors) errors, \(warnings) warnings")
        }
        try output.flush()
        if check.hasErrors { throw ExitCode(UserMessage.Outcome.notSo.rawValue) }
    }
}
