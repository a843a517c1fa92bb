// SPDX-License-Identifier: Apache-2.0

/// A STIX pattern as words and signs.
struct STIXTokens {
    /// How long a pattern may be, in bytes.
    static let byteLimit = 1 << 20

    /// A word, sign or constant.
    enum Token: Hashable {
        /// `[`, `]`, `(`, `)`, `,` or an operator such as `=` and `!=`.
        case sign(String)
        /// A keyword, in capitals.
        case keyword(String)
        /// The path to a property: its object's type, then the steps, quotation marks taken off.
        case path(String)
        /// A string, escapes undone.
        case string(String)
        /// A constant that is no string.
        case constant
    }

    private(set) var tokens: [(token: Token, offset: Int)] = []
    private let bytes: [UInt8]
    private var at = 0

    /// The tokens of `pattern`.
    init(_ pattern: String) throws(STIXPatternError) {
        bytes = Array(pattern.utf8.prefix(Self.byteLimit + 1))
        guard bytes.count <= Self.byteLimit else {
            throw STIXPatternError(offset: 0, message: "the pattern is longer than 1 MiB", help: "Split it.")
        }
        while at < bytes.count {
            let start = at
            if let token = try next() { tokens.append((token, start)) }
        }
    }

    private mutating func next() throws(STIXPatternError) -> Token? {
        let byte = bytes[at]
        switch byte {
        case 0x20, 0x09...0x0D:
            at += 1
            return nil
        case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","):
            at += 1
            return .sign(String(UnicodeScalar(byte)))
        case UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "<"), UInt8(ascii: ">"):
            let start = at
            while at < bytes.count, "=!<>".utf8.contains(bytes[at]), at - start < 2 { at += 1 }
            return .sign(String(decoding: bytes[start..<at], as: UTF8.self))
        case UInt8(ascii: "'"): return .string(try quoted())
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"):
            at += 1
            while at < bytes.count, isWord(bytes[at]) || bytes[at] == UInt8(ascii: ".") { at += 1 }
            return .constant
        default: return try word()
        }
    }

    /// The text between two apostrophes, or as well between quotation marks; `\` stands before either and itself.
    private mutating func quoted() throws(STIXPatternError) -> String {
        let start = at
        let mark = bytes[at]
        var text: [UInt8] = []
        at += 1
        while at < bytes.count, bytes[at] != mark {
            if bytes[at] == UInt8(ascii: "\\"), at + 1 < bytes.count { at += 1 }
            text.append(bytes[at])
            at += 1
        }
        guard at < bytes.count else {
            throw STIXPatternError(offset: start, message: "a string is not closed", help: "Close it.")
        }
        at += 1
        return String(decoding: text, as: UTF8.self)
    }

    private func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }

    /// A keyword, a path, or the letter before a constant of another type.
    private mutating func word() throws(STIXPatternError) -> Token {
        let start = at
        var text: [UInt8] = []
        var isPath = false
        while at < bytes.count {
            let byte = bytes[at]
            let isStep = isPath && text.last == UInt8(ascii: ".")
            if isWord(byte) || byte == UInt8(ascii: ":") || isPath && byte == UInt8(ascii: ".") {
                isPath = isPath || byte == UInt8(ascii: ":")
                text.append(byte)
                at += 1
            } else if isStep, byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                text += Array(try quoted().utf8)
            } else if isPath, byte == UInt8(ascii: "["), let end = bytes[at...].firstIndex(of: UInt8(ascii: "]")) {
                text += bytes[at...end]
                at = end + 1
            } else {
                break
            }
        }
        guard at > start else {
            throw STIXPatternError(offset: start, message: "a sign has no place in a pattern", help: "Remove it.")
        }
        let word = String(decoding: text, as: UTF8.self)
        if isPath { return .path(word.lowercased()) }
        if ["t", "h", "b"].contains(word), at < bytes.count, bytes[at] == UInt8(ascii: "'") {
            _ = try quoted()
            return .constant
        }
        return ["true", "false"].contains(word) ? .constant : .keyword(word.uppercased())
    }
}

/// What is wrong in a STIX pattern.
struct STIXPatternError: Error {
    /// Bytes before it in the pattern.
    var offset: Int
    var message: String
    var help: String
}
