// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension Filter {
    /// No event.
    package static let nothing = Filter.any([])

    /// What happened on the network: all but the counters of sensors, which overviews, lists and pages leave out.
    package static let ofNetwork = Filter.not(.test(.eventType, .equals(.text("stats"))))

    /// The same filter without needless layers: the form that the parser gives and that prints and parses back to itself.
    ///
    /// Lists are flat and free of repetitions, nothing is negated twice, `everything` and `nothing` stand only alone,
    /// paths of hot fields are those fields, and values have the kind of their field. It is no logical minimum.
    package var simplified: Filter {
        switch self {
        case .everything: .everything
        case .all(let members): Self.conjunction(members.map(\.simplified))
        case .any(let members): Self.disjunction(members.map(\.simplified))
        case .not(let filter): filter.simplified.negated
        case .test(let field, let comparison):
            comparison.simplified(for: field.hot.kind).filter { .test(field.hot, $0) }
        case .eitherAddress(let comparison): comparison.simplified(for: .address).filter { .eitherAddress($0) }
        case .text(let text): text.isEmpty ? .everything : self
        case .expression, .since, .until: self
        }
    }

    /// The opposite, without a double negation where this is one.
    package var negated: Filter {
        switch self {
        case .everything: .nothing
        case .nothing: .everything
        case .not(let filter): filter
        default: .not(self)
        }
    }

    private static func conjunction(_ members: [Filter]) -> Filter {
        var kept = Distinct()
        for member in members {
            switch member {
            case .everything: continue
            case .nothing: return .nothing
            case .all(let inner): for filter in inner { kept.insert(filter) }
            default: kept.insert(member)
            }
        }
        switch kept.filters.count {
        case 0: return .everything
        case 1: return kept.filters[0]
        default: return .all(kept.filters)
        }
    }

    private static func disjunction(_ members: [Filter]) -> Filter {
        var kept = Distinct()
        for member in members {
            switch member {
            case .everything: return .everything
            case .any(let inner): for filter in inner { kept.insert(filter) }
            default: kept.insert(member)
            }
        }
        return kept.filters.count == 1 ? kept.filters[0] : .any(kept.filters)
    }

    /// Filters in the order of their first appearance.
    private struct Distinct {
        private(set) var filters: [Filter] = []
        private var seen: Set<Filter> = []

        mutating func insert(_ filter: Filter) {
            if seen.insert(filter).inserted { filters.append(filter) }
        }
    }
}

extension Field {
    /// The hot field that this path is, or this.
    var hot: Field {
        guard case .path(let path) = self else { return self }
        // The station's own fields have names that are no paths of an event.
        guard let known = FieldTable.name(path.description), known.name == path.description,
            case .field(let field) = known.target,
            !Field.ofStation.contains(field)
        else { return self }
        return field
    }
}

extension Comparison {
    /// A comparison in the form that suits a field's kind, or what it comes to.
    enum Simplified {
        case comparison(Comparison)
        case negation(Comparison)
        case never

        func filter(_ test: (Comparison) -> Filter) -> Filter {
            switch self {
            case .comparison(let comparison): test(comparison)
            case .negation(let comparison): .not(test(comparison))
            case .never: .nothing
            }
        }
    }

    func simplified(for kind: ValueKind) -> Simplified {
        switch self {
        case .exists: .comparison(.exists)
        case .equals(.absent), .equals(.scalar(.null)): .negation(.exists)
        case .equals(let value): Self.equality(value, kind)
        case .like(let pattern): Self.likeness(pattern, kind)
        case .less(let bound): ordered(kind, holds: { $0.upperBound < bound }, fails: { $0.lowerBound >= bound })
        case .lessOrEqual(let bound): ordered(kind, holds: { $0.upperBound <= bound }, fails: { $0.lowerBound > bound })
        case .greater(let bound): ordered(kind, holds: { $0.lowerBound > bound }, fails: { $0.upperBound <= bound })
        case .greaterOrEqual(let bound):
            ordered(kind, holds: { $0.lowerBound >= bound }, fails: { $0.upperBound < bound })
        case .between(let range): Self.between(range, kind)
        case .within:
            switch kind {
            case .address, .wire: .comparison(self)
            case .text, .number: .never
            }
        case .addresses(let range):
            switch kind {
            case .address where range.lowerBound == range.upperBound: .comparison(.equals(.address(range.lowerBound)))
            case .address, .wire: .comparison(self)
            case .text, .number: .never
            }
        case .matches:
            switch kind {
            case .text, .wire: .comparison(self)
            case .address, .number: .never
            }
        }
    }

    private static func equality(_ value: FieldValue, _ kind: ValueKind) -> Simplified {
        switch (kind, value) {
        case (.number(let range), .integer(let number)):
            return range.contains(number) ? .comparison(.equals(value)) : .never
        case (.address, .address): return .comparison(.equals(value))
        case (.number(let range), _):
            guard let number = Int64(value.text), range.contains(number) else { return .never }
            return .comparison(.equals(.integer(number)))
        case (.address, _):
            guard let address = IPAddress(value.text) else { return .never }
            return .comparison(.equals(.address(address)))
        case (.text, _), (.wire, _): return .comparison(.equals(.text(value.text)))
        }
    }

    private static func between(_ range: ClosedRange<Int64>, _ kind: ValueKind) -> Simplified {
        switch kind {
        case .wire: return .comparison(.between(range))
        case .text, .address: return .never
        case .number(let possible):
            guard range.overlaps(possible) else { return .never }
            let inside = range.clamped(to: possible)
            if inside == possible { return .comparison(.exists) }
            let isOne = inside.lowerBound == inside.upperBound
            return .comparison(isOne ? .equals(.integer(inside.lowerBound)) : .between(inside))
        }
    }

    private static func likeness(_ text: String, _ kind: ValueKind) -> Simplified {
        let pattern = LikePattern(text)
        if pattern.matchesEverything { return .comparison(.exists) }
        switch kind {
        case .address, .number: return .never
        case .text, .wire:
            return .comparison(pattern.literal.map { .equals(.text($0)) } ?? .like(pattern.description))
        }
    }

    private func ordered(
        _ kind: ValueKind, holds: (ClosedRange<Int64>) -> Bool, fails: (ClosedRange<Int64>) -> Bool
    ) -> Simplified {
        switch kind {
        case .wire: .comparison(self)
        case .text, .address: .never
        case .number(let range): holds(range) ? .comparison(.exists) : fails(range) ? .never : .comparison(self)
        }
    }
}
