// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import Payloads

/// The packet that an event carries: `packet` in Base64, and of what kind it is.
package struct StoredPacket: Sendable, Hashable {
    package var bytes: [UInt8]
    package var linkType: LinkType
    /// The event's time.
    package var time: Instant
    /// Whether the event's field held more than could be read.
    package var isCut = false

    /// More than so many bytes are no packet: what libpcap captures at the most.
    package static let bytesMost = 262_144

    package init(bytes: [UInt8], linkType: LinkType, time: Instant) {
        self.bytes = bytes
        self.linkType = linkType
        self.time = time
    }

    /// The packet of an event; `nil` where it has none. Without a link type it is taken for Ethernet.
    package init?(of tree: EveTree, time: Instant) {
        guard let node = tree.child("packet", of: 0), case .string(let text) = tree.nodes[node].value else {
            return nil
        }
        let most = Self.bytesMost / 3 * 4
        let decoded = Base64.decode(text.utf8.prefix(most))
        guard !decoded.bytes.isEmpty else { return nil }
        bytes = decoded.bytes
        isCut = !decoded.isWhole || text.utf8.count > most
        self.time = time
        linkType = .ethernet
        if let kind = tree.index(of: ["packet_info", "linktype"]), case .number(let digits) = tree.nodes[kind].value,
            let number = UInt32(digits)
        {
            linkType = LinkType(rawValue: number)
        }
    }
}
