// SPDX-License-Identifier: Apache-2.0

/// A short text of an event, as an index into the `symbols` of the batch that the event came in.
///
/// Most texts of a hot field repeat (event types, protocols, signatures), so a batch holds each once and an event holds
/// four bytes. A symbol means nothing outside its batch.
package struct Symbol: Hashable, Sendable {
    /// Index into `EventBatch.symbols`, or `UInt32.max` for an absent text.
    package var index: UInt32

    package init(index: UInt32) {
        self.index = index
    }

    /// The field was not in the event (or was `null` or no string).
    package static let absent = Symbol(index: .max)

    /// Whether the field was in the event.
    package var isPresent: Bool { index != .max }
}
