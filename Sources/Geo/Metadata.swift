// SPDX-License-Identifier: Apache-2.0

/// What an MMDB file says of itself, checked before the library looks at it.
///
/// Source: MaxMind DB File Format Specification 2.0, "Database Metadata".
struct Metadata: Hashable {
    /// How many bytes at the end of a file hold it.
    static let limit = 128 << 10
    private static let marker: [UInt8] = [0xAB, 0xCD, 0xEF] + Array("MaxMind.com".utf8)

    /// What the file calls itself.
    var type: String
    /// When it was made, in seconds since 1970.
    var built: Int
    var nodes: Int
    /// Bits of one record: half a node.
    var recordSize: Int
    var ipVersion: Int

    /// Reads what `bytes`, the end of a file of `size` bytes, say.
    init(_ bytes: [UInt8], fileSize: Int, path: String) throws(GeoFailure) {
        func damaged(_ reason: String) -> GeoFailure { .damaged(path: path, reason: reason) }
        guard let start = Self.start(in: bytes) else { throw .noDatabase(path: path) }
        guard let found = Self.values(Array(bytes[start...])) else { throw damaged("its metadata cannot be read") }
        guard found.version == 2 else { throw .otherVersion(path: path, version: found.version) }
        self = found.metadata
        guard [24, 28, 32].contains(recordSize) else { throw damaged("its records have \(recordSize) bits") }
        guard ipVersion == 4 || ipVersion == 6 else { throw damaged("its addresses are of version \(ipVersion)") }
        // The library counts in 32 bits, where this can overflow.
        guard nodes > 0, nodes < 1 << 30, nodes * recordSize / 4 + 16 <= fileSize - bytes.count + start else {
            throw damaged("its tree is larger than the file")
        }
    }

    /// Where the values begin: behind the last marker.
    private static func start(in bytes: [UInt8]) -> Int? {
        guard bytes.count >= marker.count else { return nil }
        var place = bytes.count - marker.count
        while place >= 0 {
            if bytes[place] == marker[0], bytes[place..<place + marker.count].elementsEqual(marker) {
                return place + marker.count
            }
            place -= 1
        }
        return nil
    }

    private static func values(_ bytes: [UInt8]) -> (version: Int, metadata: Metadata)? {
        unsafe bytes.withUnsafeBytes { bytes in
            let section = unsafe DataSection(bytes)
            // The library reads all of it by calling itself.
            guard section.isReadable(at: 0, steps: 4096, depth: 16), let root = section.head(at: 0)
            else { return nil }
            var steps = 4096
            func integer(_ key: String) -> Int? {
                section.member(key, of: root, steps: &steps).flatMap { section.integer($0) }
            }
            guard let version = integer("binary_format_major_version"), let nodes = integer("node_count"),
                let size = integer("record_size"), let ipVersion = integer("ip_version")
            else { return nil }
            let type = section.member("database_type", of: root, steps: &steps)
                .flatMap { section.text($0) }
            let metadata = Metadata(
                type: type ?? "", built: integer("build_epoch") ?? 0, nodes: nodes, recordSize: size,
                ipVersion: ipVersion)
            return (version, metadata)
        }
    }

    private init(type: String, built: Int, nodes: Int, recordSize: Int, ipVersion: Int) {
        self.type = type
        self.built = built
        self.nodes = nodes
        self.recordSize = recordSize
        self.ipVersion = ipVersion
    }
}
