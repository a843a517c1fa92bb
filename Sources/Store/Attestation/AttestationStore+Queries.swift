// SPDX-License-Identifier: Apache-2.0

package import Devices
package import EVE

extension AttestationStore {
    /// All devices that were enrolled or that gateways tell of, by name.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func devices() throws(AttestationFailure) -> [DeviceStanding] {
        try read([]) { tables throws(StoreError) in try tables.devices.devices() }
    }

    /// One of them.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func device(_ name: String) throws(AttestationFailure) -> DeviceStanding? {
        try devices().first { $0.name == name }
    }

    /// The keys that devices have now.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func currentEnrolments() throws(AttestationFailure) -> [DeviceEnrolment] {
        try read([]) { tables throws(StoreError) in try tables.devices.currentEnrolments() }
    }

    /// Keys by the number of their enrolment.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func enrolment(_ number: Int) throws(AttestationFailure) -> DeviceEnrolment? {
        try read(nil) { tables throws(StoreError) in try tables.devices.enrolment(Int64(number)) }
    }

    /// All editions of all policies, by class, the newest first.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func policies() throws(AttestationFailure) -> [DevicePolicy] {
        try read([]) { tables throws(StoreError) in try tables.devices.policies() }
    }

    /// The newest edition of a class, or that of a number.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func policy(of deviceClass: String, version: Int? = nil) throws(AttestationFailure) -> DevicePolicy? {
        try read(nil) { tables throws(StoreError) in try tables.devices.policy(of: deviceClass, version: version) }
    }

    /// Entries of the record before one of this number, the newest first.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func entries(
        of device: String?, before number: Int = .max, limit: Int, quotesOnly: Bool = false
    ) throws(AttestationFailure) -> [RecordEntry] {
        try read([]) { tables throws(StoreError) in
            try tables.record.entries(of: device, before: Int64(number), limit: limit, isQuote: quotesOnly)
        }
    }

    /// An entry of the record.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func entry(_ number: Int) throws(AttestationFailure) -> RecordEntry? {
        try read(nil) { tables throws(StoreError) in try tables.record.entry(Int64(number)) }
    }

    /// Whether a nonce stands in the record.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func isUsed(_ nonce: [UInt8]) throws(AttestationFailure) -> Bool {
        try read(false) { tables throws(StoreError) in try tables.record.isUsed(nonce) }
    }

    /// How far the record is unbroken, the hash of its last entry, and what is wrong with the one behind; goes through all of it.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func chain() throws(AttestationFailure) -> (unbrokenTo: Int, head: [UInt8], fault: String?) {
        try read((0, [], nil)) { tables throws(StoreError) in
            let (number, fault) = try tables.record.walk()
            return (number, try tables.record.head().hash, fault)
        }
    }

    /// The number of the newest entry, if the newest 20,000 are unbroken; `nil` if not. A look that is fast; `chain` goes through all.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func unbrokenTo() throws(AttestationFailure) -> Int? {
        try read(0) { tables throws(StoreError) in
            let (number, fault) = try tables.record.walk(newest: 20_000)
            return fault == nil ? number : nil
        }
    }

    /// States of all devices, by device, oldest first.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func moments() throws(AttestationFailure) -> [(device: String, moment: DeviceDetail.Moment)] {
        try read([]) { tables throws(StoreError) in
            try tables.devices.moments().map { (device: $0.0, moment: $0.1) }
        }
    }

    /// States of a device since a time, oldest first; before them the one that it was in by then.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func moments(
        of device: String, since time: Instant
    ) throws(AttestationFailure) -> [DeviceDetail.Moment] {
        try read([]) { tables throws(StoreError) in try tables.devices.moments(of: device, since: time) }
    }

    /// What the newest entry about a device's silence says; `nil` where there is none.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func silence(of device: String) throws(AttestationFailure) -> String? {
        try read(nil) { tables throws(StoreError) in try tables.record.silence(of: device) }
    }

    /// The gateways that tell of a device.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func gateways(tellingOf device: String) throws(AttestationFailure) -> [String] {
        try read([]) { tables throws(StoreError) in try tables.devices.gateways(tellingOf: device) }
    }

    /// Wishes that nothing has become of yet, oldest first.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func openWishes(limit: Int = 256) throws(AttestationFailure) -> [DeviceWish] {
        try read([]) { tables throws(StoreError) in try tables.wishes.open(limit: limit) }
    }

    /// What became of a wish; `nil` while nothing has.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func answer(toWish number: Int) throws(AttestationFailure) -> DeviceWish.Answer? {
        try read(nil) { tables throws(StoreError) in try tables.wishes.answer(number) }
    }

    /// News that are not known to be among the events yet, oldest first.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func news(limit: Int = 256) throws(AttestationFailure) -> [News] {
        try read([]) { tables throws(StoreError) in try tables.wishes.news(limit: limit) }
    }

    /// A number that grows with everything that is changed.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func changeToken() throws(AttestationFailure) -> Int64 {
        try read(0) { tables throws(StoreError) in
            let rows = try Statement(tables.database, "SELECT changed FROM counter")
            return try rows.step() ? rows.integer(0) : 0
        }
    }

    /// A number that grows with everything that a person changes or wishes.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func orderToken() throws(AttestationFailure) -> Int64 {
        try read(0) { tables throws(StoreError) in
            let rows = try Statement(tables.database, "SELECT ordered FROM counter")
            return try rows.step() ? rows.integer(0) : 0
        }
    }
}
