// SPDX-License-Identifier: Apache-2.0

internal import Rules

/// What a check says where one version of Suricata knows a thing and the other does not.
enum VersionGap {
    static let newRule = "A sensor with Suricata 7 refuses the rule."
    static let newEntry = "A sensor with Suricata 7 refuses the whole file."
    static let goneRule = "A sensor with Suricata 8 refuses the rule."

    /// Whether the problem says already that this version refuses the text.
    static func isTold(by problem: RuleProblem, of version: EngineVersion) -> Bool {
        problem.help == goneRule ? version.major >= 8 : version.major < 8 && [newRule, newEntry].contains(problem.help)
    }
}
