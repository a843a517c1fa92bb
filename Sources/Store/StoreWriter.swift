// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Query
package import Rules

/// Writes events into a store. One thread owns it; a second writer on the same directory is refused.
///
/// Each file is committed by itself, because SQLite in WAL mode does not commit over several files at once: first the days'
/// files, each with the progress of its sources, then `station.db` with the bookmarks. After a crash at any point, reading
/// goes on from the bookmark, and what a day's file already holds is recognised by its progress. So every event is stored
/// exactly once, provided that a source's bytes before the bookmark stay what they were.
package final class StoreWriter {
    /// Some events of one source, to be committed.
    package struct Part: Sendable {
        package var batch: EventBatch
        /// The position after the batch; its `sourceID` is `nil` for a source never appended before, and then in each of its
        /// parts of that append.
        package var bookmark: Bookmark
        /// Which of the events matched which rules; stored with those that are new.
        package var matches: RuleMatches
        /// Events that a sensor could not write, as these lines of its log tell; `nil` for lines that are of no such log.
        package var socketDrops: Int64?

        package init(batch: EventBatch, after bookmark: Bookmark, matches: RuleMatches = RuleMatches()) {
            self.batch = batch
            self.bookmark = bookmark
            self.matches = matches
        }
    }

    /// What an append did.
    package struct Appended: Sendable, Equatable {
        package var stored: Int
        /// Events that were there already.
        package var duplicates: Int
        /// Matches of rules on the events that were stored.
        package var matches: Int
        /// One bookmark for each part, with its `sourceID`.
        package var bookmarks: [Bookmark]
        /// The UTC days of the parts' events, ascending.
        package var days: [Int32]
    }

    private let directory: StoreDirectory
    private let lock: StoreLock
    private let station: StationWriter
    private let dictionaries = DictionaryTraining()
    /// For looks at what is committed.
    private let readers: ReaderPool
    /// Open files, the most lately used last.
    private var open: [DayWriter] = []
    /// How many files stay open.
    private static let openLimit = 16
    /// Damaged days that were put right on the way, and what was done; see `takeNotices`.
    private var notices: [RepairAction] = []
    /// Days that were put right once: what is damaged again at once has a cause that no rebuilding mends.
    private var rescued: Set<Partition> = []
    private var copy = StationCopy()

    /// Opens the store in `directory`, which is made if it is missing, and locks it.
    ///
    /// - Throws: `StoreError`; `busy` while another process writes it.
    package init(directory: String) throws(StoreError) {
        self.directory = StoreDirectory(root: directory)
        try self.directory.create()
        lock = try StoreLock(self.directory.lock)
        readers = ReaderPool(self.directory, usesRollUps: true, geography: nil)
        // A new one would number its sources from 1 again, and take the days' progress for that of others.
        guard !StationRepair.isLost(self.directory) else { throw .indexMissing(path: self.directory.station) }
        station = try StationWriter(self.directory.station)
        try Retention(self.directory, station).finish()
        try SchemaUpkeep.bringForward(station.files, in: self.directory, station: station)
    }

    /// Every file of `gateway` that was ever committed, the most lately registered first.
    ///
    /// - Throws: `StoreError`.
    package func bookmarks(gateway: String) throws(StoreError) -> [Bookmark] {
        try station.bookmarks(gateway: gateway, areShipped: false)
    }

    /// The same of what its shippers sent; see `Bookmark.Head.isShipped`.
    ///
    /// - Throws: `StoreError`.
    package func shippedBookmarks(gateway: String) throws(StoreError) -> [Bookmark] {
        try station.bookmarks(gateway: gateway, areShipped: true)
    }

    /// How often the store has each event of a batch from this gateway already, by their time and their bytes.
    ///
    /// `arrived` is the station's clock.
    ///
    /// - Throws: `StoreError`.
    package func held(_ batch: EventBatch, gateway: String, arrived: Instant) throws(StoreError) -> [Int] {
        try held(batch, gateway: gateway, arrived: arrived, rows: HeldLines.rowLimit)
    }

    /// The same, looking through so many rows of a file at the most.
    func held(_ batch: EventBatch, gateway: String, arrived: Instant, rows: Int) throws(StoreError) -> [Int] {
        try HeldLines(readers, station, rows: rows).look(for: batch, of: gateway) {
            partition, error throws(StoreError) in
            try mend(partition, after: error, now: arrived)
        }
    }

    /// Commits one batch, see `append(_:arrived:)`.
    ///
    /// - Throws: `StoreError`.
    package func append(
        _ batch: EventBatch, after bookmark: Bookmark, arrived: Instant
    ) throws(StoreError) -> Appended {
        try append([Part(batch: batch, after: bookmark)], arrived: arrived)
    }

    /// Commits batches of several sources; `arrived` is the station's clock.
    ///
    /// `correlations` is what the correlations of some gateways remember once the parts are stored, `visitors` what the parts tell
    /// of honeypots' visitors, `limitHits` how often expressions of rules were given up on them.
    ///
    /// Two parts of the same source must stand in its order. After an error some days may have been committed and others
    /// not; appending the same parts again, or the source's bytes from its last bookmark on, completes it.
    /// - Throws: `StoreError`.
    package func append(
        _ parts: [Part], correlations: [String: [UInt8]] = [:], visitors: [KeptVisitor] = [],
        limitHits: [RuleLimitHits] = [], arrived: Instant
    ) throws(StoreError) -> Appended {
        let sources = try station.register(parts)
        let batches = parts.map { BatchDays($0.batch) }
        let days = Self.counts(batches)
        let partitions = try station.partitions(of: days, arrived: arrived)
        var stored = 0
        var matches = 0
        var duplicates = [Int](repeating: 0, count: parts.count)
        for (partition, shares) in Self.divide(parts, batches, partitions) {
            let done = try commit(shares, to: partition, of: parts, sources: sources, arrived: arrived)
            stored += done.stored
            matches += done.matches
            for index in parts.indices { duplicates[index] += done.duplicates[index] }
        }
        let bookmarks = try station.commit(
            parts, sources: sources, duplicates: duplicates, correlations: correlations, visitors: visitors,
            limitHits: limitHits, arrived: arrived)
        copy.refresh(directory, now: arrived)
        return Appended(
            stored: stored, duplicates: duplicates.reduce(0, +), matches: matches, bookmarks: bookmarks,
            days: days.keys.sorted())
    }

    /// What the correlations of each gateway remembered at the last commit that told it.
    ///
    /// - Throws: `StoreError`.
    package func correlations() throws(StoreError) -> [String: [UInt8]] {
        try station.correlations()
    }

    /// The visitors of honeypots that are kept.
    ///
    /// - Throws: `StoreError`.
    package func visitors() throws(StoreError) -> [KeptVisitor] {
        try station.visitors()
    }

    /// Counts lines of a gateway that came again and were recognised before they got here.
    ///
    /// - Throws: `StoreError`.
    package func countDuplicates(_ count: Int, gateway: String) throws(StoreError) {
        try station.countDuplicates(count, gateway: gateway)
    }

    /// Drops the days that the policy does not keep any longer, but for events that are kept; the answer is which. Their late events
    /// are not stored from then on, only counted. A day whose kept events cannot be copied stays, and newer ones go in its place.
    ///
    /// It does not wait until the disk has taken back its blocks, but for a disk that is full.
    /// - Throws: `StoreError`; days may have been dropped then.
    package func applyRetention(_ policy: RetentionPolicy, now: Instant) throws(StoreError) -> [DroppedDay] {
        guard !policy.keepsAll else { return [] }
        return try Retention(directory, station).apply(policy, now: now) { days in
            open.removeAll { file in days.contains { file.partition == .day($0.day) } }
        }
    }

    /// Keeps events: they stay when retention drops their day. It is on the disk then, and may be said twice.
    ///
    /// - Throws: `KeepFailure`; `notStored` names the first event that is not there, and then none is kept.
    package func keep(_ events: [EventID]) throws(KeepFailure) {
        try Keeping(directory: directory, station: station).keep(events)
    }

    /// Keeps events no longer. They go with their day, or at once where they are the last that is left of a dropped one; until then
    /// they are still found. Events that are not kept are passed over.
    ///
    /// - Throws: `StoreError`.
    package func release(_ events: [EventID]) throws(StoreError) {
        try Keeping(directory: directory, station: station).release(events)
    }

    /// What was done since the last call about days that were damaged.
    package func takeNotices() -> [RepairAction] {
        defer { notices = [] }
        return notices
    }

    /// Commits to a day; one that turns out to be damaged is put right first.
    private func commit(
        _ shares: [DayWriter.Share], to partition: Partition, of parts: [Part], sources: [Int64], arrived: Instant
    ) throws(StoreError) -> DayWriter.Outcome {
        do throws(StoreError) {
            return try commit(shares, to: partition, of: parts, sources: sources)
        } catch {
            guard error.isDamage else { throw error }
            // The file that failed is closed by now.
            try mend(partition, after: error, now: arrived)
        }
        return try commit(shares, to: partition, of: parts, sources: sources)
    }

    /// Puts a damaged day right, once; what is damaged again is thrown.
    private func mend(_ partition: Partition, after error: StoreError, now: Instant) throws(StoreError) {
        guard rescued.insert(partition).inserted else { throw error }
        open.removeAll { $0.partition == partition }
        let rescue = DayRescue(partition: partition, directory: directory, identity: station.identity, now: now)
        notices += try rescue.run(after: error)
    }

    private func commit(
        _ shares: [DayWriter.Share], to partition: Partition, of parts: [Part], sources: [Int64]
    ) throws(StoreError) -> DayWriter.Outcome {
        let file: DayWriter
        if let index = open.firstIndex(where: { $0.partition == partition }) {
            file = open.remove(at: index)
        } else {
            if open.count >= Self.openLimit { open.removeFirst() }
            file = try DayWriter(partition, in: directory, identity: station.identity, dictionaries)
        }
        // A file whose commit fails is not put back, and so forgets what was undone.
        let outcome = try file.commit(shares, of: parts, sources: sources)
        open.append(file)
        return outcome
    }

    /// How many events of each UTC day there are.
    private static func counts(_ days: [BatchDays]) -> [Int32: Int] {
        days.reduce(into: [:]) { counts, batch in
            for (day, events) in batch.events { counts[day, default: 0] += events.count }
        }
    }

    /// The shares of each file, files in the order of their days.
    private static func divide(
        _ parts: [Part], _ days: [BatchDays], _ partitions: [Int32: Partition]
    ) -> [(Partition, [DayWriter.Share])] {
        var shares: [Partition: [DayWriter.Share]] = [:]
        for (index, part) in parts.enumerated() {
            var own: [Partition: DayWriter.Share] = [:]
            for (day, events) in days[index].events {
                // A day without a file was dropped.
                guard let partition = partitions[day] else { continue }
                own[partition, default: DayWriter.Share(part: index, events: [])].events += events.map {
                    (row: partition.row(at: part.batch.events[$0].time), index: $0)
                }
            }
            for (partition, var share) in own {
                let isSorted = zip(share.events, share.events.dropFirst()).allSatisfy { $0.row <= $1.row }
                if !isSorted { share.events.sort { ($0.row, $0.index) < ($1.row, $1.index) } }
                shares[partition, default: []].append(share)
            }
        }
        return shares.sorted { $0.key.origin < $1.key.origin }.map { ($0.key, $0.value) }
    }
}

/// The events of a batch by their UTC days, as indices in order.
private struct BatchDays {
    private(set) var events: [Int32: [Int]] = [:]

    init(_ batch: EventBatch) {
        var day: Int32 = 0
        var run: [Int] = []
        run.reserveCapacity(batch.events.count)
        for index in batch.events.indices {
            let own = batch.events[index].time.day
            if own != day, !run.isEmpty {
                events[day, default: []] += run
                run.removeAll(keepingCapacity: true)
            }
            day = own
            run.append(index)
        }
        if !run.isEmpty { events[day, default: []] += run }
    }
}
