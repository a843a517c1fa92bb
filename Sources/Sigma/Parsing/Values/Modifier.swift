// SPDX-License-Identifier: Apache-2.0

internal import Rules

/// A value modifier: what stands behind a `|` in the name of a field.
///
/// Source: Sigma specification 2.1.0, `sigma-appendix-modifiers.md`.
enum Modifier: String, CaseIterable {
    case all, cased, neq, expand
    case startswith, endswith, contains
    case windash, base64, base64offset, utf16le, utf16be, utf16, wide
    case re, i, m, s
    case cidr, exists, fieldref
    case lt, lte, gt, gte
    case minute, hour, day, week, month, year

    /// What a modifier does.
    enum Kind {
        /// Says how the values of a list are joined or compared.
        case joining
        /// Says where in a field the value stands.
        case placing
        /// Changes the value.
        case encoding
        /// Belongs to `re`.
        case flag
        /// Says what the value is.
        case typing
    }

    var kind: Kind {
        switch self {
        case .all, .cased, .neq, .expand: .joining
        case .startswith, .endswith, .contains: .placing
        case .windash, .base64, .base64offset, .utf16le, .utf16be, .utf16, .wide: .encoding
        case .i, .m, .s: .flag
        default: .typing
        }
    }

    /// The comparison that it is, if it is one of numbers.
    var comparison: Comparison? {
        switch self {
        case .lt: .less
        case .lte: .lessOrEqual
        case .gt: .greater
        case .gte: .greaterOrEqual
        default: nil
        }
    }

    /// The part of a time that it asks for, if it does.
    var timePart: TimePart? { TimePart(rawValue: rawValue) }

    /// What is meant by a name that is no modifier; empty if nobody knows.
    static func help(for name: String) -> String {
        switch name.lowercased() {
        case "in": return "Leave it out: a list already means any of its values."
        case "not", "ne": return "Use `neq`, or a search of its own that the condition negates."
        case "eq", "equals": return "Leave it out: a value without a modifier is the whole value."
        case "regex", "regexp": return "Use `re`."
        case "utf8": return "Leave it out: text is UTF-8."
        default: break
        }
        let names = allCases.map(\.rawValue)
        if names.contains(name.lowercased()) { return "Write it in small letters." }
        guard let nearest = NearestName.of(name, among: names) else { return "" }
        return "Did you mean `\(nearest)`?"
    }
}
