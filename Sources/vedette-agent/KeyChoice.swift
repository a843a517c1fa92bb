// SPDX-License-Identifier: Apache-2.0

internal import Agent
internal import Crypto

/// Where `enroll` makes the key: `--key auto|tpm|file` and `--tpm TCTI`.
struct KeyChoice {
    let isInTPM: Bool
    let tpm: TCTI
    /// What a person should know of the choice; empty for nothing.
    let note: String

    /// - Throws: for values that are none of these.
    init(_ options: CallOptions) throws(AgentProblem) {
        let text = options["--tpm"]
        guard let tpm = text.map(TCTI.init) ?? .usual else {
            let kinds = TCTI.kinds.joined(separator: ", ")
            throw AgentProblem(.wrongUse, "--tpm: write device:/dev/tpmrm0, or another of \(kinds), as tpm2-tss does")
        }
        self.tpm = tpm
        switch options["--key"] ?? "auto" {
        case "tpm": (isInTPM, note) = (true, "")
        case "file": (isInTPM, note) = (false, "")
        // A TPM that is named is meant.
        case "auto" where text != nil: (isInTPM, note) = (true, "")
        case "auto":
            // Where both are there and it fails, that is told, and no key is quietly kept in a worse place.
            isInTPM = TCTI.isThere && TCTI.hasProvider
            note =
                TCTI.isThere && !isInTPM
                ? "this machine has a TPM; 'apt-get install tpm2-openssl' before enrolling keeps the key in it\n" : ""
        case let other: throw AgentProblem(.wrongUse, "--key: '\(other)' is not auto, tpm or file")
        }
    }
}
