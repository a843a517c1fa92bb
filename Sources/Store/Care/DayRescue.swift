// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// What a writer does with a day that it cannot write on: it goes on with what can be had of it.
///
/// It rebuilds the day at once, however long that takes (a million events take some ten seconds). No event can be stored meanwhile, but
/// none is lost either: what comes stays in the logs. To store the other days and come back to this one later would let the
/// bookmarks run ahead of it.
struct DayRescue {
    let partition: Partition
    let directory: StoreDirectory
    let identity: Int64
    let now: Instant

    /// Makes the day's files such that they can be opened; the answer tells what was done, in lines for a person.
    ///
    /// - Throws: `StoreError` where the disk is in the way.
    func run(after failure: StoreError) throws(StoreError) -> [RepairAction] {
        let name = StoreDirectory.name(of: partition)
        if try isForeign() {
            let aside = SetAside("foreign", at: now)
            try aside.move(database: directory.path(of: partition))
            try aside.move(directory.rawPath(of: partition))
            try DiskSync.directory(directory.days)
            return [RepairAction(name, "it belongs to another store; moved aside, the day begins anew", isLoss: true)]
        }
        let repair = DayRepair(
            partition: partition, directory: directory, identity: identity,
            bookmarks: StationRepair.bookmarks(directory), now: now)
        let actions = try repair.run(fault: failure.fact)
        guard actions.isEmpty else { return actions }
        // Nothing was ever committed: what is there is of no use.
        try repair.beginAnew()
        return [RepairAction(name, "\(failure.fact); moved aside, the day begins anew", isLoss: true)]
    }

    /// Whether the raw lines are another store's, and no file of events says otherwise.
    private func isForeign() throws(StoreError) -> Bool {
        guard let owner = try StoreRepair.owner(directory.rawPath(of: partition)) else { return false }
        guard owner != identity else { return false }
        let diagnosis = try DayDiagnosis(partition, in: directory, identity: identity)
        return diagnosis.isForeign || diagnosis.committed == nil
    }
}
