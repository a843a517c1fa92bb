// SPDX-License-Identifier: Apache-2.0

internal import CTSS2

// The keys of a device, by what was kept of them. A software TPM has room for three objects: each of these lets go of what it needs only meanwhile.
extension TPMContext {
    /// The attestation key, made again.
    ///
    /// - Throws: `otherTPM` where it is another one.
    func attester(_ keys: DeviceKeys) throws(ProverError) -> LoadedKey {
        let key = try primary(try KeyTemplate.attestation(unique: keys.unique), under: ESYS_TR_RH_ENDORSEMENT)
        guard key.name == keys.attestationName else {
            throw .otherTPM(expected: keys.attestationName, found: key.name)
        }
        return key
    }

    /// The owner's storage key, made again.
    ///
    /// - Throws: `otherTPM`, or `cleared` where the attestation key is still the same.
    func storage(_ keys: DeviceKeys) throws(ProverError) -> LoadedKey {
        let key = try primary(KeyTemplate.storage, under: ESYS_TR_RH_OWNER)
        guard key.name == keys.storageName else {
            flush(key.reference)
            flush(try attester(keys).reference)
            throw .cleared
        }
        return key
    }

    /// The sensor key.
    func sensor(_ keys: DeviceKeys) throws(ProverError) -> LoadedKey {
        let parent = try storage(keys)
        defer { flush(parent.reference) }
        return try load(
            TPM2B_PUBLIC(bytes: keys.sensorArea), TPM2B_PRIVATE(bytes: keys.sensorWrapped), under: parent)
    }

    /// An encrypted session, salted to a storage key that is the one of the first time: somebody between us and the TPM would have to be there from then on.
    func session(_ keys: DeviceKeys) throws(ProverError) -> ESYS_TR {
        let salt = try storage(keys)
        defer { flush(salt.reference) }
        return try encryptedSession(saltedTo: salt)
    }

    /// How often the TPM was reset and restarted, without proof (`TPM2_ReadClock`).
    func resets() throws(ProverError) -> TPMResets {
        var time: UnsafeMutablePointer<TPMS_TIME_INFO>?
        try check("TPM2_ReadClock", unsafe Esys_ReadClock(esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &time))
        let found = try unsafe taken(time).clockInfo
        return TPMResets(resetCount: found.resetCount, restartCount: found.restartCount)
    }
}
