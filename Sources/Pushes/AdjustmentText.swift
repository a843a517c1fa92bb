// SPDX-License-Identifier: Apache-2.0

package import EVE

/// One of suricata-update's files as the station keeps it: what is done to its rules before they are pushed.
package struct AdjustmentText: Sendable, Hashable {
    /// `disable.conf`, `enable.conf` or `modify.conf`.
    package var name: String
    /// Empty where it was removed.
    package var text: String
    package var person: String
    package var time: Instant

    package init(name: String, text: String, person: String, time: Instant) {
        self.name = name
        self.text = text
        self.person = person
        self.time = time
    }
}
