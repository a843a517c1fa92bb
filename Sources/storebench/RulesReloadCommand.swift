// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Rules
internal import Station
internal import Store

/// `storebench rules reload`: puts rules into a rule store, edits one after the other, and times until each edit is in force.
struct RulesReloadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload", abstract: "Times how fast a station takes up edits of its rules.")

    @Argument(help: "Files and folders of Sigma rules.")
    var paths: [String]

    @Option(help: "The directory of the rule store, which is filled.")
    var data: String

    @Option(help: "How many rules are edited.")
    var edits = 7

    func run() throws {
        let configuration = StationConfiguration(dataDirectory: data)
        let shelf = RuleStore(directory: data)
        let rules = try fill(shelf, configuration)
        let station = StationRules(configuration)
        try tell("first", rules.count, station)
        guard !rules.isEmpty else { return }
        for number in 0..<edits {
            let rule = rules[number * rules.count / edits]
            let text = edited(rule.text, number)
            let content = RuleContent(text: text, heading: RuleHeading(title: rule.id))
            _ = try shelf.save(rule.id, content, basedOn: 1, by: authorship)
            try tell("edit", rules.count, station)
        }
        _ = try shelf.setEnabled(rules[0].id, false, by: authorship)
        try tell("disable", rules.count, station)
    }

    private var authorship: Authorship { Authorship(author: "storebench", time: SystemClock.now, comment: "") }

    private func fill(_ shelf: RuleStore, _ configuration: StationConfiguration) throws -> [(id: String, text: [UInt8])]
    {
        var rules: [(id: String, text: [UInt8])] = []
        var edits: [RuleEdit] = []
        for file in try RuleFiles.read(paths) {
            for draft in RuleDraft.read(file, options: configuration.rules.sigmaOptions).drafts {
                guard draft.isSound, let id = draft.id else { continue }
                rules.append((id, draft.content.text))
                edits.append(RuleEdit(id, .add(draft.kind, draft.content, isEnabled: true), by: authorship))
            }
        }
        try shelf.apply(edits)
        return rules
    }

    /// The text with one more pattern for the field that most rules ask, so that nothing of that field can stay as it was.
    private func edited(_ text: [UInt8], _ number: Int) -> [UInt8] {
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let changed = lines.flatMap { line -> [String] in
            guard let range = line.firstRange(of: "condition: "), line[..<range.lowerBound].allSatisfy({ $0 == " " })
            else { return [String(line)] }
            let margin = line[..<range.lowerBound]
            return [
                "\(margin)storebench:", "\(margin)\(margin)CommandLine|contains: 'storebench-\(number)-anew'",
                "\(margin)condition: (\(line[range.upperBound...])) or storebench",
            ]
        }
        return Array(changed.joined(separator: "\n").utf8)
    }

    private func tell(_ what: String, _ count: Int, _ station: StationRules) throws {
        let began = ProcessCost.now
        let isOther = try station.refresh()
        let matcher = BatchMatcher(station.current)
        let took = ProcessCost.now - began
        JSONValue.print([
            ("what", .string(what)), ("rules", .int(count)), ("in_force", .int(matcher.rules.references.count)),
            ("is_other", .string("\(isOther)")), ("seconds", .double(took.clock)), ("cpu", .double(took.cpu)),
            ("problems", .int(station.problems.count)), ("peak_kB", .int(ProcessMemory.peakKilobytes)),
        ])
    }
}
