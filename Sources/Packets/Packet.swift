// SPDX-License-Identifier: Apache-2.0

/// A packet taken apart: layers, and their fields with the bytes that each has.
///
/// Any bytes can be taken apart: what does not fit ends the list, with a row that says so. Lengths in the packet are never believed beyond
/// its end.
package struct Packet: Sendable, Hashable {
    /// A layer, or a field of one.
    package struct Node: Sendable, Hashable {
        /// 0 for a layer, 1 for a field of it, 2 for a part of the field.
        package var depth: Int
        package var name: String
        /// What it says, for people; for a layer what it is about.
        package var value: String
        /// Its bytes, within the packet.
        package var range: Range<Int>
    }

    package var bytes: [UInt8]
    /// In the order of the packet, each layer before its fields; at most `nodesMost`.
    package private(set) var nodes: [Node]

    /// A packet with more rows is cut.
    package static let nodesMost = 1000
    /// Headers inside each other beyond this are not followed.
    package static let layersMost = 24

    package init(_ bytes: [UInt8], linkType: LinkType) {
        self.bytes = bytes
        var dissector = Dissector(bytes)
        dissector.run(from: linkType)
        nodes = dissector.nodes
    }

    /// The layers in a few words: `Ethernet, IPv4, TCP 192.0.2.1:80 > 10.0.0.1:4711`.
    package var summary: String {
        let layers = nodes.filter { $0.depth == 0 && $0.name != Dissector.restName }
        guard let last = layers.last else { return "" }
        return (layers.dropLast().map(\.name) + ["\(last.name) \(last.value)"]).joined(separator: ", ")
    }
}
