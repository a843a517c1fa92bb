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

    /// The number of bytes, which are kept from now on.
    func keep(_ bytes: [UInt8]) throws(StoreError) -> Int64 {
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

    /// Removes what no entry names any more.
    func sweep() throws(StoreError) {
        try Statement.run(
            database,
            """
            DELETE FROM part WHERE number NOT IN (
                SELECT checks FROM record WHERE checks IS NOT NULL UNION SELECT key_area FROM record WHERE key_area IS NOT NULL
                UNION SELECT register_values FROM record WHERE register_values IS NOT NULL UNION SELECT log FROM record WHERE log IS NOT NULL)
            """)
    }
}
