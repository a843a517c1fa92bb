// SPDX-License-Identifier: Apache-2.0

/// Makes windows of the bytes of one connection, and gives them in batches of bounded size.
///
/// A window ends when all events that it announced have come, or with the next window, as Logstash does it. What it holds is one
/// batch, and what its reader holds.
package struct LumberjackWindows: ~Copyable {
    /// A batch has no more bytes of payloads than this, unless it has a single event.
    package let batchBytes: Int
    /// A batch has no more events than this.
    package let batchEvents: Int
    /// How many windows ended before all of them had come.
    package private(set) var cutWindows: UInt64 = 0

    private var reader: LumberjackReader
    private var batch = LumberjackBatch(window: 0)
    /// Whether a window has begun and not ended.
    private var isOpen = false
    /// How many events of it have yet to come.
    private var missing = 0
    /// The event that the reader gave last, which had no room in the batch before.
    private var waiting: (sequence: UInt32, byteCount: Int)?
    private var failure: LumberjackError?

    /// The windows of a new connection; limits below 1 count as 1.
    package init(
        limits: LumberjackLimits = LumberjackLimits(), batchBytes: Int = 4 << 20, batchEvents: Int = 8192
    ) {
        reader = LumberjackReader(limits: limits)
        self.batchBytes = max(batchBytes, 1)
        self.batchEvents = max(batchEvents, 1)
    }

    /// Adds bytes of the connection. They are held until `next` has read them.
    package mutating func push(_ bytes: Span<UInt8>) {
        reader.push(bytes)
    }

    /// Adds bytes of the connection.
    package mutating func push(_ bytes: [UInt8]) {
        push(bytes.span)
    }

    /// The next full or last batch of a window; `nil` if more bytes must come.
    ///
    /// - Throws: what is wrong with the connection, and from then on. Batches given before are good; a client sends again what
    ///   it gets no acknowledgement for.
    package mutating func next() throws(LumberjackError) -> LumberjackBatch? {
        if let failure { throw failure }
        do {
            return try gather()
        } catch {
            failure = error
            throw error
        }
    }

    /// How many bytes are held.
    package var heldBytes: Int { reader.heldBytes + batch.bytes.count }

    /// Whether a window is open or a frame has begun: what has come of it is lost if the connection ends here, and will be sent
    /// again.
    package var isWithinWindow: Bool { isOpen || !reader.isBetweenFrames }

    private mutating func gather() throws(LumberjackError) -> LumberjackBatch? {
        while true {
            if isOpen && missing == 0 {
                isOpen = false
                return take(.complete)
            }
            if let event = waiting {
                let isOver = batch.bytes.count + event.byteCount > batchBytes
                if isOver && !batch.events.isEmpty { return take(.open) }
                add(event.sequence)
                let isFull = batch.events.count >= batchEvents || batch.bytes.count >= batchBytes
                if isFull && missing > 0 { return take(.open) }
            } else {
                switch try reader.next() {
                case .window(let count):
                    if let cut = begin(count) { return cut }
                case .event(let sequence, let byteCount):
                    guard isOpen else { throw LumberjackError(.eventOutsideWindow, at: reader.frameOffset) }
                    waiting = (sequence, byteCount)
                case nil:
                    return nil
                }
            }
        }
    }

    /// Begins a window; what is left of one that was open is given.
    private mutating func begin(_ count: Int) -> LumberjackBatch? {
        if isOpen { cutWindows += 1 }
        let cut = batch.events.isEmpty ? nil : take(.cut)
        batch.window += 1
        isOpen = true
        missing = count
        return cut
    }

    /// Takes the event that waits into the batch.
    private mutating func add(_ sequence: UInt32) {
        let start = batch.bytes.count
        reader.appendPayload(to: &batch.bytes)
        batch.events.append(LumberjackBatch.Event(sequence: sequence, payload: start..<batch.bytes.count))
        waiting = nil
        missing -= 1
    }

    private mutating func take(_ ending: LumberjackBatch.Ending) -> LumberjackBatch {
        var taken = LumberjackBatch(window: batch.window)
        swap(&taken, &batch)
        taken.ending = ending
        return taken
    }
}
