// SPDX-License-Identifier: Apache-2.0

/// How large the parts of a rule may be. Whatever is read from outside is held to it before it is stored.
package enum RuleLimit {
    /// Bytes of one text: 128 MiB, as lists of a million indicators are long. Texts of other kinds are held to less by who reads them.
    package static let text = 128 << 20
    /// Bytes of a rule's id.
    package static let id = 200
    /// Bytes of an author's name.
    package static let author = 200
    /// Bytes of a comment.
    package static let comment = 4000
    /// Bytes of a title.
    package static let title = 1000
    /// How many tags, techniques or tactics a rule has.
    package static let labels = 200
    /// Bytes of one of these, and of a level.
    package static let label = 200
    /// Bytes of one of suricata-update's files that adjust rules.
    package static let adjustments = 256 << 10
}

extension RuleLimit {
    /// Whether a rule may have this id: printable ASCII without a space at either end.
    ///
    /// ASCII, so that two ids that look the same are the same, and that they can be a part of a file's name.
    package static func allows(id: String) -> Bool {
        let bytes = id.utf8
        return (1...Self.id).contains(bytes.count) && bytes.allSatisfy { (0x20...0x7e).contains($0) }
            && bytes.first != 0x20 && bytes.last != 0x20
    }

    /// An id as near to `name` as may be: what no id may have is a hyphen. `nil` where nothing is left.
    package static func id(from name: String) -> String? {
        let bytes = name.utf8.map { (0x21...0x7e).contains($0) ? $0 : 0x2d }.prefix(id)
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }

    /// A text in one line of at most `limit` bytes: control characters become spaces, what is too long is cut.
    package static func line(_ text: String, _ limit: Int) -> String {
        var line = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars {
            let shown: Unicode.Scalar = isControl(scalar) ? " " : scalar
            count += UTF8.width(shown)
            if count > limit { break }
            line.append(shown)
        }
        return String(line)
    }

    /// C0, DEL, C1, and Unicode's own line and paragraph ends.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7f..<0xa0, 0x2028, 0x2029: true
        default: false
        }
    }
}
