// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Station

/// `vedette assets check`: what is wrong with files of assets.
struct AssetsCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Checks files of assets.",
        discussion: """
            Every problem is a line path:line:column: what. Exit code 1 says that something in a file does not hold; warnings \
            alone are no error. Each file is checked by itself.
            """)

    @Argument(help: "Files of assets.")
    var file: [String]

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let check = try AssetCheck(file)
        var output = StandardOutput()
        if json {
            try output.write(line: check.json.bytes)
        } else {
            for finding in check.findings { StandardError.print(finding.line) }
            try output.write(
                hostile:
                    "\(check.assets) assets in \(check.files) files: \(check.errors) errors, \(check.warnings) warnings"
            )
        }
        try output.flush()
        if check.errors > 0 { throw ExitCode(UserMessage.Outcome.notSo.rawValue) }
    }
}
