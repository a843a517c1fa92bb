// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import JobWork
internal import Jobs
internal import Store

/// Takes what gateways say of the video jobs that they run out of what they send, and keeps it beside the station's own jobs before its line is stored. The
/// ingest thread alone uses it.
///
/// Whose a job is says the connection. A line whose commit a crash undid comes again, and changes nothing then.
final class JobIntake {
    private let store: JobStore
    private var waiting: [JobStore.GatewayReport] = []
    /// Lines of this UTC day that are no jobs, too many, or more than a gateway may tell in a day, by gateway.
    private var lost: [String: Int] = [:]
    private var day: Int32?
    /// What could not be done last, in one line; empty while all is well.
    private(set) var trouble = ""

    /// Reports that wait while they cannot be kept; more than these are lost.
    private let waitingLimit: Int
    /// Gateways whose losses are told of one by one.
    private static let toldMost = 100

    init(directory: String, waitingLimit: Int = 10_000) {
        store = JobStore(directory: directory)
        self.waitingLimit = waitingLimit
    }

    /// Looks for reports in the decoded lines of a gateway.
    func look(_ batch: EventBatch, of gateway: String) {
        guard let kind = batch.symbols.firstIndex(of: JobLine.eventType) else { return }
        for event in batch.events where event.type.isPresent && Int(event.type.index) == kind {
            guard waiting.count < waitingLimit, let line = try? JobLine.read(Array(batch.bytes[event.raw])) else {
                lose(1, of: gateway)
                continue
            }
            waiting.append(.init(gateway: gateway, change: line.change, job: line.job))
        }
    }

    /// Keeps what waits. What cannot be kept waits on, and keeps no event from being stored.
    func keep(at now: Instant) {
        if let day, now.day != day { lost = [:] }
        day = now.day
        guard !waiting.isEmpty else { return tell("") }
        do throws(JobStoreFailure) {
            let taken = try store.take(waiting, at: now) { job, failure in JobNews.line(job, failure, at: now) }
            waiting.removeAll()
            for (gateway, count) in taken.refused { lose(count, of: gateway) }
            tell("")
        } catch {
            tell("\(waiting.count) reports of jobs wait: \(error.message)")
        }
    }

    private func lose(_ count: Int, of gateway: String) {
        guard lost[gateway] != nil || lost.count < Self.toldMost else { return }
        lost[gateway, default: 0] += count
    }

    private func tell(_ wait: String) {
        let losses = lost.sorted { $0.key < $1.key }.map { gateway, count in
            "lines of \(gateway) about jobs that were not taken, as they cannot be or are more than a day may bring: \(count)"
        }
        trouble = ([wait] + losses).filter { !$0.isEmpty }.joined(separator: "; ")
    }
}
