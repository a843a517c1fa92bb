// SPDX-License-Identifier: Apache-2.0

internal import Query
internal import Synchronization

/// Connections to files of events, kept open between queries.
///
/// A query takes one for itself and gives it back, so that several queries never wait for each other.
final class ReaderPool: Sendable {
    private let directory: StoreDirectory
    private let usesRollUps: Bool
    private let geography: (any Geography)?
    private let trust: (any TrustSource)?
    private let triage: SharedFile
    /// Those not in use, the most lately used last.
    private let idle = Mutex<[DayReader]>([])
    private let dropped = Mutex(DroppedFiles())

    /// How many idle connections stay open.
    private static let limit = 32

    init(
        _ directory: StoreDirectory, usesRollUps: Bool, geography: (any Geography)?, trust: (any TrustSource)? = nil
    ) {
        self.directory = directory
        self.geography = geography
        self.trust = trust
        self.usesRollUps = usesRollUps
        triage = .triage(in: directory)
    }

    /// Runs `body` with a connection to a file; `nil` if there is no such file.
    ///
    /// - Throws: `StoreError`. A connection that failed is not used again.
    func with<Value>(
        _ partition: Partition, _ body: (DayReader) throws(StoreError) -> Value
    ) throws(StoreError) -> Value? {
        guard let reader = try take(partition) else { return nil }
        let value: Value
        do {
            value = try body(reader)
        } catch {
            if error.isInterruption { give(reader) }
            throw error
        }
        give(reader)
        return value
    }

    /// Closes idle connections to files of days that are not there any more.
    func closeFiles(notIn days: [StoredDay]) {
        guard dropped.withLock({ $0.mayBeThere(given: days) }) else { return }
        let known = Set(days.map(\.partition))
        let gone = idle.withLock { idle in
            let gone = idle.filter { !known.contains($0.partition) }
            idle.removeAll { !known.contains($0.partition) }
            return gone
        }
        _ = gone
    }

    private func take(_ partition: Partition) throws(StoreError) -> DayReader? {
        let kept = idle.withLock { idle in
            idle.lastIndex { $0.partition == partition }.map { idle.remove(at: $0) }
        }
        let path = directory.path(of: partition)
        // Another file may have the name by now: a day that was rebuilt.
        let identity = FileIdentity(path)
        if let kept, kept.identity == identity { return kept }
        guard let queue = try StoreFile.openForReading(path, schema: Schema.day) else { return nil }
        return DayReader(
            partition, in: directory, queue: queue, identity: identity, usesRollUps: usesRollUps, geography: geography,
            trust: trust, triage: triage)
    }

    private func give(_ reader: DayReader) {
        // Closing a connection takes time, so it happens outside of the lock.
        let surplus = idle.withLock { idle in
            idle.append(reader)
            return idle.count > Self.limit ? idle.removeFirst() : nil
        }
        _ = surplus
    }
}
