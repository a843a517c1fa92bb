// SPDX-License-Identifier: Apache-2.0

/// Why a theme's text is not a theme.
package enum ThemeError: Error, Sendable, Hashable {
    /// Where in the text; both count from 1.
    package struct Place: Sendable, Hashable {
        package var line: Int
        package var column: Int
    }

    /// What was expected at a place.
    package enum Expected: String, Sendable, Hashable {
        case mapping, scalar, bool, list
        case rgbColour, paletteIndex, colourName, attribute, monoAttribute
    }

    /// Longer than any theme needs to be.
    case tooLong(bytes: Int, most: Int)
    /// Not YAML.
    case syntax(Place?, problem: String)
    case unknownKey(String, Place)
    case unknownRole(String, Place)
    case duplicateKey(String, Place)
    case missingKey(String)
    /// A value that is not what its key takes.
    case badValue(String, expected: Expected, Place)
    /// The parent is not among the themes at hand.
    case unknownParent(String, Place)
    /// A role that neither the theme nor a parent has.
    case missingRole(Role)

    /// Where it is wrong, if at one place.
    package var place: Place? {
        switch self {
        case .syntax(let place, _): place
        case .unknownKey(_, let place), .unknownRole(_, let place), .duplicateKey(_, let place),
            .badValue(_, _, let place), .unknownParent(_, let place):
            place
        case .tooLong, .missingKey, .missingRole: nil
        }
    }

    /// One line for a person, without the file's name: where, what, and what would be right.
    package var message: String {
        let at = place.map { "line \($0.line), column \($0.column): " } ?? ""
        return switch self {
        case .tooLong(let bytes, let most): "the theme has \(bytes) bytes; \(most) is the most"
        case .syntax(_, let problem): "\(at)not YAML: \(problem)"
        case .unknownKey(let key, _): "\(at)unknown key \"\(key)\""
        case .unknownRole(let role, _): "\(at)unknown role \"\(role)\""
        case .duplicateKey(let key, _): "\(at)\"\(key)\" stands here a second time"
        case .missingKey(let key): "the key \"\(key)\" is missing"
        case .badValue(let value, let expected, _): "\(at)\"\(value)\" is not \(expected.words)"
        case .unknownParent(let name, _): "\(at)there is no theme \"\(name)\" to inherit from"
        case .missingRole(let role): "role \"\(role.rawValue)\" has no colour; give it one, or name a parent that has"
        }
    }
}

extension ThemeError.Expected {
    fileprivate var words: String {
        switch self {
        case .mapping: "a mapping of keys to values"
        case .scalar: "a single value"
        case .bool: "true or false"
        case .list: "a list"
        case .rgbColour: "a colour such as \"#1b3547\", or default"
        case .paletteIndex: "a palette number from 0 to 255, or default"
        case .colourName: "default or one of the 16 colour names, such as cyan or bright red"
        case .attribute: "bold, italic, underline or reverse"
        case .monoAttribute: "bold or reverse, which is all that mono has"
        }
    }
}
