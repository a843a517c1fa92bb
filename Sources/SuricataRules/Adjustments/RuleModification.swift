// SPDX-License-Identifier: Apache-2.0

internal import Patterns

/// What a line of modify.conf does to the rules that it means: `MATCH "FROM" "TO"`, Oinkmaster's `modifysid MATCH "FROM" | "TO"`, or
/// `metadata-add MATCH "KEY" "VALUE"`. `\$` stands for a dollar sign; `${1}` in TO for a group, as `\1` does.
///
/// Source: suricata-update 1.3.3, suricata/update/main.py, load_filters, and matchers.py, ModifyRuleFilter and AddMetadataFilter.
struct RuleModification: Sendable {
    let matcher: RuleMatcher
    let replacement: RegexReplacement

    init(_ text: String) throws(RuleMatcher.Unreadable) {
        if text.hasPrefix("metadata-add") {
            let words = try Self.words(text)
            guard words.count == 4, words[0] == "metadata-add" else {
                throw .init(reason: "metadata-add takes which rules, a key and a value")
            }
            matcher = try RuleMatcher(words[1])
            let added = "; metadata: \(words[2]) \(words[3]);)".replacing("\\", with: "\\\\")
            replacement = try Self.replacement(#";\s*\)$"#, added)
            return
        }
        let words = try Self.words(text.replacing(#"\$"#, with: "$"))
        if words.count == 3 {
            matcher = try RuleMatcher(words[0])
            replacement = try Self.replacement(words[1], Self.withGroups(words[2]))
        } else if words.count > 4, words[0] == "modifysid" {
            matcher = try RuleMatcher(words[1])
            replacement = try Self.replacement(words[2], Self.withGroups(words[4]))
        } else {
            throw .init(reason: #"it is not MATCH "FROM" "TO""#)
        }
    }

    private static func replacement(
        _ expression: String, _ text: String
    ) throws(RuleMatcher.Unreadable) -> RegexReplacement {
        do throws(RegexError) { return try RegexReplacement(RegexSource(expression), with: text) } catch {
            throw .init(reason: "the expression is none, at byte \(error.offset): \(error.message)")
        }
    }

    /// With `${1}` written as `\g<1>`, which no digit behind it changes.
    private static func withGroups(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            result += rest[..<start.lowerBound]
            let digits = rest[start.upperBound...].prefix { $0.isASCII && $0.isNumber }
            if !digits.isEmpty, digits.endIndex < rest.endIndex, rest[digits.endIndex] == "}" {
                result += "\\g<\(digits)>"
                rest = rest[rest.index(after: digits.endIndex)...]
            } else {
                result += "${"
                rest = rest[start.upperBound...]
            }
        }
        return result + rest
    }

    /// The words of a line as a POSIX shell parts them: single quotes take all as it is, in double ones a backslash protects a quote and itself,
    /// outside of quotes anything.
    ///
    /// Source: Python 3 library reference, `shlex.split`.
    private static func words(_ text: String) throws(RuleMatcher.Unreadable) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var rest = text[...]
        while let character = rest.popFirst() {
            switch (quote, character) {
            case (nil, "\\"), ("\"", "\\"):
                guard let next = rest.popFirst() else { throw .init(reason: "it ends in a backslash") }
                word = (word ?? "") + (quote == nil || next == "\"" || next == "\\" ? "" : "\\") + String(next)
            case (nil, "\""), (nil, "'"):
                quote = character
                word = word ?? ""
            case (let open?, _) where open == character: quote = nil
            case (nil, _) where character.isWhitespace:
                if let whole = word { words.append(whole) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        guard quote == nil else { throw .init(reason: "a quote is not closed") }
        if let word { words.append(word) }
        return words
    }
}
