// SPDX-License-Identifier: Apache-2.0

package import EVE

/// What a gateway is to run, and who said so: all but the files themselves.
package struct WantedRules: Sendable, Hashable, Codable {
    /// The number of the order; see `PushOrder.number`.
    package var number: Int
    /// The number of the push that it came with, in the log.
    package var push: Int
    /// The number of the push in which a person last chose the rules; mutings that begin and end leave it as it is.
    package var chosen: Int
    package var revision: RulesRevision
    /// How many signatures there are.
    package var ruleCount: Int
    /// Whether the sensor may end with fewer of these rules than it has.
    package var mayRunFewer: Bool
    package var person: String
    package var time: Instant
    package var comment: String

    package init(
        number: Int, push: Int, chosen: Int, revision: RulesRevision, ruleCount: Int, mayRunFewer: Bool,
        person: String, time: Instant, comment: String
    ) {
        self.number = number
        self.push = push
        self.chosen = chosen
        self.revision = revision
        self.ruleCount = ruleCount
        self.mayRunFewer = mayRunFewer
        self.person = person
        self.time = time
        self.comment = comment
    }
}
