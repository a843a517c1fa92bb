// SPDX-License-Identifier: Apache-2.0

/// What people found of a rule's matches.
package struct RuleVerdicts: Hashable, Sendable, Codable {
    package var truePositives = 0
    package var falsePositives = 0

    package init(truePositives: Int = 0, falsePositives: Int = 0) {
        self.truePositives = truePositives
        self.falsePositives = falsePositives
    }
}
