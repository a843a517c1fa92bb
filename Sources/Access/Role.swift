// SPDX-License-Identifier: Apache-2.0

/// What somebody is to a station. Each may do what the one before may, and more.
package enum Role: String, Sendable, Hashable, CaseIterable, Comparable, Codable {
    case viewer
    case analyst
    case ruleEditor = "rule editor"
    case administrator

    package static func < (left: Role, right: Role) -> Bool { left.rank < right.rank }

    /// Whether one of this role may do what needs `right`.
    package func may(_ right: Right) -> Bool { self >= right.least }

    private var rank: Int {
        switch self {
        case .viewer: 0
        case .analyst: 1
        case .ruleEditor: 2
        case .administrator: 3
        }
    }
}
