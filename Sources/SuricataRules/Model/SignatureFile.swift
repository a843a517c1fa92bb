// SPDX-License-Identifier: Apache-2.0

package import Rules

/// A file of Suricata signatures: every line of it, what the lines say, and what is wrong with them.
///
/// It keeps the bytes that it was read from, so that what nobody changed is written back as it was.
package struct SignatureFile: Sendable {
    /// What a line is; lines that backslashes join are one.
    package enum Kind: Hashable, Sendable {
        case blank
        /// A comment, or a rule behind a `#` that is not whole.
        case comment
        /// A rule that Suricata reads; the problems say whether it takes it.
        indirect case rule(Signature)
        /// A whole rule that a `#` puts out of use.
        indirect case disabled(Signature)
        /// What is no rule, although it should be one; a problem says why.
        case broken
    }

    /// One line of the file, or several that backslashes join.
    package struct Line: Sendable {
        package let kind: Kind
        /// Its bytes in the file, with their line feeds.
        package let range: Range<Int>
        /// The number of its first line, counted from 1.
        package let number: Int

        /// The signature, whether it is in use or not.
        package var signature: Signature? {
            switch kind {
            case .rule(let signature), .disabled(let signature): signature
            default: nil
            }
        }
    }

    /// The bytes that were read.
    package let bytes: [UInt8]
    /// All lines, whose ranges cover the file, but for a byte order mark at its start.
    package let lines: [Line]
    /// What is wrong, in the order of the text; at most `problemLimit`.
    package let problems: [RuleProblem]

    /// A file with more problems than this is no file of signatures; the last problem says that there are more.
    package static let problemLimit = 10_000

    /// A file of signatures or a `threshold.config` with more bytes than this is not read, but told. Large collections have some
    /// 30 million.
    package static let byteLimit = 64 << 20

    /// What is told of a larger one.
    static let tooLarge = RuleProblem(
        .error, .start, "the file is larger than 64 MiB", help: "Make several files of it.")

    /// The signatures that Suricata reads, in the order of the text.
    package var rules: [Signature] {
        lines.compactMap { line in
            if case .rule(let signature) = line.kind { signature } else { nil }
        }
    }

    /// Reads a file; nothing in it can make that fail. One that is too large has no lines.
    ///
    /// The problems include signatures that stand in the file twice, and that none is in use, which Suricata accepts.
    package static func parse(bytes: [UInt8]) -> SignatureFile {
        guard bytes.count <= byteLimit else { return SignatureFile(bytes: bytes, lines: [], problems: [tooLarge]) }
        return SignatureFileReader.read(bytes)
    }

    /// Reads the text of a file, as `parse(bytes:)` does.
    package static func parse(_ text: String) -> SignatureFile {
        parse(bytes: Array(text.utf8))
    }
}
