// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Collector
import EVE
import Fixtures
import Intake
import JobWork
import Testing

@testable import Station
@testable import Store

@Suite("What gateways say of video jobs") struct JobIntakeTests {
    private let folder: Folder
    private let store: JobStore
    private let now = Instant(seconds: 1_790_000_000)

    init() throws {
        folder = try Folder()
        store = JobStore(directory: folder.configuration.dataDirectory)
    }

    private func line(_ state: JobState, change: Int, number: Int64 = 7) -> [UInt8] {
        var job = Job(
            id: number, state: state, camera: "quay-3", input: "/srv/in/a.mp4", output: "/srv/out/a.mp4",
            by: "watch quay-3", submitted: now)
        job.tries = 1
        if state == .succeeded {
            job.report = JobReport(
                program: "1", input: .init(path: job.input, bytes: 1, sha256: ""), options: job.options)
            job.report?.outputs = [.init(path: "/etc/passwd", bytes: 1, sha256: "")]
        }
        if state == .failed { job.failure = JobFailure(.privacy, "somebody was left") }
        return JobLine(change: change, job: job).line(timestamp: now)
    }

    /// Lets lines of a gateway come; the trouble that the station tells of. `commits` tells whether they are stored.
    @discardableResult
    private func send(_ lines: [[UInt8]], from gateway: String = "gw-a", commits: Bool = true) throws -> String {
        let queue = CollectedQueue()
        let writer = try StoreWriter(directory: folder.configuration.dataDirectory)
        let round = try FollowRound(
            configuration: folder.configuration, writer: writer, rules: StationRules(folder.configuration), queue: queue
        )
        var shipped = ShippedLines()
        for line in lines { shipped.add(line) }
        queue.put(CollectedBatch(gateway: gateway, lines: shipped) {})
        let parts = round.gather(now: now)
        if commits { _ = try round.commit(parts, arrived: now) }
        return round.collectedTrouble
    }

    private var jobs: [Job] { get throws { try store.jobs(in: Set(JobState.allCases), limit: 99).reversed() } }

    @Test("a password in an address of a gateway is kept nowhere")
    func passwords() throws {
        var job = Job(
            id: 7, state: .succeeded, camera: "quay-3", input: "rtsp://user:secret@camera/1", output: "/srv/out/live",
            by: "watch quay-3", submitted: now)
        job.report = JobReport(program: "1", input: .init(path: job.input, bytes: 0, sha256: ""), options: job.options)
        #expect(!String(decoding: JobLine(change: 1, job: job).line(timestamp: now), as: UTF8.self).contains("secret"))
        _ = try store.take([.init(gateway: "gw-a", change: 1, job: job)], at: now) { _, _ in [] }
        let kept = try #require(try jobs.first)
        #expect(kept.input == "rtsp://...@camera/1" && kept.report?.input.path == "rtsp://...@camera/1")
        let entries = try store.entries(limit: 9)
        #expect(
            !entries.isEmpty && entries.allSatisfy { !$0.words.contains("secret") && !$0.content.contains("secret") })
    }

    @Test("a gateway's job is shown beside the station's own, and its lines are events as well")
    func taken() throws {
        #expect(try send([line(.running, change: 1), line(.failed, change: 9)]) == "")
        let job = try #require(try jobs.first)
        #expect(try jobs.count == 1 && job.state == .failed && job.gateway == "gw-a")
        #expect(try store.board(JobQuery(limit: 9), at: now).failedToday == 1)
        let news = try store.news()
        #expect(news.map(\.gateway) == ["gw-a"])
        let text = String(decoding: try #require(news.first).line, as: UTF8.self)
        #expect(text.contains(#""event_type":"alert""#))
    }

    @Test("a line whose commit a crash undid comes again, and changes nothing")
    func again() throws {
        try send([line(.running, change: 1)], commits: false)
        for _ in 0..<2 { try send([line(.running, change: 1), line(.failed, change: 9)]) }
        #expect(try jobs.count == 1)
        #expect(try store.news().count == 1)
        #expect(try store.entries(limit: 9).count == 3)
    }

    @Test("the gateway is the connection's, whatever the line says")
    func spoofed() throws {
        let text = String(decoding: line(.running, change: 1), as: UTF8.self)
        let spoofed = text.replacing(#""vedette_job":{"#, with: #""vedette_job":{"gateway":"gw-b","#)
        try send([Array(spoofed.utf8)], from: "gw-a")
        #expect(try jobs.map(\.gateway) == ["gw-a"])
    }

    @Test("no frame of a gateway's job is shown, whatever file of the station it names")
    func frames() throws {
        try send([line(.succeeded, change: 9)])
        let job = try #require(try jobs.first)
        let desk = JobDesk(folder.configuration, person: "kim")
        for isOriginal in [false, true] {
            let wish = JobPreviewWish(job: job.id, side: 64, isOriginal: isOriginal)
            let answer = try desk.preview(wish, live: nil, own: "/bin/sh", at: now) { true }
            let words = "job \(job.id) is of the gateway gw-a, and its files are there; no frame is shown here"
            #expect(answer == .refused(words))
        }
        #expect(try store.entries(limit: 9).allSatisfy { $0.kind != .looked })
        // Nor is it done once more here, beside a path that the gateway names.
        guard case .refused(let words) = desk.perform(.retry(job.id, nil), at: now) else {
            Issue.record("it was taken")
            return
        }
        #expect(words.contains("is of the gateway gw-a"))
        #expect(try jobs.count == 1)
    }

    @Test("lines that are no jobs are told of and lost, and keep neither events nor jobs from being taken")
    func nonsense() throws {
        let bad = #"{"timestamp":"2026-09-21T14:13:20.000000Z","event_type":"vedette_job","vedette_job":{"id":"x"}}"#
        let trouble = try send([Array(bad.utf8), line(.running, change: 1)])
        #expect(trouble.hasPrefix("lines of gw-a about jobs that were not taken") && trouble.hasSuffix(": 1"))
        #expect(try jobs.count == 1)
    }
}
