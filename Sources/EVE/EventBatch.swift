// SPDX-License-Identifier: Apache-2.0

/// The events of one block of lines, with the raw bytes that they were taken from.
///
/// Accepted plus refused lines equal the lines of the block that are not blank.
package struct EventBatch: Sendable {
    /// The block's bytes; `Event.raw` ranges over them.
    package var bytes: [UInt8]
    /// The accepted events in the order of their lines.
    package var events: [Event]
    /// For each event, the offset in the source just behind its line (and its line feed).
    package var ends: [UInt64]
    /// The texts that `Symbol`s of this batch stand for, each once.
    package var symbols: [String]
    /// The refused lines, in order.
    package var rejections: [Rejection]
    /// Offset in the source just behind the block.
    package var end: UInt64
    /// How many lines were in the block: accepted, refused and blank.
    package var lineCount: Int

    package init(
        bytes: [UInt8] = [], events: [Event] = [], ends: [UInt64] = [], symbols: [String] = [],
        rejections: [Rejection] = [], end: UInt64 = 0, lineCount: Int = 0
    ) {
        self.bytes = bytes
        self.events = events
        self.ends = ends
        self.symbols = symbols
        self.rejections = rejections
        self.end = end
        self.lineCount = lineCount
    }

    /// The text of a symbol of this batch, `nil` if it is absent.
    package func text(_ symbol: Symbol) -> String? {
        symbol.isPresent && Int(symbol.index) < symbols.count ? symbols[Int(symbol.index)] : nil
    }
}
