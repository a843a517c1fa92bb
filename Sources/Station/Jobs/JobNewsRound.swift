// SPDX-License-Identifier: Apache-2.0

internal import Collector
internal import EVE
internal import Intake
internal import Store
internal import Synchronization

/// Puts what is told of jobs that failed among the events, whichever process ran them; they are forgotten once they are stored.
struct JobNewsRound: StationRound {
    private let store: JobStore
    private let queue: CollectedQueue
    private let sent = Sent()
    private var token: Int64?

    /// Numbers of news that are on their way, and of those that are among the events.
    private final class Sent: Sendable {
        struct Content {
            var under: Set<Int> = []
            var done: [Int] = []
        }

        let content = Mutex(Content())
    }

    init(directory: String, queue: CollectedQueue) {
        store = JobStore(directory: directory)
        self.queue = queue
    }

    mutating func run(now: Instant, seconds: Double) -> String {
        do throws(JobStoreFailure) {
            try forget()
            let newest = try store.changeToken()
            guard newest != token else { return "" }
            try send()
            token = newest
            return ""
        } catch {
            return "jobs: \(error.message)"
        }
    }

    mutating func end(now: Instant) { try? forget() }

    private func forget() throws(JobStoreFailure) {
        let done = sent.content.withLock { $0.done }
        guard !done.isEmpty else { return }
        try store.dropNews(done)
        sent.content.withLock { content in
            content.done.removeAll { done.contains($0) }
            content.under.subtract(done)
        }
    }

    private func send() throws(JobStoreFailure) {
        for news in try store.news() {
            guard sent.content.withLock({ $0.under.insert(news.number).inserted }) else { continue }
            var lines = ShippedLines()
            lines.add(news.line)
            let sent = sent
            queue.put(
                CollectedBatch(gateway: news.gateway, lines: lines) {
                    sent.content.withLock { $0.done.append(news.number) }
                })
        }
    }
}
