// SPDX-License-Identifier: Apache-2.0

/// Why a line between a station and a gateway's agent is no message, or none that may be followed.
package enum MessageError: Error, Sendable, Hashable {
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
    /// What should be a token of an invitation is none.
    case badToken
    /// The signature is not one of these bytes by the station.
    case badSignature

    /// One line for a person.
    package var message: String {
        switch self {
        case .tooLong(let limit): "the message has more than \(limit >> 10) KiB"
        case .unreadable: "the message is no JSON object"
        case .otherVersion:
            "the message is of another version of the protocol; bring agent and station to the same version"
        case .missing(let member): "the message has no '\(member)'"
        case .badValue(let member): "the message has a '\(member)' that cannot be"
        case .badToken: "the token was mistyped or cut; give it as 'vedette gateways invite' printed it"
        case .badSignature: "the rules are not signed by the station"
        }
    }
}
