// SPDX-License-Identifier: Apache-2.0

/// Why a line is no message about devices and their TPMs.
package enum AttesterMessageError: Error, Sendable, Hashable {
    /// It has more bytes than this.
    case tooLong(limit: Int)
    /// It is no JSON object.
    case unreadable
    /// It is of another version of the protocol.
    case otherVersion
    /// This member is missing, or is of another type.
    case missing(String)
    /// This member has a value that it cannot have.
    case badValue(String)

    /// One line for a person.
    package var message: String {
        switch self {
        case .tooLong(let limit): "the message has more than \(limit >> 10) KiB"
        case .unreadable: "the message is no JSON object"
        case .otherVersion:
            "the message is not of version \(AttesterHello.version) of the protocol; bring agent and station to the same version"
        case .missing(let member): "the message has no '\(member)'"
        case .badValue(let member): "the message has a '\(member)' that cannot be"
        }
    }
}
