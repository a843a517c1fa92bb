// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Devices
internal import EVE
internal import Foundation
internal import GRDB

/// The record of `attest.db` in one transaction: entries, each with a hash of itself and the hash before it.
struct RecordTable {
    let database: Database

    var parts: PartTable { PartTable(database: database) }

    init(database: Database) { self.database = database }

    // MARK: Writing

    /// Adds an entry behind all others; the answer is its number.
    func add(_ entry: RecordEntry) throws(StoreError) -> Int64 {
        let head = try head()
        let quote = entry.quote
        let checks = quote.map { Array(EvidenceCoding.json($0.checks).utf8) }
        var row = Row(entry, number: head.number + 1)
        row.checksHash = checks.map { bytes in
            var digest = FramedDigest()
            digest.add(bytes)
            return digest.digest()
        }
        row.evidenceHash = quote?.evidence.map { EvidenceCoding.hash(of: $0) }
        let hash = row.hash(after: head.hash)
        let add = try Statement(
            database,
            "INSERT INTO record VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
        row.bind(to: add)
        if let checks, let checksHash = row.checksHash {
            add.bind(17, try parts.keep(checks))
            add.bind(18, checksHash)
        }
        if let evidence = quote?.evidence, let evidenceHash = row.evidenceHash {
            add.bind(19, evidence.attest)
            add.bind(20, evidence.signature)
            add.bind(21, try parts.keep(evidence.keyArea))
            add.bind(22, try parts.keep(EvidenceCoding.bytes(of: evidence.values)))
            if let log = evidence.eventLog { add.bind(23, try parts.keep(log)) }
            add.bind(24, evidenceHash)
        }
        add.bind(25, hash)
        try add.run()
        let put = try Statement(database, "UPDATE head SET number = ?, hash = ?")
        put.bind([.integer(row.number), .bytes(hash)])
        try put.run()
        return row.number
    }

    func head() throws(StoreError) -> (number: Int64, hash: [UInt8]) {
        let rows = try Statement(database, "SELECT number, hash FROM head")
        guard try rows.step() else { throw PartTable.damage("the record has no head") }
        // Another entry must have room behind it.
        guard (0..<Int64.max).contains(rows.integer(0)) else {
            throw PartTable.damage("the record ends with entry \(rows.integer(0))")
        }
        return (rows.integer(0), rows.bytes(1))
    }

    func isUsed(_ nonce: [UInt8]) throws(StoreError) -> Bool {
        let find = try Statement(database, "SELECT 1 FROM record WHERE nonce = ?")
        find.bind([.bytes(nonce)])
        return try find.step()
    }

    // MARK: Reading

    static let columns = """
        SELECT number, time, device, kind, enrolment, class, policy, state, state_reason, person, words, nonce, verdict, reason, clock,
            terms, checks, checks_hash, attest, signature, key_area, register_values, log, evidence_hash, hash FROM record
        """

    /// Asks for entries before ?1, the newest first, ?3 at the most, of device ?2 where there is one: a text of its own, as only that finds them by the index.
    static func selection(ofDevice: Bool, isQuote: Bool) -> String {
        columns + " WHERE number < ?1" + (ofDevice ? " AND device = ?2" : "") + (isQuote ? " AND kind = 'quote'" : "")
            + " ORDER BY number DESC LIMIT ?3"
    }

    /// Entries that fit, the newest first.
    func entries(
        of device: String?, before number: Int64, limit: Int, isQuote: Bool = false
    ) throws(StoreError) -> [RecordEntry] {
        let rows = try Statement(database, Self.selection(ofDevice: device != nil, isQuote: isQuote))
        rows.bind(1, number)
        if let device { rows.bind(2, device) }
        rows.bind(3, Int64(limit))
        var entries: [RecordEntry] = []
        while try rows.step() { entries.append(try entry(rows)) }
        return entries
    }

    /// The words of the newest entry about a device's silence.
    func silence(of device: String) throws(StoreError) -> String? {
        let find = try Statement(
            database, "SELECT words FROM record WHERE device = ? AND kind = 'silent' ORDER BY number DESC LIMIT 1")
        find.bind(1, device)
        return try find.step() ? find.text(0) : nil
    }

    func entry(_ number: Int64) throws(StoreError) -> RecordEntry? {
        let rows = try Statement(database, Self.columns + " WHERE number = ?")
        rows.bind(1, number)
        return try rows.step() ? try entry(rows) : nil
    }

    func entry(_ rows: borrowing Statement) throws(StoreError) -> RecordEntry {
        guard let kind = RecordEntry.Kind(rawValue: rows.text(3)) else {
            throw PartTable.damage("entry \(rows.integer(0)) is of no known kind")
        }
        var entry = RecordEntry(
            time: Instant(microseconds: rows.integer(1)), device: rows.text(2), kind: kind,
            enrolment: rows.optional(4).map { Int($0) }, deviceClass: rows.text(5),
            policyVersion: Int(rows.integer(6)), state: DeviceState(word: rows.text(7), reason: rows.text(8)),
            person: rows.text(9), words: rows.text(10))
        entry.number = Int(rows.integer(0))
        if kind != .quote, !rows.isNull(11) { entry.mark = rows.bytes(11) }
        if kind == .quote { entry.quote = try quote(rows) }
        return entry
    }

    private func quote(_ rows: borrowing Statement) throws(StoreError) -> RecordEntry.Quote {
        guard let verdict = Verdict(rawValue: rows.text(12)), let reason = Reason(rawValue: rows.text(13)) else {
            throw PartTable.damage("entry \(rows.integer(0)) has no verdict")
        }
        var evidence: QuoteEvidence?
        if let key = rows.optional(20), let values = rows.optional(21) {
            evidence = QuoteEvidence(
                attest: rows.bytes(18), signature: rows.bytes(19), keyArea: try parts.bytes(key),
                values: try EvidenceCoding.values(of: parts.bytes(values)),
                eventLog: try log(rows.optional(22)))
        }
        return RecordEntry.Quote(
            nonce: rows.bytes(11), terms: try EvidenceCoding.value(QuoteTerms.self, rows.bytes(15)), verdict: verdict,
            reason: reason,
            checks: try EvidenceCoding.value([Check].self, parts.bytes(rows.integer(16))),
            clock: rows.isNull(14) ? nil : try EvidenceCoding.value(TPMClock.self, rows.bytes(14)), evidence: evidence)
    }

    private func log(_ number: Int64?) throws(StoreError) -> [UInt8]? {
        guard let number else { return nil }
        return try parts.bytes(number)
    }

    // MARK: The chain

    /// Goes through the chain; the answer is why it is broken, and up to which entry it is not.
    ///
    /// - Parameter newest: how many of the newest entries; what is before them is taken as it is.
    func walk(newest: Int = .max) throws(StoreError) -> (unbrokenTo: Int, fault: String?) {
        var before = [UInt8](repeating: 0, count: 32)
        var number = max(0, Int(try head().number) - newest)
        if number > 0 {
            let first = try Statement(database, "SELECT hash FROM record WHERE number = ?")
            first.bind(1, Int64(number))
            guard try first.step() else { return (0, "entry \(number) of the record is missing") }
            before = first.bytes(0)
        }
        let rows = try Statement(database, Self.columns + " WHERE number > ? ORDER BY number")
        rows.bind(1, Int64(number))
        while try rows.step() {
            guard rows.integer(0) == number + 1 else { return (number, "entry \(number + 1) of the record is missing") }
            let row = Row(rows)
            let hash = row.hash(after: before)
            guard hash == rows.bytes(24) else {
                return (number, "entry \(number + 1) of the record is not what was written")
            }
            before = hash
            number += 1
        }
        let head = try head()
        guard head.number == number, head.hash == before else {
            return (number, "the record ends with entry \(number), and \(head.number) were written")
        }
        return (number, nil)
    }
}

extension RecordTable {
    /// What the hash of an entry holds.
    struct Row {
        var number: Int64
        var time: Int64
        var device: String
        var kind: String
        var enrolment: Int64?
        var deviceClass: String
        var policy: Int64
        var state: String
        var stateReason: String
        var person: String
        var words: String
        var nonce: [UInt8]?
        var verdict = ""
        var reason = ""
        var clock = ""
        var terms = ""
        var checksHash: [UInt8]?
        var evidenceHash: [UInt8]?

        init(_ entry: RecordEntry, number: Int64) {
            self.number = number
            time = entry.time.microseconds
            device = entry.device
            kind = entry.kind.rawValue
            enrolment = entry.enrolment.map { Int64($0) }
            deviceClass = entry.deviceClass
            policy = Int64(entry.policyVersion)
            state = entry.state?.word ?? ""
            stateReason = entry.state?.reason?.rawValue ?? ""
            person = entry.person
            words = entry.words
            nonce = entry.quote?.nonce ?? entry.mark
            guard let quote = entry.quote else { return }
            verdict = quote.verdict.rawValue
            reason = quote.reason.rawValue
            clock = quote.clock.map { EvidenceCoding.json($0) } ?? ""
            terms = EvidenceCoding.json(quote.terms)
        }

        /// - Parameter rows: of `RecordTable.columns`.
        init(_ rows: borrowing Statement) {
            number = rows.integer(0)
            time = rows.integer(1)
            device = rows.text(2)
            kind = rows.text(3)
            enrolment = rows.optional(4)
            deviceClass = rows.text(5)
            policy = rows.integer(6)
            state = rows.text(7)
            stateReason = rows.text(8)
            person = rows.text(9)
            words = rows.text(10)
            nonce = rows.isNull(11) ? nil : rows.bytes(11)
            verdict = rows.text(12)
            reason = rows.text(13)
            clock = rows.text(14)
            terms = rows.text(15)
            checksHash = rows.isNull(17) ? nil : rows.bytes(17)
            evidenceHash = rows.isNull(23) ? nil : rows.bytes(23)
        }

        func bind(to add: borrowing Statement) {
            add.bind(1, number)
            add.bind(2, time)
            add.bind(3, device)
            add.bind(4, kind)
            add.bind(5, enrolment)
            add.bind(6, deviceClass)
            add.bind(7, policy)
            for (index, text) in [state, stateReason, person, words].enumerated() { add.bind(Int32(8 + index), text) }
            if let nonce { add.bind(12, nonce) }
            guard !verdict.isEmpty else { return }
            add.bind(13, verdict)
            add.bind(14, reason)
            if !clock.isEmpty { add.bind(15, clock) }
            add.bind(16, terms)
        }

        func hash(after before: [UInt8]) -> [UInt8] {
            var digest = FramedDigest()
            digest.add(before)
            for value in [number, time, enrolment ?? -1, policy] { digest.add(value) }
            for text in [device, kind, deviceClass, state, stateReason, person, words, verdict, reason, clock, terms] {
                digest.add(text)
            }
            for bytes in [nonce, checksHash, evidenceHash] { digest.add(bytes ?? []) }
            return digest.digest()
        }
    }
}
