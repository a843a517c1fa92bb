// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

extension Retention {
    /// Drops what a policy does not keep any longer, but for events that are kept; the answer is which days. `close` closes the
    /// writer's own files of days.
    ///
    /// Days of which nothing is kept go first: they make the room that copies of kept events need. A day whose kept events cannot
    /// be copied, for want of room or because it is damaged, stays; the limits then ask for others.
    /// - Throws: `StoreError`; days may have been dropped then.
    func apply(
        _ policy: RetentionPolicy, now: Instant, closing close: ([DroppedDay]) -> Void
    ) throws(StoreError) -> [DroppedDay] {
        var gone: [DroppedDay] = []
        var stuck: Set<Int32> = []
        var failure: StoreError?
        while true {
            let before = stuck.count
            let days = try plan(policy, now: now, without: stuck).drops
            close(days)
            var whole: [DroppedDay] = []
            var partly: [(day: DroppedDay, rows: [Int64])] = []
            for day in days {
                let rows: [Int64]
                do throws(StoreError) {
                    rows = try keptRows(of: day.day)
                } catch {
                    // Not to know what matters is a reason to wait.
                    stuck.insert(day.day)
                    failure = error
                    continue
                }
                if rows.isEmpty { whole.append(day) } else { partly.append((day, rows)) }
            }
            if !whole.isEmpty { try drop(whole, now: now) }
            gone += whole
            for (day, rows) in partly {
                do throws(StoreError) {
                    try drop(day, keeping: rows, now: now)
                    gone.append(day)
                } catch {
                    stuck.insert(day.day)
                    failure = error
                }
            }
            guard stuck.count > before else { break }
            // The next plan looks at the room that there is then.
            Self.waitForRemovals()
        }
        if gone.isEmpty, let failure { throw failure }
        return gone.sorted { $0.day < $1.day }
    }

    /// The rows of a day's events that survive it: those that were kept, and those of escalated alerts, which are kept from now on.
    private func keptRows(of day: Int32) throws(StoreError) -> [Int64] {
        let escalated = try TriageStore.escalatedRows(of: day, in: directory)
        if !escalated.isEmpty { try station.keep(escalated.map { EventID(day: day, row: $0) }) }
        return try station.keptRows(of: day)
    }

    /// Drops a day but for these rows. Its own files go once the others are on the disk and `station.db` names them.
    private func drop(_ day: DroppedDay, keeping rows: [Int64], now: Instant) throws(StoreError) {
        let kept = KeptDay(day: day.day, directory: directory, identity: station.identity)
        let count: Int
        do throws(StoreError) {
            count = try kept.write(rows)
        } catch .diskFull {
            // What was dropped just now may not be given back yet.
            Self.waitForRemovals()
            count = try kept.write(rows)
        }
        guard count > 0 else { return try drop([day], now: now) }
        // Whatever comes of a commit that failed is told by `station.db` at the next opening; until then the copy stays.
        try station.forget([day], keeping: true, now: now)
        remove([.day(day.day)])
    }
}
