// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// A key for readings: made in the TPM of an attestation key, by which that TPM certified it.
package struct SensorKey: Sendable {
    package let name: [UInt8]
    package let area: PublicArea
    private let key: PeerKey

    /// What an agent sends of its sensor key.
    package struct Certification: Sendable, Hashable {
        /// `TPMS_ATTEST` of `TPM2_Certify`.
        package var attest: [UInt8]
        /// `TPMT_SIGNATURE` over it by the attestation key.
        package var signature: [UInt8]
        /// `TPM2B_PUBLIC` of the key that is certified.
        package var publicArea: [UInt8]

        package init(attest: [UInt8], signature: [UInt8], publicArea: [UInt8]) {
            self.attest = attest
            self.signature = signature
            self.publicArea = publicArea
        }

        /// The Qualified Name of who signed, as the structure says it: proven only once the certification was checked.
        package var qualifiedSigner: [UInt8]? { (try? AttestedData(attest, as: .certify))?.qualifiedSigner }
    }

    /// Checks a certification (TPM 2.0 Library, part 3, section 18.2) in a fixed order: signature, structure, nonce, the certified Name, attributes,
    /// algorithms.
    ///
    /// - Throws: the first check that failed: of the signature or the structure, `nonce`, `qualifiedSigner`, `certifiedName`, `keyAttributes`, `weakAlgorithm`,
    ///   `badPublicKey`.
    package init(
        _ certification: Certification, by attester: AttestationKey, nonce: [UInt8], qualifiedSigner: [UInt8]? = nil
    ) throws(FailedCheck) {
        _ = try attester.verify(certification.signature, of: certification.attest)
        let attested = try AttestedData(certification.attest, as: .certify)
        guard !nonce.isEmpty, isSameSecret(attested.extraData, nonce) else {
            throw FailedCheck(.nonce, expected: .bytes(nonce), found: .bytes(attested.extraData))
        }
        if let qualifiedSigner, qualifiedSigner != attested.qualifiedSigner {
            throw FailedCheck(
                .qualifiedSigner, expected: .bytes(qualifiedSigner), found: .bytes(attested.qualifiedSigner))
        }
        let area = try PublicArea(sized: certification.publicArea)
        let name = try area.name()
        guard case .certify(let certified, _) = attested.content, certified == name else {
            throw FailedCheck(.certifiedName, expected: .bytes(name))
        }
        try self.init(checking: area)
    }

    /// The key of an area that was certified before and kept.
    ///
    /// - Throws: `keyAttributes`, `weakAlgorithm`, `badPublicKey`.
    package init(checking area: PublicArea) throws(FailedCheck) {
        // A restricted key could not sign readings; one that decrypts has two masters.
        try area.attributes.require(
            .resident.union(.sign), not: [.restricted, .decrypt], else: .keyAttributes)
        name = try area.name()
        // One that leaves its scheme open signs by the hash of its Name, which was asked for just now.
        if area.scheme.algorithm != .none { try area.requireSigningScheme() }
        key = try area.key()
        self.area = area
    }

    /// Checks a `TPMT_SIGNATURE` over `message`.
    ///
    /// A sensor key may leave its scheme open; it then signs by ECDSA or RSASSA with the hash of its Name.
    func verify(_ signature: [UInt8], of message: [UInt8]) throws(FailedCheck) {
        let read = try KeySignature(signature, of: area, scheme: scheme)
        guard key.verifies(read.signature, of: message, hash: read.hash) else { throw FailedCheck(.badSignature) }
    }

    private var scheme: PublicArea.Scheme {
        guard area.scheme.algorithm == .none else { return area.scheme }
        switch area.material {
        case .ecc: return PublicArea.Scheme(algorithm: .ecdsa, hash: area.nameAlgorithm)
        case .rsa: return PublicArea.Scheme(algorithm: .rsassa, hash: area.nameAlgorithm)
        }
    }
}
