// SPDX-License-Identifier: Apache-2.0

package import EVE

/// Writes MMDB files: networks and what is told about each.
///
/// Source: MaxMind DB File Format Specification 2.0.
package struct GeoWriter {
    /// What half of a node leads to.
    private enum Record {
        case nothing
        case node(Int)
        case data(Int)
    }

    /// What the file calls itself.
    package var type = "Test"
    /// When the file says that it was made, in seconds since 1970.
    package var built: UInt64 = 1_795_132_800
    /// 24, 28 or 32 bits for half a node.
    package var recordSize = 24
    private let ipVersion: UInt16
    private var nodes: [(left: Record, right: Record)] = [(.nothing, .nothing)]
    private var data: GeoEncoding

    /// One for IPv6, in which IPv4 lies below `::/96`, or for IPv4 alone.
    package init(ipVersion: UInt16 = 6, usesPointers: Bool = true) {
        self.ipVersion = ipVersion
        data = GeoEncoding(usesPointers: usesPointers)
    }

    /// Says `value` about networks; where they lie in networks that were added before, it takes their place.
    package mutating func add(_ networks: [IPNetwork], _ value: GeoValue) {
        let place = data.bytes.count
        data.add(value)
        for network in networks { insert(bits(of: network), place) }
    }

    private func bits(of network: IPNetwork) -> [Bool] {
        let bytes = network.address.bytes
        let own = (0..<network.prefixLength).map { bytes[$0 / 8] >> UInt8(7 - $0 % 8) & 1 == 1 }
        return (ipVersion == 6 && network.address.isV4 ? Array(repeating: false, count: 96) : []) + own
    }

    private mutating func insert(_ bits: [Bool], _ place: Int) {
        guard let last = bits.last else { return }
        var node = 0
        for bit in bits.dropLast() { node = child(of: node, bit) }
        set(node, last, .data(place))
    }

    /// The node that a bit leads to; what was told there is told by both its halves.
    private mutating func child(of node: Int, _ bit: Bool) -> Int {
        let record = bit ? nodes[node].right : nodes[node].left
        if case .node(let next) = record { return next }
        nodes.append((record, record))
        set(node, bit, .node(nodes.count - 1))
        return nodes.count - 1
    }

    private mutating func set(_ node: Int, _ bit: Bool, _ record: Record) {
        if bit { nodes[node].right = record } else { nodes[node].left = record }
    }

    /// The file.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for node in nodes { bytes += self.bytes(number(node.left), number(node.right)) }
        bytes += [UInt8](repeating: 0, count: 16)
        bytes += data.bytes
        bytes += [0xAB, 0xCD, 0xEF] + Array("MaxMind.com".utf8)
        var metadata = GeoEncoding(usesPointers: false)
        metadata.add(
            .map([
                ("binary_format_major_version", .uint16(2)), ("binary_format_minor_version", .uint16(0)),
                ("build_epoch", .uint64(built)), ("database_type", .text(type)),
                ("description", .map([("en", .text("Made for tests and the demo of Vedette"))])),
                ("ip_version", .uint16(ipVersion)), ("languages", .array([.text("en")])),
                ("node_count", .uint32(UInt32(nodes.count))), ("record_size", .uint16(UInt16(recordSize))),
            ]))
        return bytes + metadata.bytes
    }

    private func number(_ record: Record) -> UInt32 {
        switch record {
        case .nothing: UInt32(nodes.count)
        case .node(let node): UInt32(node)
        case .data(let place): UInt32(nodes.count + 16 + place)
        }
    }

    private func bytes(_ left: UInt32, _ right: UInt32) -> [UInt8] {
        func three(_ number: UInt32) -> [UInt8] { [16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } }
        switch recordSize {
        case 28: return three(left) + [UInt8((left >> 24 & 15) << 4 | right >> 24 & 15)] + three(right)
        case 32: return [UInt8(left >> 24)] + three(left) + [UInt8(right >> 24)] + three(right)
        default: return three(left) + three(right)
        }
    }
}
