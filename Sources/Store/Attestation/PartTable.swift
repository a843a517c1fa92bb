// SPDX-License-Identifier: Apache-2.0

internal import Compression
internal import Crypto
internal import GRDB
internal import GRDBSQLite

/// Bytes that entries of the record share: areas of keys, values of registers, event logs, checks.
struct PartTable {
    let database: Database

    /// The most bytes of one: an event log.
    static let sizeLimit = 4 << 20

    /// What cannot be understood although nothing else writes here.
    static func damage(_ reason: String) -> StoreError {
        .database(path: "attest.db", code: SQLITE_CORRUPT, reason: reason)
    }

    /// The number of bytes, which are kept until `release` was called as often as this.
    func keep(_ bytes: [UInt8]) throws(StoreError) -> Int64 {
        let number = try find(bytes)
        let use = try Statement(
            database, "INSERT INTO part_use VALUES (?, 1) ON CONFLICT (number) DO UPDATE SET uses = uses + 1")
        use.bind(1, number)
        try use.run()
        return number
    }

    /// The number of bytes, which are added where they are not there.
    private func find(_ bytes: [UInt8]) throws(StoreError) -> Int64 {
        let hash = SHA256.digest(of: bytes)
        let find = try Statement(database, "SELECT number FROM part WHERE hash = ?")
        find.bind([.bytes(hash)])
        if try find.step() { return find.integer(0) }
        let packed = Result { () throws(CompressionError) in
            var compressor = try BlockCompressor(level: 3)
            return try compressor.compress(bytes)
        }
        guard let content = try? packed.get() else {
            throw .database(path: "attest.db", code: SQLITE_NOMEM, reason: "no memory to pack evidence")
        }
        let add = try Statement(database, "INSERT INTO part VALUES (NULL, ?, ?, ?)")
        add.bind([.bytes(hash), .integer(Int64(bytes.count)), .bytes(content)])
        return try add.insert()
    }

    func bytes(_ number: Int64) throws(StoreError) -> [UInt8] {
        let find = try Statement(database, "SELECT content, hash FROM part WHERE number = ?")
        find.bind(1, number)
        guard try find.step() else { throw Self.damage("part \(number) is missing") }
        let packed = find.bytes(0)
        let unpacked = Result { () throws(CompressionError) in
            var decompressor = try BlockDecompressor()
            return try decompressor.decompress(packed, sizeLimit: Self.sizeLimit)
        }
        guard let bytes = try? unpacked.get(), SHA256.digest(of: bytes) == find.bytes(1) else {
            throw Self.damage("part \(number) is not what was kept")
        }
        return bytes
    }

    /// Undoes one `keep` for each of these numbers; bytes that nobody keeps any more are removed.
    func release(_ numbers: [Int64]) throws(StoreError) {
        let count = try Statement(database, "UPDATE part_use SET uses = uses - 1 WHERE number = ?")
        let remove = try Statement(
            database, "DELETE FROM part WHERE number = ?1 AND (SELECT uses FROM part_use WHERE number = ?1) <= 0")
        let forget = try Statement(database, "DELETE FROM part_use WHERE number = ? AND uses <= 0")
        for number in numbers {
            count.bind(1, number)
            try count.run()
        }
        for number in Set(numbers) {
            remove.bind(1, number)
            try remove.run()
            forget.bind(1, number)
            try forget.run()
        }
    }
}
