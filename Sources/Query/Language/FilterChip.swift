// SPDX-License-Identifier: Apache-2.0

/// One of the filters that must all hold, as the filter bar shows it.
package struct FilterChip: Hashable, Sendable {
    /// What must hold, with its negation.
    package let filter: Filter

    /// The chip of one filter that holds for itself; `Filter.chips` cuts a filter into these.
    package init(_ filter: Filter) {
        self.filter = filter.simplified
    }

    /// Whether it takes events away, so that the bar counts what it hides.
    package var isNegative: Bool {
        if case .not = filter { true } else { filter == .nothing }
    }

    /// The text to show: the filter's language, so that it can be typed as well, beginning with `-` where it is negative.
    ///
    /// It holds whatever values hold, control characters too, and may be long.
    package var label: String { filter.label }
}

extension Filter {
    /// The filters that must all hold, each for itself; none for every event.
    package var conjuncts: [Filter] {
        switch simplified {
        case .everything: []
        case .all(let members): members
        case let single: [single]
        }
    }

    /// The filter in the pieces that the filter bar shows.
    package var chips: [FilterChip] {
        conjuncts.map { FilterChip($0) }
    }

    /// The filter that these chips make together.
    package init(_ chips: [FilterChip]) {
        self = Filter.all(chips.map(\.filter)).simplified
    }

    /// The filter with `other` demanded too: what is there already stays once, and what it is the opposite of gives way to it.
    package func adding(_ other: Filter) -> Filter {
        var members = conjuncts
        for new in other.conjuncts where !members.contains(new) {
            if let place = members.firstIndex(of: new.negated) {
                members[place] = new
            } else {
                members.append(new)
            }
        }
        return Filter.all(members).simplified
    }

    /// The filter without the demands of `other`; demands that are not there change nothing.
    package func removing(_ other: Filter) -> Filter {
        let gone = Set(other.conjuncts)
        return Filter.all(conjuncts.filter { !gone.contains($0) }).simplified
    }

    /// The events whose `field` has this value, as counts and rows show it; for `.absent` those without the field.
    ///
    /// A value that the field cannot have gives `nothing`. The beginning of a time bucket is no value of a field: that is
    /// what `BucketGrid.range(of:)` is for.
    package static func matching(_ field: Field, _ value: FieldValue) -> Filter {
        Filter.test(field, .equals(value)).simplified
    }
}
