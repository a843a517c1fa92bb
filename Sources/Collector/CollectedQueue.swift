// SPDX-License-Identifier: Apache-2.0

package import Intake
internal import Synchronization

/// What gateways have sent and the ingest thread has not taken yet.
///
/// Putting in never waits: who sends must stop reading its connection while the queue `isFull`.
package final class CollectedQueue: Sendable {
    private struct Content {
        var batches: [CollectedBatch] = []
        var bytes = 0
    }

    private let content = Mutex(Content())
    /// Set while something waits.
    package let signal = WakeSignal()

    package init() {}

    /// Bytes that may wait before connections are read no further.
    package static let limit = 64 << 20

    /// Puts a batch behind the others.
    package func put(_ batch: CollectedBatch) {
        content.withLock { content in
            content.batches.append(batch)
            content.bytes += batch.lines.bytes.count
        }
        signal.set()
    }

    /// Whether so much waits that no more should come.
    package var isFull: Bool { content.withLock { $0.bytes >= Self.limit } }

    /// Tells that batches of so many bytes are on their way into the store; until then they count as waiting.
    package func release(bytes: Int) { content.withLock { $0.bytes -= bytes } }

    /// Takes batches from the front, at least one where there is one, until they have `limit` bytes.
    package func take(limit: Int) -> [CollectedBatch] {
        signal.clear()
        let (taken, isMore) = content.withLock { content in
            var count = 0
            var bytes = 0
            while count < content.batches.count, bytes < limit {
                bytes += content.batches[count].lines.bytes.count
                count += 1
            }
            let taken = Array(content.batches[..<count])
            content.batches.removeFirst(count)
            return (taken, !content.batches.isEmpty)
        }
        if isMore { signal.set() }
        return taken
    }
}
