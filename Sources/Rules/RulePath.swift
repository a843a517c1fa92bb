// SPDX-License-Identifier: Apache-2.0

/// Where a rule's file lies below the folder of an export: `sigma/brute-force-on-ssh-5f3c81d2.yml`.
///
/// It is one folder and one name, and never leads out: no name begins with a full stop or has a slash.
package struct RulePath: Hashable, Comparable, Sendable {
    /// The kind's folder bears its name.
    package let kind: RuleKind
    package let name: String

    /// `nil` for a name that is not 1 to 200 characters of printable ASCII, or that could lead elsewhere.
    package init?(_ kind: RuleKind, _ name: String) {
        let bytes = name.utf8
        guard (1...200).contains(bytes.count), bytes.first != UInt8(ascii: "."),
            bytes.allSatisfy({ (0x20...0x7e).contains($0) && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\") })
        else { return nil }
        self.kind = kind
        self.name = name
    }

    /// `nil` for a text that is not the `text` of one.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = RuleKind(rawValue: String(parts[0])) else { return nil }
        self.init(kind, String(parts[1]))
    }

    package var text: String { "\(kind.rawValue)/\(name)" }

    package static func < (left: RulePath, right: RulePath) -> Bool { left.text < right.text }
}

extension RuleKind {
    /// What names of its files end with; an export takes the first.
    package var endings: [String] {
        switch self {
        case .sigma: [".yml", ".yaml"]
        case .signature: [".rules"]
        case .threshold: [".conf"]
        case .indicators: [".txt"]
        }
    }
}

extension RulePath {
    /// Paths for rules, which must come by id: title, the beginning of the id, and a number where two would be the same.
    static func paths(for rules: [Rule]) -> [RulePath] {
        var used: Set<RulePath> = []
        return rules.compactMap { rule in
            let stem = stem(of: rule)
            let ending = rule.kind.endings[0]
            var path = RulePath(rule.kind, stem + ending)
            var number = 2
            while let taken = path, !used.insert(taken).inserted {
                path = RulePath(rule.kind, "\(stem)-\(number)\(ending)")
                number += 1
            }
            return path
        }
    }

    private static func stem(of rule: Rule) -> String {
        let id = slug(rule.id)
        // A signature's number is short and says something; of a UUID the first part does.
        let parts = [slug(rule.heading.title, limit: 60), id.utf8.count <= 24 ? id : slug(rule.id, limit: 8)]
        let stem = parts.filter { !$0.isEmpty }.joined(separator: "-")
        return stem.isEmpty ? "rule" : stem
    }

    /// Small ASCII letters and digits, with a hyphen for everything between them.
    private static func slug(_ text: String, limit: Int = .max) -> String {
        var slug: [UInt8] = []
        var isBetween = false
        for byte in text.utf8 {
            let small = (0x41...0x5a).contains(byte) ? byte + 0x20 : byte
            guard (0x30...0x39).contains(small) || (0x61...0x7a).contains(small) else {
                isBetween = !slug.isEmpty
                continue
            }
            if slug.count + (isBetween ? 2 : 1) > limit { break }
            if isBetween { slug.append(0x2d) }
            isBetween = false
            slug.append(small)
        }
        return String(decoding: slug, as: UTF8.self)
    }
}
