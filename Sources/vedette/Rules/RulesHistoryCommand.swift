// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Rules
internal import Station

/// `vedette rules history`: all that was done to a rule.
struct RulesHistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Tells all that was done to a rule, newest first.")

    @OptionGroup var store: RuleStoreOptions

    @Argument(help: "The rule's id, or its beginning.")
    var id: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let shelf = try store.openShelf()
        let rule = try shelf.named(id)
        let changes = try UserMessage.ofShelf { () throws(RuleShelfError) in try shelf.history(of: rule.id) }
        var output = StandardOutput()
        if json {
            try output.write(line: JSONValue.array(changes.reversed().map(Self.json)).bytes)
        } else {
            for change in changes.reversed() {
                let who = "\(change.authorship.time.rfc3339)  \(change.authorship.author)"
                let comment = change.authorship.comment.isEmpty ? "" : ": \(change.authorship.comment)"
                try output.write(hostile: "\(who)  rev \(change.revision)  \(change.deed.words)\(comment)")
            }
        }
        try output.flush()
    }

    private static func json(_ change: RuleChange) -> JSONValue {
        .object([
            ("deed", .string(change.deed.words)), ("revision", .int(change.revision)),
            ("author", .string(change.authorship.author)), ("time", .string(change.authorship.time.rfc3339)),
            ("comment", .string(change.authorship.comment)),
        ])
    }
}

extension RuleChange.Deed {
    /// What was done, in a word or two.
    var words: String {
        switch self {
        case .added: "added"
        case .saved: "saved"
        case .reverted(let number): "reverted to \(number)"
        case .enabled: "enabled"
        case .disabled: "disabled"
        case .retired: "retired"
        case .restored: "restored"
        }
    }
}
