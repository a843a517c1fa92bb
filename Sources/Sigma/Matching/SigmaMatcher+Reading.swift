// SPDX-License-Identifier: Apache-2.0

package import EVE

extension SigmaMatcher {
    /// The event fields by which `rule` matches `line`: those with a test that helped to make it true, each once. A test
    /// under a `not` shows nothing. Keywords have no field. Empty if the rule does not match.
    ///
    /// The event becomes the last one.
    ///
    /// - Throws: `EveTreeError` if it is no JSON.
    package mutating func explain(_ rule: Int, _ line: Span<UInt8>) throws(EveTreeError) -> [String] {
        try match(line)
        var fields: [Int] = []
        guard matches.contains(rule), gather(program.trees[rule], line, &fields) else { return [] }
        return fields.map { program.fieldNames[$0] }
    }

    /// Whether `tree` is true; then its fields are added.
    private borrowing func gather(_ tree: AtomTree, _ line: Span<UInt8>, _ fields: inout [Int]) -> Bool {
        switch tree {
        case .atom(let atom):
            guard isTrue(atom) else { return false }
            note(atom, &fields)
            return true
        case .reference(let number):
            guard holds(Int(number), line) else { return false }
            let reference = program.references[Int(number)]
            for field in reference.left + reference.right where !fields.contains(field) { fields.append(field) }
            return true
        case .all(let parts):
            let before = fields
            for part in parts where !gather(part, line, &fields) {
                fields = before
                return false
            }
            return true
        case .any(let parts):
            var isAny = false
            for part in parts where gather(part, line, &fields) { isAny = true }
            return isAny
        case .not(let part):
            var unused: [Int] = []
            return !gather(part, line, &unused)
        }
    }

    private borrowing func note(_ atom: Int32, _ fields: inout [Int]) {
        let field = program.atomFields[Int(atom)]
        if field >= 0, !fields.contains(field) { fields.append(field) }
        for index in program.members.range(Int(atom)) where isTrue(program.members.items[index]) {
            note(program.members.items[index], &fields)
        }
    }

    /// Adds the texts of the values of the field with that number in the last event, which is given again, in the order of the
    /// wire. `null` has none.
    package borrowing func addTexts(ofField number: Int, in line: Span<UInt8>, to texts: inout [String]) {
        for index in 0..<reader.count {
            let value = reader[index]
            guard field(of: value) == number, value.isScalar, !value.isNull else { continue }
            reader.withText(of: value, in: line) { texts.append($0.string()) }
        }
    }

    /// Gives `body` the text of each value of the last event, which is given again, with the number of its field, in the
    /// order of the wire: strings without their escapes, numbers and the like as they stand. Only fields for whose numbers
    /// `fields`, which has an entry for each, says true are given, and `null` never is.
    package borrowing func forEachText(
        of fields: [Bool], in line: Span<UInt8>, _ body: (_ field: Int, _ text: Span<UInt8>) -> Void
    ) {
        for index in 0..<reader.count {
            let value = reader[index]
            guard let field = field(of: value), fields[field], value.isScalar, !value.isNull else { continue }
            reader.withText(of: value, in: line) { body(field, $0) }
        }
    }
}

extension SigmaProgram {
    /// The number of an event field; `nil` if the program does not read it.
    package func number(ofField name: String) -> Int? { fieldNumbers[Array(name.utf8)] }

    /// The atoms that the rule asks for, members of groups instead of the groups, each once.
    func atoms(ofRule rule: Int) -> [Int32] {
        func atoms(_ tree: AtomTree) -> [Int32] {
            switch tree {
            case .atom(let atom):
                let range = members.range(Int(atom))
                return range.isEmpty ? [atom] : Array(members.items[range])
            case .reference: return []
            case .all(let parts), .any(let parts): return parts.flatMap(atoms)
            case .not(let part): return atoms(part)
            }
        }
        return Array(Set(atoms(trees[rule])))
    }
}
