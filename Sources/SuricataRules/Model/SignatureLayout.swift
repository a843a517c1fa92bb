// SPDX-License-Identifier: Apache-2.0

/// A signature as text for a person: one form for every way to write it.
package enum SignatureLayout {
    /// One line of the form for reading.
    package struct Row: Hashable, Sendable {
        /// The keyword, or the name of a part of the head: `action`, `protocol`, `from`, `direction`, `to`.
        package var name: String
        /// The value as written; empty if there is none.
        package var value: String
    }

    /// The signature on one line without a line feed: single spaces, options in their order, values as written.
    ///
    /// Read again, it is the same signature at another place.
    package static func line(_ signature: Signature) -> String {
        var text = head(signature).map(\.value).joined(separator: " ") + " ("
        for (index, option) in signature.options.enumerated() {
            if index > 0 { text += " " }
            text += option.keyword
            if let value = option.value, !value.isEmpty { text += ":\(value)" }
            text += ";"
        }
        return text + ")"
    }

    /// The signature part by part: the head in five rows, then a row for each option.
    ///
    /// The values are the file's, and as hostile.
    package static func rows(_ signature: Signature) -> [Row] {
        head(signature) + signature.options.map { Row(name: $0.keyword, value: $0.value ?? "") }
    }

    private static func head(_ signature: Signature) -> [Row] {
        let name = signature.hook.map { "\(signature.protocolName):\($0)" } ?? signature.protocolName
        return [
            Row(name: "action", value: signature.actionText), Row(name: "protocol", value: name),
            Row(name: "from", value: "\(signature.source.addressText) \(signature.source.portText)"),
            Row(name: "direction", value: signature.direction.rawValue),
            Row(name: "to", value: "\(signature.destination.addressText) \(signature.destination.portText)"),
        ]
    }
}
