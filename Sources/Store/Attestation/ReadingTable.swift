// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Devices
internal import EVE
internal import GRDB

/// Signed readings in `attest.db`, in one transaction.
struct ReadingTable {
    let database: Database

    /// An enrolment, and those of the same device with the same key for readings: one who enrols a device again gives its key no new life.
    /// The key of a pseudonym, whose numbers are below 0, was never enrolled.
    private func enrolments(withKeyOf enrolment: Int) throws(StoreError) -> [Int64] {
        guard enrolment >= 0 else { return [Int64(enrolment)] }
        let rows = try Statement(
            database,
            """
            SELECT o.number FROM enrolment e JOIN enrolment o ON o.device = e.device AND o.sensor_name = e.sensor_name WHERE e.number = ?
            """)
        rows.bind(1, Int64(enrolment))
        var all: [Int64] = []
        while try rows.step() { all.append(rows.integer(0)) }
        return all
    }

    /// The newest reading that was taken of the key of an enrolment.
    func position(_ enrolment: Int) throws(StoreError) -> ReadingAppraisal.Position? {
        let find = try Statement(
            database,
            """
            SELECT boot, sequence FROM reading WHERE enrolment = ? AND boot IS NOT NULL ORDER BY boot DESC, sequence DESC LIMIT 1
            """)
        var newest: ReadingAppraisal.Position?
        for enrolment in try enrolments(withKeyOf: enrolment) {
            find.bind(1, enrolment)
            guard try find.step() else { continue }
            let position = ReadingAppraisal.Position(
                boot: UInt64(clamping: find.integer(0)), sequence: UInt64(clamping: find.integer(1)))
            find.reset()
            newest = max(newest ?? position, position)
        }
        return newest
    }

    /// Whether this very message of the key of an enrolment was taken before.
    func has(_ message: [UInt8], of enrolment: Int, at position: ReadingAppraisal.Position) throws(StoreError) -> Bool {
        let find = try Statement(
            database, "SELECT 1 FROM reading WHERE enrolment = ? AND boot = ? AND sequence = ? AND message = ?")
        for enrolment in try enrolments(withKeyOf: enrolment) {
            find.bind([
                .integer(enrolment), .integer(Int64(clamping: position.boot)),
                .integer(Int64(clamping: position.sequence)), .bytes(message),
            ])
            guard try !find.step() else { return true }
        }
        return false
    }

    /// Keeps a reading, once; whether it is new.
    func add(_ taken: TakenReading) throws(StoreError) -> Bool {
        let add = try Statement(
            database, "INSERT OR IGNORE INTO reading VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?) RETURNING number")
        add.bind(1, taken.device)
        add.bind(2, Int64(taken.enrolment))
        if let reading = taken.reading {
            add.bind(3, Int64(clamping: reading.boot))
            add.bind(4, Int64(clamping: reading.sequence))
            add.bind(7, Int64(bitPattern: reading.value.bitPattern))
        }
        add.bind(5, taken.time.microseconds)
        add.bind(6, taken.reading?.channel ?? "")
        add.bind(8, Int64(clamping: taken.missing))
        add.bind(9, taken.verdict.rawValue)
        add.bind(10, taken.reason.rawValue)
        add.bind(11, taken.message)
        let isNew = try add.step()
        add.reset()
        return isNew
    }

    /// Counts readings that were not taken. Names that nobody enrolled are counted together.
    func refuse(_ device: String, _ reason: String, count: Int = 1, at time: Instant) throws(StoreError) {
        let put = try Statement(
            database,
            """
            INSERT INTO refused VALUES (?, ?, ?, ?)
            ON CONFLICT (device, reason) DO UPDATE SET count = count + excluded.count, last = max(last, excluded.last)
            """)
        put.bind([.text(device), .text(reason), .integer(Int64(count)), .integer(time.microseconds)])
        try put.run()
    }

    func refusals(of device: String) throws(StoreError) -> [(reason: String, count: Int, last: Instant)] {
        let rows = try Statement(database, "SELECT reason, count, last FROM refused WHERE device = ? ORDER BY reason")
        rows.bind(1, device)
        var all: [(reason: String, count: Int, last: Instant)] = []
        while try rows.step() {
            all.append((rows.text(0), Int(rows.integer(1)), Instant(microseconds: rows.integer(2))))
        }
        return all
    }

    /// The newest readings of a device in a span without its end, oldest first.
    func readings(
        of device: String, since start: Instant, before end: Instant, limit: Int
    ) throws(StoreError) -> [StoredReading] {
        let rows = try Statement(
            database,
            """
            SELECT number, time, boot, sequence, channel, value, missing, verdict, reason FROM reading
            WHERE device = ? AND time >= ? AND time < ? ORDER BY time DESC, number DESC LIMIT ?
            """)
        rows.bind([
            .text(device), .integer(start.microseconds), .integer(end.microseconds), .integer(Int64(limit)),
        ])
        var all: [StoredReading] = []
        while try rows.step() {
            all.append(
                StoredReading(
                    number: Int(rows.integer(0)), time: Instant(microseconds: rows.integer(1)),
                    boot: rows.optional(2).map { UInt64(clamping: $0) },
                    sequence: rows.optional(3).map { UInt64(clamping: $0) }, channel: rows.text(4),
                    value: rows.optional(5).map { Double(bitPattern: UInt64(bitPattern: $0)) },
                    missing: Int(rows.integer(6)), verdict: Verdict(rawValue: rows.text(7)) ?? .reject,
                    reason: Reason(rawValue: rows.text(8)) ?? .malformed))
        }
        return all.reversed()
    }
}
