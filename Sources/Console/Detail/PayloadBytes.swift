// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import Payloads

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
