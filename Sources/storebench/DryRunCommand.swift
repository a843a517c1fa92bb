// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Foundation
internal import Query
internal import Station
internal import Store

/// `storebench dryrun`: runs a Sigma rule over a store's events as the editor does, and times the first figures and the end.
struct DryRunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dryrun", abstract: "Times the dry run of a Sigma rule over stored events.")

    @Option(help: "The store's directory.")
    var data: String

    @Option(help: "The file of the text under edit.")
    var rule: String

    @Option(help: "The file of the saved text.")
    var saved: String?

    @Option(help: "How far back from the newest event: 24h, 7d, 30d.")
    var window = "7d"

    @Option(help: "How often.")
    var times = 3

    func run() throws {
        let store = StoreReader(directory: data)
        guard let newest = try store.extent()?.end else {
            throw UserMessage(.wrongUse, "\(data) holds no events.")
        }
        let options = StationConfiguration(dataDirectory: data).rules.sigmaOptions
        let known = KnownRules(try RuleStore(directory: data).loaded([]), options: options)
        let start = newest.advanced(byMicroseconds: -Int64(try hours()) * 3_600_000_000)
        let request = DryRunRequest(
            saved: try saved.map { Array(try Data(contentsOf: URL(filePath: $0))) },
            edited: Array(try Data(contentsOf: URL(filePath: rule))), range: TimeRange(start: start, end: newest))
        for _ in 0..<times {
            let began = ProcessCost.now
            var first: RuleDryRun?
            let answer = try DryRunner(store, options: options).run(request, among: known, until: Cancellation()) {
                if first == nil { first = $0 }
            }
            tell(answer, first: first ?? answer, cpu: ProcessCost.now.cpu - began.cpu)
        }
    }

    private func hours() throws -> Int {
        guard let number = Int(window.dropLast()), (1...100_000).contains(number) else {
            throw UserMessage(.wrongUse, "\(window) is no window.", help: "Write 24h or 7d.")
        }
        return window.hasSuffix("d") ? number * 24 : number
    }

    private func tell(_ answer: RuleDryRun, first: RuleDryRun, cpu: Double) {
        JSONValue.print([
            ("problems", .int(answer.problems.count)),
            ("first_ms", .double(first.seconds * 1000)), ("first_scanned", .int(first.scanned)),
            ("first_total", .int(first.total)), ("ms", .double(answer.seconds * 1000)), ("cpu_ms", .double(cpu * 1000)),
            ("scanned", .int(answer.scanned)), ("exact", .string("\(answer.isExact)")),
            ("matches", .int(answer.edited.matches)), ("kept", .int(answer.counts.kept)),
            ("gained", .int(answer.counts.gained)), ("lost", .int(answer.counts.lost)),
            ("hits", .int(answer.hits.count)), ("ns_edited", .int(answer.edited.nanosecondsPerEvent ?? 0)),
            ("ns_saved", .int(answer.saved?.nanosecondsPerEvent ?? 0)),
            ("memory_kB", .int(ProcessMemory.peakKilobytes)),
        ])
    }
}
