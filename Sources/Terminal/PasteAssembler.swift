// SPDX-License-Identifier: Apache-2.0

/// Collects the bytes between the marks of a bracketed paste, however they are cut up.
///
/// Source: xterm control sequences, "Bracketed Paste Mode".
struct PasteAssembler: Sendable {
    /// Bytes kept of one paste; the rest is dropped.
    static let limit = 64 * 1024
    /// What ends a paste.
    private static let end = Array("\u{1b}[201~".utf8)

    private var bytes: [UInt8] = []
    /// How many bytes of the end mark have come.
    private var matched = 0
    private(set) var wasCut = false

    /// Takes one byte; true when it ends the paste.
    mutating func add(_ byte: UInt8) -> Bool {
        if byte == Self.end[matched] {
            matched += 1
            return matched == Self.end.count
        }
        // The mark begins with the only ESC in it, so a failed match can only start again with this byte.
        for index in 0..<matched { keep(Self.end[index]) }
        matched = 0
        if byte == Self.end[0] {
            matched = 1
        } else {
            keep(byte)
        }
        return false
    }

    /// The text so far: line ends are "\n", what is not UTF-8 (or ISO 8859-1 otherwise) is U+FFFD.
    ///
    /// Control characters other than line ends are still in it; whoever shows it neutralises them.
    func text(isUTF8: Bool) -> String {
        guard isUTF8 else { return Self.unified(String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))) }
        return Self.unified(String(decoding: wasCut ? wholeCharacters() : bytes[...], as: UTF8.self))
    }

    private mutating func keep(_ byte: UInt8) {
        if bytes.count < Self.limit { bytes.append(byte) } else { wasCut = true }
    }

    /// Without the first bytes of a character whose last ones were cut off.
    private func wholeCharacters() -> ArraySlice<UInt8> {
        guard let lead = bytes.suffix(4).lastIndex(where: { $0 & 0xc0 != 0x80 }) else { return bytes[...] }
        let length = bytes[lead] < 0x80 ? 1 : bytes[lead] < 0xe0 ? 2 : bytes[lead] < 0xf0 ? 3 : 4
        return lead + length > bytes.count ? bytes[..<lead] : bytes[...]
    }

    /// Terminals send the line ends of a paste as carriage returns, some as pairs.
    private static func unified(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            if scalar == "\r" {
                result.append("\n")
            } else if scalar != "\n" || previous != "\r" {
                result.append(scalar)
            }
            previous = scalar
        }
        return String(result)
    }
}
