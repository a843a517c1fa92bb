// SPDX-License-Identifier: Apache-2.0

internal import Rules

/// The files by which suricata-update is told what to do with rules that others have written, by their usual names.
package enum AdjustmentKind: String, CaseIterable, Sendable, Hashable, Codable {
    /// Rules that are not to be loaded.
    case disable = "disable.conf"
    /// Rules that are, although they are disabled, or disable.conf says so.
    case enable = "enable.conf"
    /// Rules whose text is changed.
    case modify = "modify.conf"

    /// The most bytes of one.
    package static let sizeLimit = RuleLimit.adjustments
    /// The most lines of one that say something, and those of them with expressions.
    package static let lineLimit = 20_000
    package static let expressionLimit = 200
}
