// SPDX-License-Identifier: Apache-2.0

/// Makes routes of a program's parts.
struct RouteBuilder {
    let trees: [AtomTree]
    let atomFields: [Int]
    let members: IndexLists<Int32>
    let references: [ProgramBuilder.Reference]
    let names: [String]
    let plans: [FieldPlan]
    let keywordPlan: FieldPlan?
    let untriggered: [Int32]
    /// The fields that are read for others, whatever rules ask.
    let alsoRead: Set<Int>

    /// The route of the events that these rules are considered for.
    func route(of rules: [Int]) -> EventRoute {
        var asked = Asked(fields: alsoRead)
        for rule in rules { add(trees[rule], to: &asked) }
        let considered = Set(rules.map { Int32($0) })
        return EventRoute(
            numbers: asked.fields.sorted(), names: names, plans: plans,
            keywordPlan: asked.asksEverything ? keywordPlan : nil,
            untriggered: untriggered.filter { considered.contains($0) },
            isIdle: !rules.contains { trees[$0] != .never })
    }

    private struct Asked {
        var fields: Set<Int>
        /// Whether every value is asked.
        var asksEverything = false
    }

    private func add(_ tree: AtomTree, to asked: inout Asked) {
        switch tree {
        case .atom(let atom):
            for index in members.range(Int(atom)) { add(.atom(members.items[index]), to: &asked) }
            let field = atomFields[Int(atom)]
            if field >= 0 { asked.fields.insert(field) }
            if field == ProgramBuilder.everyValue { asked.asksEverything = true }
        case .reference(let number):
            let reference = references[Int(number)]
            asked.fields.formUnion(reference.left + reference.right)
        case .all(let parts), .any(let parts): for part in parts { add(part, to: &asked) }
        case .not(let part): add(part, to: &asked)
        }
    }
}
