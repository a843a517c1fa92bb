// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import EVE
import Foundation
import Testing

@testable import Store

@Suite("Jobs that gateways run") struct GatewayJobTests {
    let directory: TemporaryStore
    let store: JobStore
    let time = Instant(seconds: 1_790_000_000)

    init() throws {
        directory = try TemporaryStore()
        store = JobStore(directory: directory.path)
    }

    /// A job as a gateway tells of it.
    private func job(_ number: Int64 = 7, _ state: JobState = .running, tries: Int = 1) -> Job {
        var job = Job(
            id: number, state: state, camera: "quay-3", input: "/srv/in/\(number).mp4",
            output: "/srv/out/\(number).mp4",
            by: "kim", submitted: time)
        job.started = time
        job.tries = tries
        if state.isOver { job.ended = time }
        if state == .succeeded {
            job.report = JobReport(
                program: "1", input: .init(path: job.input, bytes: 3, sha256: ""), options: job.options)
            job.report?.outputs = [.init(path: job.output, bytes: 9, sha256: "")]
        }
        if state == .failed { job.failure = JobFailure(.privacy, "somebody was left") }
        return job
    }

    @discardableResult
    private func take(
        _ job: Job, change: Int, of gateway: String = "gw-a", at now: Instant? = nil
    ) throws -> JobStore.Taken {
        try store.take([.init(gateway: gateway, change: change, job: job)], at: now ?? time) { job, failure in
            Array("\(job.id) \(failure.kind) of \(job.gateway ?? "nobody")".utf8)
        }
    }

    private var all: [Job] { get throws { try store.jobs(in: Set(JobState.allCases), limit: 999).reversed() } }

    private var faults: [String] {
        var problems = ProblemList()
        JobCheck.run(StoreDirectory(root: directory.path), identity: nil, &problems)
        return problems.told.map { "\($0)" }
    }

    @Test("a job is one row, however often its lines come and in whatever order")
    func once() throws {
        #expect(try take(job(), change: 10).changed == 1)
        let row = try #require(try all.first)
        #expect(row.state == .running && row.gateway == "gw-a" && row.camera == "quay-3" && row.by == "gateway gw-a")
        #expect(try take(job(7, .succeeded), change: 19).changed == 1)
        for change in [10, 19, 12] { #expect(try take(job(), change: change).known == 1) }
        // What succeeded is over, whatever is said later.
        #expect(try take(job(7, .failed), change: 99).known == 1)
        let rows = try all
        #expect(rows.count == 1 && rows[0].id == row.id && rows[0].state == .succeeded)
        #expect(rows[0].report == job(7, .succeeded).report)
        #expect(try store.entries(limit: 9).map(\.kind) == [.succeeded, .begun, .submitted])
        #expect(try store.entries(limit: 9).allSatisfy { $0.person == "gateway gw-a" })
        #expect(faults.isEmpty, "\(faults)")
    }

    @Test("the end may come before the begin, as the newest goes first after an outage")
    func newestFirst() throws {
        try take(job(7, .succeeded), change: 19)
        #expect(try take(job(), change: 10).known == 1)
        #expect(try all.map(\.state) == [.succeeded])
        #expect(faults.isEmpty, "\(faults)")
    }

    @Test("no gateway's word touches another one's job or one of the station's own")
    func apart() throws {
        var own = job()
        own.gateway = nil
        let number = try #require(try store.submit(own))
        try take(job(number), change: 1, of: "gw-a")
        try take(job(number), change: 2, of: "gw-b")
        try take(job(number, .failed), change: 3, of: "gw-b")
        let rows = try all
        #expect(rows.map(\.gateway) == [nil, "gw-a", "gw-b"])
        #expect(rows.map(\.state) == [.queued, .running, .failed])
        var spoofed = job(55)
        spoofed.gateway = "gw-a"
        try take(spoofed, change: 1, of: "gw-b")
        #expect(try all.last?.gateway == "gw-b")
    }

    @Test("a failure becomes news of the gateway once")
    func news() throws {
        try take(job(), change: 1)
        try take(job(7, .failed), change: 2)
        try take(job(7, .failed), change: 2)
        try take(job(7, .failed), change: 3)
        let news = try store.news()
        #expect(news.map(\.gateway) == ["gw-a"])
        #expect(news.map { String(decoding: $0.line, as: UTF8.self) } == ["1 privacy of gw-a"])
        #expect(try store.entries(limit: 9).first?.words == "privacy: somebody was left")
    }

    @Test("people are told where to do what cannot be done here")
    func refusals() throws {
        try take(job(), change: 1)
        let number = try #require(try all.first).id
        let deeds: [() throws -> Void] = [
            { _ = try store.cancel(number, by: "kim", at: time) },
            { try store.retry(number, nil, by: "kim", at: time) },
            { try store.prioritise(number, 3, by: "kim", at: time) },
            { try store.noteLook(number, frame: 1, by: "kim", at: time) },
        ]
        for deed in deeds {
            let failure = #expect(throws: JobStoreFailure.self) { try deed() }
            #expect(failure?.message.hasPrefix("job \(number) is of the gateway gw-a, and its files are there") == true)
        }
        #expect(try all.map(\.state) == [.running])
    }

    @Test("the queue neither takes up, begins nor ends a gateway's job, and removes no file that one names")
    func queue() throws {
        try take(job(1), change: 1)
        try take(job(2, .queued), change: 1)
        try take(job(3, .succeeded), change: 1)
        #expect(try store.interrupted().isEmpty)
        #expect(try store.beginNext(at: time) == nil)
        let later = time.advanced(byMicroseconds: 1_000_000_000_000)
        #expect(try store.outputsToDrop(before: later).isEmpty && store.inputsToDrop(before: later).isEmpty)
        // An output of that name is another file.
        var own = job()
        own.output = job(3).output
        #expect(try store.submit(own) != nil)
    }

    @Test("times ahead of the station's clock, pictures and priorities do not count")
    func ahead() throws {
        var told = job(7, .failed)
        told.submitted = Instant(microseconds: .max)
        told.started = Instant(microseconds: .max)
        told.ended = Instant(microseconds: .max)
        told.priority = 9
        told.progress = JobProgress(
            frames: 1, regions: 0, residual: 0, speed: 1, secondsLeft: nil,
            preview: PreviewPicture(frame: 0, width: 1, height: 1, pixels: [1, 2, 3]))
        try take(told, change: 1)
        let row = try #require(try all.first)
        #expect(row.submitted == time && row.started == time && row.ended == time && row.priority == 0)
        #expect(row.progress?.frames == 1 && row.progress?.preview == nil)
    }

    @Test("a gateway has only so many open jobs: of more the oldest are ended, and those of others stay")
    func open() throws {
        try take(job(1), change: 1, of: "gw-b")
        let most = JobStore.gatewayOpenMost
        for number in 1...most + 3 {
            var told = job(Int64(number))
            told.started = time.advanced(byMicroseconds: Int64(number - 1000))
            try take(told, change: 1)
        }
        let rows = try all.filter { $0.gateway == "gw-a" }
        #expect(rows.count == most + 3)
        #expect(rows.prefix(3).map(\.state) == [.failed, .failed, .failed])
        #expect(rows.filter { !$0.state.isOver }.count == most)
        #expect(try all.first?.state == .running)
        #expect(try store.news().isEmpty)
    }

    @Test("a gateway tells only so much in a day, and others go on")
    func dayLimit() throws {
        let most = JobStore.gatewayLinesMost
        let reports = (1...most + 5).map { JobStore.GatewayReport(gateway: "gw-a", change: $0, job: job()) }
        let taken = try store.take(reports, at: time) { _, _ in [] }
        #expect(taken.changed == most && taken.refused == ["gw-a": 5])
        #expect(try take(job(), change: 1, of: "gw-b").changed == 1)
        // Nothing that is known counts.
        #expect(try take(job(), change: 1).known == 1)
        let tomorrow = time.advanced(byMicroseconds: Instant.microsecondsPerDay)
        #expect(try take(job(), change: most + 9, at: tomorrow).changed == 1)
    }
}
