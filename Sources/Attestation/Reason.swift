// SPDX-License-Identifier: Apache-2.0

/// Why evidence was not accepted as it is. The text is what scripts read; `words` is for people.
package enum Reason: String, Sendable, Hashable, CaseIterable, Codable {
    case ok
    // What any structure may suffer from.
    case malformed
    case trailingBytes = "trailing-bytes"
    // Keys.
    case akRevoked = "ak-revoked"
    case akUnknown = "ak-unknown"
    case akAttributes = "ak-attributes"
    case keyUnknown = "key-unknown"
    case keyAttributes = "key-attributes"
    case badPublicKey = "bad-public-key"
    case weakAlgorithm = "weak-algorithm"
    // Signatures.
    case signatureScheme = "signature-scheme"
    case signatureRange = "signature-range"
    case badSignature = "bad-signature"
    // What was attested.
    case magic
    case attestType = "attest-type"
    case nonce
    case replay
    case stale
    case qualifiedSigner = "qualified-signer"
    case certifiedName = "certified-name"
    // Registers and counters.
    case pcrSelection = "pcr-selection"
    case weakBank = "weak-bank"
    case pcrValuesSet = "pcr-values-set"
    case pcrDigest = "pcr-digest"
    case pcrPolicy = "pcr-policy"
    case resetCountRollback = "reset-count-rollback"
    case clockRollback = "clock-rollback"
    case rebooted
    case firmwareChanged = "firmware-changed"
    case clockUnsafe = "clock-unsafe"
    // Event logs.
    case eventLogMalformed = "eventlog-malformed"
    case eventLogMismatch = "eventlog-mismatch"
    case eventLogData = "eventlog-data"
    // Certificates of endorsement keys, and what is bound to these.
    case certificateChain = "cert-chain"
    case certificateTime = "cert-time"
    case certificateCriticalExtension = "cert-critical-extension"
    case certificateRevoked = "cert-revoked"
    case certificateRevocationUnknown = "cert-revocation-unknown"
    case certificateUsage = "cert-eku"
    case certificateKey = "cert-key"
    case ekAttributes = "ek-attributes"
    case credentialNameBinding = "credential-name-binding"
    // Readings.
    case readingDevice = "reading-device"
    case sequenceGap = "sequence-gap"
    case noFreshness = "no-freshness"
    // Policies.
    case noReference = "no-reference"

    /// What it means, for a person, in one line.
    package var words: String {
        switch self {
        case .ok: "everything that was checked is as it should be"
        case .malformed: "a structure is not one that a TPM makes"
        case .trailingBytes: "there are bytes behind the end of a structure"
        case .akRevoked: "the attestation key was revoked"
        case .akUnknown: "the attestation key is not the one that was enrolled"
        case .akAttributes: "the attestation key could sign what its TPM did not make"
        case .keyUnknown: "the key is not the one that was enrolled"
        case .keyAttributes: "the key could have been made, or could be used, outside its TPM"
        case .badPublicKey: "the public key is none"
        case .weakAlgorithm: "an algorithm or a size is too weak to be believed"
        case .signatureScheme: "the signature is not of the kind that its key makes"
        case .signatureRange: "a number of the signature is out of its range"
        case .badSignature: "the signature is not by this key over these bytes"
        case .magic: "no TPM made what was signed"
        case .attestType: "the TPM attested something else than what was asked"
        case .nonce: "the answer is not to our question"
        case .replay: "it was seen before"
        case .stale: "the answer came too late"
        case .qualifiedSigner: "the key stands elsewhere in its TPM than at its enrolment"
        case .certifiedName: "the TPM certified another key"
        case .pcrSelection: "other registers were quoted than were asked for"
        case .weakBank: "a bank of SHA-1 was quoted"
        case .pcrValuesSet: "values were given for other registers than were quoted"
        case .pcrDigest: "the values are not those that were quoted"
        case .pcrPolicy: "a register is not as the policy wants it"
        case .resetCountRollback: "the TPM counts fewer starts than before"
        case .clockRollback: "the TPM's clock ran backwards"
        case .rebooted: "the device was restarted since the last time"
        case .firmwareChanged: "the TPM's firmware is another one than before"
        case .clockUnsafe: "the TPM's clock may have lost time"
        case .eventLogMalformed: "the event log contradicts itself"
        case .eventLogMismatch: "the event log does not lead to the register's value"
        case .eventLogData: "an event's data is not what was measured"
        case .certificateChain: "nobody who is believed signed the certificate"
        case .certificateTime: "the certificate is not valid at that time"
        case .certificateCriticalExtension: "the certificate has a critical extension that is not understood"
        case .certificateRevoked: "the certificate was revoked"
        case .certificateRevocationUnknown: "whether the certificate was revoked cannot be told"
        case .certificateUsage: "the certificate is not one of an endorsement key"
        case .certificateKey: "the certificate is for another key"
        case .ekAttributes: "the endorsement key is not one that stays in its TPM and only decrypts"
        case .credentialNameBinding: "the credential is not bound to this key"
        case .readingDevice: "the reading is of another device"
        case .sequenceGap: "readings are missing before this one"
        case .noFreshness: "nothing in it says when it was signed, so that it can be played again"
        case .noReference: "there are no reference values for its class to compare with"
        }
    }
}

/// What is made of evidence.
package enum Verdict: String, Sendable, Hashable, Codable {
    /// Authentic, and as it should be.
    case accept
    /// Authentic, but not to be shown as fully trusted.
    case flag
    /// Not to be believed, or of a device that is not as it should be.
    case reject
}
