// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import EVE
import Fixtures
import Foundation
import Testing

@testable import Store

/// What jobs may not do to each other, and what is not told of them.
@Suite("Rules of the store of jobs") struct JobStoreRuleTests {
    let directory: TemporaryStore
    let store: JobStore
    let time = Instant(seconds: 1_790_000_000)

    init() throws {
        directory = try TemporaryStore()
        store = JobStore(directory: directory.path)
    }

    private func job(_ output: String, input: String = "/in/a.mp4", camera: String = "", by: String = "kim") -> Job {
        Job(camera: camera, input: input, output: output, by: by, submitted: time)
    }

    @discardableResult
    private func submit(_ job: Job, watch: String? = nil, taken: JobStore.TakenFile? = nil) throws -> Int64 {
        try #require(try store.submit(job, watch: watch, taken: taken))
    }

    private func refused(_ body: () throws -> Void) -> Bool {
        do { try body() } catch JobStoreFailure.refused { return true } catch { return false }
        return false
    }

    private func succeed(_ job: Job, at end: Instant) throws {
        let report = JobReport(
            program: "1", input: .init(path: job.input, bytes: 3, sha256: "aa"), options: job.options)
        try store.finish(job.id, .succeeded(report), at: end)
    }

    private func file(_ number: UInt64) -> JobStore.TakenFile {
        .init(device: 1, inode: number, size: 1, modified: 1, path: "/in/\(number).mp4")
    }

    // MARK: Outputs

    @Test("a job is not tried again while another one writes to its output, or once it has")
    func rivals() throws {
        let first = try submit(job("/out/a.mp4"))
        _ = try store.cancel(first, by: "kim", at: time)
        let second = try submit(job("/out/a.mp4"))
        #expect(refused { try store.retry(first, nil, by: "kim", at: time) })
        let begun = try #require(try store.beginNext(at: time))
        #expect(begun.id == second && refused { try store.retry(first, nil, by: "kim", at: time) })
        try succeed(begun, at: time)
        #expect(refused { try store.retry(first, nil, by: "kim", at: time) })
        try store.noteDropped(second, inputs: false, words: "", at: time)
        try store.retry(first, nil, by: "kim", at: time)
        #expect(try store.job(first)?.state == .queued)
    }

    @Test("an output is the same however its path is written")
    func places() throws {
        let folder = directory.path + "/out"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: directory.path + "/link", withDestinationPath: folder)
        try submit(job(folder + "/a.mp4"))
        for path in ["/out//a.mp4", "/out/./a.mp4", "/link/a.mp4", "/none/../link/a.mp4", "/out/none/../a.mp4"] {
            #expect(try !store.isOutputFree(directory.path + path), "\(path)")
            #expect(refused { _ = try store.submit(job(directory.path + path)) }, "\(path)")
        }
        #expect(try store.isOutputFree(folder + "/none/a.mp4"))
    }

    // MARK: Addresses

    @Test("the password of an address is nowhere but with the worker")
    func passwords() throws {
        let address = "rtsp://user:secret@camera/1"
        let number = try submit(job("/out/live", input: address))
        #expect(try store.job(number)?.input == "rtsp://...@camera/1")
        #expect(try store.entries(of: number, limit: 9).map(\.words) == ["rtsp://...@camera/1"])
        #expect(try store.board(JobQuery(), at: time).jobs.map(\.input) == ["rtsp://...@camera/1"])
        // Nor is it found by trying.
        #expect(try store.board(JobQuery(text: "secret"), at: time).total == 0)
        let found = try #require(try store.input(of: number))
        #expect(found.path == address && found.isStream)
        #expect(try store.beginNext(at: time)?.input == address)
        #expect(try store.job(number)?.input == "rtsp://...@camera/1")
    }

    @Test("a named pipe is known for a stream after the station ended, though nothing is there any more")
    func pipes() throws {
        let number = try #require(try store.submit(job("/out/live", input: "/run/pipe"), isPipe: true))
        try submit(job("/out/b.mp4"))
        for _ in 0..<2 { _ = try store.beginNext(at: time) }
        let left = try store.interrupted()
        #expect(left.map(\.job.id) == [number, number + 1] && left.map(\.isStream) == [true, false])
    }

    // MARK: Endings

    @Test("what fails just as somebody cancels it is cancelled, and not tried again")
    func cancelledAtTheEnd() throws {
        let number = try submit(job("/out/a.mp4"))
        _ = try store.beginNext(at: time)
        #expect(try store.cancel(number, by: "eve", at: time))
        try store.finish(number, .failed(JobFailure(.worker, "killed"), nil, again: time), at: time)
        let job = try #require(try store.job(number))
        #expect(job.state == .cancelled && job.ended == time && job.notBefore == nil)
        #expect(try store.entries(of: number, limit: 1).map(\.person) == ["eve"])
    }

    @Test("a job whose clip is another one by now is not begun, and the next one is")
    func anotherClip() throws {
        let first = try submit(job("/out/a.mp4", by: "watch quay"), watch: "/in", taken: file(1))
        let second = try submit(job("/out/b.mp4"), watch: "/in", taken: file(2))
        let begun = try store.beginNext(at: time) { $0.contains(file(2)) }
        #expect(begun?.id == second)
        #expect(try store.job(first)?.state == .cancelled)
        #expect(try store.entries(of: first, limit: 1).map(\.kind) == [.cancelled])
        #expect(try store.beginNext(at: time) { _ in false } == nil)
    }

    @Test("of what could not be removed a job fails, and is not queued again")
    func fault() throws {
        let number = try submit(job("/out/a.mp4"))
        _ = try store.beginNext(at: time)
        let failure = JobFailure(.output, "it could not be removed")
        try store.requeueInterrupted([], faults: [number: failure], at: time)
        #expect(try store.job(number)?.state == .failed && store.job(number)?.failure == failure)
        #expect(try store.entries(of: number, limit: 1).map(\.kind) == [.failed])
    }

    // MARK: Retention

    @Test("a clip that comes again after it was removed is to be removed again")
    func inputAgain() throws {
        let number = try submit(job("/out/a.mp4"), watch: "/in", taken: file(1))
        try succeed(try #require(try store.beginNext(at: time)), at: time)
        let later = time.advanced(byMicroseconds: 1_000_000)
        #expect(try store.inputsToDrop(before: later).map(\.job.id) == [number])
        try store.noteDropped(number, inputs: true, words: "", at: later)
        #expect(try store.inputsToDrop(before: later).isEmpty)
        try store.take(file(2), as: number)
        #expect(try store.inputsToDrop(before: later).first?.taken == [file(1), file(2)])
    }

    @Test("what is due comes page by page, though several ended at the same time")
    func pages() throws {
        for number in 0..<7 {
            try submit(job("/out/\(number).mp4"))
            let end = time.advanced(byMicroseconds: Int64(number / 3) * 1_000_000)
            try succeed(try #require(try store.beginNext(at: time)), at: end)
        }
        let later = time.advanced(byMicroseconds: 9_000_000)
        var found: [Int64] = []
        var last: Job?
        for _ in 0..<4 {
            let page = try store.outputsToDrop(before: later, behind: last, limit: 2)
            found += page.map(\.job.id)
            last = page.last?.job
        }
        #expect(found == Array(1...7))
    }

    // MARK: Lists

    @Test("SQLite finds what a query means")
    func queries() throws {
        let names = ["Quay-3", "tram_1", "tram%2", "trams", "M\u{FC}hle", "a\\b", ""]
        for (index, name) in names.enumerated() {
            let camera = index % 2 == 0 ? name : "other"
            try submit(job("/out/\(index).mp4", input: "/in/\(name)x.mp4", camera: camera, by: name))
        }
        _ = try store.beginNext(at: time)
        _ = try store.cancel(3, by: "kim", at: time)
        let all = try store.board(JobQuery(limit: 99), at: time).jobs
        #expect(all.count == names.count)
        let texts = [
            "quay", "TRAM", "tram_", "m%", "\\", "M\u{FC}HLE", "m\u{FC}h", "queued", "CANCELLED", "/out/4", "none", "",
        ]
        for text in texts {
            for camera in [nil, "other"] {
                let query = JobQuery(text: text, camera: camera, limit: 99)
                let board = try store.board(query, at: time)
                #expect(board.jobs == all.map(\.brief).filter(query.matches), "\(text)")
                #expect(board.total == board.jobs.count)
            }
        }
        #expect(try store.board(JobQuery(text: "tram", limit: 2), at: time).total == 3)
    }

    @Test("one job of a list comes with its course, and no other")
    func courses() throws {
        var course = JobCourse()
        course.take(JobProgress(frames: 1, regions: 2, residual: 0, speed: 1, secondsLeft: nil))
        for number in 0..<3 {
            try submit(job("/out/\(number).mp4"))
            let begun = try #require(try store.beginNext(at: time))
            try store.note(begun.id, clip: nil, progress: nil, course: course)
        }
        func whole(_ number: Int64?) throws -> [Int64] {
            try store.board(JobQuery(whole: number), at: time).jobs.filter { $0.course == course }.map(\.id)
        }
        #expect(try whole(2) == [2] && whole(nil) == [1] && whole(99) == [])
    }
}
