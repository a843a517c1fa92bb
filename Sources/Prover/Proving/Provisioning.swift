// SPDX-License-Identifier: Apache-2.0

internal import CTSS2
internal import Crypto

/// One step of provisioning, as a person reads it: the command as the TPM 2.0 Library names it, and what it gave.
package struct ProvisioningStep: Sendable, Hashable {
    package let command: String
    package let found: String
}

extension ProvisioningStep: CustomStringConvertible {
    package var description: String { "\(command): \(found)" }
}

extension DeviceProver {
    /// Takes a TPM into use, step by step: tests it, opens an encrypted session, finds its endorsement key, makes or finds the attestation and the sensor
    /// key, and tries out all that they are for.
    ///
    /// - Parameters:
    ///   - keys: those that were made before; `nil` makes new ones.
    ///   - tell: is shown each step as it is done.
    /// - Returns: the keys, for the caller to keep.
    package func provision(
        _ keys: DeviceKeys?, watch: TPMTap? = nil, tell: @escaping (ProvisioningStep) -> Void
    ) throws(ProverError) -> DeviceKeys {
        let steps = Steps(tell)
        let context = try TPMContext(address, patience: patience, stop: stop, watch: watch)
        try Self.start(context, steps)
        let session = try Self.session(context, keys, steps)
        let (attester, unique) = try Self.activation(context, keys, session, steps)
        try Self.agreement(context, keys, session, steps)
        let (area, wrapped) = try Self.sensor(context, keys, attester, session, steps)
        try Self.quote(context, attester, steps)
        if let keys { return keys }
        let storage = try context.primary(KeyTemplate.storage, under: ESYS_TR_RH_OWNER)
        return DeviceKeys(
            unique: unique, attestationName: attester.name, storageName: storage.name, sensorArea: try area.bytes(),
            sensorWrapped: try wrapped.bytes())
    }

    private static func start(_ context: borrowing TPMContext, _ steps: Steps) throws(ProverError) {
        let isStarted = try context.startUp()
        let nature = try context.nature()
        steps.add(
            "TPM2_GetCapability",
            "\(nature.manufacturer) \(nature.model), firmware 0x\(String(nature.firmware, radix: 16))")
        steps.add("TPM2_Startup", isStarted ? "pass" : "it was started before")
        try context.selfTest()
        steps.add("TPM2_SelfTest", "pass")
    }

    /// The storage key, and a session that is salted to it.
    private static func session(
        _ context: borrowing TPMContext, _ keys: DeviceKeys?, _ steps: Steps
    ) throws(ProverError) -> ESYS_TR {
        let storage = try storage(context, keys)
        defer { context.flush(storage.reference) }
        steps.add("TPM2_CreatePrimary", "Storage \(context.words(storage))")
        let session = try context.encryptedSession(saltedTo: storage)
        steps.add(
            "TPM2_StartAuthSession",
            "sessionHandle \(context.hex(session)), HMAC of SHA-256, salted to Storage, parameters in AES-128-CFB both ways"
        )
        return session
    }

    private static func storage(_ context: borrowing TPMContext, _ keys: DeviceKeys?) throws(ProverError) -> LoadedKey {
        if let keys { return try context.storage(keys) }
        return try context.primary(KeyTemplate.storage, under: ESYS_TR_RH_OWNER)
    }

    /// The endorsement and the attestation key, and a credential that the TPM makes for itself.
    private static func activation(
        _ context: borrowing TPMContext, _ keys: DeviceKeys?, _ session: ESYS_TR, _ steps: Steps
    ) throws(ProverError) -> (LoadedKey, unique: [UInt8]) {
        let endorsement = try context.endorsement()
        defer { context.flush(endorsement.key.reference) }
        steps.add("TPM2_NV_Read", endorsement.words)
        steps.add("TPM2_CreatePrimary", "Endorsement \(context.words(endorsement.key))")
        let unique = keys?.unique ?? chance(32)
        let attester: LoadedKey
        if let keys {
            attester = try context.attester(keys)
        } else {
            attester = try context.primary(try KeyTemplate.attestation(unique: unique), under: ESYS_TR_RH_ENDORSEMENT)
        }
        steps.add("TPM2_CreatePrimary", "Attestation \(context.words(attester))")
        steps.add("TPM2_ReadPublic", "qualifiedName \(Hexadecimal.text(try context.qualifiedName(of: attester)))")
        let secret = chance(32)
        let made = try context.makeCredential(secret, for: attester.name, to: endorsement.key)
        steps.add(
            "TPM2_MakeCredential", "credentialBlob \(made.idObject.count - 2), secret \(made.encryptedSecret.count - 2)"
        )
        let found = try context.activate(
            attester, by: endorsement.key, idObject: made.idObject, encryptedSecret: made.encryptedSecret,
            session: session)
        guard isSameSecret(found, secret) else { throw .contradiction("another secret than the credential's") }
        steps.add("TPM2_ActivateCredential", "\(found.count) bytes, which is the secret")
        return (attester, unique)
    }

    /// Two ways to one shared secret.
    private static func agreement(
        _ context: borrowing TPMContext, _ keys: DeviceKeys?, _ session: ESYS_TR, _ steps: Steps
    ) throws(ProverError) {
        let storage = try storage(context, keys)
        defer { context.flush(storage.reference) }
        let secret = chance(32)
        let made = try context.create(KeyTemplate.agreement, under: storage, secret: secret, session: session)
        steps.add("TPM2_Create", "ECDH key, pub \(made.area.size), priv \(made.wrapped.size)")
        let key = try context.load(made.area, made.wrapped, under: storage, secret: secret, session: session)
        defer { context.flush(key.reference) }
        steps.add("TPM2_Load", "ECDH key \(context.words(key))")
        let generated = try context.generateShared(with: key, session: session)
        steps.add("TPM2_ECDH_KeyGen", "zPt \(generated.shared.byteCount), pubPt \(generated.point.point.byteCount)")
        let shared = try context.share(generated.point, with: key, session: session)
        steps.add("TPM2_ECDH_ZGen", "zPt \(shared.byteCount)")
        guard isSameSecret(shared.coordinates, generated.shared.coordinates) else {
            throw .contradiction("two shared secrets of the same two keys")
        }
        steps.add("ECC shared secret", "pass")
        let curve = try context.parameters()
        steps.add(
            "TPM2_ECC_Parameters",
            "CurveID \(curve.curve), sz \(curve.bits), p \(curve.p), a \(curve.a), b \(curve.b), gX \(curve.gX), gY \(curve.gY), "
                + "n \(curve.n), h \(curve.cofactor)")
    }

    /// The sensor key, and what the attestation key says of it.
    private static func sensor(
        _ context: borrowing TPMContext, _ keys: DeviceKeys?, _ attester: LoadedKey, _ session: ESYS_TR,
        _ steps: Steps
    ) throws(ProverError) -> (TPM2B_PUBLIC, TPM2B_PRIVATE) {
        let storage = try storage(context, keys)
        let made: (area: TPM2B_PUBLIC, wrapped: TPM2B_PRIVATE)
        if let keys {
            made = (try TPM2B_PUBLIC(bytes: keys.sensorArea), try TPM2B_PRIVATE(bytes: keys.sensorWrapped))
        } else {
            made = try context.create(KeyTemplate.sensor, under: storage, session: session)
            steps.add("TPM2_Create", "ECDSA key, pub \(made.area.size), priv \(made.wrapped.size)")
        }
        let key = try context.load(made.area, made.wrapped, under: storage)
        context.flush(storage.reference)
        defer { context.flush(key.reference) }
        steps.add("TPM2_Load", "ECDSA key \(context.words(key))")
        let point = unsafe made.area.publicArea.unique.ecc
        steps.add("ECC public key", Hexadecimal.text(point.coordinates))
        let signed = try context.certify(key, by: attester, nonce: chance(32))
        steps.add("TPM2_Certify", "attest \(signed.attest.count), by Attestation")
        let signature = try context.sign(DigestAlgorithm.sha256.digest(of: Array("vedette".utf8)), with: key)
        steps.add("TPM2_Sign", "ECDSA, \(signature.count) bytes")
        return (made.area, made.wrapped)
    }

    private static func quote(
        _ context: borrowing TPMContext, _ attester: LoadedKey, _ steps: Steps
    ) throws(ProverError) {
        let registers = try RegisterSelection(bank: TPM2_ALG_SHA256, registers: Array(0..<8))
        let quote = try context.quote([registers], by: attester, nonce: chance(32))
        let clock = try context.resets()
        steps.add(
            "TPM2_Quote",
            "sha256:0-7, attest \(quote.signed.attest.count), reset \(clock.resetCount), restart \(clock.restartCount)")
    }

    private static func chance(_ count: Int) -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
}

/// Where steps are shown.
private struct Steps {
    private let tell: (ProvisioningStep) -> Void

    init(_ tell: @escaping (ProvisioningStep) -> Void) { self.tell = tell }

    func add(_ command: String, _ found: String) { tell(ProvisioningStep(command: command, found: found)) }
}
