// SPDX-License-Identifier: Apache-2.0

internal import CPCRE2

/// A regular expression with what its matches become, written as for Python's `re.sub`.
///
/// `\1` to `\99`, `\g<1>` and `\g<name>` stand for groups, `\\` for a backslash. Other escapes of punctuation stay as they are; those of letters
/// are refused, as they are by Python, and so are line feeds: the texts are lines.
///
/// Source: Python 3 library reference, `re.sub`.
package struct RegexReplacement: Sendable {
    enum Piece: Hashable, Sendable {
        case bytes([UInt8])
        case group(Int)
    }

    let regex: BoundedRegex
    private(set) var pieces: [Piece] = []
    /// How many groups the expression has.
    private let groupCount: Int

    /// - Throws: `RegexError`, with the offset in the expression, or 0 where the replacement is none.
    package init(_ source: RegexSource, with replacement: String) throws(RegexError) {
        regex = try BoundedRegex(source)
        var count: UInt32 = 0
        unsafe pcre2_pattern_info_8(regex.code, UInt32(PCRE2_INFO_CAPTURECOUNT), &count)
        groupCount = Int(count)
        try parse(Array(replacement.utf8))
    }

    private mutating func parse(_ text: [UInt8]) throws(RegexError) {
        guard text.count <= BoundedRegex.lengthLimit else { throw Self.error("it is too long") }
        var place = 0
        var plain: [UInt8] = []
        while place < text.count {
            let byte = text[place]
            place += 1
            guard byte >= 0x20 || byte == 0x09 else { throw Self.error("a control character stands in it") }
            guard byte == UInt8(ascii: "\\") else {
                plain.append(byte)
                continue
            }
            guard place < text.count else { throw Self.error("it ends in a backslash") }
            if let group = try group(text, &place) {
                pieces += [.bytes(plain), .group(group)]
                plain = []
            } else {
                let next = text[place]
                place += 1
                let isLetter = (0x41...0x5A).contains(next & 0xDF)
                guard !isLetter else {
                    throw Self.error("\\\(Character(UnicodeScalar(next))) stands for nothing there")
                }
                plain += next == UInt8(ascii: "\\") ? [next] : [byte, next]
            }
        }
        pieces.append(.bytes(plain))
    }

    /// The group that stands behind a backslash; `nil` where none does.
    private func group(_ text: [UInt8], _ place: inout Int) throws(RegexError) -> Int? {
        let digits = text[place...].prefix(2).prefix { (0x30...0x39).contains($0) }
        if let number = Int(String(decoding: digits, as: UTF8.self)) {
            place += digits.count
            return try known(number, digits)
        }
        guard text[place] == UInt8(ascii: "g") else { return nil }
        guard place + 1 < text.count, text[place + 1] == UInt8(ascii: "<"),
            let end = text[place...].firstIndex(of: UInt8(ascii: ">"))
        else { throw Self.error("\\g is not followed by <a group>") }
        let name = text[(place + 2)..<end]
        place = end + 1
        if let number = Int(String(decoding: name, as: UTF8.self)) { return try known(number, name) }
        let number = unsafe pcre2_substring_number_from_name_8(regex.code, Array(name) + [0])
        return try known(number > 0 ? Int(number) : -1, name)
    }

    private func known(_ number: Int, _ name: ArraySlice<UInt8>) throws(RegexError) -> Int {
        guard (0...groupCount).contains(number) else {
            throw Self.error("the expression has no group \(String(decoding: name, as: UTF8.self))")
        }
        return number
    }

    private static func error(_ reason: String) -> RegexError {
        RegexError(offset: 0, message: "the replacement is none: \(reason)")
    }

    /// What a text came to.
    package enum Outcome: Hashable, Sendable {
        /// With all matches replaced.
        case replaced([UInt8])
        case noMatch
        /// It was given up: the steps, the memory or the depth ran out, or it became too long.
        case limit
    }
}

extension RegexScratch {
    /// Replaces all matches in a text of at most `BoundedRegex.textLimit` bytes, from the left; a longer text is given up, and so is one that would
    /// have more than `limit` bytes. The steps are those of one match for each match.
    package mutating func replace(
        _ replacement: RegexReplacement, in text: [UInt8], limit: Int = BoundedRegex.textLimit
    ) -> RegexReplacement.Outcome {
        guard text.count <= BoundedRegex.textLimit else { return .limit }
        var result: [UInt8] = []
        var start = 0
        var copied = 0
        var isAny = false
        while start <= text.count {
            switch groups(of: replacement.regex, in: text, from: start) {
            case .limit: return .limit
            case .noMatch: start = text.count + 1
            case .match(let groups):
                guard let whole = groups[0] else { return .limit }
                isAny = true
                result += text[copied..<max(copied, whole.lowerBound)]
                for piece in replacement.pieces {
                    switch piece {
                    case .bytes(let bytes): result += bytes
                    case .group(let number): if let range = groups[number] { result += text[range] }
                    }
                }
                copied = max(copied, whole.upperBound)
                guard result.count <= limit else { return .limit }
                // Behind an empty match the next one begins a character on. It always goes on, whatever \K does.
                let end = max(start, whole.upperBound)
                start = whole.isEmpty || end == start ? Self.next(text, behind: end) : end
            }
        }
        guard isAny else { return .noMatch }
        result += text[copied...]
        return result.count <= limit ? .replaced(result) : .limit
    }

    /// The place of the character behind that at `place`.
    private static func next(_ text: [UInt8], behind place: Int) -> Int {
        var next = place + 1
        while next < text.count, text[next] & 0xC0 == 0x80 { next += 1 }
        return next
    }
}
