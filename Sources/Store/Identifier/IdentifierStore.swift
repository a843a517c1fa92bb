// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import GRDB

/// Whose each pseudonym is: the identifier's own record, `identifier.db` of the data directory, which only the station's user may read. Nothing but the
/// identifier opens it, and what makes, checks and copies stores. Calls block; what one has done is on the disk when it returns.
package final class IdentifierStore: Sendable {
    /// A pseudonym and who has it.
    package struct Owner: Sendable, Hashable {
        package var name: String
        package var device: String
        /// The keys that the device had.
        package var enrolment: Int
        /// The DER of the certificate that was issued.
        package var certificate: [UInt8]
        package var issued: Instant
        package var ends: Instant

        package init(
            name: String, device: String, enrolment: Int, certificate: [UInt8], issued: Instant, ends: Instant
        ) {
            self.name = name
            self.device = device
            self.enrolment = enrolment
            self.certificate = certificate
            self.issued = issued
            self.ends = ends
        }
    }

    private let file: SharedFile

    /// The record of the data directory `directory`. Making one touches no file.
    package init(directory: String) { file = .identifier(in: StoreDirectory(root: directory)) }

    /// Writes down whose a pseudonym is.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func add(_ owner: Owner) throws(AttestationFailure) {
        do throws(StoreError) {
            try file.writing().transaction { database throws(StoreError) in
                let add = try Statement(database, "INSERT INTO pseudonym VALUES (?,?,?,?,?,?)")
                add.bind([
                    .text(owner.name), .text(owner.device), .integer(Int64(owner.enrolment)),
                    .bytes(owner.certificate), .integer(owner.issued.microseconds), .integer(owner.ends.microseconds),
                ])
                try add.run()
            }
        } catch { throw AttestationFailure(error, of: file) }
    }

    /// Who has a pseudonym.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func owner(of name: String) throws(AttestationFailure) -> Owner? {
        try read { database throws(StoreError) in try Self.owners(database, "name = ?", .text(name)) }.first
    }

    /// The pseudonyms of a device that end after a time, the newest first.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func owned(by device: String, endingAfter time: Instant) throws(AttestationFailure) -> [Owner] {
        try read { database throws(StoreError) in
            try Self.owners(
                database, "device = ? AND ends > ? ORDER BY issued DESC", .text(device), .integer(time.microseconds))
        }
    }

    /// The names that devices had when they were lost, of pseudonyms that end after a time: those issued until then, or by other keys.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func names(
        lostBy losses: [TrustLoss], endingAfter time: Instant
    ) throws(AttestationFailure) -> [String] {
        try read { database throws(StoreError) in
            let rows = try Statement(
                database,
                """
                SELECT name FROM pseudonym WHERE device = ?1 AND ends > ?2 AND (issued <= ?3 OR (?4 > 0 AND enrolment <> ?4))
                """)
            var all: [String] = []
            for loss in losses {
                rows.bind([
                    .text(loss.device), .integer(time.microseconds), .integer(loss.time?.microseconds ?? .min),
                    .integer(Int64(loss.enrolment)),
                ])
                while try rows.step() { all.append(rows.text(0)) }
                rows.reset()
            }
            return all
        }
    }

    /// Whether there is a file.
    package var exists: Bool { file.exists }

    private func read<Row>(
        _ body: (Database) throws(StoreError) -> [Row]
    ) throws(AttestationFailure) -> [Row] {
        do throws(StoreError) {
            guard let queue = try file.reading() else { return [] }
            return try queue.snapshot(body)
        } catch { throw AttestationFailure(error, of: file) }
    }

    private static func owners(
        _ database: Database, _ condition: String, _ arguments: Argument...
    ) throws(StoreError) -> [Owner] {
        let rows = try Statement(
            database, "SELECT name, device, enrolment, certificate, issued, ends FROM pseudonym WHERE " + condition)
        rows.bind(arguments)
        var all: [Owner] = []
        while try rows.step() {
            all.append(
                Owner(
                    name: rows.text(0), device: rows.text(1), enrolment: Int(rows.integer(2)),
                    certificate: rows.bytes(3), issued: Instant(microseconds: rows.integer(4)),
                    ends: Instant(microseconds: rows.integer(5))))
        }
        return all
    }
}

extension Schema {
    /// `identifier.db`: whose pseudonyms are.
    static var identifier: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") {
            try $0.execute(
                sql: """
                    -- One row once it is known: the random number that every file of this store bears.
                    CREATE TABLE store (identity INTEGER NOT NULL);
                    CREATE TABLE pseudonym (
                        name TEXT PRIMARY KEY,
                        device TEXT NOT NULL,
                        enrolment INTEGER NOT NULL,
                        certificate BLOB NOT NULL,
                        issued INTEGER NOT NULL,
                        ends INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    CREATE INDEX pseudonym_device ON pseudonym (device, ends);
                    """)
        }
        return migrator
    }
}

extension SharedFile {
    /// The `identifier.db` of a directory.
    static func identifier(in directory: StoreDirectory) -> SharedFile {
        SharedFile("identifier", in: directory, schema: Schema.identifier, isPrivate: true)
    }
}
