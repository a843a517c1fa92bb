// SPDX-License-Identifier: Apache-2.0

import Attestation
import Console
import Devices
import EVE
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

    @Test func aStationWithoutDevicesSaysSoAndRefusesDeeds() throws {
        try inFolder { configuration in
            let none = StationDevices(configuration, person: "ana")
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
            let devices = StationDevices(configuration, person: "ana")
            #expect(throws: QueryFailure.self) { try devices.summaries() }
            #expect(throws: QueryFailure.self) { try devices.history() }
            let store = StoreReader(
                directory: configuration.dataDirectory, trust: StationTrust(configuration))
            #expect(throws: QueryFailure.self) { try store.trustHistory() }
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
