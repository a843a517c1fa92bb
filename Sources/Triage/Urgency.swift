// SPDX-License-Identifier: Apache-2.0

package import Assets

/// How soon a person should look; the console's own rank, from what Suricata and Sigma say, and what an alert is about.
///
/// Suricata counts severity from 1, the highest; classification.config of its distribution uses 1 to 4. Sigma's levels are
/// `informational`, `low`, `medium`, `high` and `critical` (specification 2.1.0, "level").
package enum Urgency: Int, Sendable, Hashable, CaseIterable, Comparable, Codable {
    case info, low, medium, high, critical

    package static func < (left: Urgency, right: Urgency) -> Bool { left.rawValue < right.rawValue }

    /// The urgency of an alert by its severity: 1 is high, 2 medium, 3 low, all others info. What has no severity is medium, as nobody said
    /// that it may wait.
    package init(severity: UInt8?) {
        switch severity {
        case nil, 2: self = .medium
        case 1: self = .high
        case 3: self = .low
        default: self = .info
        }
    }

    /// The urgency of a match by its rule's level; a level that is not Sigma's, or none, is medium.
    package init(level: String) {
        switch level.lowercased() {
        case "critical": self = .critical
        case "high": self = .high
        case "low": self = .low
        case "informational": self = .info
        default: self = .medium
        }
    }

    /// The urgency of an alert that has `self` by its severity or level and goes from or to an asset of this criticality: one rank higher, at
    /// most critical, if it is high or critical. No criticality lowers anything.
    package func raised(by criticality: Criticality?) -> Urgency {
        criticality?.raisesUrgency == true ? raised : self
    }

    private var raised: Urgency { Urgency(rawValue: rawValue + 1) ?? .critical }

    /// What the inbox's first column shows; lower case for what may wait.
    package var letter: Character {
        switch self {
        case .info: "i"
        case .low: "L"
        case .medium: "M"
        case .high: "H"
        case .critical: "C"
        }
    }
}
