// SPDX-License-Identifier: Apache-2.0

/// The tokens of Protocol Buffers' text format. Escapes in texts are left as they stand: no name of a layer has one.
struct ProtoScanner {
    enum Token: Equatable {
        /// A name, a number or a word such as MAX.
        case word(String)
        case text(String)
        case mark(Character)
    }

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    /// The one that is looked at; `nil` at the end.
    private(set) var token: Token?

    static let tokenMost = 1024

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        token = .mark(" ")
    }

    func problem(_ text: String) -> ModelProblem { ModelProblem("\(line): \(text)") }

    /// Goes on to the next one.
    mutating func step() throws(ModelProblem) {
        passSpace()
        guard position < bytes.count else { return token = nil }
        let byte = bytes[position]
        let start = position
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            position += 1
            while position < bytes.count, bytes[position] != byte, bytes[position] != 10 {
                position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
            }
            guard position < bytes.count, bytes[position] == byte, position - start <= Self.tokenMost else {
                throw problem("has a text without an end, or one that is too long")
            }
            token = .text(String(decoding: bytes[start + 1..<position], as: UTF8.self))
            position += 1
        case _ where Self.isWord(byte):
            while position < bytes.count, Self.isWord(bytes[position]) { position += 1 }
            guard position - start <= Self.tokenMost else { throw problem("has a word that is too long") }
            token = .word(String(decoding: bytes[start..<position], as: UTF8.self))
        case _ where ":{}<>[],;".utf8.contains(byte):
            position += 1
            token = .mark(Character(UnicodeScalar(byte)))
        default: throw problem("has a character that does not belong there: is it a .prototxt?")
        }
    }

    private mutating func passSpace() {
        var isComment = false
        while position < bytes.count, isComment || bytes[position] <= 32 || bytes[position] == UInt8(ascii: "#") {
            if bytes[position] == UInt8(ascii: "#") { isComment = true }
            if bytes[position] == 10 {
                line += 1
                isComment = false
            }
            position += 1
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "_-+.".utf8.contains(byte)
        }
    }
}
