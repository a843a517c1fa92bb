// SPDX-License-Identifier: Apache-2.0

internal import CTSS2
internal import Crypto

/// Something that a TPM said of itself, and signed.
package struct SignedAttest: Sendable, Hashable {
    /// `TPMS_ATTEST`.
    package let attest: [UInt8]
    /// `TPMT_SIGNATURE` over it.
    package let signature: [UInt8]
}

extension TPMContext {
    /// `TPM2_ActivateCredential`: the secret of a credential for this attestation key, encrypted on the bus by the session.
    ///
    /// - Throws: `credentialNotOurs` for a credential of another TPM or key, `failed` for a TPM that does not work at all: a foreign one for an RSA key
    ///   gets the same answer as a broken TPM gives.
    func activate(
        _ attester: LoadedKey, by endorsement: LoadedKey, idObject: [UInt8], encryptedSecret: [UInt8], session: ESYS_TR
    ) throws(ProverError) -> [UInt8] {
        var (credential, secret) = (
            try TPM2B_ID_OBJECT(bytes: idObject), try TPM2B_ENCRYPTED_SECRET(bytes: encryptedSecret)
        )
        let permit = endorsement.isPolicyOnly ? try endorsementSession() : ESYS_TR_PASSWORD
        defer { if endorsement.isPolicyOnly { flush(permit) } }
        var found: UnsafeMutablePointer<TPM2B_DIGEST>?
        let code = TPMCode(
            rawValue: unsafe Esys_ActivateCredential(
                esys, attester.reference, endorsement.reference, session, permit, ESYS_TR_NONE, &credential, &secret,
                &found))
        if code.isOfTPM, [.failure, .integrity, .value, .size].contains(code.plain) {
            try requireWorking()
            throw .credentialNotOurs(code: code)
        }
        try check("TPM2_ActivateCredential", code.rawValue)
        let digest = try unsafe taken(found)
        return bytes(digest.buffer, digest.size)
    }

    /// `TPM2_MakeCredential`: what a station does in software, done by the TPM for itself, to see that it could answer one.
    func makeCredential(
        _ secret: [UInt8], for name: [UInt8], to endorsement: LoadedKey
    ) throws(ProverError) -> (idObject: [UInt8], encryptedSecret: [UInt8]) {
        var (digest, object) = (TPM2B_DIGEST(), TPM2B_NAME())
        digest.size = try fill(&digest.buffer, secret)
        object.size = try fill(&object.name, name)
        var credential: UnsafeMutablePointer<TPM2B_ID_OBJECT>?
        var encrypted: UnsafeMutablePointer<TPM2B_ENCRYPTED_SECRET>?
        try check(
            "TPM2_MakeCredential",
            unsafe Esys_MakeCredential(
                esys, endorsement.reference, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &digest, &object, &credential,
                &encrypted))
        let (blob, sealed) = (try unsafe taken(credential), try unsafe taken(encrypted))
        return (
            counted(bytes(blob.credential, blob.size)), counted(bytes(sealed.secret, sealed.size))
        )
    }

    /// `TPM2_Certify` of a key by the attestation key, with the verifier's own bytes in it.
    func certify(_ key: LoadedKey, by attester: LoadedKey, nonce: [UInt8]) throws(ProverError) -> SignedAttest {
        var data = TPM2B_DATA()
        data.size = try fill(&data.buffer, nonce)
        var scheme = TPMT_SIG_SCHEME()
        scheme.scheme = TPM2_ALG_NULL
        var attest: UnsafeMutablePointer<TPM2B_ATTEST>?
        var signature: UnsafeMutablePointer<TPMT_SIGNATURE>?
        try check(
            "TPM2_Certify",
            unsafe Esys_Certify(
                esys, key.reference, attester.reference, ESYS_TR_PASSWORD, ESYS_TR_PASSWORD, ESYS_TR_NONE, &data,
                &scheme, &attest,
                &signature))
        return SignedAttest(attest: try unsafe taken(attest).bytes, signature: try unsafe taken(signature).bytes())
    }

    /// `TPM2_Sign` of the SHA-256 of each.
    func signatures(of messages: [[UInt8]], by key: LoadedKey) throws(ProverError) -> [[UInt8]] {
        var signatures: [[UInt8]] = []
        for message in messages {
            signatures.append(try sign(DigestAlgorithm.sha256.digest(of: message), with: key))
        }
        return signatures
    }

    /// `TPM2_Sign` of a digest by a key that is not restricted.
    func sign(_ digest: [UInt8], with key: LoadedKey) throws(ProverError) -> [UInt8] {
        var hash = TPM2B_DIGEST()
        hash.size = try fill(&hash.buffer, digest)
        var scheme = TPMT_SIG_SCHEME()
        scheme.scheme = TPM2_ALG_NULL
        var ticket = TPMT_TK_HASHCHECK()
        ticket.tag = TPM2_ST(TPM2_ST_HASHCHECK)
        ticket.hierarchy = TPM2_RH(TPM2_RH_NULL)
        var signature: UnsafeMutablePointer<TPMT_SIGNATURE>?
        try check(
            "TPM2_Sign",
            unsafe Esys_Sign(
                esys, key.reference, ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE, &hash, &scheme, &ticket, &signature))
        return try unsafe taken(signature).bytes()
    }
}

/// `bytes` as a TPM2B.
func counted(_ bytes: [UInt8]) -> [UInt8] {
    [UInt8(truncatingIfNeeded: bytes.count >> 8), UInt8(truncatingIfNeeded: bytes.count)] + bytes
}
