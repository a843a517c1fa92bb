// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// A key that signs only what its own TPM made: an AK whose attributes, algorithms and numbers were checked.
///
/// It says nothing about whose TPM that is; the activation of a credential at enrolment does (`MadeCredential`).
package struct AttestationKey: Sendable {
    /// Its Name, which binds everything below.
    package let name: [UInt8]
    package let area: PublicArea
    private let key: PeerKey

    /// Checks a public area in a fixed order: attributes, algorithms, numbers.
    ///
    /// - Throws: `akAttributes`, `weakAlgorithm`, `badPublicKey`.
    package init(checking area: PublicArea) throws(FailedCheck) {
        // `restricted` is what all rests on: such a key refuses a digest of what begins like a structure of the TPM's own.
        try area.attributes.require(
            .resident.union([.restricted, .sign]), not: .decrypt, else: .akAttributes)
        name = try area.name()
        try area.requireSigningScheme()
        key = try area.key()
        self.area = area
    }

    /// Checks a `TPMT_SIGNATURE` over `message`, with the key's own scheme and hash; gives the hash.
    ///
    /// - Throws: as `KeySignature` does, and `badSignature`.
    func verify(_ signature: [UInt8], of message: [UInt8]) throws(FailedCheck) -> DigestAlgorithm {
        let read = try KeySignature(signature, of: area, scheme: area.scheme)
        guard key.verifies(read.signature, of: message, hash: read.hash) else { throw FailedCheck(.badSignature) }
        return read.hash
    }
}

extension PublicArea {
    /// Requires a scheme that signs, with a hash that is believed.
    func requireSigningScheme() throws(FailedCheck) {
        let signing: [AlgorithmID]
        switch material {
        case .rsa: signing = [.rsassa, .rsapss]
        case .ecc: signing = [.ecdsa]
        }
        guard signing.contains(scheme.algorithm) else {
            throw FailedCheck(
                .weakAlgorithm, expected: .text("a scheme that signs"), found: .text("\(scheme.algorithm)"))
        }
        guard let hash = scheme.hash?.digest, hash != .sha1 else {
            let found = scheme.hash.map { "\($0)" } ?? "no hash"
            throw FailedCheck(.weakAlgorithm, expected: .text("sha256 or more"), found: .text(found))
        }
    }
}
