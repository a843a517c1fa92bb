// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

/// Finds out which events are stored already, by what they are and not by where they came from.
struct HeldLines {
    private let readers: ReaderPool
    private let station: StationWriter

    init(_ readers: ReaderPool, _ station: StationWriter) {
        self.readers = readers
        self.station = station
    }

    /// For each event of the batch how often the store has its very bytes of its time from this gateway.
    ///
    /// - Parameter mend: puts a damaged file right, or throws.
    func look(
        for batch: EventBatch, of gateway: String, mend: (Partition, StoreError) throws(StoreError) -> Void
    ) throws(StoreError) -> [Int] {
        var held = [Int](repeating: 0, count: batch.events.count)
        var files: [Partition: [Int]] = [:]
        for index in batch.events.indices {
            // What was dropped with its day is not there, and is dropped again.
            guard let file = station.file(of: batch.events[index].time.day) else { continue }
            files[file, default: []].append(index)
        }
        for (file, indices) in files {
            do throws(StoreError) {
                try look(for: batch, at: indices, of: gateway, in: file, &held)
            } catch {
                guard error.isDamage else { throw error }
                try mend(file, error)
                for index in indices { held[index] = 0 }
                try look(for: batch, at: indices, of: gateway, in: file, &held)
            }
        }
        return held
    }

    private func look(
        for batch: EventBatch, at indices: [Int], of gateway: String, in file: Partition, _ held: inout [Int]
    ) throws(StoreError) {
        _ = try readers.with(file) { reader throws(StoreError) in
            try reader.snapshot(until: Cancellation()) { day throws(StoreError) in
                try look(for: batch, at: indices, of: gateway, in: day, &held)
            }
        }
    }

    private func look(
        for batch: EventBatch, at indices: [Int], of gateway: String, in day: DaySnapshot, _ held: inout [Int]
    ) throws(StoreError) {
        guard let number = day.names.id(of: gateway) else { return }
        let rows = try Statement(
            day.database, "SELECT place FROM event WHERE row >= ? AND row < ? AND gateway = ?")
        for index in indices {
            let event = batch.events[index]
            // A microsecond that was full has events in its neighbours.
            rows.bind(1, day.partition.row(at: event.time.advanced(byMicroseconds: -1)))
            rows.bind(2, day.partition.row(at: event.time.advanced(byMicroseconds: 2)))
            rows.bind(3, number)
            defer { rows.reset() }
            while try rows.step() {
                let line = try day.raw(at: rows.integer(0))
                if line.elementsEqual(batch.bytes[event.raw]) { held[index] += 1 }
            }
        }
    }
}
