// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Query
internal import Synchronization

/// Goes through the raw lines of stored events in pieces of some thousand, as fast as they can be decompressed.
///
/// Several threads may take pieces at the same time. Each event comes once at most, and every file is seen as it was when its first
/// piece was taken: what is appended later is left out. Pieces come by time; the lines within one come as they lie in the file.
package final class LineScan: Sendable {
    /// Which lines are wanted.
    package struct Request: Sendable {
        /// The events that are looked at.
        package var filter: Filter
        /// A condition that spares opening lines: one whose columns say that it does not hold is counted and not handed out. One
        /// for which they leave it open is handed out.
        package var opened: Filter
        package var range: TimeRange
        /// Whether the newest piece comes first.
        package var isDescending: Bool

        package init(
            filter: Filter = .everything, opened: Filter = .everything, range: TimeRange = .everything,
            isDescending: Bool = true
        ) {
            self.filter = filter
            self.opened = opened
            self.range = range
            self.isDescending = isDescending
        }
    }

    /// The event of a line.
    package struct Head: Sendable, Hashable {
        package var id: EventID
        /// The time by which it is listed.
        package var time: Instant
        package var gateway: String

        package init(id: EventID, time: Instant, gateway: String) {
            self.id = id
            self.time = time
            self.gateway = gateway
        }
    }

    /// What became of a piece whose lines were all handed out.
    package struct Piece: Sendable, Hashable {
        /// The pieces are counted from 0 in the order in which they are taken.
        package var index: Int
        /// How many events were looked at, those whose lines were not opened too.
        package var events: Int
        /// How many lines could not be read, as their block is damaged.
        package var lost: Int
    }

    private let store: StoreReader
    private let request: Request
    private let plan: Mutex<StretchPlan>
    private let hasGaps = Atomic<Bool>(false)

    /// A scan of a store; nothing is opened before the first piece.
    package convenience init(_ store: StoreReader, _ request: Request) {
        // Some ten thousand events, which take some hundredths of a second.
        self.init(store, request, blocks: 256)
    }

    /// The same with pieces of about so many blocks.
    init(_ store: StoreReader, _ request: Request, blocks: Int) {
        var request = request
        request.filter = request.filter.simplified
        request.opened = request.opened.simplified
        self.store = store
        self.request = request
        plan = Mutex(StretchPlan(request.range, isDescending: request.isDescending, blocks: blocks))
    }

    /// Gives `body` the lines of the next piece that nobody has taken; `nil` when there are no more, or after a cancellation, and
    /// then some of the lines may have been handed out for nothing.
    ///
    /// - Throws: `QueryFailure`. Files and blocks that are damaged are left out.
    package func next(
        until cancellation: Cancellation, _ body: (Head, Span<UInt8>) -> Void
    ) throws(QueryFailure) -> Piece? {
        try store.answering { () throws(StoreError) in
            do throws(StoreError) {
                if cancellation.isCancelled { return nil }
                let taken = try plan.withLock { plan throws(StoreError) in try plan.take(store, cancellation) }
                guard let stretch = taken else { return nil }
                let piece = try store.read(stretch.partition, until: cancellation) { day throws(StoreError) in
                    try StretchLines(stretch, request, in: day, until: cancellation).run(body)
                }
                if piece == nil { hasGaps.store(true, ordering: .relaxed) }
                return piece ?? Piece(index: stretch.index, events: 0, lost: 0)
            } catch {
                guard error.isInterruption else { throw error }
                return nil
            }
        }
    }

    /// Whether the pieces so far lack no file; lost lines are told with their piece.
    ///
    /// - Throws: `QueryFailure`.
    package func hasAllFiles() throws(QueryFailure) -> Bool {
        if hasGaps.load(ordering: .relaxed) { return false }
        return try store.answering { () throws(StoreError) in try !store.leavesOut(request.range) }
    }
}
