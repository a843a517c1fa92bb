// SPDX-License-Identifier: Apache-2.0

package import EVE

/// A match of a rule on one event, as far as correlations look at it.
package struct BaseMatch: Hashable, Sendable {
    /// The rule's index in the `baseRules` that the engine was made with.
    package var rule: Int
    /// The event's own time.
    package var time: Instant
    /// Tells this event from all others; the same event has the same number whenever it is taken again.
    package var event: UInt64
    /// The values of the fields that `CorrelationEngine.neededFields(ofRule:)` names, as texts; a list has several. A field
    /// that the event does not have is left out.
    package var fields: [String: [String]]

    package init(rule: Int, time: Instant, event: UInt64, fields: [String: [String]] = [:]) {
        self.rule = rule
        self.time = time
        self.event = event
        self.fields = fields
    }
}
