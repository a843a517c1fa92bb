// SPDX-License-Identifier: Apache-2.0

extension RuleAdjustments {
    /// So many lines are told of each file.
    private static let noteLimit = 20

    /// What the lines did and did not, in lines for a person, what is wrong first: once all rules are applied. Names that are none of `known` are
    /// told.
    package func notes(known: Set<SignatureName>) -> [String] {
        var notes: [(rank: Int, place: Place, text: String)] = []
        for (place, trouble) in troubles {
            let others = trouble.count > 1 ? ", and \(trouble.count - 1) more" : ""
            notes.append((0, place, "\(place.text): \(trouble.first)\(others)"))
        }
        for (name, place) in given where !known.contains(name) {
            notes.append((1, place, "\(place.text): no rule here is \(name.gid):\(name.sid)"))
        }
        for line in lines.values.joined()
        where line.isPattern && counts[line.place] == nil && troubles[line.place] == nil {
            notes.append((2, line.place, "\(line.place.text) does nothing to any rule"))
        }
        for (place, count) in counts {
            let names = (meant[place] ?? []).map { "\($0.gid):\($0.sid)" }.joined(separator: " ")
            let more = count > Self.namedLimit ? " and \(count - Self.namedLimit) more" : ""
            notes.append((3, place, "\(place.text) \(place.kind.verb) \(names)\(more)"))
        }
        notes.sort { ($0.rank, $0.place, $0.text) < ($1.rank, $1.place, $1.text) }
        return AdjustmentKind.allCases.flatMap { kind in
            let own = notes.filter { $0.place.kind == kind }.map(\.text)
            let rest = own.count - Self.noteLimit
            return own.prefix(Self.noteLimit) + (rest > 0 ? ["\(kind.rawValue): and \(rest) more of the like"] : [])
        }
    }
}

extension AdjustmentKind {
    /// What it does to rules.
    fileprivate var verb: String {
        switch self {
        case .disable: "disables"
        case .enable: "enables"
        case .modify: "changes"
        }
    }
}
