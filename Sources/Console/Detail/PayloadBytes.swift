// SPDX-License-Identifier: Apache-2.0

package import EVE

/// Bytes of traffic that an event carries, for looking at them as hex and text.
package struct PayloadBytes: Sendable, Hashable {
    /// The field that they came from: `payload`, `packet`, `payload_printable`.
    package var field: String
    package var bytes: [UInt8]
    /// Whether the field held more than could be read.
    package var isCut: Bool

    /// Bytes in one line of a dump.
    package static let lineBytes = 16
    /// Bytes of a field shown at the most.
    package static let most = 1 << 20

    package init(field: String, bytes: [UInt8], isCut: Bool = false) {
        self.field = field
        self.bytes = bytes
        self.isCut = isCut
    }

    /// How many lines a dump has.
    package var lineCount: Int { (bytes.count + Self.lineBytes - 1) / Self.lineBytes }

    /// What `tree` carries: the payload, decoded from Base64 or as printed, then the packet.
    package static func all(of tree: EveTree) -> [PayloadBytes] {
        func text(_ key: String) -> String? {
            tree.child(key, of: 0).flatMap { tree.nodes[$0].text }
        }
        var found: [PayloadBytes] = []
        if let payload = text("payload") {
            found.append(decode(payload, field: "payload"))
        } else if let printable = text("payload_printable") {
            found.append(
                PayloadBytes(
                    field: "payload_printable", bytes: Array(printable.utf8.prefix(most)),
                    isCut: printable.utf8.count > most))
        }
        if let packet = text("packet") { found.append(decode(packet, field: "packet")) }
        return found.filter { !$0.bytes.isEmpty }
    }

    private static func decode(_ text: String, field: String) -> PayloadBytes {
        let (bytes, isWhole) = Base64.decode(text.utf8.prefix(most / 3 * 4))
        return PayloadBytes(field: field, bytes: bytes, isCut: !isWhole || text.utf8.count > most / 3 * 4)
    }
}

extension EveTree.Node {
    /// The text, where it is a string.
    var text: String? { if case .string(let text) = value { text } else { nil } }
}

/// Base64 as Suricata writes it; the standard library has none.
///
/// Source: RFC 4648, section 4.
enum Base64 {
    /// The bytes of `text`, up to the first character that does not belong; `isWhole` says whether there was none.
    static func decode(_ text: some Sequence<UInt8>) -> (bytes: [UInt8], isWhole: Bool) {
        var bytes: [UInt8] = []
        var buffer: UInt32 = 0
        var bits = 0
        for character in text {
            guard let value = value(character) else { return (bytes, character == UInt8(ascii: "=")) }
            buffer = buffer << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        return (bytes, true)
    }

    private static func value(_ character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character) + 4
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
