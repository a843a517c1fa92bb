// SPDX-License-Identifier: Apache-2.0

package import Payloads

/// How a payload is looked at.
package struct PayloadView: Sendable, Hashable {
    /// The last step, which a key goes through.
    package enum Choice: Sendable, Hashable {
        /// Hexadecimal, with what is printable beside it.
        case hex
        /// As UTF-8; what is none has a mark.
        case text
        /// Without a coding; as text where most of it is printable, else as hexadecimal.
        case decoded(PayloadDecoder)

        var label: String {
            switch self {
            case .hex: "hex"
            case .text: "text"
            case .decoded(let coding): coding.rawValue
            }
        }
    }

    package var choice = Choice.hex
    /// Codings that are undone before that, the outermost first.
    package var under: [PayloadDecoder] = []

    package init() {}

    /// All codings that are undone.
    var codings: [PayloadDecoder] { if case .decoded(let last) = choice { under + [last] } else { under } }
}
