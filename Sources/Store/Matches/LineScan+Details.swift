// SPDX-License-Identifier: Apache-2.0

internal import EVE
package import Query

extension StoreReader {
    /// Some events with their raw bytes, in the order of `ids`; those that cannot be read (any more) are left out.
    ///
    /// Each file is opened once, and neighbours share a block, so that a few hundred take hundredths of a second.
    ///
    /// - Throws: `QueryFailure`.
    package func details(
        of ids: [EventID], until cancellation: Cancellation
    ) throws(QueryFailure) -> [EventDetail] {
        try answering { () throws(StoreError) in
            let partitions = try station.days().reduce(into: [:]) { $0[$1.day] = $1.partition }
            let known = ids.filter { partitions[$0.day] != nil }
            var details: [EventID: EventDetail] = [:]
            do throws(StoreError) {
                for partition in Set(known.compactMap { partitions[$0.day] }) {
                    let here = known.filter { partitions[$0.day] == partition }
                    let found = try read(partition, until: cancellation) { day throws(StoreError) in
                        try day.details(of: here)
                    }
                    for detail in found ?? [] { details[detail.row.id] = detail }
                }
            } catch {
                guard error.isInterruption else { throw error }
            }
            return ids.compactMap { details[$0] }
        }
    }
}

extension DaySnapshot {
    fileprivate func details(of ids: [EventID]) throws(StoreError) -> [EventDetail] {
        let rows = try Statement(database, "SELECT \(Self.eventColumns) FROM event e WHERE e.row = ?")
        var details: [EventDetail] = []
        for id in ids {
            rows.reset()
            rows.bind(1, id.row)
            guard try rows.step() else { continue }
            var row = try eventRow(rows)
            do throws(StoreError) {
                let raw = try raw(at: place(rows))
                row.summary = Self.summary(of: raw)
                details.append(EventDetail(row: row, raw: raw))
            } catch {
                guard error.isDamage else { throw error }
            }
        }
        return details
    }
}
