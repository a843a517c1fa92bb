// SPDX-License-Identifier: Apache-2.0

internal import Compression
internal import Crypto
internal import GRDB
internal import GRDBSQLite
internal import Pushes

/// The texts and files of `pushes.db` in one transaction. Texts that were read are kept, a few of them: thousands of gateways share one.
struct PushTexts {
    private let database: Database
    private var known: [Int64: String] = [:]

    private static let knownLimit = 8

    init(_ database: Database) { self.database = database }

    /// What cannot be understood although nothing else writes here.
    static func damage(_ reason: String) -> StoreError {
        .database(path: "pushes.db", code: SQLITE_CORRUPT, reason: reason)
    }

    /// A text by its number.
    mutating func text(_ number: Int64) throws(StoreError) -> String {
        if let text = known[number] { return text }
        let find = try Statement(database, "SELECT content FROM text WHERE number = ?")
        find.bind(1, number)
        guard try find.step() else { throw Self.damage("text \(number) is missing") }
        let packed = find.bytes(0)
        let unpacked = Result { () throws(CompressionError) in
            var decompressor = try BlockDecompressor()
            return try decompressor.decompress(packed, sizeLimit: SensorFiles.sizeLimit)
        }
        guard let bytes = try? unpacked.get() else { throw Self.damage("text \(number) cannot be unpacked") }
        if known.count >= Self.knownLimit { known.removeAll() }
        let text = String(decoding: bytes, as: UTF8.self)
        known[number] = text
        return text
    }

    /// The number of a text, which is kept from now on.
    func keep(_ text: String) throws(StoreError) -> Int64 {
        let bytes = Array(text.utf8)
        let hash = SHA256.digest(of: bytes)
        let find = try Statement(database, "SELECT number FROM text WHERE hash = ?")
        find.bind([.bytes(hash)])
        if try find.step() { return find.integer(0) }
        let packed = Result { () throws(CompressionError) in
            var compressor = try BlockCompressor(level: 9)
            return try compressor.compress(bytes)
        }
        guard let content = try? packed.get() else {
            throw .database(path: "pushes.db", code: SQLITE_NOMEM, reason: "no memory to pack a text")
        }
        let add = try Statement(database, "INSERT INTO text VALUES (NULL, ?, ?, ?)")
        add.bind([.bytes(hash), .integer(Int64(bytes.count)), .bytes(content)])
        return try add.insert()
    }

    /// The number of files, which are kept from now on.
    func keep(_ files: SensorFiles) throws(StoreError) -> Int64 {
        let revision = files.revision
        let find = try Statement(database, "SELECT number FROM files WHERE revision = ?")
        find.bind(1, revision.text)
        if try find.step() { return find.integer(0) }
        let add = try Statement(database, "INSERT INTO files VALUES (NULL, ?, ?, ?, ?)")
        add.bind([
            .text(revision.text), .integer(try keep(files.rules)), .integer(try keep(files.thresholds)),
            .integer(Int64(files.ruleCount)),
        ])
        return try add.insert()
    }

    /// Files of two texts.
    mutating func files(rules: Int64, thresholds: Int64) throws(StoreError) -> SensorFiles {
        let texts = (try text(rules), try text(thresholds))
        guard let files = try? SensorFiles(rules: texts.0, thresholds: texts.1) else {
            throw Self.damage("texts \(rules) and \(thresholds) are no files")
        }
        return files
    }

    /// The files of a name; `nil` for one that was never ordered here.
    mutating func files(of revision: RulesRevision) throws(StoreError) -> SensorFiles? {
        let find = try Statement(database, "SELECT rules, thresholds FROM files WHERE revision = ?")
        find.bind(1, revision.text)
        guard try find.step() else { return nil }
        return try files(rules: find.integer(0), thresholds: find.integer(1))
    }
}
