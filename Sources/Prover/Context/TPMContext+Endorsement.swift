// SPDX-License-Identifier: Apache-2.0

internal import CTSS2
internal import Crypto

/// The endorsement key of a TPM, and its maker's certificate for it.
struct FoundEndorsement {
    let key: LoadedKey
    let template: EndorsementTemplate
    /// DER; `nil` where the TPM has none, and only an operator can say whose TPM it is.
    let certificate: [UInt8]?
    /// Certificates that are there and were passed over: the index of each, and why.
    let passedOver: [String]

    /// What a person is told of the certificates.
    var words: String {
        let found =
            certificate.map { "certificate of the endorsement key, \(template.indexText), \($0.count) bytes" }
            ?? (passedOver.isEmpty
                ? "no certificate of an endorsement key; whose TPM this is only an operator can say"
                : "no certificate of an endorsement key that is of use; whose TPM this is only an operator can say")
        return ([found] + passedOver).joined(separator: "; ")
    }
}

extension TPMContext {
    /// The most bytes of a certificate.
    private static let certificateLimit: UInt16 = 4096
    /// Where makers keep endorsement keys (TCG Provisioning Guidance, section 7.8).
    private static let endorsementHandles: ClosedRange<UInt32> = 0x8101_0000...0x8101_ffff

    /// Finds a certificate and the key that it is for: one that stays in the TPM, or one made again by the template of the certificate's kind.
    ///
    /// The kinds are tried in the order in which a TPM makes them fastest.
    func endorsement() throws(ProverError) -> FoundEndorsement {
        var passedOver: [String] = []
        for template in EndorsementTemplate.allCases {
            guard let der = try certificate(template) else { continue }
            let certificate: Certificate
            do throws(CryptoError) {
                certificate = try Certificate(der: der)
            } catch {
                passedOver.append("\(template.indexText) is not read: \(error)")
                continue
            }
            if let key = try persistentKey(of: certificate) {
                return FoundEndorsement(key: key, template: template, certificate: der, passedOver: passedOver)
            }
            let key = try primary(try template.area, under: ESYS_TR_RH_ENDORSEMENT)
            if Self.isFor(certificate, area: key.area) {
                return FoundEndorsement(key: key, template: template, certificate: der, passedOver: passedOver)
            }
            flush(key.reference)
            passedOver.append("\(template.indexText) is for a key of another template, which is not in the TPM")
        }
        let template = EndorsementTemplate.p256
        return FoundEndorsement(
            key: try primary(try template.area, under: ESYS_TR_RH_ENDORSEMENT), template: template, certificate: nil,
            passedOver: passedOver)
    }

    private func persistentKey(of certificate: Certificate) throws(ProverError) -> LoadedKey? {
        let range = Self.endorsementHandles
        for handle in try handles(from: range.lowerBound, to: range.upperBound, count: 16) {
            let key = try persistent(handle)
            if Self.isFor(certificate, area: key.area) { return key }
        }
        return nil
    }

    /// Whether a certificate speaks for the key of a `TPM2B_PUBLIC`.
    static func isFor(_ certificate: Certificate, area: [UInt8]) -> Bool {
        guard let area = try? TPM2B_PUBLIC(bytes: area).publicArea else { return false }
        switch area.type {
        case TPM2_ALG_RSA:
            let modulus = unsafe bytes(area.unique.rsa.buffer, area.unique.rsa.size)
            return (try? PeerKey(modulus: modulus, exponent: 65537)).map { certificate.isFor($0) } ?? false
        case TPM2_ALG_ECC:
            let point = unsafe area.unique.ecc
            let curve: EllipticCurve = unsafe area.parameters.eccDetail.curveID == TPM2_ECC_NIST_P384 ? .p384 : .p256
            let key = try? PeerKey(
                curve: curve, x: bytes(point.x.buffer, point.x.size), y: bytes(point.y.buffer, point.y.size))
            return key.map { certificate.isFor($0) } ?? false
        default: return false
        }
    }

    /// The certificate of a kind of key, DER; `nil` where the TPM has none of that kind.
    func certificate(_ template: EndorsementTemplate) throws(ProverError) -> [UInt8]? {
        let index = template.certificateIndex
        guard try handles(from: index, to: index, count: 1) == [index] else { return nil }
        var reference: ESYS_TR = 0
        try check(
            "TPM2_NV_ReadPublic",
            unsafe Esys_TR_FromTPMPublic(esys, index, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &reference))
        var area: UnsafeMutablePointer<TPM2B_NV_PUBLIC>?
        try check(
            "TPM2_NV_ReadPublic",
            unsafe Esys_NV_ReadPublic(esys, reference, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &area, nil))
        let found = try unsafe taken(area).nvPublic
        guard found.dataSize <= Self.certificateLimit, found.attributes & TPMA_NV(TPMA_NV_WRITTEN) != 0 else {
            return nil
        }
        // Whoever may read it: anybody, by the index's own empty authorisation, or the owner.
        let isOpen = found.attributes & TPMA_NV(TPMA_NV_AUTHREAD) != 0
        return Self.withoutPadding(try nv(reference, as: isOpen ? reference : ESYS_TR_RH_OWNER, count: found.dataSize))
    }

    private func nv(_ index: ESYS_TR, as reader: ESYS_TR, count: UInt16) throws(ProverError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < Int(count) {
            let piece = min(512, Int(count) - bytes.count)
            var data: UnsafeMutablePointer<TPM2B_MAX_NV_BUFFER>?
            try check(
                "TPM2_NV_Read",
                unsafe Esys_NV_Read(
                    esys, reader, index, ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE, UInt16(piece),
                    UInt16(bytes.count), &data))
            let found = try unsafe taken(data)
            guard Int(found.size) == piece else {
                throw .contradiction("\(found.size) bytes of NV where \(piece) were asked for")
            }
            bytes += unsafe withUnsafeBytes(of: found.buffer) { unsafe Array($0.prefix(piece)) }
        }
        return bytes
    }

    /// Some makers fill up the index behind the certificate: what counts is what its own length says (X.690, section 8.1.3).
    private static func withoutPadding(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count > 4, bytes[0] == 0x30, bytes[1] == 0x82 else { return bytes }
        return Array(bytes.prefix(4 + Int(bytes[2]) << 8 + Int(bytes[3])))
    }
}
