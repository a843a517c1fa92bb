// SPDX-License-Identifier: Apache-2.0

/// A piece of a run of entries, as a row of `key_leaf` holds it: entries in order, 8 bytes each, the hash before the place,
/// little-endian halves.
///
/// Its row's number is the run's number above the hash of its first entry. All entries of one hash are in one leaf.
enum KeyLeaf {
    /// A leaf is closed behind this many bytes, unless the hash goes on; two fit into a page of SQLite.
    static let softLimit = 4000

    static func id(run: Int64, hash: UInt32) -> Int64 { run << 32 | Int64(hash) }

    static func append(_ entry: KeyEntry, to bytes: inout [UInt8]) {
        bytes.append(littleEndian: entry.hash)
        bytes.append(littleEndian: entry.block)
    }

    /// The entry at an index; `bytes` must hold it.
    static func entry(_ index: Int, in bytes: [UInt8]) -> KeyEntry {
        func number(_ start: Int) -> UInt64 {
            UInt64(bytes[start]) | UInt64(bytes[start + 1]) << 8 | UInt64(bytes[start + 2]) << 16
                | UInt64(bytes[start + 3]) << 24
        }
        return KeyEntry(bits: number(index * 8) << 32 | number(index * 8 + 4))
    }

    static func count(_ bytes: [UInt8]) -> Int { bytes.count / 8 }

    /// Calls `body` with the places of the entries of a hash.
    static func visit(_ hash: UInt32, in bytes: [UInt8], _ body: (UInt32) -> Void) {
        var low = 0
        var high = count(bytes)
        while low < high {
            let middle = (low + high) / 2
            if entry(middle, in: bytes).hash < hash { low = middle + 1 } else { high = middle }
        }
        while low < count(bytes), entry(low, in: bytes).hash == hash {
            body(entry(low, in: bytes).block)
            low += 1
        }
    }
}
