// SPDX-License-Identifier: Apache-2.0

/// The expressions of all rules as steps that ask one atom each and say which step is next.
///
/// A step leads only to steps before it, so each walk ends.
struct RuleCode: Sendable {
    /// One question. `atom` is an atom's number, or the bitwise complement of a reference's.
    struct Step: Sendable {
        var atom: Int32
        var onTrue: Int32
        var onFalse: Int32
    }

    /// In the place of a step: the rule matches, or does not.
    static let accept: Int32 = -1
    static let reject: Int32 = -2

    private(set) var steps: [Step] = []
    /// For each rule its first step, or what it comes to without any.
    private(set) var entries: [Int32] = []

    /// Adds the code of the next rule.
    mutating func append(_ tree: AtomTree) {
        entries.append(emit(tree, Self.accept, Self.reject))
    }

    /// The first step of `tree`, which leads on to one of two others. Steps are laid from the last to the first.
    private mutating func emit(_ tree: AtomTree, _ onTrue: Int32, _ onFalse: Int32) -> Int32 {
        switch tree {
        case .atom(let atom):
            steps.append(Step(atom: atom, onTrue: onTrue, onFalse: onFalse))
            return Int32(steps.count - 1)
        case .reference(let reference):
            steps.append(Step(atom: ~reference, onTrue: onTrue, onFalse: onFalse))
            return Int32(steps.count - 1)
        case .all(let parts):
            return parts.reversed().reduce(onTrue) { emit($1, $0, onFalse) }
        case .any(let parts):
            return parts.reversed().reduce(onFalse) { emit($1, onTrue, $0) }
        case .not(let part):
            return emit(part, onFalse, onTrue)
        }
    }
}
