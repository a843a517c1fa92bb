// SPDX-License-Identifier: Apache-2.0

/// What is known of one event so far: the atoms that are true, and the rules that they call up.
struct MatchState: ~Copyable {
    private let program: SigmaProgram
    private(set) var isTrue: [Bool]
    private var trueAtoms: [Int32] = []
    private var isCalled: [Bool]
    /// The rules to be evaluated, each once.
    private(set) var called: [Int32] = []

    init(_ program: SigmaProgram) {
        self.program = program
        isTrue = [Bool](repeating: false, count: program.atomCount)
        isCalled = [Bool](repeating: false, count: program.ruleCount)
    }

    /// Makes all atoms false, at the cost of those that were true.
    mutating func clear() {
        for atom in trueAtoms { isTrue[Int(atom)] = false }
        for rule in called { isCalled[Int(rule)] = false }
        trueAtoms.removeAll(keepingCapacity: true)
        called.removeAll(keepingCapacity: true)
    }

    /// Makes an atom true, and the groups that it is in; -1 is no atom.
    @inline(__always)
    mutating func set(_ atom: Int32) {
        if atom < 0 || isTrue[Int(atom)] { return }
        note(atom)
        for index in program.groups.range(Int(atom)) {
            let group = program.groups.items[index]
            if !isTrue[Int(group)] { note(group) }
        }
    }

    private mutating func note(_ atom: Int32) {
        isTrue[Int(atom)] = true
        trueAtoms.append(atom)
        for index in program.triggered.range(Int(atom)) {
            let rule = program.triggered.items[index]
            if !isCalled[Int(rule)] {
                isCalled[Int(rule)] = true
                called.append(rule)
            }
        }
    }
}
