// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Patterns
internal import Rules

/// Which rules a line of disable.conf, enable.conf or modify.conf means.
///
/// Source: suricata-update 1.3.3, suricata/update/matchers.py, and its documentation, "Rule Matching".
enum RuleMatcher: Sendable {
    /// `*`.
    case all
    /// `2019401`, `1:2019401`, `1:2019401:5` with the revision; several with commas.
    case names([Named])
    /// `re:EXPRESSION`, somewhere in the rule's text, capitals or not.
    case expression(BoundedRegex)
    /// `group:PATTERN` or `NAME.rules`: the rule's file, with or without its ending.
    case group(String)
    /// `filename:PATTERN`.
    case filename(String)
    /// `metadata:KEY VALUE`, capitals or not.
    case metadata(key: String, value: String)

    struct Named: Hashable, Sendable {
        var name: SignatureName
        var rev: UInt32?
    }

    /// Why a text says nothing, for a person.
    struct Unreadable: Error {
        var reason: String
    }

    init(_ text: String) throws(Unreadable) {
        let text = text.trimmed
        if text == "*" {
            self = .all
        } else if let names = Self.names(text) {
            self = .names(names)
        } else if let rest = text.behind("re:") {
            do throws(RegexError) { self = .expression(try BoundedRegex(RegexSource(rest, ignoresCase: true))) } catch {
                throw Unreadable(reason: "the expression is none, at byte \(error.offset): \(error.message)")
            }
        } else if let rest = text.behind("filename:") {
            self = .filename(rest.split(separator: "/").last.map(String.init) ?? rest)
        } else if let rest = text.behind("group:") {
            self = .group(rest)
        } else if let rest = text.behind("metadata:") {
            let words = rest.split(separator: " ", maxSplits: 1).map { String($0).trimmed.lowercased() }
            guard words.count == 2 else { throw Unreadable(reason: "metadata: takes a key and a value") }
            self = .metadata(key: words[0], value: words[1])
        } else if text.hasSuffix(".rules") {
            self = .group(text)
        } else {
            throw Unreadable(
                reason: "it is no sid, gid:sid, re:, group:, filename:, metadata: or *")
        }
    }

    private static func names(_ text: String) -> [Named]? {
        var names: [Named] = []
        for entry in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = entry.split(separator: ":", omittingEmptySubsequences: false).map { UInt32(String($0).trimmed) }
            let numbers = parts.compactMap { $0 }
            guard numbers.count == parts.count else { return nil }
            switch numbers.count {
            case 1: names.append(Named(name: SignatureName(sid: numbers[0])))
            case 2: names.append(Named(name: SignatureName(gid: numbers[0], sid: numbers[1])))
            case 3: names.append(Named(name: SignatureName(gid: numbers[0], sid: numbers[1]), rev: numbers[2]))
            default: return nil
            }
        }
        return names
    }

    /// Whether it takes more than a comparison.
    var isCostly: Bool { if case .names = self { false } else if case .all = self { false } else { true } }

    /// Whether it means a rule; `nil` where that took too many steps.
    func matches(_ rule: AdjustableRule, _ scratch: inout RegexScratch) -> Bool? {
        switch self {
        case .all: return true
        case .names(let names):
            return names.contains { $0.name == rule.name && ($0.rev == nil || $0.rev == rule.signature.rev) }
        case .expression(let regex):
            switch scratch.match(regex, in: rule.line.span) {
            case .match: return true
            case .noMatch: return false
            case .limit: return nil
            }
        case .filename(let pattern): return rule.file.map { ShellPattern(pattern).fits($0) } ?? false
        case .group(let pattern):
            guard let file = rule.file else { return false }
            let shell = ShellPattern(pattern)
            return shell.fits(file) || shell.fits(file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file)
        case .metadata(let key, let value):
            return rule.signature.metadata.contains { $0.key.lowercased() == key && $0.value.lowercased() == value }
        }
    }
}

/// A rule as adjustments look at it.
package struct AdjustableRule: Sendable {
    package let name: SignatureName
    let signature: Signature
    /// Its text on one line, without a line feed.
    let line: [UInt8]
    /// The name of the file that it came from; `nil` where that is not known.
    let file: String?

    package init(name: SignatureName, signature: Signature, line: [UInt8], file: String?) {
        self.name = name
        self.signature = signature
        self.line = line
        self.file = file
    }
}

extension String {
    /// Without white space at both ends.
    var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    /// What stands behind a word that it begins with.
    fileprivate func behind(_ word: String) -> String? { hasPrefix(word) ? String(dropFirst(word.count)).trimmed : nil }
}
