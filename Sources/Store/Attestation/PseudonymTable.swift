// SPDX-License-Identifier: Apache-2.0

internal import Devices
internal import EVE
internal import GRDB

/// Pseudonyms in `attest.db`, as who relies on readings knows them, in one transaction. No column leads to a device.
struct PseudonymTable {
    let database: Database

    private static let columns = """
        SELECT number, name, gateway, area, key_name, certificate, begins, ends, entry, revoked FROM pseudonym
        """

    func add(_ pseudonym: Pseudonym) throws(StoreError) {
        let add = try Statement(database, "INSERT INTO pseudonym VALUES (NULL,?,?,?,?,?,?,?,?,NULL)")
        add.bind([
            .text(pseudonym.name), .text(pseudonym.gateway), .bytes(pseudonym.area), .bytes(pseudonym.keyName),
            .bytes(pseudonym.certificate), .integer(pseudonym.begins.microseconds),
            .integer(pseudonym.ends.microseconds), .integer(Int64(pseudonym.entry)),
        ])
        try add.run()
    }

    func pseudonym(_ name: String) throws(StoreError) -> Pseudonym? {
        let find = try Statement(database, Self.columns + " WHERE name = ?")
        find.bind(1, name)
        return try find.step() ? Self.pseudonym(find) : nil
    }

    /// Those of keys, by the Names of these.
    func pseudonyms(withKeys names: Set<[UInt8]>) throws(StoreError) -> [Pseudonym] {
        let find = try Statement(database, Self.columns + " WHERE key_name = ?")
        var all: [Pseudonym] = []
        for name in names {
            find.bind(1, name)
            if try find.step() { all.append(Self.pseudonym(find)) }
            find.reset()
        }
        return all
    }

    /// Whether a key has a name already: a pseudonym, or that of a key for readings of this device.
    func isUsed(_ keyName: [UInt8], by device: String) throws(StoreError) -> Bool {
        let find = try Statement(
            database,
            """
            SELECT 1 FROM pseudonym WHERE key_name = ?1 UNION ALL SELECT 1 FROM enrolment WHERE device = ?2 AND sensor_name = ?1
            """)
        find.bind([.bytes(keyName), .text(device)])
        return try find.step()
    }

    /// The newest.
    func newest(limit: Int) throws(StoreError) -> [Pseudonym] {
        let rows = try Statement(database, Self.columns + " ORDER BY number DESC LIMIT ?")
        rows.bind(1, Int64(limit))
        var all: [Pseudonym] = []
        while try rows.step() { all.append(Self.pseudonym(rows)) }
        return all
    }

    /// With how many readings there are of each, at most so many.
    func counted(_ pseudonyms: [Pseudonym], most: Int? = nil) throws(StoreError) -> [(Pseudonym, readings: Int)] {
        let count = try Statement(
            database, "SELECT count(*) FROM (SELECT 1 FROM reading WHERE device = ?1 LIMIT ?2)")
        count.bind(2, Int64(most ?? -1))
        var all: [(Pseudonym, readings: Int)] = []
        for pseudonym in pseudonyms {
            count.bind(1, pseudonym.name)
            all.append((pseudonym, try count.step() ? Int(count.integer(0)) : 0))
            count.reset()
        }
        return all
    }

    /// Those of names that were not taken back.
    func unrevoked(_ names: [String]) throws(StoreError) -> [String] {
        let find = try Statement(database, "SELECT 1 FROM pseudonym WHERE name = ? AND revoked IS NULL")
        var all: [String] = []
        for name in names {
            find.bind(1, name)
            if try find.step() { all.append(name) }
            find.reset()
        }
        return all
    }

    func revoke(_ names: [String], at time: Instant) throws(StoreError) {
        let set = try Statement(database, "UPDATE pseudonym SET revoked = ? WHERE name = ? AND revoked IS NULL")
        for name in names {
            set.bind([.integer(time.microseconds), .text(name)])
            try set.run()
        }
    }

    private static func pseudonym(_ rows: borrowing Statement) -> Pseudonym {
        var pseudonym = Pseudonym(
            name: rows.text(1), gateway: rows.text(2), area: rows.bytes(3), keyName: rows.bytes(4),
            certificate: rows.bytes(5), begins: Instant(microseconds: rows.integer(6)),
            ends: Instant(microseconds: rows.integer(7)))
        pseudonym.number = Int(rows.integer(0))
        pseudonym.entry = Int(rows.integer(8))
        pseudonym.revoked = rows.instant(9)
        return pseudonym
    }
}
