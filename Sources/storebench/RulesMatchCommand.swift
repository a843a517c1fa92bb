// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Intake
internal import Rules
internal import Station

/// `storebench rules match`: decodes a file and matches rules on its events as an import does, and keeps nothing.
struct RulesMatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "match", abstract: "Decodes a file and matches rules on its events.")

    @Argument(help: "The file, as for 'vedette import'.")
    var file: String

    @OptionGroup var rules: RulesOptions

    @Flag(help: "Print how often each rule matched, instead of the costs.")
    var byRule = false

    func run() throws {
        ReaderMemory.keepFreed()
        let loaded = try rules.load()
        var reader = try ImportReader(path: file, gateway: "storebench")
        var decoder = EveDecoder()
        var matcher = BatchMatcher(loaded.rules)
        var correlator = Correlator(loaded.rules)
        let visitors = HoneypotVisitors(StationConfiguration(dataDirectory: ""))
        var bookmark: Bookmark?
        var cost = (decoding: 0.0, matching: 0.0)
        var events = 0
        var matches = [Int](repeating: 0, count: loaded.rules.references.count)
        while true {
            let began = ProcessCost.now.cpu
            guard let block = try reader.next() else { break }
            // Decoding by itself, to be told apart from matching, which decodes on the way.
            let alone = decoder.decode(block.lines)
            let decoded = ProcessCost.now.cpu
            let (batch, single) = matcher.decode(block.lines, by: &decoder, of: "storebench", visitors: visitors)
            let after = (bookmark ?? block.before).advanced(over: block, events: alone.events.count)
            let found = correlator.take(single, of: batch, after: after, now: SystemClock.now)
            let both = ProcessCost.now.cpu - decoded
            cost.matching += both - (decoded - began)
            cost.decoding += decoded - began
            bookmark = after
            events += batch.events.count
            for match in found.matches { matches[Int(match.rule)] += 1 }
        }
        if byRule {
            for (reference, count) in zip(loaded.rules.references, matches) where count > 0 {
                JSONValue.print([("id", .string(reference.id)), ("matches", .int(count))])
            }
            return
        }
        JSONValue.print(
            loaded.members + [
                ("events", .int(events)), ("matches", .int(matches.reduce(0, +))),
                ("decode_cpu", .double(cost.decoding)), ("match_cpu", .double(cost.matching)),
            ])
    }
}
