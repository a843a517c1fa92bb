// SPDX-License-Identifier: Apache-2.0

internal import Rules
internal import SuricataRules

extension RuleFile {
    /// The file with its signatures laid out, on one line each or an option a line, or its entries of threshold.config; what has
    /// an error, comments and all else stay byte for byte.
    ///
    /// - Throws: `UserMessage` for a file of another kind, and for one that was too large to be read whole.
    package func laidOut(optionALine: Bool) throws(UserMessage) -> [UInt8] {
        guard bytes.count <= SignatureFile.byteLimit else {
            throw UserMessage(.wrongUse, "\(path): the file is larger than 64 MiB.", help: "Make several files of it.")
        }
        switch kind {
        case .signature: return (optionALine ? SignatureLayout.lines : .line).format(SignatureFile.parse(bytes: bytes))
        case .threshold: return ThresholdFile.parse(bytes: bytes).formatted
        case .sigma, .indicators:
            throw UserMessage(
                .wrongUse, "\(path): only signatures and threshold.config can be laid out.",
                help: "--kind says what a file holds that has another name.")
        }
    }
}
