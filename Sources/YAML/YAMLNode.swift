// SPDX-License-Identifier: Apache-2.0

package import Rules

/// A value of a YAML document, without anchors, aliases and merge keys, and where it stands.
package struct YAMLNode {
    /// What a node is.
    package enum Content {
        case scalar(YAMLScalar)
        case list([YAMLNode])
        case map([YAMLEntry])
    }

    package var content: Content
    package var position: TextPosition

    /// The scalar, if it is one.
    package var scalar: YAMLScalar? {
        guard case .scalar(let scalar) = content else { return nil }
        return scalar
    }

    /// Whether it is a plain null: nothing was written, `~` or `null`.
    package var isNull: Bool { scalar?.isNull ?? false }

    /// What it is, for messages.
    package var kind: String {
        switch content {
        case .scalar(let scalar): scalar.isNull ? "null" : "a single value"
        case .list: "a list"
        case .map: "a map"
        }
    }
}

/// A key of a map and its value.
package struct YAMLEntry {
    package var key: String
    package var keyPosition: TextPosition
    package var value: YAMLNode
}

/// A single value as it is written. What it means is decided here and not by YAML's tags, so that `on`, `0x10` and dates
/// stay the text that their author wrote.
package struct YAMLScalar {
    package var text: String
    /// Whether it was written without quotes, not as a block, and without a tag that makes it text.
    package var isPlain: Bool

    package init(text: String, isPlain: Bool) {
        self.text = text
        self.isPlain = isPlain
    }

    /// Nothing, `~` or `null` without quotes.
    package var isNull: Bool { isPlain && ["", "~", "null", "Null", "NULL"].contains(text) }

    /// `true` or `false` without quotes.
    package var bool: Bool? {
        guard isPlain else { return nil }
        switch text {
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default: return nil
        }
    }

    /// The decimal number that the text is, quoted or not; never infinite.
    package var number: Double? {
        guard text.utf8.count <= 64, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 || "+-.eE".utf8.contains($0) }),
            let number = Double(text), number.isFinite
        else { return nil }
        return number
    }
}
