// SPDX-License-Identifier: Apache-2.0

internal import Rules

/// The numbers that deeds have in the file; never changed.
enum RuleDeed: Int64 {
    case added = 1
    case saved = 2
    case reverted = 3
    case enabled = 4
    case disabled = 5
    case retired = 6
    case restored = 7

    init(_ deed: RuleChange.Deed) {
        self =
            switch deed {
            case .added: .added
            case .saved: .saved
            case .reverted: .reverted
            case .enabled: .enabled
            case .disabled: .disabled
            case .retired: .retired
            case .restored: .restored
            }
    }

    /// The deed, given which revision's text came again if it is one that brings back a text.
    func deed(revertedTo number: Int) -> RuleChange.Deed {
        switch self {
        case .added: .added
        case .saved: .saved
        case .reverted: .reverted(to: number)
        case .enabled: .enabled
        case .disabled: .disabled
        case .retired: .retired
        case .restored: .restored
        }
    }

    /// Whether a revision came with it.
    var makesRevision: Bool { rawValue <= Self.reverted.rawValue }
}
