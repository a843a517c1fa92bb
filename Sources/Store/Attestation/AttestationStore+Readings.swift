// SPDX-License-Identifier: Apache-2.0

package import Attestation
package import Devices
package import EVE

extension AttestationStore {
    /// Readings of a device since a time and before another, the newest `limit` of these, oldest first.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func readings(
        of device: String, since start: Instant = Instant(microseconds: .min),
        before end: Instant = Instant(microseconds: .max), limit: Int
    ) throws(AttestationFailure) -> [StoredReading] {
        try read([]) { tables throws(StoreError) in
            try tables.readings.readings(of: device, since: start, before: end, limit: limit)
        }
    }

    /// Readings of a device that were not taken, by why.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func refusedReadings(
        of device: String
    ) throws(AttestationFailure) -> [(reason: String, count: Int, last: Instant)] {
        try read([]) { tables throws(StoreError) in try tables.readings.refusals(of: device) }
    }

    /// Judges readings by `judge` and keeps what comes of them, all in one transaction. `judge` gets the newest position of an enrolment's key, under whichever enrolment of the device, as it is
    /// after the readings before. A reading that is there already is not counted again where it is the very same and the newest: it came twice.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func takeReadings(
        _ waiting: [WaitingReading],
        judge: (WaitingReading, ReadingAppraisal.Position?) -> ReadingAppraisal.Result
    ) throws(AttestationFailure) {
        guard !waiting.isEmpty else { return }
        try write { tables throws(StoreError) -> Result<Void, DeviceRefusal> in
            var positions: [Int: ReadingAppraisal.Position] = [:]
            for one in waiting {
                guard let enrolment = one.enrolment else {
                    try tables.readings.refuse(
                        one.device, one.refusal ?? "key-unknown", count: one.count, at: one.time)
                    continue
                }
                if positions[enrolment] == nil { positions[enrolment] = try tables.readings.position(enrolment) }
                let result = judge(one, positions[enrolment])
                guard result.verdict != .reject else {
                    try tables.readings.refuse(one.device, result.reason.rawValue, at: one.time)
                    continue
                }
                let isNew = try tables.readings.add(
                    TakenReading(
                        device: one.device, enrolment: enrolment, time: one.time, verdict: result.verdict,
                        reason: result.reason, message: one.message, reading: result.reading, missing: result.missing))
                guard isNew, let reading = result.reading else { continue }
                positions[enrolment] = ReadingAppraisal.Position(boot: reading.boot, sequence: reading.sequence)
            }
            return .success(())
        }
    }

    /// Drops readings that are older, but for the newest of each key; the answer is of how many. Not all in one call, so that nobody waits long who writes: 0 says
    /// that there is no more.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func dropReadings(before time: Instant) throws(AttestationFailure) -> Int {
        guard file.exists else { return 0 }
        return try write { tables throws(StoreError) -> Result<Int, DeviceRefusal> in
            .success(try tables.readings.drop(before: time))
        }
    }

    /// A reading on its way.
    package struct WaitingReading: Sendable {
        package var device: String
        /// Whose key it says that it is by; `nil` where nobody is enrolled with that.
        package var enrolment: Int?
        /// Why it is not even judged.
        package var refusal: String?
        /// Of how many that is said.
        package var count: Int
        package var time: Instant
        package var message: [UInt8]
        package var signature: [UInt8]
        package var isBare: Bool

        package init(
            device: String, enrolment: Int?, refusal: String? = nil, count: Int = 1, time: Instant, message: [UInt8],
            signature: [UInt8], isBare: Bool
        ) {
            self.device = device
            self.enrolment = enrolment
            self.refusal = refusal
            self.count = count
            self.time = time
            self.message = message
            self.signature = signature
            self.isBare = isBare
        }
    }

    /// The newest position of the readings of an enrolment's key, under whichever enrolment of the device.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func position(of enrolment: Int) throws(AttestationFailure) -> ReadingAppraisal.Position? {
        try read(nil) { tables throws(StoreError) in try tables.readings.position(enrolment) }
    }

    /// Whether this very message of an enrolment's key was taken.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func hasReading(
        _ message: [UInt8], of enrolment: Int, at position: ReadingAppraisal.Position
    ) throws(AttestationFailure) -> Bool {
        try read(false) { tables throws(StoreError) in try tables.readings.has(message, of: enrolment, at: position) }
    }
}
