// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Patterns

/// Brings rules into atoms, of which equal ones are one.
struct ProgramBuilder {
    /// Why a rule cannot be compiled, one line.
    struct Failure: Error {
        var message: String
    }

    /// A comparison of the values of some event fields with those of others.
    struct Reference: Hashable, Sendable {
        var left: [Int]
        var right: [Int]
        var relation: FieldReference.Relation
        var isCased: Bool
    }

    /// How deep an expression may nest.
    static let depthLimit = 200

    /// What makes two atoms one.
    fileprivate enum AtomKey: Hashable {
        case value(Int)
        case presence(Int)
        /// With the texts as bytes, since Swift takes an accented letter and its parts for the same.
        case predicate(Int, Predicate, [UInt8])
        /// True with any of these atoms, which are in ascending order.
        case group([Int32])
    }

    /// The number that stands for "every value" in the place of a field's, and the one of a group.
    static let everyValue = -1
    static let noField = -2

    private(set) var fieldNames: [String] = []
    /// By the bytes of their names, since keys of events are compared so.
    private(set) var fieldNumbers: [[UInt8]: Int] = [:]
    private(set) var fields: [FieldTests] = []
    /// What is asked of every value; `nil` as long as nothing is.
    private(set) var keywords: FieldTests?
    /// For each atom how often it may be true, its field, the groups that it is in and, if it is one, its members.
    private(set) var weights: [Int] = []
    private(set) var atomFields: [Int] = []
    private(set) var groups: [[Int32]] = []
    private(set) var members: [[Int32]] = []
    private(set) var references: [Reference] = []
    private var atoms: [AtomKey: Int32] = [:]
    private var referenceNumbers: [Reference: Int32] = [:]

    /// The number of an event field.
    mutating func number(ofField name: String) -> Int {
        let bytes = Array(name.utf8)
        if let number = fieldNumbers[bytes] { return number }
        fieldNames.append(name)
        fields.append(FieldTests())
        fieldNumbers[bytes] = fields.count - 1
        return fields.count - 1
    }

    /// The tree for a rule that is considered for events of these types only.
    mutating func tree(ofTypes types: Set<String>) -> AtomTree {
        let field = number(ofField: "event_type")
        let parts = types.sorted().compactMap { type -> AtomTree? in
            let pattern = TextPattern(pieces: type.isEmpty ? [] : [.literal(type)], isCased: true)
            guard let atom = try? atom(Self.key(field, .text(pattern))) else { return nil }
            weights[Int(atom)] = AtomWeight.route
            return .atom(atom)
        }
        return join(any: parts)
    }

    /// The tree for `expression`. `resolve` gives the event fields that a field of the rule stands for.
    mutating func tree(
        _ expression: SigmaExpression, resolve: (String) -> [String], depth: Int = 0
    ) throws(Failure) -> AtomTree {
        guard depth < Self.depthLimit else { throw Failure(message: "the condition nests too deep") }
        switch expression {
        case .all(let parts): return .join(all: try trees(parts, resolve, depth + 1))
        case .any(let parts): return join(any: try trees(parts, resolve, depth + 1))
        case .not(let part): return .negate(try tree(part, resolve: resolve, depth: depth + 1))
        case .test(let test): return try tree(test, resolve)
        }
    }

    private mutating func trees(
        _ parts: [SigmaExpression], _ resolve: (String) -> [String], _ depth: Int
    ) throws(Failure) -> [AtomTree] {
        var trees: [AtomTree] = []
        for part in parts { trees.append(try tree(part, resolve: resolve, depth: depth)) }
        return trees
    }

    private mutating func tree(_ test: FieldTest, _ resolve: (String) -> [String]) throws(Failure) -> AtomTree {
        let fields = test.field.map { numbers(ofFields: resolve($0)) } ?? [Self.everyValue]
        switch test.predicate {
        case .null: return .negate(try any(fields) { .value($0) })
        case .exists(let isThere):
            let presence = try any(fields) { .presence($0) }
            return isThere ? presence : .negate(presence)
        case .text(let pattern) where pattern.pieces == [.anyText]: return try any(fields) { .value($0) }
        case .field(let other):
            guard test.field != nil else { throw Failure(message: "only a field can be compared with a field") }
            return try tree(fields, other, numbers(ofFields: resolve(other.field)))
        default: return try any(fields) { Self.key($0, test.predicate) }
        }
    }

    /// A comparison of fields, which need not be made where one side has no value.
    private mutating func tree(_ left: [Int], _ other: FieldReference, _ right: [Int]) throws(Failure) -> AtomTree {
        let reference = Reference(left: left, right: right, relation: other.relation, isCased: other.isCased)
        let number = referenceNumbers[reference] ?? Int32(references.count)
        if number == references.count {
            references.append(reference)
            referenceNumbers[reference] = number
        }
        return .join(all: [try any(left) { .value($0) }, try any(right) { .value($0) }, .reference(number)])
    }

    private mutating func numbers(ofFields names: [String]) -> [Int] {
        var numbers: [Int] = []
        for name in names {
            let number = number(ofField: name)
            if !numbers.contains(number) { numbers.append(number) }
        }
        return numbers
    }

    /// True if the atom that `key` makes is true for any of the fields.
    private mutating func any(_ fields: [Int], _ key: (Int) -> AtomKey) throws(Failure) -> AtomTree {
        var parts: [AtomTree] = []
        for field in fields {
            do {
                parts.append(.atom(try atom(key(field))))
            } catch {
                throw Failure(message: "no regular expression: \(error.message), at byte \(error.offset)")
            }
        }
        return join(any: parts)
    }

    /// As `AtomTree.join(any:)`, with all atoms in one group: a long list is then one question.
    private mutating func join(any parts: [AtomTree]) -> AtomTree {
        guard case .any(let parts) = AtomTree.join(any: parts) else { return .join(any: parts) }
        var grouped: Set<Int32> = []
        var others: [AtomTree] = []
        for part in parts {
            switch part {
            // A group in a list gives its members, so that no group is in another.
            case .atom(let atom) where !members[Int(atom)].isEmpty: grouped.formUnion(members[Int(atom)])
            case .atom(let atom): grouped.insert(atom)
            default: others.append(part)
            }
        }
        if grouped.count > 1, let group = try? atom(.group(grouped.sorted())) {
            others.insert(.atom(group), at: 0)
        } else {
            others.insert(contentsOf: grouped.map { .atom($0) }, at: 0)
        }
        return .join(any: others)
    }

    private static func key(_ field: Int, _ predicate: Predicate) -> AtomKey {
        var bytes: [UInt8] = []
        switch predicate {
        case .text(let pattern):
            for case .literal(let text) in pattern.pieces {
                bytes += text.utf8
                // No text in UTF-8 has this byte.
                bytes.append(0xFF)
            }
        case .regex(let pattern): bytes += pattern.text.utf8
        default: break
        }
        return .predicate(field, predicate, bytes)
    }

    /// The atom that `key` makes.
    private mutating func atom(_ key: AtomKey) throws(RegexError) -> Int32 {
        if let atom = atoms[key] { return atom }
        let atom = Int32(weights.count)
        var atomMembers: [Int32] = []
        var weight = AtomWeight.value
        var atomField = Self.noField
        switch key {
        case .value(let field):
            change(field) { $0.valueAtom = atom }
            atomField = field
        case .presence(let field):
            change(field) { $0.presenceAtom = atom }
            atomField = field
        case .predicate(let field, let predicate, _):
            weight = try add(predicate, atom, to: field)
            atomField = field
        case .group(let list):
            atomMembers = list
            weight = list.reduce(0) { $0 + weights[Int($1)] }
            for member in list { groups[Int(member)].append(atom) }
        }
        weights.append(weight)
        atomFields.append(atomField)
        groups.append([])
        members.append(atomMembers)
        atoms[key] = atom
        return atom
    }

    private mutating func change(_ field: Int, _ change: (inout FieldTests) -> Void) {
        if field == Self.everyValue {
            var tests = keywords ?? FieldTests()
            keywords = nil
            change(&tests)
            keywords = tests
        } else {
            change(&fields[field])
        }
    }

    private mutating func add(_ predicate: Predicate, _ atom: Int32, to field: Int) throws(RegexError) -> Int {
        guard field == Self.everyValue else { return try fields[field].add(predicate, atom: atom) }
        var tests = keywords ?? FieldTests()
        keywords = nil
        defer { keywords = tests }
        return try tests.add(predicate, atom: atom)
    }
}
