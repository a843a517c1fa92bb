// SPDX-License-Identifier: Apache-2.0

internal import EVE
package import Query

/// Why events cannot be kept.
package enum KeepFailure: Error, Sendable, Equatable {
    /// The event is not stored (any more).
    case notStored(EventID)
    case store(StoreError)

    /// One line for people.
    package var message: String {
        switch self {
        case .notStored(let event):
            "event \(event.row) of \(Partition.text(ofDay: event.day)) is not stored any more, so it cannot be kept; "
                + "the logs may still have it"
        case .store(let error): error.message
        }
    }
}

/// Notes which events survive the dropping of their days. Only the writer may.
struct Keeping {
    let directory: StoreDirectory
    let station: StationWriter

    func keep(_ events: [EventID]) throws(KeepFailure) {
        let missing: EventID?
        do throws(StoreError) {
            missing = try firstMissing(of: events)
            if missing == nil { try station.keep(events) }
        } catch {
            throw .store(error)
        }
        if let missing { throw .notStored(missing) }
    }

    func release(_ events: [EventID]) throws(StoreError) {
        let days = try station.release(events)
        if !days.isEmpty { Retention(directory, station).remove(days.map { .kept($0) }) }
    }

    private func firstMissing(of events: [EventID]) throws(StoreError) -> EventID? {
        for (day, own) in Dictionary(grouping: events, by: \.day).sorted(by: { $0.key < $1.key }) {
            guard let partition = station.file(of: day),
                let queue = try StoreFile.openForReading(directory.path(of: partition), schema: Schema.day)
            else { return own.first }
            let missing = try queue.snapshot { database throws(StoreError) -> EventID? in
                let find = try Statement(database, "SELECT 1 FROM event WHERE row = ?")
                for event in own {
                    find.bind(1, event.row)
                    // Days of the shared file have each other's rows beside theirs.
                    guard try find.step(), partition.id(ofRow: event.row) == event else { return event }
                    find.reset()
                }
                return nil
            }
            if let missing { return missing }
        }
        return nil
    }
}
