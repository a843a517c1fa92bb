// SPDX-License-Identifier: Apache-2.0

import Attestation
import Console
import Devices
import EVE
import Fixtures
import Foundation
import Query
import Station
import Store
import Synchronization
import Testing

@testable import vedette

struct DeviceRecordsTests {
    /// Devices in memory.
    private final class Memory: DeviceRecords {
        let state = Mutex<(token: Int64, found: [DeviceSummary])>((0, []))

        func changeToken() throws(QueryFailure) -> Int64 { state.withLock { $0.token } }
        func summaries() throws(QueryFailure) -> [DeviceSummary] { state.withLock { $0.found } }
        func detail(of name: String) throws(QueryFailure) -> DeviceDetail? { nil }
        func history() throws(QueryFailure) -> TrustHistory { TrustHistory() }
        func perform(_ deed: DeviceDeed, isOver: () -> Bool) -> DeviceOutcome { .refused("") }
    }

    private func device(_ name: String, _ state: DeviceState, evidence: Int) -> DeviceSummary {
        DeviceSummary(name: name, gateway: "gw", state: state, since: Instant(microseconds: 5), evidence: evidence)
    }

    /// A folder of its own, gone afterwards.
    private func inFolder(_ body: (StationConfiguration) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vedette-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(StationConfiguration(dataDirectory: folder.path))
    }

    private func station(_ configuration: StationConfiguration) -> StationDevices {
        StationDevices(
            configuration, person: "ana", store: StoreReader(directory: configuration.dataDirectory))
    }

    @Test func theEventsThatAGatewaysStateMarksAreCounted() throws {
        try inFolder { configuration in
            _ = try AttestationStore(directory: configuration.dataDirectory).enrol(
                DeviceEnrolment(
                    device: "gw", gateway: "GW", deviceClass: "box", endorsementArea: [1], certificate: [],
                    fingerprint: [UInt8](repeating: 1, count: 32), attestationArea: [1], attestationName: [1],
                    qualifiedName: nil, sensor: nil, person: "kim", time: Instant(seconds: 1)), replaces: false)
            let devices = station(configuration)
            let unmarked = try devices.detail(of: "gw")
            #expect(unmarked?.summary.state == .unattested && unmarked?.markedEvents == nil)
            guard case .done = devices.perform(.revoke(device: "gw", reason: "lost"), isOver: { true }) else {
                Issue.record("it was not revoked")
                return
            }
            let file = configuration.dataDirectory + "/eve.json"
            let now = SystemClock.now
            let times = [now.advanced(byMicroseconds: -86_400_000_000), now, now]
            let lines = times.map { #"{"timestamp":"\#($0.rfc3339)","event_type":"dns"}"# + "\n" }
            try Data(lines.joined().utf8).write(to: URL(filePath: file))
            for gateway in ["GW", "other"] {
                _ = try Importer(configuration: configuration, gateway: gateway).run([file]) { _ in }
            }
            #expect(try devices.detail(of: "gw")?.markedEvents == 2)
        }
    }

    @Test func aStationWithoutDevicesSaysSoAndRefusesDeeds() throws {
        try inFolder { configuration in
            let none = station(configuration)
            let found = try none.summaries()
            let detail = try none.detail(of: "d")
            let gateways = try none.history().gateways
            let tally = try DeviceWatch.tally(none)
            #expect(found.isEmpty && detail == nil && gateways.isEmpty && tally == nil)
            let deeds: [DeviceDeed] = [
                .quote(device: "d"), .recheck(device: "d"),
                .accept(device: "d", evidence: 1, policyVersion: 0, comment: "c"), .revoke(device: "d", reason: "r"),
            ]
            for deed in deeds {
                guard case .refused(let reason) = none.perform(deed, isOver: { true }) else {
                    Issue.record("\(deed) was done")
                    continue
                }
                #expect(reason.hasPrefix("Not done: "), "\(reason)")
            }
        }
    }

    @Test func aRecordThatCannotBeReadIsNotToldToBeEmpty() throws {
        try inFolder { configuration in
            try Data(repeating: 0x78, count: 8192).write(
                to: URL(fileURLWithPath: configuration.dataDirectory + "/attest.db"))
            let devices = station(configuration)
            #expect(throws: QueryFailure.self) { try devices.summaries() }
            #expect(throws: QueryFailure.self) { try devices.history() }
            let store = StoreReader(
                directory: configuration.dataDirectory, trust: StationTrust(configuration))
            #expect(throws: QueryFailure.self) { try store.trustHistory() }
        }
    }

    @Test func valuesThatWereLookedAtAreAcceptedThoughNewerEvidenceOfThemHasCome() throws {
        try inFolder { configuration in
            let store = AttestationStore(directory: configuration.dataDirectory)
            let attester = try SoftwareAttester()
            let enrolment = try store.enrol(
                DeviceEnrolment(
                    device: "cam-1", gateway: "gw", deviceClass: "box", endorsementArea: [1], certificate: [],
                    fingerprint: [UInt8](repeating: 1, count: 32), attestationArea: attester.area,
                    attestationName: try attester.name(), qualifiedName: nil, sensor: nil, person: "kim",
                    time: Instant(seconds: 1)), replaces: false)
            /// Keeps a quote of register 4; the answer is its number.
            func quote(_ number: UInt8, value: UInt8) throws -> Int {
                let nonce = [UInt8](repeating: number, count: 32)
                let evidence = try attester.quote(
                    [4: [UInt8](repeating: value, count: 32)], nonce: nonce,
                    clock: TPMClock(clock: UInt64(number), resetCount: 1, restartCount: 0, firmware: 1))
                let terms = QuoteTerms(
                    selection: [.init(bank: 0x000b, registers: [4])], explained: [], mostAge: 30, age: 0.5, prior: nil)
                let result = terms.result(
                    for: evidence, nonce: nonce, of: enrolment, policy: nil, keys: AttestationKeys())
                let entry = RecordEntry(
                    time: Instant(seconds: Int64(number)), device: "cam-1", kind: .quote, enrolment: enrolment.number,
                    deviceClass: "box", state: result.state,
                    quote: .init(
                        nonce: nonce, terms: terms, verdict: result.verdict, reason: result.reason,
                        checks: result.checks, clock: result.quote?.clock, evidence: evidence))
                return try #require(try store.keep([AttestationStore.Judged(entry)]).first ?? nil)
            }
            let devices = station(configuration)
            func accept(_ evidence: Int, version: Int) -> DeviceOutcome {
                let deed = DeviceDeed.accept(
                    device: "cam-1", evidence: evidence, policyVersion: version, comment: "as delivered")
                return devices.perform(deed, isOver: { true })
            }
            let first = try quote(1, value: 9)
            let second = try quote(2, value: 9)
            let done = accept(first, version: 0)
            #expect(done == .done("Policy 1 of class box has the values of cam-1; q asks for a quote by it"))
            let third = try quote(3, value: 4)
            let refused = DeviceOutcome.refused(
                "Not done: cam-1 has evidence \(third) and version 1 of its policy by now; look at it again")
            #expect(accept(second, version: 1) == refused)
            #expect(accept(third, version: 0) == refused)
            #expect(try store.policies().count == 1)
        }
    }

    @Test func changesAreCountedWhereAStateIsAnotherOneAndNotWhereEvidenceIsNewer() {
        let memory = Memory()
        var news = DeviceWatch(memory)
        #expect(news.look() == nil)
        memory.state.withLock { $0 = (1, [device("a", .trusted, evidence: 1)]) }
        let first = news.look()
        #expect(first?.total == 1 && first?.wrong == 0)
        memory.state.withLock { $0 = (2, [device("a", .trusted, evidence: 2)]) }
        let second = news.look()
        #expect(second?.changes == first?.changes)
        #expect(second?.newest.first?.evidence == 2)
        memory.state.withLock { $0 = (3, [device("a", .untrusted(.nonce), evidence: 3)]) }
        let third = news.look()
        #expect(third?.changes != first?.changes)
        #expect(third?.wrong == 1)
        // Where nothing is written it is counted only now and then.
        memory.state.withLock { $0.found = [device("a", .silent, evidence: 3)] }
        for _ in 0..<4 { #expect(news.look() == third) }
        let later = news.look()
        #expect(later?.counts == ["silent": 1])
    }
}
