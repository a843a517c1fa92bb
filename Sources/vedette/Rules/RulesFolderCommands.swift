// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Rules
internal import Station
internal import Store

/// `vedette rules export`: writes the rule store to a folder.
struct RulesExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes all rules to a folder, such as one kept in git.",
        discussion: """
            Each rule is a file, and index.json says what the texts do not: ids, and which rules are off or retired. The same rules \
            make the same folder. Files of rules that are no more are removed, other files stay. Nothing is done where a file \
            holds a text that the store never had: import it first.
            """)

    @OptionGroup var store: RuleStoreOptions

    @Argument(help: "The folder; it is made where it is not there.")
    var folder: String

    @Flag(help: "Write over files that were changed since the last export.")
    var overwrite = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let shelf = try store.openShelf()
        let archive = try UserMessage.ofShelf { () throws(RuleShelfError) in try shelf.archive() }
        let report = try UserMessage.ofFolder { () throws(RuleFolderError) in
            try RuleFolderFiles(folder).write(RuleFolder(archive), overwriting: overwrite)
        }
        var output = StandardOutput()
        let object = JSONValue.object([
            ("written", .int(report.written)), ("unchanged", .int(report.unchanged)), ("removed", .int(report.removed)),
        ])
        let text = "\(report.written) written, \(report.unchanged) unchanged, \(report.removed) removed"
        try output.write(line: json ? object.bytes : Array(text.utf8))
        try output.flush()
    }
}

/// `vedette rules import`: takes the rules of an exported folder into the store.
struct RulesImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Takes the rules of an exported folder into the rule store.",
        discussion: """
            New files become rules, changed ones new revisions, and what the index says of a rule's state is done, all of it or \
            nothing. A text that the store has gone on from stays as it is there; one that was changed here and there is refused. \
            Each file that is not unchanged is told.
            """)

    @OptionGroup var store: RuleStoreOptions
    @OptionGroup var author: AuthorOptions

    @Argument(help: "The folder that 'vedette rules export' wrote.")
    var folder: String

    @Flag(name: [.customShort("n"), .long], help: "Only tell what would be done.")
    var dryRun = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let options = try store.sigmaOptions()
        let (found, skipped) = try UserMessage.ofFolder { () throws(RuleFolderError) in
            try RuleFolderFiles(folder).read()
        }
        let shelf = dryRun ? try store.openShelf() : try store.openShelfForAdding()
        let plan = try UserMessage.ofShelf { () throws(RuleShelfError) in
            let plan = RuleImport(
                found, onto: try shelf.archive(), by: author.authorship, read: RuleSketch.reader(options))
            if !dryRun { try shelf.apply(plan.edits) }
            return plan
        }
        let lines =
            plan.findings.map { FolderLine(path: $0.path.text, rule: $0.rule, outcome: $0.outcome) }
            + skipped.map { FolderLine(path: $0.path, rule: nil, outcome: .refused($0.reason)) }
        var output = StandardOutput()
        if json {
            try output.write(line: JSONValue.array(lines.map(\.json)).bytes)
        } else {
            for line in lines where line.outcome != .unchanged { try output.write(hostile: line.text) }
            try output.write(hostile: "\(plan.edits.count) changes\(dryRun ? " would be made" : "")")
        }
        try output.flush()
        if lines.contains(where: \.isRefused) { throw ExitCode(UserMessage.Outcome.notSo.rawValue) }
    }
}

/// What became of a file, as `vedette rules import` tells it.
private struct FolderLine {
    var path: String
    var rule: String?
    var outcome: RuleImport.Outcome

    var isRefused: Bool { if case .refused = outcome { true } else { false } }

    private var word: String {
        switch outcome {
        case .added: "added"
        case .changed: "changed"
        case .unchanged: "unchanged"
        case .outdated: "outdated"
        case .missing: "missing"
        case .refused: "refused"
        }
    }

    private var reason: String {
        switch outcome {
        case .added, .changed, .unchanged: ""
        case .outdated: "the store has gone on from this text"
        case .missing: "the index names it; `vedette rules retire` puts its rule away"
        case .refused(let reason): reason
        }
    }

    var text: String { "\(path): \(word)\(reason.isEmpty ? "" : "; \(reason)")" }

    var json: JSONValue {
        .object([
            ("path", .string(path)), ("rule", rule.map(JSONValue.string) ?? .null), ("outcome", .string(word)),
            ("reason", reason.isEmpty ? .null : .string(reason)),
        ])
    }
}

extension UserMessage {
    /// Runs `body` and tells its failure as the command line does.
    fileprivate static func ofFolder<Value>(_ body: () throws(RuleFolderError) -> Value) throws(UserMessage) -> Value {
        do throws(RuleFolderError) {
            return try body()
        } catch {
            if case .file = error { throw UserMessage(.environment, error.message + ".") }
            throw UserMessage(.notSo, error.message + ".")
        }
    }
}
