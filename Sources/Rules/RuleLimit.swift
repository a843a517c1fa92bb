// SPDX-License-Identifier: Apache-2.0

/// How large the parts of a rule may be. Whatever is read from outside is held to it before it is stored.
package enum RuleLimit {
    /// Bytes of one text: 10 MB, as indicator lists are long.
    package static let text = 10_000_000
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
}
