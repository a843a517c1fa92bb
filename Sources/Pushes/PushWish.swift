// SPDX-License-Identifier: Apache-2.0

package import EVE

/// Rules that a person wants gateways to run.
package struct PushWish: Sendable {
    /// One gateway of it.
    package struct Part: Sendable, Hashable, Codable {
        package var gateway: String
        /// `WantedRules.chosen` of what the person has looked at; `nil` where nothing was wanted. If it is another meanwhile, nothing is
        /// pushed.
        package var chosen: Int?

        package init(gateway: String, chosen: Int?) {
            self.gateway = gateway
            self.chosen = chosen
        }
    }

    /// The rules, and the thresholds without mutings at gateways, which are added to them.
    package var files: SensorFiles
    package var parts: [Part]
    /// Whether gateways may end with fewer rules than they have, or are to have.
    package var mayRunFewer: Bool
    package var person: String
    package var time: Instant
    package var comment: String

    package init(
        files: SensorFiles, parts: [Part], mayRunFewer: Bool, person: String, time: Instant, comment: String
    ) {
        self.files = files
        self.parts = parts
        self.mayRunFewer = mayRunFewer
        self.person = person
        self.time = time
        self.comment = comment
    }
}

/// What is known of a gateway's line since it was noted last.
package struct LineNote: Sendable, Hashable {
    package var gateway: String
    /// The newest report; `nil` where none came on this line that can be read.
    package var report: PushReport?
    /// When that came.
    package var time: Instant
    package var isOpen: Bool
    /// The number of the order that went out on it last.
    package var sent: Int?
    /// What it found of its clock since the last note; `nil` where it told nothing new.
    package var clock: ClockSkew?

    package init(
        gateway: String, report: PushReport?, time: Instant, isOpen: Bool, sent: Int?, clock: ClockSkew? = nil
    ) {
        self.gateway = gateway
        self.report = report
        self.time = time
        self.isOpen = isOpen
        self.sent = sent
        self.clock = clock
    }
}
