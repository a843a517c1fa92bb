// SPDX-License-Identifier: Apache-2.0

package import Devices
package import EVE

extension AttestationStore {
    /// Makes a pseudonym known to who relies on readings, if the device that it is for is trusted by the keys of `enrolment` in this very moment. The device is
    /// asked for and not written down. One that is known already stays as it is.
    ///
    /// - Throws: `AttestationFailure`.
    package func issue(
        _ pseudonym: Pseudonym, to device: String, enrolment: Int, silentAfter seconds: Int, at now: Instant
    ) throws(AttestationFailure) {
        try write { tables throws(StoreError) -> Result<Void, DeviceRefusal> in
            guard try tables.pseudonyms.pseudonym(pseudonym.name) == nil else { return .success(()) }
            guard let standing = try tables.devices.device(device), standing.enrolment == enrolment,
                standing.gateway == pseudonym.gateway,
                standing.summary(at: now, silentAfter: seconds).state == .trusted
            else { return .failure(.notTrusted(device)) }
            guard try !tables.pseudonyms.isUsed(pseudonym.keyName, by: device) else {
                return .failure(.usedKey(device))
            }
            var pseudonym = pseudonym
            // The hour, and not the moment, which could be held against what devices did then.
            let entry = RecordEntry(
                time: pseudonym.begins, device: pseudonym.name, kind: .pseudonym, person: "station",
                words: "for readings through \(pseudonym.gateway) until \(pseudonym.ends.rfc3339)")
            pseudonym.entry = Int(try tables.record.add(entry))
            return .success(try tables.pseudonyms.add(pseudonym))
        }
    }

    /// A pseudonym.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func pseudonym(_ name: String) throws(AttestationFailure) -> Pseudonym? {
        try read(nil) { tables throws(StoreError) in try tables.pseudonyms.pseudonym(name) }
    }

    /// Pseudonyms of keys, by the Names of these.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func pseudonyms(withKeys names: Set<[UInt8]>) throws(AttestationFailure) -> [Pseudonym] {
        guard !names.isEmpty else { return [] }
        return try read([]) { tables throws(StoreError) in try tables.pseudonyms.pseudonyms(withKeys: names) }
    }

    /// Of pseudonyms in a list no more readings than these are counted.
    package static let countLimit = 10_000

    /// The newest pseudonyms, newest first, with how many readings there are of each; one more than `countLimit` stands for more.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func pseudonyms(limit: Int) throws(AttestationFailure) -> [(Pseudonym, readings: Int)] {
        try read([]) { tables throws(StoreError) in
            try tables.pseudonyms.counted(tables.pseudonyms.newest(limit: limit), most: Self.countLimit + 1)
        }
    }

    /// One of them, with how many readings there are of it.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func countedPseudonym(_ name: String) throws(AttestationFailure) -> (Pseudonym, readings: Int)? {
        try read(nil) { tables throws(StoreError) in
            guard let one = try tables.pseudonyms.pseudonym(name) else { return nil }
            return try tables.pseudonyms.counted([one]).first
        }
    }

    /// Those of these pseudonyms that are known and were not taken back.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func unrevoked(_ names: [String]) throws(AttestationFailure) -> [String] {
        guard !names.isEmpty else { return [] }
        return try read([]) { tables throws(StoreError) in try tables.pseudonyms.unrevoked(names) }
    }

    /// Believes pseudonyms no more, from now on and for good; the answer is how many were still believed.
    ///
    /// - Throws: `AttestationFailure.storage`.
    @discardableResult
    package func revoke(pseudonyms names: [String], at now: Instant) throws(AttestationFailure) -> Int {
        // Looked for first: who writes each time wakes all who wait for changes.
        let lost = try unrevoked(names)
        guard !lost.isEmpty else { return 0 }
        try write { tables throws(StoreError) -> Result<Void, DeviceRefusal> in
            // The hour: in that moment a device came into another state, which is written down too.
            .success(try tables.pseudonyms.revoke(lost, at: now.hour))
        }
        return lost.count
    }

    /// How an enrolled device stands.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func standing(of device: String) throws(AttestationFailure) -> DeviceStanding? {
        try read(nil) { tables throws(StoreError) in try tables.devices.device(device) }
    }

    /// Which devices lost what pseudonyms rest on, also for a while that is over, since a time; and how far was looked. Of keys, all that were ever taken count.
    ///
    /// - Parameter mark: how far was looked before: what was found then is not found again.
    /// - Throws: `AttestationFailure.storage`.
    package func losses(
        after mark: TrustLoss.Mark, since time: Instant
    ) throws(AttestationFailure) -> ([TrustLoss], TrustLoss.Mark) {
        try read(([], mark)) { tables throws(StoreError) in try tables.devices.losses(after: mark, since: time) }
    }
}
