// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension FieldValue {
    /// The value as text: what filters compare and print, and what the command line prints as a key; empty where it is absent.
    ///
    /// Scalars are as on the wire, without a string's quotes. It may hold any character that an event can hold.
    package var text: String {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .address(let address): address.description
        case .instant(let instant): instant.rfc3339
        case .scalar(let scalar): scalar.text
        case .absent: ""
        }
    }
}
