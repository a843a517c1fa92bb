// SPDX-License-Identifier: Apache-2.0

/// Says which acknowledgements a connection may be sent, once events are committed.
///
/// Windows are acknowledged in their order, each by the sequence of its last event. Before that any event of the oldest window
/// may be acknowledged, for all before it: a client takes that as a sign of life, and need not send these again.
package struct LumberjackAcknowledger: Sendable {
    /// Events of one window whose sequences follow each other.
    private struct Run {
        let window: UInt64
        var first: UInt32
        var count: Int
        var endsWindow: Bool

        /// The sequence of its last event.
        var last: UInt32 { count == 0 ? first : first &+ UInt32(truncatingIfNeeded: count - 1) }
    }

    private var runs: [Run] = []
    /// How many of `runs` are done.
    private var done = 0
    /// How many events have been received and not committed.
    package private(set) var pendingEvents = 0

    package init() {}

    /// Whether anything waits to be committed: as long as it does, keep the client waiting by `LumberjackWriter.keepAlive`.
    package var isPending: Bool { done < runs.count }

    /// How many runs of events, and windows without any, wait to be committed.
    package var runCount: Int { runs.count - done }

    /// Notes a batch; batches come in the order in which `LumberjackWindows` gave them.
    package mutating func received(_ batch: LumberjackBatch) {
        pendingEvents += batch.events.count
        // A window that was cut between two batches has no batch that says so.
        if let last = runs.last, last.window != batch.window { runs[runs.count - 1].endsWindow = true }
        if batch.events.isEmpty {
            runs.append(Run(window: batch.window, first: 0, count: 0, endsWindow: batch.endsWindow))
        }
        for event in batch.events { add(event.sequence, of: batch.window) }
        runs[runs.count - 1].endsWindow = batch.endsWindow
    }

    /// Notes that the next `count` events are committed, over as many windows as that takes; more than are pending count as
    /// these. Gives the sequences to acknowledge now, in their order: the last of each window that is done, and the last of all.
    package mutating func committed(_ count: Int) -> [UInt32] {
        var rest = min(max(count, 0), pendingEvents)
        pendingEvents -= rest
        var sequences: [UInt32] = []
        var reached: UInt32?
        while done < runs.count, runs[done].count <= rest {
            let run = runs[done]
            rest -= run.count
            reached = run.last
            done += 1
            guard run.endsWindow else { continue }
            sequences.append(run.last)
            reached = nil
        }
        if rest > 0 {
            reached = runs[done].first &+ UInt32(truncatingIfNeeded: rest - 1)
            runs[done].first &+= UInt32(truncatingIfNeeded: rest)
            runs[done].count -= rest
        }
        if let reached { sequences.append(reached) }
        forgetDone()
        return sequences
    }

    private mutating func add(_ sequence: UInt32, of window: UInt64) {
        if isPending, let last = runs.last, last.window == window, last.count > 0, sequence == last.last &+ 1 {
            runs[runs.count - 1].count += 1
        } else {
            runs.append(Run(window: window, first: sequence, count: 1, endsWindow: false))
        }
    }

    private mutating func forgetDone() {
        guard done == runs.count || done > 64 else { return }
        runs.removeFirst(done)
        done = 0
    }
}
