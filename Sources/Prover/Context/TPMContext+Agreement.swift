// SPDX-License-Identifier: Apache-2.0

internal import CTSS2

/// What `TPM2_ECC_Parameters` says of a curve: counts in bytes, and the cofactor.
struct CurveParameters {
    let curve: UInt16
    let bits: UInt16
    let p: Int, a: Int, b: Int, gX: Int, gY: Int, n: Int
    let cofactor: Int
}

extension TPMContext {
    /// `TPM2_ECDH_KeyGen`: a point of a key made for this once, and what it shares with `key`, encrypted on the bus.
    func generateShared(with key: LoadedKey, session: ESYS_TR) throws(ProverError) -> (
        shared: TPMS_ECC_POINT, point: TPM2B_ECC_POINT
    ) {
        var shared: UnsafeMutablePointer<TPM2B_ECC_POINT>?
        var point: UnsafeMutablePointer<TPM2B_ECC_POINT>?
        try check(
            "TPM2_ECDH_KeyGen",
            unsafe Esys_ECDH_KeyGen(esys, key.reference, session, ESYS_TR_NONE, ESYS_TR_NONE, &shared, &point))
        let found = try unsafe taken(shared).point
        return (found, try unsafe taken(point))
    }

    /// `TPM2_ECDH_ZGen`: the same from the other side.
    func share(_ point: TPM2B_ECC_POINT, with key: LoadedKey, session: ESYS_TR) throws(ProverError) -> TPMS_ECC_POINT {
        var point = point
        var shared: UnsafeMutablePointer<TPM2B_ECC_POINT>?
        try check(
            "TPM2_ECDH_ZGen",
            unsafe Esys_ECDH_ZGen(esys, key.reference, session, ESYS_TR_NONE, ESYS_TR_NONE, &point, &shared))
        return try unsafe taken(shared).point
    }

    /// `TPM2_ECC_Parameters` of P-256.
    func parameters() throws(ProverError) -> CurveParameters {
        var found: UnsafeMutablePointer<TPMS_ALGORITHM_DETAIL_ECC>?
        try check(
            "TPM2_ECC_Parameters",
            unsafe Esys_ECC_Parameters(esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, TPM2_ECC_NIST_P256, &found))
        let detail = try unsafe taken(found)
        let cofactor = bytes(detail.h.buffer, min(detail.h.size, 4)).reduce(0) { $0 << 8 | Int($1) }
        return CurveParameters(
            curve: detail.curveID, bits: detail.keySize, p: Int(detail.p.size), a: Int(detail.a.size),
            b: Int(detail.b.size),
            gX: Int(detail.gX.size), gY: Int(detail.gY.size), n: Int(detail.n.size), cofactor: cofactor)
    }
}
