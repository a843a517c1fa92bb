// SPDX-License-Identifier: Apache-2.0

package import Devices
package import EVE
internal import GRDB

/// Which keys devices have, what is expected of them, and the record of what was found, in `attest.db` of the data directory. Several
/// processes may use one at once. Calls block.
///
/// What a call has done is on the disk when it returns. Making a store touches no file. Readers never wait for a writer.
package final class AttestationStore: Sendable {
    /// An event of the station's own that is on its way among the events.
    package struct News: Sendable, Hashable {
        package let number: Int
        package let gateway: String
        package let line: [UInt8]
    }

    let file: SharedFile
    private let logLimit: Int

    /// The devices of the data directory `directory`.
    ///
    /// - Parameter logLimit: the most bytes of a device's event logs, packed, each counted once. A log of an honest machine has some ten thousand; who says
    ///   that it has another one each minute could fill the disk.
    package init(directory: String, logLimit: Int = 32 << 20) {
        file = .attestation(in: StoreDirectory(root: directory))
        self.logLimit = logLimit
    }

    /// Brings the file, where there is one, to the newest schema, which readers do not; a copy of the older one stays until the next time.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func bringForward() throws(AttestationFailure) {
        guard file.exists else { return }
        do throws(StoreError) { _ = try file.writing() } catch { throw failure(error) }
    }

    // MARK: Keys

    /// Takes the keys of a device, all in one transaction, and answers the wish that it was done for; `note` goes behind that answer.
    ///
    /// - Throws: `AttestationFailure`.
    package func enrol(
        _ enrolment: DeviceEnrolment, replaces: Bool, wish: Int? = nil, note: String = ""
    ) throws(AttestationFailure) -> DeviceEnrolment {
        try write(isOrder: true) { tables throws(StoreError) -> Result<DeviceEnrolment, DeviceRefusal> in
            let before = try tables.devices.device(enrolment.device)
            if let before, !before.isRevoked, !replaces { return .failure(.enrolled(enrolment.device)) }
            if let before, before.gateway != enrolment.gateway, !replaces {
                return .failure(.otherGateway(enrolment.device, before.gateway))
            }
            if let other = try tables.devices.device(ofEndorsementKey: enrolment.fingerprint), other != enrolment.device
            {
                return .failure(.sameTPM(enrolment.device, other))
            }
            var enrolment = enrolment
            let number = try tables.devices.add(enrolment)
            enrolment.number = Int(number)
            var entry = RecordEntry(
                time: enrolment.time, device: enrolment.device, kind: .enrol, enrolment: enrolment.number,
                deviceClass: enrolment.deviceClass, state: .unattested, person: enrolment.person,
                words: enrolment.isPinned ? "its endorsement key was pinned" : "a maker's word stands behind its TPM")
            entry.number = Int(try tables.record.add(entry))
            var device = DeviceStanding(
                name: enrolment.device, gateway: enrolment.gateway, since: enrolment.time)
            device.deviceClass = enrolment.deviceClass
            device.enrolment = enrolment.number
            _ = try tables.devices.turn(&device, to: .unattested, at: enrolment.time, entry: Int64(entry.number))
            try tables.devices.put(device)
            if let wish {
                try tables.wishes.finish(
                    wish, .init(isDone: true, words: "\(enrolment.device) is enrolled\(note)", entry: entry.number))
            }
            return .success(enrolment)
        }
    }

    /// Believes a device no more, at once.
    ///
    /// - Throws: `AttestationFailure`.
    package func revoke(
        _ name: String, reason: String, by person: String, at time: Instant
    ) throws(AttestationFailure) {
        try Self.check(reason, person)
        try write(isOrder: true) { tables throws(StoreError) -> Result<Void, DeviceRefusal> in
            guard var device = try tables.devices.device(name) else { return .failure(.unknown(name)) }
            guard !device.isRevoked else { return .failure(.revoked(name)) }
            let entry = RecordEntry(
                time: time, device: name, kind: .revoke, enrolment: device.enrolment, deviceClass: device.deviceClass,
                state: .revoked, person: person, words: reason)
            let number = try tables.record.add(entry)
            _ = try tables.devices.turn(&device, to: .revoked, at: time, entry: number)
            try tables.devices.put(device)
            return .success(())
        }
    }

    /// Gives a class another edition of its reference values.
    ///
    /// - Parameter before: the edition that the person has seen; 0 for none.
    /// - Throws: `AttestationFailure`.
    package func setPolicy(_ policy: DevicePolicy, before: Int) throws(AttestationFailure) -> DevicePolicy {
        try Self.check(policy.comment, policy.person)
        return try write(isOrder: true) { tables throws(StoreError) -> Result<DevicePolicy, DeviceRefusal> in
            let newest = try tables.devices.policy(of: policy.deviceClass)?.version ?? 0
            guard newest == before else { return .failure(.otherPolicy(policy.deviceClass, newest)) }
            var policy = policy
            policy.version = newest + 1
            try tables.devices.add(policy)
            let entry = RecordEntry(
                time: policy.time, device: "", kind: .policy, deviceClass: policy.deviceClass,
                policyVersion: policy.version, person: policy.person, words: policy.comment)
            _ = try tables.record.add(entry)
            return .success(policy)
        }
    }

    /// Throws where one of these texts is longer than any that is kept.
    package static func check(_ texts: String...) throws(AttestationFailure) {
        for text in texts where text.utf8.count > DevicePolicy.textLimit {
            throw .refused(.tooLong(text.utf8.count))
        }
    }

    // MARK: What was judged

    /// A quote that was judged, and what is told of it among the events where the device's state becomes another one.
    package struct Judged: Sendable {
        package var entry: RecordEntry
        /// Whether it is told also where the device's state stays as it was.
        package var isAlwaysNews: Bool
        /// Of the device's gateway; `nil` where nothing is to be told.
        package var news: @Sendable (Int) -> [UInt8]?

        package init(
            _ entry: RecordEntry, isAlwaysNews: Bool = false,
            news: @escaping @Sendable (Int) -> [UInt8]? = { _ in nil }
        ) {
            self.entry = entry
            self.isAlwaysNews = isAlwaysNews
            self.news = news
        }
    }

    /// Keeps what was judged, in order, and puts devices into the states that follow; the answer is the numbers of the entries, `nil` for those
    /// of devices that were revoked or enrolled anew meanwhile, of which nothing is kept.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func keep(_ judged: [Judged]) throws(AttestationFailure) -> [Int?] {
        guard !judged.isEmpty else { return [] }
        return try write { tables throws(StoreError) -> Result<[Int?], DeviceRefusal> in
            var numbers: [Int?] = []
            for one in judged { numbers.append(try keep(one, tables)) }
            return .success(numbers)
        }
    }

    private func keep(_ judged: Judged, _ tables: Tables) throws(StoreError) -> Int? {
        var entry = judged.entry
        guard var device = try tables.devices.device(entry.device), device.enrolment == entry.enrolment,
            !device.isRevoked
        else { return nil }
        let number = try tables.record.add(entry)
        entry.number = Int(number)
        device.take(entry)
        if let state = entry.state {
            let isTurned = try tables.devices.turn(&device, to: state, at: entry.time, entry: number)
            if isTurned || judged.isAlwaysNews, let line = judged.news(entry.number) {
                try tables.wishes.addNews(line, of: device.gateway)
            }
        }
        try tables.devices.put(device)
        try boundLogs(of: entry, tables)
        return entry.number
    }

    private func boundLogs(of entry: RecordEntry, _ tables: Tables) throws(StoreError) {
        guard try tables.record.hasNewLog(Int64(entry.number)) else { return }
        let count = try tables.record.boundLogs(of: entry.device, limit: logLimit)
        guard count > 0 else { return }
        _ = try tables.record.add(
            RecordEntry(
                time: entry.time, device: entry.device, kind: .thinned,
                words: "evidence of \(count) quotes was let go of, as it has too many event logs"))
    }

    /// Adds an entry that changes no state: that a reading may be inscribed in a register. Once for each mark.
    ///
    /// - Throws: `AttestationFailure`.
    package func note(_ entry: RecordEntry) throws(AttestationFailure) -> Int {
        try write { tables throws(StoreError) -> Result<Int, DeviceRefusal> in
            if let mark = entry.mark, try tables.record.isUsed(mark) { return .failure(.inscribed(entry.device)) }
            return .success(Int(try tables.record.add(entry)))
        }
    }

    /// Lets go of the evidence of the oldest quotes that held and are older; of how many is noted in the record, and the answer. Not all in one call, so that
    /// nobody waits long who writes: 0 says that there is no more.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func thin(before time: Instant, at now: Instant) throws(AttestationFailure) -> Int {
        guard file.exists else { return 0 }
        return try write { tables throws(StoreError) -> Result<Int, DeviceRefusal> in
            let count = try tables.record.thin(before: time)
            guard count > 0 else { return .success(0) }
            _ = try tables.record.add(
                RecordEntry(
                    time: now, device: "", kind: .thinned,
                    words: "evidence of \(count) quotes that held, from before \(time.rfc3339), was let go of"))
            return .success(count)
        }
    }

    // MARK: Transactions

    /// The tables in one transaction.
    struct Tables {
        let devices: DeviceTables
        let record: RecordTable
        let wishes: WishTable
        let readings: ReadingTable
        let pseudonyms: PseudonymTable
        let database: Database

        init(_ database: Database) {
            self.database = database
            devices = DeviceTables(database: database)
            record = RecordTable(database: database)
            wishes = WishTable(database: database)
            readings = ReadingTable(database: database)
            pseudonyms = PseudonymTable(database: database)
        }
    }

    func read<Value>(
        _ nothing: Value, _ body: (Tables) throws(StoreError) -> Value
    ) throws(AttestationFailure) -> Value {
        do throws(StoreError) {
            guard let queue = try file.reading() else { return nothing }
            return try queue.snapshot { database throws(StoreError) in try body(Tables(database)) }
        } catch {
            throw failure(error)
        }
    }

    /// Runs `body` in one write transaction, which is undone where it refuses.
    ///
    /// - Parameter isOrder: whether a person does it, which the process that listens looks for.
    func write<Value>(
        isOrder: Bool = false, _ body: (Tables) throws(StoreError) -> Result<Value, DeviceRefusal>
    ) throws(AttestationFailure) -> Value {
        let outcome: Result<Value, DeviceRefusal>
        do throws(StoreError) {
            outcome = try file.writing().attempt { database throws(StoreError) in
                let outcome = try body(Tables(database))
                try Statement.run(
                    database, "UPDATE counter SET changed = changed + 1, ordered = ordered + \(isOrder ? 1 : 0)")
                return outcome
            }
        } catch {
            throw failure(error)
        }
        do { return try outcome.get() } catch { throw .refused(error) }
    }

    private func failure(_ error: StoreError) -> AttestationFailure { AttestationFailure(error, of: file) }
}
