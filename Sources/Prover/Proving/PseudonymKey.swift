// SPDX-License-Identifier: Apache-2.0

internal import CTSS2
package import Crypto

/// A key for readings under a pseudonym. It is never kept in a file: who starts anew signs under another name, so that nothing ties the two together.
package struct PseudonymKey: Sendable, Hashable {
    /// `TPM2B_PUBLIC`.
    package let area: [UInt8]
    /// `TPM2B_PRIVATE`, which only its TPM can use.
    let wrapped: [UInt8]

    /// The Name of the key, by which readings are known.
    package var name: [UInt8] { [0x00, 0x0b] + DigestAlgorithm.sha256.digest(of: Array(area.dropFirst(2))) }

    /// Whether a certificate speaks for this key; who signed it and when it is good is not looked at.
    package func isKey(of certificate: Certificate) -> Bool { TPMContext.isFor(certificate, area: area) }
}

extension DeviceProver {
    /// A new key beside the sensor key, certified by the attestation key for this question.
    package func pseudonymKey(
        _ keys: DeviceKeys, nonce: [UInt8], watch: TPMTap? = nil
    ) throws(ProverError) -> (signed: SignedAttest, key: PseudonymKey) {
        let context = try begin(watch)
        let storage = try context.storage(keys)
        let session = try context.encryptedSession(saltedTo: storage)
        let made = try context.create(KeyTemplate.sensor, under: storage, session: session)
        let key = try context.load(made.area, made.wrapped, under: storage)
        context.flush(storage.reference)
        let attester = try context.attester(keys)
        let signed = try context.certify(key, by: attester, nonce: nonce)
        return (signed, PseudonymKey(area: key.area, wrapped: try made.wrapped.bytes()))
    }

    /// Messages signed by a key for a pseudonym, each as a `TPMT_SIGNATURE`, in their order.
    package func sign(
        _ messages: [[UInt8]], with pseudonym: PseudonymKey, _ keys: DeviceKeys, watch: TPMTap? = nil
    ) throws(ProverError) -> [[UInt8]] {
        let context = try begin(watch)
        let storage = try context.storage(keys)
        let key = try context.load(
            TPM2B_PUBLIC(bytes: pseudonym.area), TPM2B_PRIVATE(bytes: pseudonym.wrapped), under: storage)
        context.flush(storage.reference)
        return try context.signatures(of: messages, by: key)
    }
}
