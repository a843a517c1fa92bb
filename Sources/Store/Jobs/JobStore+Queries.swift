// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
package import EVE

extension JobStore {
    /// A number that differs from the one before if anything was written in between; 0 where there is no file.
    package func changeToken() throws(JobStoreFailure) -> Int64 {
        try read(0) { tables throws(StoreError) in
            let rows = try Statement(tables.database, "SELECT changed FROM counter")
            return try rows.step() ? rows.integer(0) : 0
        }
    }

    package func job(_ number: Int64) throws(JobStoreFailure) -> Job? {
        try read(nil) { tables throws(StoreError) in try tables.jobs.job(number) }
    }

    /// Jobs in some of these states, the newest first.
    package func jobs(in states: Set<JobState>, limit: Int) throws(JobStoreFailure) -> [Job] {
        let words = states.map { "'\($0.rawValue)'" }.sorted().joined(separator: ",")
        return try read([]) { tables throws(StoreError) in
            try tables.jobs.jobs("WHERE state IN (\(words)) ORDER BY number DESC LIMIT \(limit)")
        }
    }

    /// The jobs that a query asks for, without what takes much room, and how the queue stands: running first, then queued in the order in which they will run, each
    /// with those of gateways behind the station's own, then the rest, newest first. How many may run and how many folders are watched is for the caller to add.
    ///
    /// What is sought is sought in all jobs; letters outside of ASCII count in the case in which they are given, or all small or all large.
    package func board(_ query: JobQuery, at now: Instant) throws(JobStoreFailure) -> JobBoard {
        try read(JobBoard()) { tables throws(StoreError) in
            var board = JobBoard()
            let condition = BoardCondition(query)
            for (states, order) in [
                ("state = 'running'", "gateway IS NOT NULL, started, number"),
                // Which will run next goes before what waits for its time.
                (
                    "state = 'queued'",
                    "gateway IS NOT NULL, coalesce(not_before, \(now.microseconds)) > \(now.microseconds), priority DESC, number"
                ), ("state NOT IN ('queued', 'running')", "ended DESC, number DESC"),
            ] {
                let most = max(0, query.limit - board.jobs.count)
                board.jobs += try tables.jobs.briefJobs(
                    "WHERE \(states)\(condition.words) ORDER BY \(order) LIMIT \(most)", condition.values)
                board.total += try tables.jobs.count(states + condition.words, condition.values)
            }
            let whole = query.whole.map { id in board.jobs.firstIndex { $0.id == id } } ?? board.jobs.indices.first
            if let whole { board.jobs[whole].course = try tables.jobs.job(board.jobs[whole].id)?.course }
            board.running = try tables.jobs.count("state = 'running'")
            board.queued = try tables.jobs.count("state = 'queued'")
            let day = Argument.integer(now.floored(toMicroseconds: Instant.microsecondsPerDay).microseconds)
            board.succeededToday = try tables.jobs.count("state = 'succeeded' AND ended >= ?1", [day])
            board.failedToday = try tables.jobs.count("state = 'failed' AND ended >= ?1", [day])
            board.cancelledToday = try tables.jobs.count("state = 'cancelled' AND ended >= ?1", [day])
            return board
        }
    }

    /// Entries of the record, of one job or of all, the newest first.
    package func entries(of job: Int64? = nil, limit: Int) throws(JobStoreFailure) -> [JobEntry] {
        try read([]) { tables throws(StoreError) in try tables.record.entries(of: job, limit: limit) }
    }

    // MARK: News

    /// An event of the station's own that is on its way among the events.
    package struct News: Sendable, Hashable {
        package let number: Int
        package let gateway: String
        package let line: [UInt8]
    }

    /// News that are not known to be among the events yet, oldest first.
    package func news(limit: Int = 256) throws(JobStoreFailure) -> [News] {
        try read([]) { tables throws(StoreError) in
            let rows = try Statement(
                tables.database, "SELECT number, gateway, line FROM news ORDER BY number LIMIT \(limit)")
            var all: [News] = []
            while try rows.step() {
                all.append(News(number: Int(rows.integer(0)), gateway: rows.text(1), line: rows.bytes(2)))
            }
            return all
        }
    }

    /// Forgets news that are among the events.
    package func dropNews(_ numbers: [Int]) throws(JobStoreFailure) {
        guard !numbers.isEmpty else { return }
        try write { tables throws(StoreError) -> Result<Void, Refusal> in
            let drop = try Statement(tables.database, "DELETE FROM news WHERE number = ?")
            for number in numbers {
                drop.bind(1, Int64(number))
                try drop.run()
            }
            return .success(())
        }
    }
}
