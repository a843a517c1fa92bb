// SPDX-License-Identifier: Apache-2.0

/// Why a key in a TPM cannot be made or used.
package enum TPMProblem: Error, Hashable, Sendable {
    /// OpenSSL has no provider for TPMs.
    case noProvider
    /// Nobody answers there, or nobody may ask.
    case unreachable(TCTI, reason: String)
    /// The TPM cannot use the key: it is another one's, or was cleared.
    case foreignKey(reason: String)
    /// It answers, and does not do it: it is busy, broken or locked, or its owner set a password.
    case failed(String, reason: String)
}

extension TPMProblem: CustomStringConvertible {
    /// What is wrong and what to do, for a person, in one line.
    package var description: String {
        switch self {
        case .noProvider:
            "OpenSSL's provider for TPMs is missing, and the key is in one; call 'apt-get install tpm2-openssl'"
        case .unreachable(let tcti, let reason):
            "the TPM at \(tcti) cannot be used: \(reason); is it there, and may this user open it ('adduser USER tss')?"
        case .foreignKey(let reason):
            "the TPM does not take its key: \(reason); it was cleared, or the key is of another machine; enrol anew with a token"
        case .failed(let what, let reason):
            "the TPM could not \(what): \(reason); try again, or enrol without it ('vedette-agent enroll --key file')"
        }
    }
}
