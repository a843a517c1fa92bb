// SPDX-License-Identifier: Apache-2.0

/// A value that is coded as the text that its `description` is, and read back by its own reader: so nothing comes in that the type
/// could not be made with.
package protocol TextCoded: Codable, CustomStringConvertible {
    /// The value of a text; `nil` if it is none.
    init?(coded text: String)
}

extension TextCoded {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = Self(coded: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no \(Self.self)")
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension IPAddress: TextCoded {
    package init?(coded text: String) { self.init(text) }
}

extension IPNetwork: TextCoded {
    package init?(coded text: String) { self.init(text) }
}

extension FieldPath: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let path = FieldPath(keys: try container.decode([String].self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a path has 1 to \(FieldPath.depthLimit) keys, none empty")
        }
        self = path
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        // As a list: a key may hold a dot, which the text of a path cannot tell.
        try container.encode(keys)
    }
}
