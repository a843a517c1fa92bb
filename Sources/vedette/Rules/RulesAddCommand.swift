// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Foundation
internal import Rules
internal import Station

/// `vedette rules add`: puts rules of files into the store.
struct RulesAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Puts rules into the rule store.",
        discussion: """
            PATH is a file or folder of Sigma rules, signatures or threshold.config, or a file of indicators: one value a \
            line, CSV, STIX 2.1 or MISP's JSON. A list of indicators is one rule, by the file's name. Rules that cannot be \
            used are told and left out, and so are rules whose id the store has already; with --replace those get a new \
            revision where the text differs.
            """)

    @OptionGroup var store: RuleStoreOptions
    @OptionGroup var author: AuthorOptions
    @OptionGroup var suricata: SuricataOptions

    @Argument(help: "Files and folders.")
    var path: [String]

    @Option(
        help: "What the files hold, where names and contents do not tell: sigma, signature, threshold or indicators.")
    var kind: RuleKind?

    @Flag(help: "Add them, but do not match them yet.")
    var disabled = false

    @Flag(help: "Make a new revision of rules that are there already.")
    var replace = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let shelf = try store.openShelfForAdding()
        let authorship = author.authorship
        let options = try store.sigmaOptions()
        var tally = Tally()
        var edits: [RuleEdit] = []
        let known = try UserMessage.ofShelf { () throws(RuleShelfError) in
            Dictionary(uniqueKeysWithValues: try shelf.list(RuleFilter(includesRetired: true)).map { ($0.id, $0) })
        }
        var seen: Set<String> = []
        let files = try RuleFiles.read(path, kind: kind)
        let words = suricata.problems(of: files, store.station)
        for (index, file) in files.enumerated() {
            let (drafts, problems) = RuleDraft.read(
                file, options: options, suricata: words.isEmpty ? [] : words[index])
            // What is left out of a list is told, though the others are taken.
            for problem in problems + drafts.flatMap(\.problems)
            where problem.weight == .error || file.kind == .indicators {
                StandardError.print(RuleCheck.Finding(path: file.path, problem: problem).line)
            }
            tally.refused += Set(problems.filter { $0.weight == .error }.map(\.position)).count
            for var draft in drafts {
                guard draft.isSound else {
                    tally.refused += 1
                    continue
                }
                let id = draft.id ?? UUID().uuidString.lowercased()
                guard seen.insert(id).inserted else {
                    StandardError.print("\(file.path): the id \(id) comes twice; the first one is taken.")
                    tally.refused += 1
                    continue
                }
                if draft.kind == .signature {
                    draft.content.heading = SourceFileTag.heading(draft.content.heading, from: file.path)
                }
                guard let old = known[id] else {
                    tally.added += 1
                    edits.append(
                        RuleEdit(id, .add(draft.kind, draft.content, isEnabled: !disabled), by: authorship))
                    continue
                }
                guard replace else {
                    StandardError.print("\(file.path): there is a rule \(id) already; --replace makes a new revision.")
                    tally.unchanged += 1
                    continue
                }
                let current = try UserMessage.ofShelf { () throws(RuleShelfError) in
                    try shelf.revision(old.revision, of: id)
                }
                if current.content.isUnchanged(by: draft) {
                    tally.unchanged += 1
                } else {
                    tally.changed += 1
                    edits.append(RuleEdit(id, .save(draft.content, basedOn: old.revision), by: authorship))
                }
            }
        }
        _ = try UserMessage.ofShelf { () throws(RuleShelfError) in try shelf.apply(edits) }
        var output = StandardOutput()
        try output.write(line: json ? tally.json.bytes : Array(tally.text.utf8))
        try output.flush()
        if tally.refused > 0 { throw ExitCode(UserMessage.Outcome.notSo.rawValue) }
    }

    private struct Tally {
        var added = 0
        var changed = 0
        var unchanged = 0
        var refused = 0

        var json: JSONValue {
            .object([
                ("added", .int(added)), ("changed", .int(changed)), ("unchanged", .int(unchanged)),
                ("refused", .int(refused)),
            ])
        }

        var text: String { "\(added) added, \(changed) changed, \(unchanged) unchanged, \(refused) refused" }
    }
}

extension RuleContent {
    /// Whether a draft brings nothing new. That a signature comes from another file is not new; that it comes from one at all is, where none was known.
    fileprivate func isUnchanged(by draft: RuleDraft) -> Bool {
        guard draft.kind == .signature, text == draft.content.text else { return self == draft.content }
        return SourceFileTag.file(of: heading) != nil || SourceFileTag.file(of: draft.content.heading) == nil
    }
}
