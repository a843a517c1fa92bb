// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Station
internal import Store

/// `vedette backup`: copies the store while it is written.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copies the store into a new directory, also while the station runs.",
        discussion: """
            The copy is a store by itself: 'vedette verify --data DIR' checks it. With --update, DIR may be an earlier backup; \
            days that have not changed since are taken from it.
            """)

    @OptionGroup var station: StationOptions

    @Argument(help: ArgumentHelp("The directory to make.", valueName: "dir"))
    var target: String

    @Flag(help: "Bring an earlier backup up to date.")
    var update = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let backup = StoreBackup(of: try station.loadConfiguration().dataDirectory, to: target)
        let report: StoreBackup.Report
        do {
            report = try backup.run(updating: update) { StandardError.progress($0) }
        } catch {
            switch error {
            case .targetExists(let path):
                throw UserMessage(.wrongUse, "\(path) is there already.", help: "Give another, or --update.")
            case .otherStore(let path):
                throw UserMessage(.wrongUse, "\(path) is no backup of this store.", help: "Give another directory.")
            case .store(let failure): throw UserMessage(failure)
            }
        }
        if StandardError.isTerminal { StandardError.progress("") }
        var output = StandardOutput()
        if json {
            let object = JSONValue.object([
                ("files", .int(report.files)), ("kept", .int(report.kept)),
                ("bytes", .integer(Int64(clamping: report.bytes))),
            ])
            try output.write(line: object.bytes)
        } else {
            try output.write(
                hostile:
                    "\(target): \(report.files) days, \(report.kept) of them unchanged, \(report.bytes >> 20) MiB written"
            )
        }
        try output.flush()
    }
}
