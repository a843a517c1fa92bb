// SPDX-License-Identifier: Apache-2.0

internal import CTSS2

/// The prover of one device (RFC 9334: its attester): has its TPM do what a verifier asks for. Each call is a piece of work of its own, which ends with nothing
/// left in the TPM; it waits for the TPM, so it has a thread of its own.
package struct DeviceProver: Sendable, Hashable {
    package let address: TPMAddress
    /// Milliseconds that the TPM has for each command.
    package let patience: Int64
    /// A descriptor that is readable once nobody wants an answer any more; -1 for none.
    package let stop: Int32

    package init(_ address: TPMAddress, patience: Int64 = TPMContext.patience, stop: Int32 = -1) {
        self.address = address
        self.patience = patience
        self.stop = stop
    }

    /// Who the device is.
    package func identity(_ keys: DeviceKeys, watch: TPMTap? = nil) throws(ProverError) -> DeviceIdentity {
        let context = try begin(watch)
        let attester = try context.attester(keys)
        let qualified = try context.qualifiedName(of: attester)
        let endorsement = try context.endorsement()
        return DeviceIdentity(
            endorsementArea: endorsement.key.area, endorsementCertificate: endorsement.certificate,
            attestationArea: attester.area, attestationQualifiedName: qualified)
    }

    /// The secret of a credential that a verifier made for this TPM's endorsement key and this attestation key's Name.
    package func activate(
        idObject: [UInt8], encryptedSecret: [UInt8], _ keys: DeviceKeys, watch: TPMTap? = nil
    ) throws(ProverError) -> [UInt8] {
        let context = try begin(watch)
        let session = try context.session(keys)
        let attester = try context.attester(keys)
        let endorsement = try context.endorsement()
        return try context.activate(
            attester, by: endorsement.key, idObject: idObject, encryptedSecret: encryptedSecret, session: session)
    }

    /// The sensor key, certified by the attestation key for this question.
    package func certify(
        _ keys: DeviceKeys, nonce: [UInt8], watch: TPMTap? = nil
    ) throws(ProverError) -> (signed: SignedAttest, area: [UInt8]) {
        let context = try begin(watch)
        let sensor = try context.sensor(keys)
        let attester = try context.attester(keys)
        return (try context.certify(sensor, by: attester, nonce: nonce), sensor.area)
    }

    /// The registers as they are now, quoted for this question.
    package func quote(
        _ selection: [RegisterSelection], _ keys: DeviceKeys, nonce: [UInt8], watch: TPMTap? = nil
    ) throws(ProverError) -> ProvedQuote {
        let context = try begin(watch)
        let attester = try context.attester(keys)
        let (signed, values) = try context.quote(selection, by: attester, nonce: nonce)
        return ProvedQuote(signed: signed, attestationArea: attester.area, values: values)
    }

    /// Messages signed by the sensor key, each as a `TPMT_SIGNATURE`, in their order.
    package func sign(_ messages: [[UInt8]], _ keys: DeviceKeys, watch: TPMTap? = nil) throws(ProverError) -> [[UInt8]]
    {
        let context = try begin(watch)
        return try context.signatures(of: messages, by: try context.sensor(keys))
    }

    func begin(_ watch: TPMTap?) throws(ProverError) -> TPMContext {
        let context = try TPMContext(address, patience: patience, stop: stop, watch: watch)
        // A software TPM that was reset behind the agent's back is not started; one that is says so, which costs nothing.
        _ = try context.startUp()
        return context
    }
}

/// What a verifier has to know of a device before it believes anything.
package struct DeviceIdentity: Sendable, Hashable {
    /// `TPM2B_PUBLIC` of the endorsement key.
    package let endorsementArea: [UInt8]
    /// Its maker's certificate, DER; `nil` where the TPM has none.
    package let endorsementCertificate: [UInt8]?
    /// `TPM2B_PUBLIC` of the attestation key.
    package let attestationArea: [UInt8]
    package let attestationQualifiedName: [UInt8]
}

/// A quote with what it is of.
package struct ProvedQuote: Sendable, Hashable {
    package let signed: SignedAttest
    /// `TPM2B_PUBLIC` of the attestation key.
    package let attestationArea: [UInt8]
    /// In the order of the question.
    package let values: [RegisterValue]
}

/// `TPM2_ReadClock`: the counters of its starts.
struct TPMResets: Sendable, Hashable {
    let resetCount: UInt32
    let restartCount: UInt32
}
