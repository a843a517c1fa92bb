// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Rules
internal import Station

/// What the calls that change a rule's state share.
struct RuleStateOptions: ParsableArguments {
    @OptionGroup var store: RuleStoreOptions
    @OptionGroup var author: AuthorOptions

    @Argument(help: "The rules' ids, or their beginnings.")
    var id: [String]

    @Flag(help: "Print JSON.")
    var json = false

    /// Does the same to each rule, all of it or nothing.
    func apply(_ act: RuleEdit.Act, _ word: String) throws {
        let shelf = try store.openShelf()
        var rules: [Rule] = []
        for id in id { rules.append(try shelf.named(id)) }
        let authorship = author.authorship
        let changed = try UserMessage.ofShelf { () throws(RuleShelfError) in
            try shelf.apply(rules.map { RuleEdit($0.id, act, by: authorship) })
        }
        var output = StandardOutput()
        if json {
            try output.write(line: JSONValue.array(changed.map(\.json)).bytes)
        } else {
            for rule in changed { try output.write(hostile: "\(word) \(rule.id)  \(rule.heading.title)") }
        }
        try output.flush()
    }
}

/// `vedette rules enable`.
struct RulesEnableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Matches rules from now on.")

    @OptionGroup var options: RuleStateOptions

    func run() throws { try options.apply(.enable, "enabled") }
}

/// `vedette rules disable`.
struct RulesDisableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Matches rules no longer; they stay in the store.")

    @OptionGroup var options: RuleStateOptions

    func run() throws { try options.apply(.disable, "disabled") }
}

/// `vedette rules retire`.
struct RulesRetireCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire", abstract: "Puts rules away: out of lists and out of use, with their history kept.")

    @OptionGroup var options: RuleStateOptions

    func run() throws { try options.apply(.retire, "retired") }
}

/// `vedette rules restore`.
struct RulesRestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Takes rules back that were put away.")

    @OptionGroup var options: RuleStateOptions

    func run() throws { try options.apply(.restore, "restored") }
}

/// `vedette rules revert`.
struct RulesRevertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revert", abstract: "Makes an earlier text of a rule its newest revision.")

    @OptionGroup var store: RuleStoreOptions
    @OptionGroup var author: AuthorOptions

    @Argument(help: "The rule's id, or its beginning.")
    var id: String

    @Option(help: ArgumentHelp("The revision; the one before the current one by default.", valueName: "n"))
    var to: Int?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let shelf = try store.openShelf()
        let rule = try shelf.named(id)
        let target = to ?? rule.revision - 1
        guard target >= 1 else {
            throw UserMessage(
                .notSo, "\(rule.id) has no earlier revision.", help: "'vedette rules history' tells them.")
        }
        let authorship = author.authorship
        let saved = try UserMessage.ofShelf { () throws(RuleShelfError) in
            try shelf.revert(rule.id, to: target, basedOn: rule.revision, by: authorship)
        }
        var output = StandardOutput()
        let line = "revision \(saved.revision) of \(rule.id) is what revision \(target) was"
        try output.write(line: json ? saved.json.bytes : Array(line.utf8))
        try output.flush()
    }
}
