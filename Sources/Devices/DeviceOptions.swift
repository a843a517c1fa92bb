// SPDX-License-Identifier: Apache-2.0

package import Crypto

/// How devices' TPMs are enrolled and asked.
package struct DeviceOptions: Sendable, Equatable {
    /// Files of certificates (PEM) of makers of TPMs that are believed, and of authorities between them and TPMs.
    package var roots: [String] = []
    package var intermediates: [String] = []
    /// Files of revocation lists (DER or PEM).
    package var lists: [String] = []
    /// Seconds between two questions to a device.
    package var everySeconds = 60
    /// A device that did not answer for so many seconds is silent.
    package var silentAfterSeconds = 180
    /// The bank and the registers that are asked for.
    package var bank = DigestAlgorithm.sha256
    package var registers = Array(0...7)
    /// Registers to whose values the event log must lead; where there are any, devices send their logs.
    package var logRegisters: [Int] = []
    /// For how many days evidence of quotes that held is kept; `nil` for ever.
    package var evidenceDays: Int?
    /// For how many days readings are kept; `nil` for ever.
    package var readingDays: Int?
    /// For how many seconds a pseudonym is good that a device signs readings under; `nil` where none are given.
    package var pseudonymSeconds: Int?

    package init() {}

    /// The most seconds between question and answer.
    package static let mostAge = 30.0
}
