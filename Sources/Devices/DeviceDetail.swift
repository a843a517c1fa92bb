// SPDX-License-Identifier: Apache-2.0

package import Attestation
package import EVE

/// All that is shown of one device.
package struct DeviceDetail: Sendable, Hashable, Codable {
    /// A register of the newest evidence against the reference.
    package struct Register: Sendable, Hashable, Codable {
        package var bank: String
        package var index: Int
        package var found: [UInt8]
        /// Empty where the policy says nothing about it.
        package var expected: [[UInt8]]

        package init(bank: String, index: Int, found: [UInt8], expected: [[UInt8]]) {
            self.bank = bank
            self.index = index
            self.found = found
            self.expected = expected
        }
    }

    /// An event of the newest log that leads to a quoted value.
    package struct LoggedEvent: Sendable, Hashable, Codable {
        package var number: Int
        package var register: Int
        package var type: String
        package var digest: [UInt8]
        /// Its text, only where the data is what was measured; hostile like any text from outside.
        package var text: String?
        /// Whether the last evidence that held had it, too.
        package var isKnown: Bool

        package init(number: Int, register: Int, type: String, digest: [UInt8], text: String?, isKnown: Bool) {
            self.number = number
            self.register = register
            self.type = type
            self.digest = digest
            self.text = text
            self.isKnown = isKnown
        }
    }

    /// One of its keys or certificates.
    package struct Key: Sendable, Hashable, Codable {
        /// Such as `EK`, `AK`, `sensor`, `channel`.
        package var role: String
        /// In words: algorithm, and what stands behind it.
        package var words: String
        package var name: [UInt8]

        package init(role: String, words: String, name: [UInt8]) {
            self.role = role
            self.words = words
            self.name = name
        }
    }

    /// A change of state, or the worst of a day.
    package struct Moment: Sendable, Hashable, Codable {
        package var time: Instant
        package var state: DeviceState
        package var evidence: Int?

        package init(time: Instant, state: DeviceState, evidence: Int?) {
            self.time = time
            self.state = state
            self.evidence = evidence
        }
    }

    /// Verified readings of a channel, in order of time.
    package struct Channel: Sendable, Hashable, Codable {
        package struct Point: Sendable, Hashable, Codable {
            package var time: Instant
            package var value: Double
            /// How many are missing before it.
            package var missing: Int

            package init(time: Instant, value: Double, missing: Int) {
                self.time = time
                self.value = value
                self.missing = missing
            }
        }

        package var name: String
        package var points: [Point]
        /// How many were seen again and refused.
        package var replays: Int
        /// Whether its readings are bare values that prove no time.
        package var isBare: Bool

        package init(name: String, points: [Point], replays: Int, isBare: Bool) {
            self.name = name
            self.points = points
            self.replays = replays
            self.isBare = isBare
        }
    }

    package var summary: DeviceSummary
    /// The steps of the newest evidence, in order.
    package var checks: [Check]
    package var registers: [Register]
    package var events: [LoggedEvent]
    package var keys: [Key]
    /// Oldest first, of the last 30 days.
    package var history: [Moment]
    package var channels: [Channel]
    /// Who enrolled it and when; empty and `nil` before.
    package var enrolledBy: String
    package var enrolledAt: Instant?
    /// How many pieces of evidence held, and how many did not.
    package var held: Int
    package var failed: Int
    /// The number of the newest entry of the record that is unbroken up to it; `nil` where the chain is broken.
    package var unbrokenTo: Int?
    /// Events of its gateway since its state began, where these are marked by it; `nil` where nobody counted.
    package var markedEvents: Int?

    package init(
        summary: DeviceSummary, checks: [Check] = [], registers: [Register] = [], events: [LoggedEvent] = [],
        keys: [Key] = [], history: [Moment] = [], channels: [Channel] = [], enrolledBy: String = "",
        enrolledAt: Instant? = nil, held: Int = 0, failed: Int = 0, unbrokenTo: Int? = nil
    ) {
        self.summary = summary
        self.checks = checks
        self.registers = registers
        self.events = events
        self.keys = keys
        self.history = history
        self.channels = channels
        self.enrolledBy = enrolledBy
        self.enrolledAt = enrolledAt
        self.held = held
        self.failed = failed
        self.unbrokenTo = unbrokenTo
    }
}
