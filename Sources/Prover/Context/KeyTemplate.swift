// SPDX-License-Identifier: Apache-2.0

internal import CTSS2

/// Public areas as a TPM is given them to make keys of.
enum KeyTemplate {
    private static let resident = TPMA_OBJECT(
        TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT | TPMA_OBJECT_SENSITIVEDATAORIGIN)

    /// The parent of keys under the owner's hierarchy, on P-256 (TCG Provisioning Guidance, section 7.5.1).
    static var storage: TPM2B_PUBLIC {
        ecc(
            TPM2_ECC_NIST_P256,
            resident
                | TPMA_OBJECT(
                    TPMA_OBJECT_USERWITHAUTH | TPMA_OBJECT_NODA | TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_DECRYPT),
            wrapsWith: 128)
    }

    /// The attestation key: signs only what the TPM made, by ECDSA on P-256 with SHA-256.
    ///
    /// - Parameter unique: 32 bytes. The same bytes make the same key in the same TPM again, others another one.
    static func attestation(unique: [UInt8]) throws(ProverError) -> TPM2B_PUBLIC {
        var area = signing(
            resident
                | TPMA_OBJECT(
                    TPMA_OBJECT_USERWITHAUTH | TPMA_OBJECT_NODA | TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_SIGN_ENCRYPT))
        unsafe area.publicArea.unique.ecc.x.size = try fill(&area.publicArea.unique.ecc.x.buffer, unique)
        return area
    }

    /// A key for readings: signs whatever it is given, but nothing that looks as if the TPM had made it.
    static var sensor: TPM2B_PUBLIC {
        signing(resident | TPMA_OBJECT(TPMA_OBJECT_USERWITHAUTH | TPMA_OBJECT_NODA | TPMA_OBJECT_SIGN_ENCRYPT))
    }

    /// A key for agreeing on a secret, on P-256.
    static var agreement: TPM2B_PUBLIC {
        ecc(
            TPM2_ECC_NIST_P256,
            resident | TPMA_OBJECT(TPMA_OBJECT_USERWITHAUTH | TPMA_OBJECT_NODA | TPMA_OBJECT_DECRYPT))
    }

    private static func signing(_ attributes: TPMA_OBJECT) -> TPM2B_PUBLIC {
        var area = ecc(TPM2_ECC_NIST_P256, attributes)
        unsafe area.publicArea.parameters.eccDetail.scheme.scheme = TPM2_ALG_ECDSA
        unsafe area.publicArea.parameters.eccDetail.scheme.details.ecdsa.hashAlg = TPM2_ALG_SHA256
        return area
    }

    /// An area of a key on a curve.
    ///
    /// - Parameter bits: of AES in CFB mode, for a key that wraps others; 0 for one that does not.
    static func ecc(_ curve: TPM2_ECC_CURVE, _ attributes: TPMA_OBJECT, wrapsWith bits: UInt16 = 0) -> TPM2B_PUBLIC {
        var area = TPM2B_PUBLIC()
        area.publicArea.type = TPM2_ALG_ECC
        area.publicArea.nameAlg = TPM2_ALG_SHA256
        area.publicArea.objectAttributes = attributes
        unsafe area.publicArea.parameters.eccDetail.symmetric = symmetric(bits)
        unsafe area.publicArea.parameters.eccDetail.scheme.scheme = TPM2_ALG_NULL
        unsafe area.publicArea.parameters.eccDetail.curveID = curve
        unsafe area.publicArea.parameters.eccDetail.kdf.scheme = TPM2_ALG_NULL
        return area
    }

    static func symmetric(_ bits: UInt16) -> TPMT_SYM_DEF_OBJECT {
        var symmetric = TPMT_SYM_DEF_OBJECT()
        symmetric.algorithm = bits > 0 ? TPM2_ALG_AES : TPM2_ALG_NULL
        unsafe symmetric.keyBits.aes = bits
        unsafe symmetric.mode.aes = TPM2_ALG_CFB
        return symmetric
    }
}
