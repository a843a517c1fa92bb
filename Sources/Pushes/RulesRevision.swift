// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import EVE

/// The name of a gateway's rules by what they contain: the first 12 hexadecimal digits of their SHA-256.
///
/// Two files of the same name are the same unless somebody looked for it, and whoever may push rules need not.
package struct RulesRevision: Sendable, Hashable, CustomStringConvertible, Codable {
    package let text: String

    package static let length = 12

    /// The name of a text; `nil` where it is not made of 12 lower-case hexadecimal digits.
    package init?(_ text: String) {
        let isName = text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        guard isName, text.utf8.count == Self.length else { return nil }
        self.text = text
    }

    init(digest: [UInt8]) {
        text = String(Hexadecimal.text(digest).prefix(Self.length))
    }

    /// - Throws: `DecodingError` for a text that is no such name.
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        let revision = RulesRevision(text)
        try decoder.require(revision != nil, "a revision of rules that is none")
        self.text = text
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package var description: String { text }
}
