// SPDX-License-Identifier: Apache-2.0

/// What became of an alert.
package enum Disposition: String, Sendable, Hashable, CaseIterable, Codable {
    /// Nobody has looked at it.
    case new
    /// Somebody knows of it, and it stays in the inbox.
    case acknowledged
    /// It matters: its events are kept, whatever the retention drops.
    case escalated
    /// It is done with, and leaves the inbox.
    case archived

    /// Whether it still wants a person.
    package var isOpen: Bool { self != .archived }

    /// The number that stands for it in files; never changed.
    package var code: Int64 {
        switch self {
        case .new: 0
        case .acknowledged: 1
        case .escalated: 2
        case .archived: 3
        }
    }

    /// The disposition of a number; `nil` for one that stands for none.
    package init?(code: Int64) {
        guard let found = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = found
    }
}

/// Why an alert was archived.
package enum ArchiveReason: String, Sendable, Hashable, CaseIterable, Codable {
    case truePositive = "true positive"
    case falsePositive = "false positive"
    case benign
    case duplicate

    /// The number that stands for it in files; 0 is none. Never changed.
    package var code: Int64 {
        switch self {
        case .truePositive: 1
        case .falsePositive: 2
        case .benign: 3
        case .duplicate: 4
        }
    }

    /// The reason of a number; `nil` for one that stands for none.
    package init?(code: Int64) {
        guard let found = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = found
    }

    /// The reason that a person means by `text`: its name, or `tp`, `fp`; letters of either case.
    package init?(_ text: some StringProtocol) {
        switch text.lowercased() {
        case "tp", "true-positive", "true positive": self = .truePositive
        case "fp", "false-positive", "false positive": self = .falsePositive
        case "benign": self = .benign
        case "duplicate", "dup": self = .duplicate
        default: return nil
        }
    }
}
