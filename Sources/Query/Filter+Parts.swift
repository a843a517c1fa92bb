// SPDX-License-Identifier: Apache-2.0

extension Filter {
    /// Every field that the filter reads; free text is none.
    package var fields: Set<Field> {
        switch self {
        case .everything, .text, .expression, .since, .until: []
        case .all(let members), .any(let members): members.reduce(into: []) { $0.formUnion($1.fields) }
        case .not(let filter): filter.fields
        case .test(let field, _): [field.hot]
        case .eitherAddress: [.source, .destination]
        }
    }

    /// Whether the store's columns decide it, without opening the raw bytes.
    package var isHot: Bool {
        switch self {
        case .everything, .eitherAddress, .since, .until: true
        case .all(let members), .any(let members): members.allSatisfy(\.isHot)
        case .not(let filter): filter.isHot
        case .test(let field, _): field.hot.isHot
        case .text, .expression: false
        }
    }

    /// The filter in two parts that together mean the same: `hot` for the columns, and `cold` for the raw bytes of what is left.
    ///
    /// `hot` lets through every event that the filter lets through; it is as narrow as the columns allow, also where hot
    /// and cold tests are mixed in one alternative. `cold` is `everything` if nothing is left to do.
    package var split: (hot: Filter, cold: Filter) {
        let parts = conjuncts
        return (
            Filter.all(parts.map { $0.bound(isUpper: true) }).simplified,
            Filter.all(parts.filter { !$0.isHot }).simplified
        )
    }

    /// A hot filter that holds at least (`isUpper`) or at most where this one holds.
    private func bound(isUpper: Bool) -> Filter {
        switch self {
        case .everything, .eitherAddress, .since, .until: self
        case .all(let members): .all(members.map { $0.bound(isUpper: isUpper) })
        case .any(let members): .any(members.map { $0.bound(isUpper: isUpper) })
        case .not(let filter): .not(filter.bound(isUpper: !isUpper))
        case .test, .text, .expression: isHot ? self : isUpper ? .everything : .nothing
        }
    }
}
