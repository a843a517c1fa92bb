// SPDX-License-Identifier: Apache-2.0

package import Rules

/// What reading a list of indicators gave.
package struct IndicatorReading: Sendable {
    /// How many problems are kept.
    package static let problemLimit = 500

    /// All good indicators; those with one value, source and tags are one.
    package var indicators = IndicatorSet()
    /// What is wrong with the others, in the order of the text.
    package var problems: [RuleProblem] = []
    /// How many more problems there were than are kept.
    package var furtherProblems = 0
    /// How many entries are in order and left out, because their author says so: revoked, deleted or not for detection.
    package var leftOut = 0
    /// How many entries said the same as one before them.
    package var repeated = 0

    package init() {}
}
