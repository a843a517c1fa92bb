// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Messages

/// Why something is not pushed. Nothing was changed then.
package enum PushRefusal: Error, Sendable, Hashable {
    /// No gateway is meant, or none that is enrolled.
    case noGateway(String)
    /// It is not enrolled, so that nothing can reach it.
    case notEnrolled(String)
    /// Somebody pushed meanwhile.
    case conflict(gateway: String, person: String, time: Instant)
    /// The gateway would end with fewer rules.
    case fewer(gateway: String, before: Int, after: Int)
    /// The files cannot be sent.
    case files(MessageError)
    /// This muting holds not, or never did.
    case unknownMute(String)
    /// A muting cannot be so.
    case badMute(String)
    /// There are as many mutings as may be.
    case tooManyMutes(Int)
    /// A part is longer than it may be; both numbers are bytes.
    case tooLong(part: String, bytes: Int, limit: Int)
    /// A file of adjustments cannot be read, from this line on.
    case badAdjustments(file: String, line: Int, reason: String)
    /// There is no push to take back.
    case nothingToUndo
    /// Other pushes came after it to all its gateways.
    case overtaken(push: Int)

    /// One line for a person: what is wrong, and what to do.
    package var message: String {
        switch self {
        case .noGateway(let wish):
            "no gateway that is enrolled is '\(wish)'; 'vedette gateways list' names them"
        case .notEnrolled(let gateway):
            "\(gateway) is not enrolled, so nothing can be pushed to it; see 'vedette gateways invite'"
        case .conflict(let gateway, let person, let time):
            "\(person) pushed to \(gateway) at \(time.rfc3339) meanwhile; look at the difference again"
        case .fewer(let gateway, let before, let after):
            "\(gateway) would have \(after) rules instead of \(before); say so with --may-run-fewer"
        case .files(let error): "the rules cannot be pushed: \(error.message)"
        case .unknownMute(let name): "no muting \(name) holds; 'vedette gateways mutes' tells those that do"
        case .badMute(let reason): reason
        case .tooManyMutes(let limit): "there are \(limit) mutings already; end some, or disable the rules"
        case .tooLong(let part, let bytes, let limit):
            "the \(part) has \(bytes) bytes, \(limit) are allowed; shorten it"
        case .badAdjustments(let file, let line, let reason):
            "\(file):\(line): \(reason); mend the line, nothing was kept"
        case .nothingToUndo: "there is no push of yours that could be taken back"
        case .overtaken(let push): "push \(push) cannot be taken back: others came after it to all its gateways"
        }
    }
}
