// SPDX-License-Identifier: Apache-2.0

/// How much a YAML document may ask for before it is read.
///
/// The reader behind it follows aliases for nothing, but compares the keys of a map with all that is in them. What would
/// make that slow, aliases of aliases and maps as keys of maps, is counted in the bytes first. The count also takes such
/// signs inside quotes for what they are not; it is far above what people write.
struct YAMLLimits {
    /// The bytes of UTF-8 that one document may have.
    static let documentBytes = 1 << 20
    /// How deep maps and lists may nest.
    static let depth = 24
    /// How many values a document may have, those behind aliases counted each time.
    static let nodes = 200_000
    /// How many `? ` keys a document may have.
    static let explicitKeys = 16
    /// How many bytes may be compared with each other, if every alias stands for the whole document.
    static let aliasedBytes = 50_000_000

    /// What may stand directly before an anchor, an alias or a key.
    private static let signs = Array("[{,:-?".utf8)

    private var anchors = 0
    private var aliases = 0
    private var keys = 0

    /// What a text asks too much of; `nil` if it may be read.
    static func excess(in text: String) -> String? {
        let bytes = text.utf8
        guard bytes.count <= documentBytes else { return "the document is longer than \(documentBytes >> 20) MB" }
        var limits = YAMLLimits()
        limits.count(bytes)
        if limits.keys > explicitKeys { return "the document has more than \(explicitKeys) keys that begin with `?`" }
        if limits.expansion(bytes.count) > aliasedBytes { return "the document has too many anchors and aliases" }
        return nil
    }

    /// Whether a text has what looks like an anchor.
    static func hasAnchors(_ text: String) -> Bool {
        var limits = YAMLLimits()
        limits.count(text.utf8)
        return limits.anchors > 0
    }

    private mutating func count(_ bytes: String.UTF8View) {
        var previous = UInt8(ascii: "\n")
        var sign: UInt8?
        // Whether only blanks and signs stand between the byte and the last text or the beginning of the line.
        var isKeyPlace = true
        for byte in bytes {
            switch sign {
            case UInt8(ascii: "&") where Self.isName(byte): anchors += 1
            case UInt8(ascii: "*") where Self.isName(byte): aliases += 1
            case UInt8(ascii: "?") where byte <= 0x20: keys += 1
            default: break
            }
            // A question mark directly behind one of these is part of a text: `8???`.
            let isText = byte == UInt8(ascii: "?") && (!isKeyPlace || "-?:".utf8.contains(previous))
            sign = !isText && Self.mayStandBefore(previous) ? byte : nil
            previous = byte
            if byte > 0x20 || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                isKeyPlace = Self.mayStandBefore(byte)
            }
        }
    }

    /// The most bytes that `aliases` aliases can make of `size` bytes with `anchors` anchors.
    private func expansion(_ size: Int) -> Int {
        guard anchors > 0, aliases > 0 else { return 0 }
        var total = size
        for _ in 0..<anchors {
            total *= aliases / anchors + 2
            if total > Self.aliasedBytes { break }
        }
        return total
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }

    /// Whether a sign of YAML may begin behind `byte`: a blank, another sign or the end of a line in Unicode.
    private static func mayStandBefore(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte >= 0x80 || signs.contains(byte)
    }
}
