// SPDX-License-Identifier: Apache-2.0

internal import EVE

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
            let days = try plan(policy, now: now, without: stuck).drops
            close(days)
            var whole: [DroppedDay] = []
            var partly: [(day: DroppedDay, rows: [Int64])] = []
            for day in days {
                let rows = try station.keptRows(of: day.day)
                if rows.isEmpty { whole.append(day) } else { partly.append((day, rows)) }
            }
            if !whole.isEmpty { try drop(whole, now: now) }
            gone += whole
            let before = stuck.count
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
