// SPDX-License-Identifier: Apache-2.0

package import Pushes

/// What a push would change, to be looked at before it is ordered.
package struct PushPlan: Sendable {
    /// One gateway of it.
    package struct Part: Sendable, Hashable {
        /// How it stands now.
        package var rules: GatewayRules
        /// From what it runs, or is to run where that is not known, to what it would run, mutings included.
        package var difference: RulesDifference
        /// How many rules it has or is to have, whichever is more.
        package var ruleCount: Int

        package init(rules: GatewayRules, difference: RulesDifference, ruleCount: Int) {
            self.rules = rules
            self.difference = difference
            self.ruleCount = ruleCount
        }
    }

    /// What would be pushed, without mutings at gateways.
    package var files: SensorFiles
    package var leftOut: [OrderableRules.LeftOut]
    /// What disable.conf, enable.conf and modify.conf did and did not, in lines for a person.
    package var notes: [String]
    /// By gateway.
    package var parts: [Part]
    /// Gateways that run these rules already, verified.
    package var provenOn: [String]

    package init(
        files: SensorFiles, leftOut: [OrderableRules.LeftOut], notes: [String] = [], parts: [Part], provenOn: [String]
    ) {
        self.notes = notes
        self.files = files
        self.leftOut = leftOut
        self.parts = parts
        self.provenOn = provenOn
    }

    /// Gateways that would have fewer rules; a push must say that they may.
    package var fewer: [Part] { parts.filter { files.ruleCount < $0.ruleCount } }
}
