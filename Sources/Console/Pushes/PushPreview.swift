// SPDX-License-Identifier: Apache-2.0

package import Pushes

/// What a push would change, as a person looks at it before they order it.
package struct PushPreview: Sendable, Hashable, Codable {
    /// Gateways that a push would change alike.
    package struct Group: Sendable, Hashable, Codable {
        package var gateways: [String]
        package var difference: RulesDifference
        /// How many rules they have or are to have.
        package var before: Int
        /// Whether all of them run it already, verified. Without a difference they may still run something else: what is wanted need not be
        /// what runs.
        package var runs: Bool
        /// Changes that `difference` leaves out, as they are too many to look at.
        package var unlisted: Int

        package init(
            gateways: [String], difference: RulesDifference, before: Int, runs: Bool = false, unlisted: Int = 0
        ) {
            self.gateways = gateways
            self.difference = difference
            self.before = before
            self.runs = runs
            self.unlisted = unlisted
        }
    }

    package var targets: PushTargets
    /// The rules without mutings at gateways: what the station must still have when it is told to push.
    package var basis: RulesRevision
    package var ruleCount: Int
    /// Those with the most gateways first.
    package var groups: [Group]
    /// All gateways meant, with what was chosen for each.
    package var parts: [PushWish.Part]
    /// What is wrong at gateways now, with what Suricata says of it, line by line.
    package var troubles: [String]
    /// Rules that are enabled and cannot be pushed, with the reason.
    package var leftOut: [String]
    /// Gateways that run these rules, verified.
    package var provenOn: [String]
    /// What disable.conf, enable.conf and modify.conf did and did not, line by line; `nil` from a station that does not tell.
    package var notes: [String]?

    package init(
        targets: PushTargets, basis: RulesRevision, ruleCount: Int, groups: [Group], parts: [PushWish.Part],
        troubles: [String] = [], leftOut: [String], provenOn: [String]
    ) {
        self.targets = targets
        self.basis = basis
        self.ruleCount = ruleCount
        self.groups = groups
        self.parts = parts
        self.troubles = troubles
        self.leftOut = leftOut
        self.provenOn = provenOn
    }

    /// Changes of one gateway that are listed at the most.
    package static let changeLimit = 2000

    /// Whether there is anything to push: some gateway would run something else, or is not known to run this.
    var changesAnything: Bool { groups.contains { !$0.difference.isEmpty || !$0.runs } }

    /// Gateways that would have fewer rules, with how many they have.
    var fewer: [(gateway: String, before: Int)] {
        groups.filter { $0.before > ruleCount }.flatMap { group in group.gateways.map { ($0, group.before) } }
    }
}
