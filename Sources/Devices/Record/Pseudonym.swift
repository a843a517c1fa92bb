// SPDX-License-Identifier: Apache-2.0

package import EVE

/// A key for readings under a name of chance, for some time. Nothing in it leads to the device that has it: only the identifier knows that.
package struct Pseudonym: Sendable, Hashable {
    /// 0 before it is kept.
    package var number = 0
    package var name: String
    package var gateway: String
    /// `TPM2B_PUBLIC` of the key.
    package var area: [UInt8]
    /// Name of the key.
    package var keyName: [UInt8]
    /// The DER of the certificate that binds key, name and dates.
    package var certificate: [UInt8]
    /// When it is valid, both ends included; whole hours, so that they tell little of when it was issued.
    package var begins: Instant
    package var ends: Instant
    /// The entry of the record that it was issued by; 0 before it is kept.
    package var entry = 0
    /// The hour in which it was taken back.
    package var revoked: Instant?

    package init(
        name: String, gateway: String, area: [UInt8], keyName: [UInt8], certificate: [UInt8], begins: Instant,
        ends: Instant
    ) {
        self.name = name
        self.gateway = gateway
        self.area = area
        self.keyName = keyName
        self.certificate = certificate
        self.begins = begins
        self.ends = ends
    }

    /// What readings by its key are kept under in the place of an enrolment's number, which is above 0.
    package var readingKey: Int { -number }

    /// Whether a time lies within its dates.
    package func isValid(at time: Instant) -> Bool { begins <= time && time <= ends }

    /// Whether a time is more than so many seconds after its end.
    package func isOver(at time: Instant, slack seconds: Int64) -> Bool {
        time > ends.advanced(byMicroseconds: seconds * 1_000_000)
    }
}

extension Instant {
    /// The whole hour that it lies in.
    package var hour: Instant { floored(toMicroseconds: 3_600_000_000) }

    /// The first whole hour that is not before it.
    package var nextHour: Instant { hour == self ? self : hour.advanced(byMicroseconds: 3_600_000_000) }
}
