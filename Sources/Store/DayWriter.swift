// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Foundation
internal import GRDB

/// Writes into one day's files: the raw lines into one, all that is known of them into the other. Not for use by several
/// threads at once.
///
/// After a failure it must be thrown away: what it remembers of the files may have been undone.
final class DayWriter {
    /// The events of one batch that belong to this file.
    struct Share {
        /// Index of the part in the append.
        var part: Int
        /// For each event its wanted row and its index in the batch, ascending.
        var events: [(row: Int64, index: Int)]
    }

    /// What became of shares.
    struct Outcome {
        var stored = 0
        /// Matches of rules on events that were stored.
        var matches = 0
        /// For each part of the append, how many of its events this file already held.
        var duplicates: [Int]
    }

    let partition: Partition
    private let queue: DatabaseQueue
    private var session: DaySession?

    /// Opens the files in `directory`, or makes them.
    init(
        _ partition: Partition, in directory: StoreDirectory, identity: Int64, _ dictionaries: DictionaryTraining
    ) throws(StoreError) {
        self.partition = partition
        let path = directory.path(of: partition)
        let rawPath = directory.rawPath(of: partition)
        // A new file of events would take the raw lines for the rest of a commit that never ended, and cut them off.
        let isNew = !FileManager.default.fileExists(atPath: path)
        if isNew, let raw = try RawFile.reading(rawPath), try raw.length() > RawFile.headLength {
            throw .indexMissing(path: path)
        }
        queue = try StoreFile.openForWriting(path, schema: Schema.day)
        try queue.access { database throws(StoreError) in
            session = try DaySession(
                partition, in: database, path: path, rawPath: rawPath, identity: identity, dictionaries)
        }
    }

    deinit {
        // Statements go before their connection.
        session = nil
    }

    /// Commits the shares and the progress of their sources in one transaction.
    ///
    /// The raw lines are on the disk before the transaction is. A failure leaves what was written of them behind the committed
    /// length, where nobody reads and the next writer cuts.
    func commit(_ shares: [Share], of parts: [StoreWriter.Part], sources: [Int64]) throws(StoreError) -> Outcome {
        try queue.transaction { database throws(StoreError) in
            var outcome = Outcome(duplicates: Array(repeating: 0, count: parts.count))
            for share in shares {
                try session?.append(share, of: parts[share.part], source: sources[share.part], counting: &outcome)
            }
            try session?.finish()
            return outcome
        }
    }
}
