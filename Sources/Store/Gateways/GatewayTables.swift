// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Enrolment
internal import GRDB

/// The rows of `gateways.db` in one transaction.
struct GatewayTables {
    let database: Database

    // MARK: Invitations

    func invite(_ name: String, _ secretHash: [UInt8], until end: Instant, at time: Instant) throws(StoreError) {
        let add = try Statement(
            database,
            """
            INSERT INTO gateway (name, invited, revoked) VALUES (?, ?, 0)
            ON CONFLICT (name) DO UPDATE SET revoked = 0
            """)
        add.bind([.text(name), .integer(time.microseconds)])
        try add.run()
        try endInvitations(of: name)
        let invite = try Statement(
            database,
            "INSERT INTO invitation (secret, gateway, ends) SELECT ?, number, ? FROM gateway WHERE name = ?")
        invite.bind([.bytes(secretHash), .integer(end.microseconds), .text(name)])
        try invite.run()
    }

    private func endInvitations(of name: String) throws(StoreError) {
        let end = try Statement(
            database,
            """
            DELETE FROM invitation WHERE used IS NULL AND gateway = (SELECT number FROM gateway WHERE name = ?)
            """)
        end.bind(1, name)
        try end.run()
    }

    func invited(_ secretHash: [UInt8], at time: Instant) throws(StoreError) -> Result<String, EnrolmentRefusal> {
        let find = try Statement(
            database,
            """
            SELECT g.name, i.ends, i.used, g.revoked FROM invitation i JOIN gateway g ON g.number = i.gateway WHERE i.secret = ?
            """)
        find.bind([.bytes(secretHash)])
        guard try find.step() else { return .failure(.unknownToken) }
        let name = find.text(0)
        if find.integer(3) != 0 { return .failure(.revoked(name)) }
        if let used = find.instant(2) { return .failure(.usedToken(used)) }
        let end = Instant(microseconds: find.integer(1))
        return time < end ? .success(name) : .failure(.expiredToken(end))
    }

    func use(_ secretHash: [UInt8], at time: Instant) throws(StoreError) {
        let use = try Statement(database, "UPDATE invitation SET used = ? WHERE secret = ?")
        use.bind([.integer(time.microseconds), .bytes(secretHash)])
        try use.run()
    }

    // MARK: Gateways

    func add(_ certificate: IssuedCertificate, of name: String) throws(StoreError) {
        let add = try Statement(
            database,
            """
            INSERT INTO certificate (fingerprint, gateway, issued, expires)
            SELECT ?, number, ?, ? FROM gateway WHERE name = ?
            """)
        add.bind([
            .bytes(certificate.fingerprint), .integer(certificate.issued.microseconds),
            .integer(certificate.expires.microseconds), .text(name),
        ])
        try add.run()
    }

    /// How many certificates of a gateway were made in the day before `time`.
    func count(ofCertificatesOf name: String, inTheDayBefore time: Instant) throws(StoreError) -> Int64 {
        let count = try Statement(
            database,
            """
            SELECT count(*) FROM certificate c JOIN gateway g ON g.number = c.gateway
            WHERE g.name = ? AND c.issued > ? AND c.issued <= ?
            """)
        let start = time.advanced(byMicroseconds: -Instant.microsecondsPerDay)
        count.bind([.text(name), .integer(start.microseconds), .integer(time.microseconds)])
        return try count.step() ? count.integer(0) : 0
    }

    /// Removes what is over: TLS takes it no more in any case.
    func forgetExpired(of name: String, at time: Instant) throws(StoreError) {
        let forget = try Statement(
            database,
            "DELETE FROM certificate WHERE expires < ? AND gateway = (SELECT number FROM gateway WHERE name = ?)")
        forget.bind([.integer(time.microseconds), .text(name)])
        try forget.run()
    }

    func revoke(_ name: String) throws(StoreError) {
        try endInvitations(of: name)
        let forget = try Statement(
            database, "DELETE FROM certificate WHERE gateway = (SELECT number FROM gateway WHERE name = ?)")
        forget.bind(1, name)
        try forget.run()
        let mark = try Statement(database, "UPDATE gateway SET revoked = 1 WHERE name = ?")
        mark.bind(1, name)
        try mark.run()
    }

    func rename(_ name: String, to new: String) throws(StoreError) {
        let rename = try Statement(database, "UPDATE gateway SET name = ? WHERE name = ?")
        rename.bind([.text(new), .text(name)])
        try rename.run()
    }

    func gateway(_ name: String) throws(StoreError) -> EnrolledGateway? {
        try gateways().first { $0.name == name }
    }

    func gateway(withCertificate fingerprint: [UInt8]) throws(StoreError) -> String? {
        let find = try Statement(
            database,
            """
            SELECT g.name FROM certificate c JOIN gateway g ON g.number = c.gateway WHERE c.fingerprint = ? AND g.revoked = 0
            """)
        find.bind([.bytes(fingerprint)])
        return try find.step() ? find.text(0) : nil
    }

    func gateways() throws(StoreError) -> [EnrolledGateway] {
        var certificates: [Int64: [IssuedCertificate]] = [:]
        let all = try Statement(
            database, "SELECT gateway, fingerprint, issued, expires FROM certificate ORDER BY issued DESC, fingerprint")
        while try all.step() {
            certificates[all.integer(0), default: []].append(
                IssuedCertificate(
                    fingerprint: all.bytes(1), issued: Instant(microseconds: all.integer(2)),
                    expires: Instant(microseconds: all.integer(3))))
        }
        let rows = try Statement(
            database,
            """
            SELECT g.number, g.name, g.invited, g.revoked,
                (SELECT max(ends) FROM invitation i WHERE i.gateway = g.number AND i.used IS NULL)
            FROM gateway g ORDER BY g.name
            """)
        var gateways: [EnrolledGateway] = []
        while try rows.step() {
            let own = certificates[rows.integer(0)] ?? []
            gateways.append(
                EnrolledGateway(
                    name: rows.text(1), state: rows.integer(3) != 0 ? .revoked : own.isEmpty ? .invited : .enrolled,
                    invited: Instant(microseconds: rows.integer(2)), invitationEnds: rows.instant(4),
                    certificates: own))
        }
        return gateways
    }

    // MARK: Log

    func log(_ what: String, _ gateway: String, by person: String, at time: Instant) throws(StoreError) {
        let add = try Statement(database, "INSERT INTO change (time, person, gateway, what) VALUES (?, ?, ?, ?)")
        add.bind([.integer(time.microseconds), .text(person), .text(gateway), .text(what)])
        try add.run()
    }

    /// The number of the newest change; 0 before the first.
    func newest() throws(StoreError) -> Int64 {
        let rows = try Statement(database, "SELECT ifnull(max(number), 0) FROM change")
        return try rows.step() ? rows.integer(0) : 0
    }
}

extension Schema {
    /// `gateways.db`: who may send.
    static var gateways: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { try $0.execute(sql: gatewayTables) }
        return migrator
    }

    private static let gatewayTables = """
        -- One row once it is known: the random number that every file of this store bears.
        CREATE TABLE store (identity INTEGER NOT NULL);
        CREATE TABLE gateway (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            invited INTEGER NOT NULL,
            revoked INTEGER NOT NULL
        );
        -- Tokens by the SHA-256 of their secret; used ones stay, to tell them from those that never were.
        CREATE TABLE invitation (
            secret BLOB PRIMARY KEY,
            gateway INTEGER NOT NULL,
            ends INTEGER NOT NULL,
            used INTEGER
        ) WITHOUT ROWID;
        -- Certificates that are taken, by the SHA-256 of their DER.
        CREATE TABLE certificate (
            fingerprint BLOB PRIMARY KEY,
            gateway INTEGER NOT NULL,
            issued INTEGER NOT NULL,
            expires INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX certificate_gateway ON certificate (gateway);
        -- All that was done. Rows are never changed and never removed.
        CREATE TABLE change (
            number INTEGER PRIMARY KEY,
            time INTEGER NOT NULL,
            person TEXT NOT NULL,
            gateway TEXT NOT NULL,
            what TEXT NOT NULL
        );
        """
}

extension SharedFile {
    /// The `gateways.db` of a directory.
    static func gateways(in directory: StoreDirectory) -> SharedFile {
        SharedFile("gateways", in: directory, schema: Schema.gateways)
    }
}
