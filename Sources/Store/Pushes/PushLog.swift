// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB
internal import Pushes

/// The log of pushes in one transaction.
struct PushLog {
    let database: Database

    /// What a push brought one gateway, with what was wanted before.
    struct Share {
        var gateway: String
        var number: Int64
        var files: Int64
        /// `nil` where nothing was wanted.
        var before: (files: Int64, base: Int64, chosen: Int64)?
    }

    func add(
        _ kind: PushRecord.Kind, by person: String, at time: Instant, comment: String, mayRunFewer: Bool = false,
        mute: Int64? = nil, undoes: Int64? = nil
    ) throws(StoreError) -> Int64 {
        let add = try Statement(database, "INSERT INTO push VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)")
        add.bind([
            .text(kind.rawValue), .text(person), .integer(time.microseconds), .text(comment),
            .integer(mayRunFewer ? 1 : 0),
        ])
        add.bind(6, mute)
        add.bind(7, undoes)
        return try add.insert()
    }

    func add(_ share: Share, of push: Int64) throws(StoreError) {
        let add = try Statement(database, "INSERT INTO share VALUES (?, ?, ?, ?, ?, ?, ?)")
        add.bind([.integer(push), .text(share.gateway), .integer(share.number), .integer(share.files)])
        add.bind(5, share.before?.files)
        add.bind(6, share.before?.base)
        add.bind(7, share.before?.chosen)
        try add.run()
    }

    /// The shares of a push, by gateway.
    func shares(of push: Int64) throws(StoreError) -> [Share] {
        let rows = try Statement(
            database,
            """
            SELECT gateway, number, files, files_before, base_before, chosen_before FROM share WHERE push = ?
            ORDER BY gateway
            """)
        rows.bind(1, push)
        var shares: [Share] = []
        while try rows.step() {
            var share = Share(gateway: rows.text(0), number: rows.integer(1), files: rows.integer(2))
            if let files = rows.optional(3), let base = rows.optional(4), let chosen = rows.optional(5) {
                share.before = (files, base, chosen)
            }
            shares.append(share)
        }
        return shares
    }

    /// The newest push of a person that is neither taken back nor takes one back. Mutings that are over, or hold again, are passed over.
    func newestToUndo(by person: String, at time: Instant) throws(StoreError) -> PushRecord? {
        let find = try Statement(
            database,
            """
            SELECT p.number FROM push p LEFT JOIN mute m ON m.number = p.mute
            WHERE p.person = ?1 AND NOT EXISTS (SELECT 1 FROM push u WHERE u.undoes = p.number)
                AND CASE p.kind WHEN 'rules' THEN 1 WHEN 'mute' THEN m.ended IS NULL
                    WHEN 'unmute' THEN m.ended IS NOT NULL AND m.expiry > ?2 ELSE 0 END
            ORDER BY p.number DESC LIMIT 1
            """)
        find.bind([.text(person), .integer(time.microseconds)])
        return try find.step() ? try records("= \(find.integer(0))", limit: 1).first : nil
    }

    /// A push of this number.
    func record(_ number: Int64) throws(StoreError) -> PushRecord {
        guard let record = try records("= \(number)", limit: 1).first else {
            throw PushTexts.damage("push \(number) is missing")
        }
        return record
    }

    /// Pushes before one, the newest first.
    func records(before number: Int64, limit: Int) throws(StoreError) -> [PushRecord] {
        try records("< \(number)", limit: limit)
    }

    private func records(_ condition: String, limit: Int) throws(StoreError) -> [PushRecord] {
        let rows = try Statement(
            database,
            """
            SELECT number, kind, person, time, comment, may_run_fewer, mute, undoes,
                (SELECT u.number FROM push u WHERE u.undoes = p.number)
            FROM push p WHERE number \(condition) ORDER BY number DESC LIMIT ?
            """)
        rows.bind(1, Int64(limit))
        var records: [PushRecord] = []
        while try rows.step() {
            guard let kind = PushRecord.Kind(rawValue: rows.text(1)) else {
                throw PushTexts.damage("push \(rows.integer(0)) is of no known kind")
            }
            records.append(
                PushRecord(
                    number: Int(rows.integer(0)), kind: kind, person: rows.text(2),
                    time: Instant(microseconds: rows.integer(3)), comment: rows.text(4),
                    mayRunFewer: rows.integer(5) != 0, mute: rows.optional(6).map { Int($0) },
                    undoes: rows.optional(7).map { Int($0) }, undoneBy: rows.optional(8).map { Int($0) },
                    shares: try told(rows.integer(0))))
        }
        return records
    }

    private func told(_ push: Int64) throws(StoreError) -> [PushRecord.Share] {
        let rows = try Statement(
            database,
            """
            SELECT s.gateway, s.number, f.revision, b.revision FROM share s JOIN files f ON f.number = s.files
            LEFT JOIN files b ON b.number = s.files_before WHERE s.push = ? ORDER BY s.gateway
            """)
        rows.bind(1, push)
        var shares: [PushRecord.Share] = []
        while try rows.step() {
            guard let revision = RulesRevision(rows.text(2)) else {
                throw PushTexts.damage("push \(push) has no revision")
            }
            shares.append(
                PushRecord.Share(
                    gateway: rows.text(0), order: Int(rows.integer(1)), revision: revision,
                    before: rows.isNull(3) ? nil : RulesRevision(rows.text(3))))
        }
        return shares
    }
}
