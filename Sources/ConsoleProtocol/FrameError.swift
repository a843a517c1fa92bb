// SPDX-License-Identifier: Apache-2.0

internal import Rules

/// Why a frame could not be sent or read. Behind one that could not be read nothing more can be: the connection ends.
package enum FrameError: Error, Sendable, Hashable {
    /// It has so many bytes and may have no more than the limit.
    case tooLong(bytes: Int, limit: Int)
    /// It is none of this protocol; one line that says what was wrong where.
    case malformed(String)
    /// It would be refused by whoever got it, for this reason; nothing was sent.
    case unsendable(String)

    /// One line for people.
    package var message: String {
        switch self {
        case .tooLong(let bytes, let limit): "a message of \(bytes) bytes is longer than the \(limit) that are allowed"
        case .malformed(let reason): "a message that is none of this protocol: \(reason)"
        case .unsendable(let reason): "a message that cannot be sent: \(reason)"
        }
    }
}

extension FrameError {
    /// What coding says was wrong, and where in the frame. It may quote what came.
    init(_ error: any Error) {
        switch error {
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.keyNotFound(_, let context), DecodingError.dataCorrupted(let context):
            self = .malformed(Self.told(context.codingPath, context.debugDescription, context.underlyingError))
        case EncodingError.invalidValue(_, let context):
            self = .unsendable(Self.told(context.codingPath, context.debugDescription, context.underlyingError))
        default: self = .malformed(RuleLimit.line("\(error)", Self.reasonLimit))
        }
    }

    /// Bytes of a reason.
    private static let reasonLimit = 300

    private static func told(_ path: [any CodingKey], _ what: String, _ cause: (any Error)?) -> String {
        let keys = path.suffix(12).map { $0.intValue.map(String.init) ?? $0.stringValue }
        let place = keys.isEmpty ? "" : keys.joined(separator: ".") + ": "
        return RuleLimit.line(place + what + (cause.map { " (\($0))" } ?? ""), reasonLimit)
    }
}
