// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Crypto
internal import Fixtures
internal import Testing

@Suite("Event logs")
struct EventLogTests {
    @Test func aLogLeadsToWhatItsDigestsLeadTo() throws {
        var writer = EventLogWriter(banks: [.sha1, .sha256])
        writer.add(register: 4, type: 0x8000_0007, data: "Calling EFI Application")
        writer.add(register: 4, type: 0x0000_0004, data: "\0\0\0\0")
        let log = try EventLog(writer.bytes)
        #expect(log.events.count == 2)
        var value = [UInt8](repeating: 0, count: 32)
        for data in ["Calling EFI Application", "\0\0\0\0"] {
            value = DigestAlgorithm.sha256.digest(of: value + DigestAlgorithm.sha256.digest(of: Array(data.utf8)))
        }
        #expect(log.value(of: PCR(.sha256, 4)) == value)
        #expect(log.value(of: PCR(.sha1, 4))?.count == 20)
        try log.require(value, of: PCR(.sha256, 4))
        try log.checkData()
    }

    @Test func registersThatNothingWasMeasuredIntoAreAsAfterAStart() throws {
        let log = try EventLog(EventLogWriter(banks: [.sha256]).bytes)
        #expect(log.value(of: PCR(.sha256, 7)) == [UInt8](repeating: 0, count: 32))
        #expect(log.value(of: PCR(.sha256, 17)) == [UInt8](repeating: 0xff, count: 32))
        #expect(log.value(of: PCR(.sha384, 7)) == nil)
    }

    @Test func theLocalityOfTheStartIsWhereRegisterZeroBegins() throws {
        var writer = EventLogWriter(banks: [.sha256])
        writer.add(register: 0, type: 3, data: "StartupLocality\0\u{3}", isMeasured: false)
        let log = try EventLog(writer.bytes)
        #expect(log.value(of: PCR(.sha256, 0))?.last == 3)
        #expect(log.value(of: PCR(.sha256, 1))?.last == 0)
    }

    @Test func aLocalityThatIsToldTooLateIsAContradiction() throws {
        var writer = EventLogWriter(banks: [.sha256])
        writer.add(register: 0, type: 8, data: "version")
        writer.add(register: 0, type: 3, data: "StartupLocality\0\u{3}", isMeasured: false)
        expect(.eventLogMalformed) { try EventLog(writer.bytes) }
    }

    @Test func dataThatWasNotMeasuredIsToldAndNotShown() throws {
        var writer = EventLogWriter(banks: [.sha256])
        writer.add(register: 1, type: 4, data: "\0\0\0\0", measured: "else")
        expect(.eventLogData) { try EventLog(writer.bytes).checkData() }
        var other = EventLogWriter(banks: [.sha256])
        other.add(register: 1, type: 0xd, data: "whatever", measured: "else")
        let log = try EventLog(other.bytes)
        try log.checkData()
        #expect(log.events[0].measuredData == nil)
    }

    @Test func aBankOfAnotherHashIsPassedOver() throws {
        let sm3 = AlgorithmID(rawValue: 0x0012)
        var writer = EventLogWriter(banks: [.sha256], foreign: sm3)
        writer.add(register: 1, type: 4, data: "\0\0\0\0")
        let log = try EventLog(writer.bytes)
        #expect(log.banks == [.sha256, sm3] && log.events[0].digests.count == 2)
        try log.checkData()
        writer.add(register: 1, type: 4, data: "\0\0\0\0", measured: "else")
        expect(.eventLogData) { try EventLog(writer.bytes).checkData() }
    }

    @Test func aLogWithoutADigestForEachBankIsAContradiction() {
        var writer = EventLogWriter(banks: [.sha256])
        writer.add(register: 1, type: 4, data: "x", extra: .sha384)
        expect(.eventLogMalformed) { try EventLog(writer.bytes) }
    }

    @Test func aRegisterBeyondTheBankIsAContradiction() {
        var writer = EventLogWriter(banks: [.sha256])
        writer.add(register: 24, type: 4, data: "x")
        expect(.eventLogMalformed) { try EventLog(writer.bytes) }
    }

    @Test func damagedLogsEndInAReason() {
        var random = SeededGenerator(seed: 71)
        var writer = EventLogWriter(banks: [.sha1, .sha256])
        for index in 0..<6 { writer.add(register: index, type: 4, data: "event \(index)") }
        for _ in 0..<3000 {
            var bytes = writer.bytes
            bytes.mutate(with: [0xff, 0xff, 0xff, 0x7f], using: &random)
            do { _ = try EventLog(bytes) } catch { #expect(error.reason != .ok) }
        }
    }
}
