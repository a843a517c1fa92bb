// SPDX-License-Identifier: Apache-2.0

import Devices
import EVE
import GRDB
import Testing

@testable import Attestation
@testable import Store

extension AttestationStoreTests {
    private func take(_ places: [(boot: UInt64?, sequence: UInt64, hour: Int64)], of enrolment: DeviceEnrolment) throws
    {
        try store.write { tables throws(StoreError) -> Result<Void, DeviceRefusal> in
            for place in places {
                let reading = place.boot.flatMap { boot in
                    let text =
                        #"{"dev":"\#(enrolment.device)","boot":\#(boot),"seq":\#(place.sequence),"ms":0,"ch":"c","raw":1}"#
                    return try? SignedReading(Array(text.utf8))
                }
                _ = try tables.readings.add(
                    TakenReading(
                        device: enrolment.device, enrolment: enrolment.number,
                        time: time.advanced(byMicroseconds: place.hour * 3_600_000_000), verdict: .accept, reason: .ok,
                        message: [UInt8(place.sequence)], reading: reading, missing: 0))
            }
            return .success(())
        }
    }

    private func drop(beforeHour hour: Int64, limit: Int) throws -> Int {
        try store.write { tables throws(StoreError) -> Result<Int, DeviceRefusal> in
            .success(
                try tables.readings.drop(before: time.advanced(byMicroseconds: hour * 3_600_000_000), limit: limit))
        }
    }

    @Test("old readings go in steps, and the newest of each key stays, by which one that comes again is known")
    func oldReadings() throws {
        let one = try store.enrol(enrolment(), replaces: false)
        let other = try store.enrol(enrolment("gw-b", tpm: 2), replaces: false)
        try take([(1, 7, 0), (1, 8, 1), (2, 0, 2), (nil, 9, 2)], of: one)
        try take([(1, 0, 0), (1, 1, 5)], of: other)
        #expect(try drop(beforeHour: 0, limit: 10) == 0)
        #expect(try drop(beforeHour: 4, limit: 2) == 2)
        #expect(try drop(beforeHour: 4, limit: 10) == 2)
        #expect(try drop(beforeHour: 4, limit: 10) == 0)
        #expect(try store.readings(of: "gw-a", limit: 10).map(\.sequence) == [0])
        #expect(try store.readings(of: "gw-b", limit: 10).map(\.sequence) == [1])
        // However old it is.
        #expect(try drop(beforeHour: 100, limit: 10) == 0)
        #expect(try store.dropReadings(before: time.advanced(byMicroseconds: 1 << 50)) == 0)
    }

    @Test("old readings are found by an index, not by going through all")
    func readingPlans() throws {
        _ = try store.enrol(enrolment(), replaces: false)
        let old = try plan(ReadingTable.oldReadings, ["gw-a", 9, 9])
        #expect(old.hasPrefix("SEARCH old USING INDEX reading_device (device=? AND time<?)"), "\(old)")
        #expect(!old.contains("SCAN"), "\(old)")
        let next = try plan(ReadingTable.nextDevice, ["a"])
        #expect(next.hasPrefix("SEARCH reading USING COVERING INDEX reading_device (device>?)"), "\(next)")
    }
}
