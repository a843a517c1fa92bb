// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// The first event of a log, which says how the others are built (TCG PC Client Platform Firmware Profile, section 10.4.5.1).
struct EventLogHeader {
    let banks: [AlgorithmID]
    private let sizes: [AlgorithmID: Int]

    /// The most bytes of one event's data.
    private static let dataLimit = 1 << 20

    /// `TCG_PCClientPCREvent` (section 10.2.1) with a `TCG_EfiSpecIdEvent` in it.
    init(_ reader: inout StructureReader) throws(FailedCheck) {
        let register = try reader.little(4)
        let type = EventType(rawValue: UInt32(truncatingIfNeeded: try reader.little(4)))
        let digest = try reader.take(20)
        let data = try Self.data(&reader)
        guard register == 0, type == .noAction, digest.allSatisfy({ $0 == 0 }) else {
            throw FailedCheck(.eventLogMalformed, expected: .text("a log of specification 2"), found: .text("\(type)"))
        }
        var inner = StructureReader(data)
        let title = try inner.take(16)
        guard title == Array("Spec ID Event03\0".utf8) else {
            throw FailedCheck(.eventLogMalformed, expected: .text("Spec ID Event03"), found: .bytes(title))
        }
        // Platform class, versions, and the width of UINTN: nothing here depends on them.
        _ = try inner.take(8)
        let count = try inner.little(4)
        guard (1...16).contains(count) else {
            throw FailedCheck(.eventLogMalformed, expected: .text("1 to 16 banks"), found: .number(count))
        }
        var banks: [AlgorithmID] = []
        var sizes: [AlgorithmID: Int] = [:]
        for _ in 0..<count {
            let bank = AlgorithmID(rawValue: UInt16(truncatingIfNeeded: try inner.little(2)))
            let size = Int(try inner.little(2))
            guard sizes[bank] == nil, (1...64).contains(size), bank.digest.map({ $0.count == size }) ?? true else {
                throw FailedCheck(.eventLogMalformed, found: .text("\(bank) of \(size) bytes"))
            }
            banks.append(bank)
            sizes[bank] = size
        }
        let vendor = Int(try inner.number8())
        _ = try inner.take(vendor)
        try inner.finish(.eventLogMalformed)
        self.banks = banks
        self.sizes = sizes
    }

    /// The next `TCG_PCR_EVENT2` (section 10.2.2): it must have one digest for each bank.
    func event(_ reader: inout StructureReader) throws(FailedCheck) -> EventLog.Event {
        let register = Int(try reader.little(4))
        let type = EventType(rawValue: UInt32(truncatingIfNeeded: try reader.little(4)))
        guard register < PCRSelection.registerCount else {
            throw FailedCheck(.eventLogMalformed, found: .text("PCR \(register)"))
        }
        let count = try reader.little(4)
        guard count == UInt64(banks.count) else {
            throw FailedCheck(.eventLogMalformed, expected: .text("\(banks.count) digests"), found: .number(count))
        }
        var digests: [AlgorithmID: [UInt8]] = [:]
        for _ in 0..<count {
            let bank = AlgorithmID(rawValue: UInt16(truncatingIfNeeded: try reader.little(2)))
            guard let size = sizes[bank], digests[bank] == nil else {
                throw FailedCheck(.eventLogMalformed, found: .text("a digest of \(bank)"))
            }
            digests[bank] = try reader.take(size)
        }
        return EventLog.Event(register: register, type: type, digests: digests, data: try Self.data(&reader))
    }

    private static func data(_ reader: inout StructureReader) throws(FailedCheck) -> [UInt8] {
        let count = try reader.little(4)
        guard count <= UInt64(dataLimit) else {
            throw FailedCheck(.malformed, expected: .text("at most \(dataLimit) bytes"), found: .number(count))
        }
        return try reader.take(Int(count))
    }
}
