// SPDX-License-Identifier: Apache-2.0

/// What an MMDB file says of itself, checked against the file.
///
/// Source: MaxMind DB File Format Specification 2.0, "Database Metadata".
struct Metadata: Hashable {
    /// How many bytes at the end of a file hold it.
    private static let limit = 128 << 10
    private static let marker: [UInt8] = [0xAB, 0xCD, 0xEF] + Array("MaxMind.com".utf8)
    /// The most values that are passed over for one of its members.
    private static let steps = 4096

    /// What the file calls itself.
    let type: String
    /// When it was made, in seconds since 1970.
    let built: Int
    let nodes: Int
    /// Bits of one record: half a node.
    let recordSize: Int
    let ipVersion: Int
    /// Where the data section ends.
    let dataEnd: Int

    /// How many bytes at the beginning of the file are the tree.
    var treeSize: Int { nodes * recordSize / 4 }
    /// Where the data section is.
    var data: Range<Int> { treeSize + SearchTree.gap..<dataEnd }

    /// Reads what `file`, all of the bytes, says of itself.
    init(_ file: [UInt8], path: String) throws(GeoFailure) {
        guard let end = Self.end(of: file) else { throw .noDatabase(path: path) }
        let section = DataSection(file[(end + Self.marker.count)...])
        func integer(_ key: String) -> Int? { Self.member(key, in: section).flatMap { section.integer($0) } }
        guard let version = integer("binary_format_major_version"), let nodes = integer("node_count"),
            let recordSize = integer("record_size"), let ipVersion = integer("ip_version")
        else { throw .damaged(path: path, reason: "its metadata cannot be read") }
        type = Self.member("database_type", in: section).flatMap { section.text($0) } ?? ""
        built = integer("build_epoch") ?? 0
        self.nodes = nodes
        self.recordSize = recordSize
        self.ipVersion = ipVersion
        dataEnd = end
        guard version == 2 else { throw .otherVersion(path: path, version: version) }
        func damaged(_ reason: String) -> GeoFailure { .damaged(path: path, reason: reason) }
        guard [24, 28, 32].contains(recordSize) else { throw damaged("its records have \(recordSize) bits") }
        guard ipVersion == 4 || ipVersion == 6 else { throw damaged("its addresses are of version \(ipVersion)") }
        // A node has six bytes at the least; looked at first, since the size of a lie overflows.
        guard nodes > 0, nodes < end, treeSize + SearchTree.gap <= end else {
            throw damaged("its tree is larger than the file")
        }
    }

    /// Where the last marker begins, and so the data ends.
    private static func end(of file: [UInt8]) -> Int? {
        var place = file.count - marker.count
        while place >= max(0, file.count - limit) {
            if file[place] == marker[0], file[place..<place + marker.count].elementsEqual(marker) { return place }
            place -= 1
        }
        return nil
    }

    private static func member(_ key: String, in section: DataSection) -> DataSection.Value? {
        var steps = steps
        return section.head(at: 0).flatMap { section.member(key, of: $0, steps: &steps) }
    }
}
