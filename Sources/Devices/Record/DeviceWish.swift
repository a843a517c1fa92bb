// SPDX-License-Identifier: Apache-2.0

package import EVE

/// What a person wants of the process that listens.
package struct DeviceWish: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        case enrol, quote
    }

    package var number = 0
    package var kind: Kind
    package var device: String
    /// Of an enrolment: its gateway, empty for the one that tells of it; its class.
    package var gateway: String
    package var deviceClass: String
    /// Whether the operator vouches for the endorsement key, and whether keys that the device has may be replaced.
    package var pins: Bool
    package var replaces: Bool
    package var person: String
    package var time: Instant

    package init(
        kind: Kind, device: String, gateway: String = "", deviceClass: String = "", pins: Bool = false,
        replaces: Bool = false, person: String, time: Instant
    ) {
        self.kind = kind
        self.device = device
        self.gateway = gateway
        self.deviceClass = deviceClass
        self.pins = pins
        self.replaces = replaces
        self.person = person
        self.time = time
    }

    /// What became of it.
    package struct Answer: Sendable, Hashable {
        package var isDone: Bool
        package var words: String
        /// The number of the entry of the record, if it made one.
        package var entry: Int?

        package init(isDone: Bool, words: String, entry: Int? = nil) {
            self.isDone = isDone
            self.words = words
            self.entry = entry
        }
    }
}
