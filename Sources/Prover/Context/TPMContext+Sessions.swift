// SPDX-License-Identifier: Apache-2.0

internal import CTSS2

extension TPMContext {
    /// `TPM2_StartAuthSession`: a session whose HMAC covers commands and responses, and which encrypts the first parameter of both by AES-128-CFB.
    ///
    /// - Parameter salt: the key that the session's secret is encrypted to, so that who listens on the bus does not have it. That it is this TPM's
    ///   is for the caller to know: its Name is compared with the one of the first time.
    func encryptedSession(saltedTo salt: LoadedKey) throws(ProverError) -> ESYS_TR {
        let session = try session(TPM2_SE(TPM2_SE_HMAC), salt: salt.reference)
        let wanted = TPMA_SESSION(TPMA_SESSION_CONTINUESESSION | TPMA_SESSION_DECRYPT | TPMA_SESSION_ENCRYPT)
        try check("TPM2_StartAuthSession", unsafe Esys_TRSess_SetAttributes(esys, session, wanted, 0xff))
        return session
    }

    /// A session that may use an endorsement key: `TPM2_PolicySecret` of the endorsement hierarchy (TCG EK Credential Profile 2.3, appendix B.6.2).
    func endorsementSession() throws(ProverError) -> ESYS_TR {
        let session = try session(TPM2_SE(TPM2_SE_POLICY), salt: ESYS_TR_NONE)
        try check(
            "TPM2_PolicySecret",
            unsafe Esys_PolicySecret(
                esys, ESYS_TR_RH_ENDORSEMENT, session, ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE, nil, nil, nil, 0,
                nil, nil))
        return session
    }

    private func session(_ kind: TPM2_SE, salt: ESYS_TR) throws(ProverError) -> ESYS_TR {
        var symmetric = TPMT_SYM_DEF()
        symmetric.algorithm = TPM2_ALG_AES
        unsafe symmetric.keyBits.aes = 128
        unsafe symmetric.mode.aes = TPM2_ALG_CFB
        var session: ESYS_TR = 0
        try check(
            "TPM2_StartAuthSession",
            unsafe Esys_StartAuthSession(
                esys, salt, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, nil, kind, &symmetric,
                TPM2_ALG_SHA256,
                &session))
        hold(session)
        return session
    }
}
