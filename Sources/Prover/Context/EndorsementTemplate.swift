// SPDX-License-Identifier: Apache-2.0

internal import CTSS2
internal import Crypto

/// The kinds of endorsement keys that a maker may have certified, each with where its certificate is and the template that makes the key again
/// (TCG EK Credential Profile 2.3, sections 2.2.1.4 and 2.2.1.5, appendix B).
///
/// Certificate and template belong together: software TPMs come with certificates for RSA and P-384, while tools make a key on P-256 when they are
/// asked for an ECC one.
package enum EndorsementTemplate: UInt32, Sendable, CaseIterable {
    /// L-2.
    case p256 = 0x01c0_000a
    /// H-3.
    case p384 = 0x01c0_0016
    /// L-1.
    case rsa2048 = 0x01c0_0002

    /// The NV index of the certificate.
    var certificateIndex: UInt32 { rawValue }

    /// That, as people write it.
    var indexText: String { "0x0" + String(certificateIndex, radix: 16) }

    var area: TPM2B_PUBLIC {
        get throws(ProverError) {
            let zeros = [UInt8](repeating: 0, count: self == .rsa2048 ? 256 : 32)
            var area: TPM2B_PUBLIC
            switch self {
            case .p256:
                area = KeyTemplate.ecc(TPM2_ECC_NIST_P256, Self.low, wrapsWith: 128)
                area.publicArea.authPolicy.size = try fill(&area.publicArea.authPolicy.buffer, Self.policyA)
                unsafe area.publicArea.unique.ecc.x.size = try fill(&area.publicArea.unique.ecc.x.buffer, zeros)
                unsafe area.publicArea.unique.ecc.y.size = try fill(&area.publicArea.unique.ecc.y.buffer, zeros)
            case .p384:
                area = KeyTemplate.ecc(
                    TPM2_ECC_NIST_P384, Self.low | TPMA_OBJECT(TPMA_OBJECT_USERWITHAUTH), wrapsWith: 256)
                area.publicArea.nameAlg = TPM2_ALG_SHA384
                area.publicArea.authPolicy.size = try fill(&area.publicArea.authPolicy.buffer, Self.policyB384)
            case .rsa2048:
                area = TPM2B_PUBLIC()
                area.publicArea.type = TPM2_ALG_RSA
                area.publicArea.nameAlg = TPM2_ALG_SHA256
                area.publicArea.objectAttributes = Self.low
                area.publicArea.authPolicy.size = try fill(&area.publicArea.authPolicy.buffer, Self.policyA)
                unsafe area.publicArea.parameters.rsaDetail.symmetric = KeyTemplate.symmetric(128)
                unsafe area.publicArea.parameters.rsaDetail.scheme.scheme = TPM2_ALG_NULL
                unsafe area.publicArea.parameters.rsaDetail.keyBits = 2048
                unsafe area.publicArea.unique.rsa.size = try fill(&area.publicArea.unique.rsa.buffer, zeros)
            }
            return area
        }
    }

    private static let low = TPMA_OBJECT(
        TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT | TPMA_OBJECT_SENSITIVEDATAORIGIN | TPMA_OBJECT_ADMINWITHPOLICY
            | TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_DECRYPT)

    /// `TPM2_PolicySecret` of the endorsement hierarchy, with SHA-256 (appendix B.6.2).
    private static let policyA =
        Hexadecimal.bytes("837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa") ?? []

    /// That or an authorised policy, with SHA-384 (appendix B.6.6).
    private static let policyB384 =
        Hexadecimal.bytes(
            "b26e7d28d11a50bc53d882bcf5fd3a1a074148bb35d3b4e4cb1c0ad9bde419ca"
                + "cb47ba09699646150f9fc000f3f80e12") ?? []
}
