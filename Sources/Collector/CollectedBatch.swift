// SPDX-License-Identifier: Apache-2.0

package import Intake

/// Lines that a gateway has sent, on their way into the store.
package struct CollectedBatch: Sendable {
    /// Whose they are, by the channel.
    package let gateway: String
    package let lines: ShippedLines
    /// To be called once they are stored, on whatever thread; not called where they are not.
    package let acknowledge: @Sendable () -> Void

    package init(gateway: String, lines: ShippedLines, acknowledge: @escaping @Sendable () -> Void) {
        self.gateway = gateway
        self.lines = lines
        self.acknowledge = acknowledge
    }
}
