// SPDX-License-Identifier: Apache-2.0

/// Why a TPM does not do what it was asked.
package enum ProverError: Error, Sendable, Hashable {
    /// Nobody is at the address; `why` is the system's word.
    case unreachable(TPMAddress, why: String)
    /// It gave no answer to this command in so many milliseconds, or the line broke.
    case silent(command: String, milliseconds: Int64)
    case broken(command: String, why: String)
    /// It refused a command. `words` are the stack's own for the code.
    case refused(command: String, code: TPMCode, words: String)
    /// It answers every command with a failure of its own: its self-test failed, and only a reset may help.
    case failed
    /// A credential is not for this TPM, or not for its attestation key. The TPM itself works.
    case credentialNotOurs(code: TPMCode)
    /// The keys that were kept are of another TPM: it was swapped, or the folder was copied.
    case otherTPM(expected: [UInt8], found: [UInt8])
    /// The TPM's owner was cleared since its keys were made: the attestation key is still there, the sensor key is lost.
    case cleared
    /// What was asked for is out of the bounds that a TPM has.
    case outOfBounds(String)
    /// The TPM's answer contradicts itself, which no TPM's does.
    case contradiction(String)
}

extension ProverError {
    /// What is wrong and what to do, for a person, in one line.
    package var message: String {
        switch self {
        case .unreachable(let address, let why): "no TPM at \(address): \(why)"
        case .silent(let command, let milliseconds):
            "the TPM gave no answer to \(command) within \(milliseconds) ms; see whether it still works"
        case .broken(let command, let why): "the line to the TPM broke at \(command): \(why)"
        case .refused(let command, let code, let words): "the TPM refused \(command): \(words) (\(code))"
        case .failed: "the TPM is in failure mode; reset it, and replace it if that does not help"
        case .credentialNotOurs(let code):
            "the credential is not for this TPM and its attestation key (\(code)); ask for a new one"
        case .otherTPM:
            "this is not the TPM that the keys were made in; put that one back, or make new keys ('vedette-agent tpm --new --device NAME') and enrol the device again"
        case .cleared:
            "the TPM was cleared and the sensor key is lost; make new keys ('vedette-agent tpm --new --device NAME') and enrol the device again"
        case .outOfBounds(let what): "it cannot be asked of a TPM: \(what)"
        case .contradiction(let what): "the TPM's answer contradicts itself: \(what)"
        }
    }
}
