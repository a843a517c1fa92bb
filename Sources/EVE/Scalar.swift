// SPDX-License-Identifier: Apache-2.0

/// A value of JSON that holds no other values.
package enum Scalar: Hashable, Sendable, Codable {
    /// A string, unescaped; hostile as any text of an event.
    case string(String)
    /// A number, digit by digit as on the wire, because a `Double` would not hold every one of them.
    case number(String)
    /// `true` or `false`.
    case bool(Bool)
    /// `null`.
    case null

    /// The value as text: a string without quotes, anything else as on the wire.
    package var text: String {
        switch self {
        case .string(let text), .number(let text): text
        case .bool(let value): value ? "true" : "false"
        case .null: "null"
        }
    }
}
