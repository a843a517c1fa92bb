// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Query
internal import Station

/// `vedette import`: reads EVE files into the store.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Reads EVE files into the store.",
        discussion: """
            FILE is plain, .gz, .xz or .zst, one JSON object a line or a JSON array, or - for standard input. The same \
            file again adds nothing, under whatever name and compression. Broken lines are counted and named, never fatal.
            """)

    @OptionGroup var station: StationOptions

    @Option(help: ArgumentHelp("The gateway, where the path does not name it.", valueName: "name"))
    var gateway: String?

    @Argument(help: "The files.")
    var files: [String]

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let importer = Importer(configuration: try station.loadConfiguration(), gateway: gateway)
        let report = try importer.run(files) { progress in
            StandardError.progress(progress.line)
        }
        if StandardError.isTerminal { StandardError.progress("") }
        for problem in report.problems { StandardError.print(problem) }
        var output = StandardOutput()
        try output.write(line: json ? report.json.bytes : Array(report.text.utf8))
        try output.flush()
        if let failure = report.failure { throw failure }
    }
}
