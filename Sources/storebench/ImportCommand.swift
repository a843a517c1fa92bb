// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Station

/// `storebench import`: imports a file and says on the way what it has cost so far.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Imports a file and prints the cost so far, again and again.")

    @Argument(help: "The file.")
    var file: String

    @Option(help: "The store's directory.")
    var data: String

    @Option(help: "The gateway.")
    var gateway = "gw-scale"

    @Option(help: "Events from one line to the next; it comes with the first commit behind them.")
    var step = 100_000

    func run() throws {
        let importer = Importer(configuration: StationConfiguration(dataDirectory: data), gateway: gateway)
        let began = ProcessCost.now
        var due = step
        let report = try importer.run([file]) { progress in
            guard progress.events >= due else { return }
            due = progress.events + step
            Self.tell(progress.events, since: began)
        }
        if let failure = report.failure { throw failure }
        Self.tell(report.events, since: began, [("rejected", .int(report.rejected))])
    }

    private static func tell(_ events: Int, since began: ProcessCost, _ more: [(String, JSONValue)] = []) {
        let now = ProcessCost.now
        JSONValue.print(
            [
                ("events", .int(events)), ("cpu", .double(now.cpu - began.cpu)),
                ("seconds", .double(now.clock - began.clock)),
            ] + more)
    }
}
