// SPDX-License-Identifier: Apache-2.0

import Rules
import Testing

@testable import SuricataRules

/// Rules, and what `suricata -T` says of each when it is the only one. Every row was run with 7.0.10 and 8.0.7.
///
/// The mark before each rule says: `=` both take it, `!` both refuse it, `8` only 8 takes it; `~` both take it, but not as it is
/// meant, so that we refuse it; `?` one or both refuse it, and we let it through because only Suricata knows enough.
enum Verdicts {
    /// All rows.
    static let all: [(mark: Character, rule: String)] =
        rows(options).map { ($0.mark, rule($0.text)) } + rows(moreOptions).map { ($0.mark, rule($0.text)) }
        + rows(wholeRules).map { ($0.mark, $0.text) }

    private static func rows(_ table: String) -> [(mark: Character, text: String)] {
        table.split(separator: "\n").compactMap { line in
            line.first.map { ($0, String(line.dropFirst(2))) }
        }
    }
}

@Suite("Suricata's own verdicts")
struct VerdictTests {
    @Test("what Suricata refuses is an error, what it takes is none")
    func verdicts() {
        #expect(Verdicts.all.count > 450)
        for (mark, rule) in Verdicts.all {
            let problems = SignatureFile.parse(rule).problems
            let isRefused = problems.contains { $0.weight == .error }
            #expect(isRefused == (mark == "!" || mark == "~"), "\(mark) \(rule): \(problems.map(shown))")
            if mark == "8" {
                #expect(problems.contains { $0.message.contains("Suricata 8") }, "\(rule): \(problems.map(shown))")
            }
        }
    }

    @Test(
        "a rule that nothing is wrong with is laid out so that it reads the same",
        arguments: [SignatureLayout.line, .lines])
    func canonical(layout: SignatureLayout) throws {
        for (mark, rule) in Verdicts.all where mark == "=" || mark == "8" {
            let file = SignatureFile.parse(rule)
            let signature = try #require(file.rules.first, "\(rule)")
            let printed = layout.format(file)
            let again = SignatureFile.parse(bytes: printed)
            let second = try #require(again.rules.first, "\(printed)")
            #expect(!again.problems.contains { $0.weight == .error }, "\(printed): \(again.problems.map(shown))")
            #expect(SignatureLayout.rows(second) == SignatureLayout.rows(signature))
            #expect(layout.format(again) == printed)
            #expect(second.source.addresses == signature.source.addresses)
            #expect(second.destination.ports == signature.destination.ports)
        }
    }

    @Test("every problem is one line and says how to mend it")
    func wording() {
        for (_, rule) in Verdicts.all {
            for problem in SignatureFile.parse(rule).problems {
                #expect(!problem.message.isEmpty && !problem.message.hasSuffix("."), "\(problem)")
                #expect(
                    problem.help.hasSuffix(".") || problem.help.hasSuffix("?") || problem.help.hasSuffix(";"),
                    "\(problem)")
                #expect(!problem.message.contains("\n") && !problem.help.contains("\n"))
                #expect(problem.position.line == 1 && 1...rule.unicodeScalars.count + 1 ~= problem.position.column)
            }
        }
    }
}
