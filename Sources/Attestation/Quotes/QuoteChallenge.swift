// SPDX-License-Identifier: Apache-2.0

/// A question to a TPM: what it shall quote, and the number that makes the answer one to this question.
package struct QuoteChallenge: Sendable, Hashable {
    /// The fewest bytes of a nonce.
    package static let nonceLeast = 16

    /// From the verifier's randomness, used once, for one key.
    package let nonce: [UInt8]
    /// Banks and registers, in the order in which the TPM is to take them.
    package let selection: [PCRSelection]
    /// The most seconds between question and answer.
    package let mostAge: Double

    package init(nonce: [UInt8], selection: [PCRSelection], mostAge: Double) {
        self.nonce = nonce
        self.selection = selection
        self.mostAge = mostAge
    }
}

/// An answer to a challenge as it came, of which nothing is believed yet.
package struct QuoteEvidence: Sendable, Hashable {
    /// `TPMS_ATTEST`.
    package var attest: [UInt8]
    /// `TPMT_SIGNATURE` over it.
    package var signature: [UInt8]
    /// `TPM2B_PUBLIC` of the key that signed.
    package var keyArea: [UInt8]
    /// What the registers are said to hold.
    package var values: [PCR: [UInt8]]
    /// How they are said to have come to it: a log of the firmware; `nil` without one.
    package var eventLog: [UInt8]?

    package init(
        attest: [UInt8], signature: [UInt8], keyArea: [UInt8], values: [PCR: [UInt8]], eventLog: [UInt8]? = nil
    ) {
        self.attest = attest
        self.signature = signature
        self.keyArea = keyArea
        self.values = values
        self.eventLog = eventLog
    }
}

/// The attestation key that a device was enrolled with.
package struct EnrolledKey: Sendable, Hashable {
    package let name: [UInt8]
    /// Where it stands in its TPM: its Qualified Name; `nil` if it was not noted.
    package let qualifiedName: [UInt8]?
    package let isRevoked: Bool

    package init(name: [UInt8], qualifiedName: [UInt8]? = nil, isRevoked: Bool = false) {
        self.name = name
        self.qualifiedName = qualifiedName
        self.isRevoked = isRevoked
    }
}
