// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// What a platform's firmware says it measured: the crypto agile log (TCG PC Client Platform Firmware Profile, section 10.2).
///
/// Nothing in it is signed. Replaying it tells only whether these digests, in this order for each register, lead to a value that was quoted; the
/// types of events, the order between registers, and mostly the data are whatever the sender wrote.
package struct EventLog: Sendable {
    /// One measurement.
    package struct Event: Sendable, Hashable {
        package let register: Int
        package let type: EventType
        /// For each bank of the log.
        package let digests: [AlgorithmID: [UInt8]]
        package let data: [UInt8]

        /// The data, if it is what the digest is of, for a type of which that holds; `nil` otherwise, and then nothing of it may be shown.
        package var measuredData: [UInt8]? { type.measuresData ? data : nil }
    }

    /// The most bytes of a log.
    package static let sizeLimit = 4 << 20
    /// The most events.
    package static let eventLimit = 65_536

    /// In the order of the log, without the one that describes the log.
    package private(set) var events: [Event] = []
    /// The banks that every event has a digest for.
    package let banks: [AlgorithmID]
    /// The locality that the platform started from; it is where register 0 begins (section 10.4.5.3).
    private var locality: UInt8 = 0
    private var values: [PCR: [UInt8]] = [:]

    /// Reads and replays the whole of `bytes`.
    ///
    /// - Throws: `malformed` where the structure is cut or out of bounds, `eventLogMalformed` where it contradicts itself.
    package init(_ bytes: [UInt8]) throws(FailedCheck) {
        guard bytes.count <= Self.sizeLimit else {
            throw FailedCheck(
                .malformed, expected: .text("at most \(Self.sizeLimit) bytes"), found: .text("\(bytes.count)"))
        }
        var reader = StructureReader(bytes)
        let header = try EventLogHeader(&reader)
        banks = header.banks
        while reader.left > 0 {
            guard events.count < Self.eventLimit else {
                throw FailedCheck(.eventLogMalformed, expected: .text("at most \(Self.eventLimit) events"))
            }
            let event = try header.event(&reader)
            try replay(event)
            events.append(event)
        }
    }

    /// What the log leads to; a register that nothing was measured into is as it is after a start.
    package func value(of register: PCR) -> [UInt8]? {
        guard banks.contains(register.bank), let count = register.bank.digest?.count else { return nil }
        return values[register] ?? start(register.index, count: count)
    }

    /// - Throws: `eventLogMismatch` unless the log leads to `value`; `eventLogMalformed` for a bank that it does not have.
    package func require(_ value: [UInt8], of register: PCR) throws(FailedCheck) {
        guard let replayed = self.value(of: register) else {
            let found = banks.map(\.description).joined(separator: ", ")
            throw FailedCheck(.eventLogMalformed, expected: .text("the bank \(register.bank)"), found: .text(found))
        }
        guard replayed == value else {
            throw FailedCheck(
                .eventLogMismatch, expected: .text("\(register) \(Finding.bytes(value))"),
                found: .text("the log leads to \(Finding.bytes(replayed))"))
        }
    }

    /// Banks of a hash that is not computed here are passed over: no quote of such a bank is believed either.
    ///
    /// - Throws: `eventLogData` for data that is not what was measured, of types of which that must hold.
    package func checkData() throws(FailedCheck) {
        for (index, event) in events.enumerated() where event.type.measuresData {
            // In the order of the log, so that the same log always fails at the same place.
            for bank in banks {
                guard let digest = event.digests[bank], let found = bank.digest?.digest(of: event.data),
                    found != digest
                else { continue }
                throw FailedCheck(
                    .eventLogData, expected: .bytes(digest), found: .text("event \(index + 1), PCR \(event.register)"))
            }
        }
    }

    /// The events that registers of banks prove where the log leads to their values: those that went into them, with the digests that did.
    func proven(by registers: [Int], of banks: [AlgorithmID]) -> [Event] {
        events.filter { registers.contains($0.register) && $0.type != .noAction }.map { event in
            Event(
                register: event.register, type: event.type, digests: event.digests.filter { banks.contains($0.key) },
                data: event.data)
        }
    }

    private mutating func replay(_ event: Event) throws(FailedCheck) {
        guard event.type != .noAction else { return try note(event) }
        for (bank, digest) in event.digests {
            guard let hash = bank.digest else { continue }
            let register = PCR(bank, event.register)
            let old = values[register] ?? start(event.register, count: hash.count)
            values[register] = hash.digest(of: old + digest)
        }
    }

    /// An event that is not measured may say from where the platform started, once and before anything is in register 0.
    private mutating func note(_ event: Event) throws(FailedCheck) {
        let title = Array("StartupLocality\0".utf8)
        guard event.register == 0, event.data.count == title.count + 1, event.data.starts(with: title) else { return }
        let isFirst = locality == 0 && !values.keys.contains { $0.index == 0 }
        let said = event.data[title.count]
        guard isFirst, [0, 3, 4].contains(said) else {
            throw FailedCheck(.eventLogMalformed, found: .text("locality \(said) of the start, said twice or too late"))
        }
        locality = said
    }

    /// PC Client Platform TPM Profile, section 4.6.2: registers of a dynamic launch start with ones, register 0 with the locality.
    private func start(_ index: Int, count: Int) -> [UInt8] {
        var value = [UInt8](repeating: (17...22).contains(index) ? 0xff : 0, count: count)
        if index == 0 { value[count - 1] = locality }
        return value
    }
}
