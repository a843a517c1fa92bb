// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

/// What the gateways are sorted by; equal ones stand by name.
package enum GatewayOrder: String, Sendable, Hashable, CaseIterable {
    /// By state, the worst first, then by losses: a silent gateway rises to the top.
    case trouble
    case name
    /// Those that have been quiet for the longest first.
    case quiet
    case rate
    case losses
    /// Those whose certificates end soonest first.
    case certificate

    /// What the panel's title says of it.
    var words: String {
        switch self {
        case .trouble: "silent first, then losses"
        case .name: "by name"
        case .quiet: "the longest quiet first"
        case .rate: "by rate"
        case .losses: "by losses"
        case .certificate: "the certificate that ends soonest first"
        }
    }

    var next: GatewayOrder {
        let all = Self.allCases
        return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
    }

    /// Whether `left` stands before `right`. What is not known stands last.
    func places(_ left: GatewayRow, before right: GatewayRow) -> Bool {
        switch self {
        case .trouble:
            if left.state != right.state { return left.state < right.state }
            if left.losses != right.losses { return left.losses > right.losses }
        case .name: break
        case .quiet:
            let (mine, theirs) = (left.report?.lastEvent, right.report?.lastEvent)
            if mine != theirs { return rises(mine, theirs) }
        case .rate:
            let (mine, theirs) = (left.told?.rate ?? -1, right.told?.rate ?? -1)
            if mine != theirs { return mine > theirs }
        case .losses:
            if left.losses != right.losses { return left.losses > right.losses }
        case .certificate:
            let (mine, theirs) = (left.certificateEnds, right.certificateEnds)
            if mine != theirs { return rises(mine, theirs) }
        }
        return left.name < right.name
    }

    private func rises<Value: Comparable>(_ left: Value?, _ right: Value?) -> Bool {
        guard let left else { return false }
        return right.map { left < $0 } ?? true
    }
}
