// SPDX-License-Identifier: Apache-2.0

/// A rule's expression over atoms: tests of one event field each, which rules share.
indirect enum AtomTree: Hashable, Sendable {
    /// An atom by its number. It becomes true when a value of its field passes.
    case atom(Int32)
    /// A comparison of two fields by its number, which is made when it is asked for.
    case reference(Int32)
    case all([AtomTree])
    case any([AtomTree])
    case not(AtomTree)

    static let always = AtomTree.all([])
    static let never = AtomTree.any([])

    /// All of `parts`, in the simplest form.
    static func join(all parts: [AtomTree]) -> AtomTree {
        var joined: [AtomTree] = []
        for part in parts {
            if part == never { return never }
            if case .all(let inner) = part { joined += inner } else { joined.append(part) }
        }
        return joined.count == 1 ? joined[0] : .all(joined)
    }

    /// Any of `parts`, in the simplest form.
    static func join(any parts: [AtomTree]) -> AtomTree {
        var joined: [AtomTree] = []
        for part in parts {
            if part == always { return always }
            if case .any(let inner) = part { joined += inner } else { joined.append(part) }
        }
        return joined.count == 1 ? joined[0] : .any(joined)
    }

    /// The opposite of `part`, in the simplest form.
    static func negate(_ part: AtomTree) -> AtomTree {
        switch part {
        case .not(let inner): inner
        case always: never
        case never: always
        default: .not(part)
        }
    }
}

/// Atoms of which at least one is true whenever a tree is.
struct Trigger {
    var atoms: [Int32]
    /// How often one of them is true, by rule of thumb.
    var weight: Int

    /// The best trigger of `tree`; `nil` if it can be true without any atom.
    init?(_ tree: AtomTree, weights: [Int]) {
        switch tree {
        case .atom(let atom):
            self.init(atoms: [atom], weight: weights[Int(atom)])
        case .reference, .not:
            return nil
        case .all(let parts):
            let best = parts.compactMap { Trigger($0, weights: weights) }.min { $0.weight < $1.weight }
            guard let best else { return nil }
            self = best
        case .any(let parts):
            self.init(atoms: [], weight: 0)
            for part in parts {
                guard let trigger = Trigger(part, weights: weights) else { return nil }
                atoms += trigger.atoms
                weight += trigger.weight
            }
        }
    }

    private init(atoms: [Int32], weight: Int) {
        self.atoms = atoms
        self.weight = weight
    }
}
