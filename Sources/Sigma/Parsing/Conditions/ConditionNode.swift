// SPDX-License-Identifier: Apache-2.0

/// A condition as it is written, before its names are looked up.
indirect enum ConditionNode: Hashable {
    /// A name, and where it stands in the text, in Unicode scalars from 0.
    case name(String, offset: Int)
    /// `1 of` what the pattern names; `them` is every search.
    case anyOf(String, offset: Int)
    /// `all of` what the pattern names.
    case allOf(String, offset: Int)
    case all([ConditionNode])
    case any([ConditionNode])
    case not(ConditionNode)
}

/// Why a text is no condition, and where.
struct ConditionFailure: Error, Hashable {
    /// Where in the text, in Unicode scalars from 0.
    var offset: Int
    var message: String
    var help = ""
}
