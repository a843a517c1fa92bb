// SPDX-License-Identifier: Apache-2.0

/// Why a stored state of correlations cannot be used.
package enum CorrelationStateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The bytes are no state.
    case notAState
    /// It was written by another version of the program, in this version of the format.
    case unknownVersion(UInt64)
    /// The checksum is not that of the bytes.
    case wrongChecksum
    /// The bytes at this offset make no sense.
    case damaged(at: Int)

    /// What is wrong and how to mend it, in one line.
    package var description: String {
        let what =
            switch self {
            case .notAState: "these bytes are no state of correlations"
            case .unknownVersion(let version): "the state of correlations has the unknown version \(version)"
            case .wrongChecksum: "the state of correlations does not have the checksum it was written with"
            case .damaged(let offset): "the state of correlations is damaged at byte \(offset)"
            }
        return "\(what); without it, correlations begin anew with the next event"
    }
}
