// SPDX-License-Identifier: Apache-2.0

package import EVE

/// The keys that a device was enrolled with, and who did it. Never changed: another enrolment takes its place.
package struct DeviceEnrolment: Sendable, Hashable {
    /// The key for readings, with the certification that was checked.
    package struct Sensor: Sendable, Hashable {
        /// `TPM2B_PUBLIC`.
        package var area: [UInt8]
        package var name: [UInt8]
        /// `TPMS_ATTEST` of `TPM2_Certify`, `TPMT_SIGNATURE` over it, and the nonce in it.
        package var attest: [UInt8]
        package var signature: [UInt8]
        package var nonce: [UInt8]

        package init(area: [UInt8], name: [UInt8], attest: [UInt8], signature: [UInt8], nonce: [UInt8]) {
            self.area = area
            self.name = name
            self.attest = attest
            self.signature = signature
            self.nonce = nonce
        }
    }

    /// Its number in the store; 0 before it is kept.
    package var number = 0
    package var device: String
    package var gateway: String
    /// Whose reference values are meant for it.
    package var deviceClass: String
    /// `TPM2B_PUBLIC` of the endorsement key.
    package var endorsementArea: [UInt8]
    /// The DER of its certificate; empty where an operator pinned the key.
    package var certificate: [UInt8]
    /// SHA-256 of the endorsement key's `SubjectPublicKeyInfo`.
    package var fingerprint: [UInt8]
    /// `TPM2B_PUBLIC` of the attestation key, its Name, and where it stands in its TPM where that was proven.
    package var attestationArea: [UInt8]
    package var attestationName: [UInt8]
    package var qualifiedName: [UInt8]?
    package var sensor: Sensor?
    package var person: String
    package var time: Instant

    package init(
        device: String, gateway: String, deviceClass: String, endorsementArea: [UInt8], certificate: [UInt8],
        fingerprint: [UInt8], attestationArea: [UInt8], attestationName: [UInt8], qualifiedName: [UInt8]?,
        sensor: Sensor?, person: String, time: Instant
    ) {
        self.device = device
        self.gateway = gateway
        self.deviceClass = deviceClass
        self.endorsementArea = endorsementArea
        self.certificate = certificate
        self.fingerprint = fingerprint
        self.attestationArea = attestationArea
        self.attestationName = attestationName
        self.qualifiedName = qualifiedName
        self.sensor = sensor
        self.person = person
        self.time = time
    }

    /// Whether an operator's word alone stands behind the endorsement key.
    package var isPinned: Bool { certificate.isEmpty }
}
