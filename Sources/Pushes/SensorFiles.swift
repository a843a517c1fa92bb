// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import EVE
package import Messages

/// What a station wants the Suricata of a gateway to load besides what that has of its own: a file of signatures and a `threshold.config`.
package struct SensorFiles: Sendable, Hashable {
    /// Signatures, a line each.
    package var rules: String
    /// Lines of `threshold.config`.
    package var thresholds: String

    /// The most bytes of both together, as UTF-8.
    package static let sizeLimit = 4 << 20

    /// - Throws: `tooLong`; `badValue` for a text with a control character other than a line feed or a tab.
    package init(rules: String, thresholds: String) throws(MessageError) {
        guard rules.utf8.count + thresholds.utf8.count <= Self.sizeLimit else { throw .tooLong(limit: Self.sizeLimit) }
        guard Self.isText(rules) else { throw .badValue("rules") }
        guard Self.isText(thresholds) else { throw .badValue("thresholds") }
        self.rules = rules
        self.thresholds = thresholds
    }

    /// The name of these contents: the same for the same files, on every machine.
    package var revision: RulesRevision {
        // The length keeps a line that moves from one file to the other from going unnoticed.
        let head = "vedette rules 1\n\(rules.utf8.count)\n"
        return RulesRevision(digest: SHA256.digest(of: Array(head.utf8) + Array(rules.utf8) + Array(thresholds.utf8)))
    }

    /// How many signatures Suricata is to load of the file: lines that are neither blank nor comments, nor begin with a space or a tab,
    /// which it passes over. A line that ends in a backslash goes on in the next one, whatever that begins with.
    ///
    /// Source: Suricata 7.0.10, by what `suricata -T` counts.
    package var ruleCount: Int { Self.ruleCount(of: rules) }

    /// The same of a text that need not be one of ours.
    package static func ruleCount(of rules: String) -> Int {
        var count = 0
        var goesOn = false
        let lines = rules.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // What is behind the last line feed is a line only where there is something.
        for line in lines.last?.isEmpty == true ? lines.dropLast() : lines[...] {
            if !goesOn {
                guard let first = line.first, !isBlank(first), first != UInt8(ascii: "#") else { continue }
            }
            goesOn = line.last { !isBlank($0) } == UInt8(ascii: "\\")
            if !goesOn { count += 1 }
        }
        return count
    }

    /// Whether it is one of what C's `isspace` takes.
    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func isText(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x0A || $0 == 0x09 }
    }
}
