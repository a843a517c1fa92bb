// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Rules
internal import Station

/// `vedette rules show`: a rule's text.
struct RulesShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Prints a rule's text, byte for byte.")

    @OptionGroup var store: RuleStoreOptions

    @Argument(help: "The rule's id, or its beginning.")
    var id: String

    @Option(help: ArgumentHelp("This revision instead of the current one.", valueName: "n"))
    var revision: Int?

    @Flag(help: "Print JSON, with what the store keeps beside the text.")
    var json = false

    func run() throws {
        let shelf = try store.openShelf()
        let rule = try shelf.named(id)
        let number = revision ?? rule.revision
        let found = try UserMessage.ofShelf { () throws(RuleShelfError) in try shelf.revision(number, of: rule.id) }
        var output = StandardOutput()
        if json {
            try output.write(
                line: JSONValue.object([
                    ("rule", rule.json), ("revision", .int(found.number)),
                    ("author", .string(found.authorship.author)), ("time", .string(found.authorship.time.rfc3339)),
                    ("comment", .string(found.authorship.comment)),
                    ("text", .string(String(decoding: found.content.text, as: UTF8.self))),
                ]).bytes)
        } else if output.isTerminal {
            let text = String(decoding: found.content.text, as: UTF8.self)
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                try output.write(hostile: String(line))
            }
        } else {
            try output.write(bytes: found.content.text)
        }
        try output.flush()
    }
}
