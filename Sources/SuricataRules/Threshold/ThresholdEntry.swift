// SPDX-License-Identifier: Apache-2.0

package import Rules

/// One line of `threshold.config`: how often a signature may alert, or for which addresses not at all.
///
/// Source: the Suricata user guide, "Global Thresholds"; what is accepted was compared with Suricata 7.0.10 and 8.0.7.
package struct ThresholdEntry: Hashable, Sendable {
    /// Which alerts of those that match are told.
    package enum Form: String, CaseIterable, Sendable {
        /// The first `count` in each span.
        case limit
        /// Each `count`th within a span.
        case threshold
        /// One in each span, once there were `count`.
        case both
    }

    /// What is counted together.
    package enum Track: String, CaseIterable, Sendable {
        case source = "by_src"
        case destination = "by_dst"
        /// Either address; for `suppress` only.
        case either = "by_either"
        case both = "by_both"
        case rule = "by_rule"
        /// Since Suricata 8.
        case flow = "by_flow"
    }

    /// What a signature does once its rate is too high.
    package enum NewAction: String, CaseIterable, Sendable {
        case alert, drop, pass, reject
        /// Suricata reads these two and does nothing.
        case log, sdrop
    }

    /// What the line asks for.
    package enum Command: Hashable, Sendable {
        /// Tells fewer alerts; `seconds` is the span.
        case threshold(Form, Track, count: UInt32, seconds: UInt32)
        /// Takes another action for `timeout` seconds when there are more than `count` in `seconds`.
        case rateFilter(Track, count: UInt32, seconds: UInt32, NewAction, timeout: UInt32)
        /// Tells no alert whose address is in `addresses`; without a restriction none at all.
        case suppress(Restriction?)
    }

    /// The addresses for which alerts are suppressed.
    package struct Restriction: Hashable, Sendable {
        /// Which end of the traffic is compared: source, destination or either.
        package var track: Track
        package var addresses: AddressSet

        package init(track: Track, addresses: AddressSet) {
            self.track = track
            self.addresses = addresses
        }
    }

    /// The generator, `gen_id`; 0 with `sid` 0 means all signatures.
    package var gid: UInt32
    /// The signature, `sig_id`; 0 means all of the generator.
    package var sid: UInt32
    package var command: Command
    /// Where it begins.
    package var position: TextPosition
}
