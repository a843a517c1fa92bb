// SPDX-License-Identifier: Apache-2.0

/// How much depends on an asset, as its owner says.
package enum Criticality: String, Sendable, Hashable, CaseIterable, Comparable, Codable {
    case low, normal, high, critical

    package static func < (left: Criticality, right: Criticality) -> Bool { left.rank < right.rank }

    /// Whether alerts from or to such an asset are more urgent than others.
    package var raisesUrgency: Bool { self >= .high }

    private var rank: Int {
        switch self {
        case .low: 0
        case .normal: 1
        case .high: 2
        case .critical: 3
        }
    }
}
