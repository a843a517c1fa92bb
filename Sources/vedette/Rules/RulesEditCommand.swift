// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Foundation
internal import Rules
internal import Station

/// `vedette rules edit`: changes a rule's text.
struct RulesEditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Changes a rule's text, in $EDITOR or from a file.",
        discussion: """
            The text becomes a new revision. It is checked first; a rule that could not be used is not saved, and the edited \
            text is kept in a file that is named. Where somebody saved meanwhile, nothing is overwritten.
            """)

    @OptionGroup var store: RuleStoreOptions
    @OptionGroup var author: AuthorOptions
    @OptionGroup var suricata: SuricataOptions

    @Argument(help: "The rule's id, or its beginning.")
    var id: String

    @Option(
        help: ArgumentHelp(
            "Take the text from this file, or - for standard input, and open no editor.", valueName: "file"))
    var from: String?

    @Option(
        help: ArgumentHelp(
            "The revision that the text was made from, the current one by default. If there is a newer one, nothing is saved.",
            valueName: "n"))
    var basedOn: Int?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let shelf = try store.openShelf()
        let rule = try shelf.named(id)
        let base = basedOn ?? rule.revision
        _ = try UserMessage.ofShelf { () throws(RuleShelfError) in try shelf.revision(base, of: rule.id) }
        let current = try UserMessage.ofShelf { () throws(RuleShelfError) in
            try shelf.revision(rule.revision, of: rule.id)
        }
        let text = try newText(of: rule, current.content.text)
        let draft = try check(text, of: rule)
        let saved: Rule
        do throws(RuleShelfError) {
            saved =
                draft == current.content
                ? rule : try shelf.save(rule.id, draft, basedOn: base, by: author.authorship)
        } catch {
            let kept = from == nil ? keep(text, rule) : nil
            var message = UserMessage(error)
            if let kept { message.help = "Your text is in \(kept)." }
            throw message
        }
        var output = StandardOutput()
        let line =
            saved.revision == rule.revision ? "nothing changed" : "saved revision \(saved.revision) of \(rule.id)"
        try output.write(line: json ? saved.json.bytes : Array(line.utf8))
        try output.flush()
    }

    private func newText(of rule: Rule, _ old: [UInt8]) throws -> [UInt8] {
        if let from {
            guard let file = from == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: from) else {
                throw UserMessage(
                    .environment, "\(from): cannot be read.", help: "Give a file, or - for standard input.")
            }
            return Array(try file.read(upToCount: RuleLimit.text + 1) ?? Data())
        }
        return try ExternalEditor.edit(old, name: rule.kind == .sigma ? "rule.yml" : "rule.txt")
    }

    /// The text as the store takes it; a text that is no rule is kept in a file where it was typed.
    private func check(_ text: [UInt8], of rule: Rule) throws -> RuleContent {
        let options = try store.sigmaOptions()
        let file = RuleFile(path: from ?? rule.id, kind: rule.kind, bytes: text)
        let engine = suricata.problems(of: [file], store.station).first ?? []
        do throws(RuleDeskFailure) {
            return try RuleDraft.single(
                rule.kind, text, called: rule.heading.title, of: rule.id, options: options, suricata: engine
            ).content
        } catch {
            let help = from == nil ? "Your text is in \(keep(text, rule))." : "Mend it and try again."
            guard case .problems(let problems) = error else {
                throw UserMessage(.notSo, error.message + ".", help: help)
            }
            for problem in problems {
                StandardError.print(RuleCheck.Finding(path: from ?? rule.id, problem: problem).line)
            }
            throw UserMessage(.notSo, "nothing was saved.", help: help)
        }
    }

    private func keep(_ text: [UInt8], _ rule: Rule) -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "vedette-\(UUID().uuidString).txt")
        return (try? Data(text).write(to: path)) == nil ? "no file, as none could be written" : path.path
    }
}
