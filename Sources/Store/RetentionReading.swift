// SPDX-License-Identifier: Apache-2.0

internal import Query

extension StoreReader {
    /// Runs `body`, which reads a file; what fails because retention has taken the file meanwhile is left out.
    ///
    /// The list of days is older than what is read by it. A connection that is open goes on, but the raw lines are opened
    /// with the first of them.
    func leavingOutDropped<Value>(
        _ partition: Partition, _ body: () throws(StoreError) -> Value?
    ) throws(StoreError) -> Value? {
        do throws(StoreError) {
            return try body()
        } catch {
            if error.isInterruption { throw error }
            if try station.days().contains(where: { $0.partition == partition }) { throw error }
            return nil
        }
    }
}

/// Finds out which open files belong to days that were dropped: the disk has their blocks only when they are closed.
struct DroppedFiles {
    private var known: [StoredDay] = []

    /// Whether days may have gone since the last call, or changed their files. The list is mostly the very same, which costs
    /// nothing to tell.
    mutating func mayBeThere(given days: [StoredDay]) -> Bool {
        defer { known = days }
        return known != days
    }
}
