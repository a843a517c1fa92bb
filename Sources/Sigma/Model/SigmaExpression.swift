// SPDX-License-Identifier: Apache-2.0

package import EVE

/// When an event matches: tests of single fields, joined.
package indirect enum SigmaExpression: Hashable, Sendable {
    /// All of them; true if there is none.
    case all([SigmaExpression])
    /// At least one of them; false if there is none.
    case any([SigmaExpression])
    case not(SigmaExpression)
    case test(FieldTest)
}

/// A test of one field. It is true if any value of the field passes; a list in an event has several.
package struct FieldTest: Hashable, Sendable {
    /// The field's name as the rule writes it; `nil` for a keyword, which looks at every value of the event.
    package var field: String?
    package var predicate: Predicate

    package init(field: String?, _ predicate: Predicate) {
        self.field = field
        self.predicate = predicate
    }
}

/// What a value must be.
///
/// Modifiers that change values (`windash`, `base64`, `utf16` ...) are applied before; `neq` is a `not` around it.
package enum Predicate: Hashable, Sendable {
    /// The whole value, as text, fits. Numbers and booleans in an event are compared by their text.
    case text(TextPattern)
    /// Somewhere in the value the regular expression matches.
    case regex(RegexPattern)
    /// The value is a number, or text that is one, and compares so.
    case compare(Comparison, Double)
    /// The value is an address inside the network.
    case network(IPNetwork)
    /// The field is not there, or JSON's `null`.
    case null
    /// The field is there, whatever it holds (`true`), or not there (`false`).
    case exists(Bool)
    /// The value is a time, and that part of it (in UTC) compares so.
    case timePart(TimePart, Comparison, Int)
    /// The value compares so with the values of another field of the same event.
    case field(FieldReference)
}

/// `lt`, `lte`, `gt`, `gte`, and equality.
package enum Comparison: String, CaseIterable, Sendable {
    case less = "lt"
    case lessOrEqual = "lte"
    case greater = "gt"
    case greaterOrEqual = "gte"
    case equal = "eq"
    case notEqual = "neq"

    /// Whether `left` stands so to `right`.
    package func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        case .equal: left == right
        case .notEqual: left != right
        }
    }
}

/// A part of a time that a modifier asks for. A week is counted as ISO 8601 does.
package enum TimePart: String, CaseIterable, Sendable {
    case minute, hour, day, week, month, year
}

/// `fieldref`: another field to compare with.
package struct FieldReference: Hashable, Sendable {
    /// How the value must stand to the other field's.
    package enum Relation: Hashable, Sendable {
        case equals, startsWith, endsWith, contains
    }

    /// The other field's name as the rule writes it.
    package var field: String
    package var relation: Relation
    /// Whether upper and lower case differ.
    package var isCased: Bool

    package init(field: String, relation: Relation = .equals, isCased: Bool = false) {
        self.field = field
        self.relation = relation
        self.isCased = isCased
    }
}
