// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB
internal import Query
internal import Synchronization

/// A connection that reads one file of events; one query has it at a time.
final class DayReader: Sendable {
    let partition: Partition
    let path: String
    /// The file that is open, whatever has its name now.
    let identity: FileIdentity?
    private let rawPath: String
    private let queue: DatabaseQueue
    private let usesRollUps: Bool
    private let geography: (any Geography)?
    private let trust: (any TrustSource)?
    private let triage: SharedFile
    private let names = Mutex(LocalNames())

    init(
        _ partition: Partition, in directory: StoreDirectory, queue: DatabaseQueue, identity: FileIdentity?,
        usesRollUps: Bool, geography: (any Geography)?, trust: (any TrustSource)?, triage: SharedFile
    ) {
        self.partition = partition
        self.identity = identity
        path = directory.path(of: partition)
        rawPath = directory.rawPath(of: partition)
        self.queue = queue
        self.usesRollUps = usesRollUps
        self.geography = geography
        self.trust = trust
        self.triage = triage
        guard let geography else { return }
        // A connection that cannot be used says so when it is asked.
        try? queue.access { CountrySource(geography).install(in: $0) }
    }

    /// Runs `body` on one consistent state of the file.
    ///
    /// - Throws: `StoreError`; one that `isInterruption` once `cancellation` is set.
    func snapshot<Value>(
        until cancellation: Cancellation, _ body: (DaySnapshot) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        try queue.snapshot { database throws(StoreError) in
            Interruption.install(cancellation, in: database)
            defer { Interruption.remove(from: database) }
            let known = names.withLock { names in
                Result<LocalNames, StoreError> { () throws(StoreError) in
                    try names.refresh(database)
                    return names
                }
            }
            return try body(
                DaySnapshot(
                    database, partition, path: path, rawPath: rawPath, names: known.get(), usesRollUps: usesRollUps,
                    geography: geography, trust: trust, triage: triage, until: cancellation))
        }
    }
}
