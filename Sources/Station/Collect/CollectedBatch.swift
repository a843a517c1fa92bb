// SPDX-License-Identifier: Apache-2.0

internal import Intake

/// Lines that a gateway has sent, on their way into the store.
struct CollectedBatch: Sendable {
    /// Whose they are, by the channel.
    let gateway: String
    let lines: ShippedLines
    /// To be called once they are stored, on whatever thread; not called where they are not.
    let acknowledge: @Sendable () -> Void
}
