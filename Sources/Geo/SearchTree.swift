// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// The tree of an MMDB file, which leads from the bits of an address to the place of its record in the data section.
///
/// Source: MaxMind DB File Format Specification 2.0, "Binary Search Tree Section".
struct SearchTree {
    /// Bytes of zero between the tree and the data section.
    static let gap = 16

    let nodes: Int
    private let recordSize: Int
    private let isV6: Bool
    private let bytes: BoundedBytes
    /// Where IPv4 begins: in a tree of IPv6 below 96 bits of zero.
    private var rootOfV4 = 0

    /// The tree that `file` begins with; it must hold all of what `metadata` says.
    init(_ file: [UInt8], _ metadata: Metadata) {
        nodes = metadata.nodes
        recordSize = metadata.recordSize
        isV6 = metadata.ipVersion == 6
        bytes = BoundedBytes(file[..<metadata.treeSize])
        if isV6 { rootOfV4 = walk(from: 0, bits: 0, count: 96) }
    }

    /// Where in the data section the record of an address is; `nil` if there is none.
    func offset(of address: IPAddress) -> Int? {
        if address.isV4 { return offset(at: walk(from: rootOfV4, bits: address.low << 32, count: 32)) }
        guard isV6 else { return nil }
        return offset(at: walk(from: walk(from: 0, bits: address.high, count: 64), bits: address.low, count: 64))
    }

    /// Where in the data section what one side of a node leads to is; `nil` if that is another node or nothing.
    func offset(node: Int, isRight: Bool) -> Int? {
        offset(at: next(node, isRight: isRight))
    }

    /// A number below that of nodes is a node's, this number itself says that there is nothing, and what is above is a place.
    private func offset(at number: Int) -> Int? {
        number >= nodes + Self.gap ? number - nodes - Self.gap : nil
    }

    /// Follows the highest `count` bits from a node on, as long as nodes come; zeros are behind the 64 that there are.
    private func walk(from node: Int, bits: UInt64, count: Int) -> Int {
        var (number, bits) = (node, bits)
        for _ in 0..<count {
            guard number < nodes else { break }
            number = next(number, isRight: bits >> 63 == 1)
            bits <<= 1
        }
        return number
    }

    private func next(_ node: Int, isRight: Bool) -> Int {
        let start = node * recordSize / 4
        guard recordSize == 28 else {
            let count = recordSize / 8
            return bytes.number(at: isRight ? start + count : start, count: count) ?? nodes
        }
        // The byte in the middle has the highest four bits of both sides, first those of the left one.
        guard let four = bytes.number(at: isRight ? start + 3 : start, count: 4) else { return nodes }
        return isRight ? four & 0xFFF_FFFF : (four & 0xF0) << 20 | four >> 8
    }
}
