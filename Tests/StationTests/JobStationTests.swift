// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Collector
import EVE
import Foundation
import Glibc
import Intake
import JobWork
import Jobs
import Store
import Testing

@testable import Station

@Suite("Jobs in the station") struct JobStationTests {
    let folder: Folder
    let time = Instant(seconds: 1_790_000_000)

    init() throws { folder = try Folder() }

    private var configuration: StationConfiguration { StationConfiguration(dataDirectory: folder.path + "/data") }

    private func clip(_ name: String = "a.mp4") throws -> String {
        let path = "\(folder.path)/\(name)"
        try Data("clip".utf8).write(to: URL(filePath: path))
        return path
    }

    @Test("what anonymizer says is read")
    func settings() throws {
        let read = try ConfigurationReader(path: "c.yaml").read(
            """
            anonymizer:
              workers: 2
              niceness: 5
              memory: 512MiB
              processor-time: 2h
              silent-after: 90s
              worker: /opt/worker
              output: /srv/out/
              inputs: [/srv/video/, /srv/more]
              keep-inputs: 24h
              keep-outputs: 30d
              watch:
                - {camera: quay-3, gateway: gw-a, folder: /srv/in/, output: /srv/out, camera-mode: fixed, accept-degraded: true,
                   keep-audio: true, classes: [person, motion], last-fill: pixelated, detect-every: 5, hold: 12, priority: -3,
                   settle: 9s}
                - {camera: b, folder: /srv/b, output: /srv/out}
            """, into: configuration
        ).anonymizer
        var expected = JobSettings()
        (expected.workers, expected.niceness, expected.memoryBytes) = (2, 5, 512 << 20)
        (expected.processorSeconds, expected.silentSeconds) = (7200, 90)
        (expected.worker, expected.outputFolder) = ("/opt/worker", "/srv/out")
        expected.inputFolders = ["/srv/video", "/srv/more"]
        (expected.keepInputsSeconds, expected.keepOutputsSeconds) = (86_400, 2_592_000)
        var watch = WatchFolder(camera: "quay-3", folder: "/srv/in", output: "/srv/out")
        watch.gateway = "gw-a"
        (watch.options.camera, watch.options.acceptDegraded, watch.options.keepAudio) = (.fixed, true, true)
        (watch.options.classes, watch.options.lastFill) = ([.person, .motion], .pixelated)
        (watch.options.detectEvery, watch.options.holdFrames) = (5, 12)
        (watch.priority, watch.settleSeconds) = (-3, 9)
        expected.watch = [watch, WatchFolder(camera: "b", folder: "/srv/b", output: "/srv/out")]
        #expect(read == expected)
    }

    @Test(
        "what cannot be so is told with its place",
        arguments: [
            ("{workers: 0}", "c.yaml:1:23: workers is not from 1 to 64."),
            ("{memory: 2GB}", "c.yaml:1:22: memory: '2GB' is no size from 256MiB on."),
            ("{worker: anonymizer}", "c.yaml:1:22: worker: 'anonymizer' is no whole path."),
            ("{keep-inputs: 1}", "c.yaml:1:27: keep-inputs: '1' is no length of time."),
            ("{speed: 1}", "c.yaml:1:14: unknown key 'speed' in anonymizer."),
            ("{watch: [{camera: a, folder: /a}]}", "c.yaml:1:22: a watch needs camera, folder and output."),
            ("{watch: [{camera: a, folder: /a, output: /a}]}", "c.yaml:1:21: /a is watched and gets outputs."),
            (
                "{watch: [{camera: a, folder: /a, output: /o}, {camera: b, folder: /a/, output: /o}]}",
                "c.yaml:1:59: /a is watched twice."
            ),
            (
                "{watch: [{camera: a, folder: /a, output: /o, camera-mode: still}]}",
                "c.yaml:1:71: camera-mode: 'still' is none that is known."
            ),
            (
                "{watch: [{camera: a, gateway: a/b, folder: /a, output: /o}]}",
                "c.yaml:1:43: 'a/b' is no gateway's name."
            ),
        ])
    func problems(_ text: String, _ line: String) throws {
        do throws(UserMessage) {
            _ = try ConfigurationReader(path: "c.yaml").read("anonymizer: \(text)", into: configuration)
            Issue.record("it was read")
        } catch {
            #expect(error.what == line)
        }
    }

    @Test("who submits a job hears what came of it, and an output is chosen where none is named")
    func deeds() throws {
        let desk = JobDesk(configuration, person: "kim")
        let input = try clip()
        func submit(_ input: String, _ output: String = "") -> JobOutcome {
            desk.perform(.submit(JobSubmission(camera: "", input: input, output: output)), at: time)
        }
        #expect(submit(input) == .done(1, "job 1 is queued"))
        #expect(try desk.store.job(1)?.output == folder.path + "/data/processed/a.mp4")
        #expect(submit(input) == .done(2, "job 2 is queued"))
        #expect(try desk.store.job(2)?.output == folder.path + "/data/processed/a-2.mp4")
        for (input, output) in [("a.mp4", ""), ("/nowhere/a.mp4", ""), (input, "a.mp4"), (input, input)] {
            guard case .refused = submit(input, output) else {
                Issue.record("\(input) to \(output) was taken")
                continue
            }
        }
        #expect(submit("rtsp://camera/1", "/srv/out") == .done(3, "job 3 is queued"))
        #expect(desk.perform(.prioritise(2, 5), at: time) == .done(2, "job 2 has priority 5"))
        #expect(desk.perform(.cancel(1), at: time) == .done(1, "job 1 is cancelled"))
        #expect(desk.perform(.retry(1, nil), at: time) == .done(1, "job 1 is queued again"))
        let board = try desk.board(JobQuery(), own: "", at: time)
        #expect(board.jobs.map(\.id) == [2, 1, 3] && board.total == 3 && board.queued == 3 && board.workers >= 1)
        #expect(try desk.board(JobQuery(text: "RTSP"), own: "", at: time).jobs.map(\.id) == [3])
        #expect(try desk.board(JobQuery(camera: "quay"), own: "", at: time).total == 0)
    }

    @Test("a job that succeeded stays, and its clip is done once more by another")
    func again() throws {
        let desk = JobDesk(configuration, person: "kim")
        let input = try clip("20260921_131320.mp4")
        _ = try desk.submit(JobSubmission(camera: "quay-3", input: input, output: ""), at: time)
        let first = try #require(try desk.store.beginNext(at: time))
        let report = JobReport(
            program: "1", input: .init(path: input, bytes: 4, sha256: ""), options: first.options)
        try desk.store.finish(first.id, .succeeded(report), at: time)
        var options = first.options
        options.widening = 0.5
        guard case .done(2, _) = desk.perform(.retry(1, options), at: time) else {
            Issue.record("it was not taken")
            return
        }
        let second = try #require(try desk.store.job(2))
        #expect(second.state == .queued && second.input == input && second.options == options)
        #expect(second.output == folder.path + "/data/processed/20260921_131320-2.mp4")
        #expect(second.clipBegin == first.clipBegin && second.camera == "quay-3" && second.by == "kim")
        #expect(try desk.store.job(1)?.report == report)
    }

    @Test("who attaches to the station has clips of the configured folders processed, and nothing else")
    func confined() throws {
        var configuration = configuration
        configuration.anonymizer.inputFolders = [folder.path + "/video"]
        try folder.write("clip", to: "video/a.mp4")
        try folder.write("clip", to: "other/a.mp4")
        let links = [("video/link.mp4", folder.path + "/other/a.mp4"), ("video/way", folder.path + "/other")]
        for (name, target) in links {
            try FileManager.default.createSymbolicLink(atPath: folder.path + "/" + name, withDestinationPath: target)
        }
        let desk = JobDesk(configuration, person: "eve", isConfined: true)
        func submit(_ input: String, _ output: String = "") -> Bool {
            let submission = JobSubmission(camera: "", input: input, output: output)
            if case .done = desk.perform(.submit(submission), at: time) { return true }
            return false
        }
        for name in ["other/a.mp4", "video/../other/a.mp4", "video/link.mp4", "video/way/a.mp4"] {
            #expect(!submit("\(folder.path)/\(name)"), "\(name)")
        }
        #expect(!submit("rtsp://10.0.0.1/stream", folder.path + "/data/processed/s"))
        #expect(!submit(folder.path + "/video/a.mp4", folder.path + "/other/b.mp4"))
        #expect(submit(folder.path + "/video/a.mp4", folder.path + "/data/processed/b.mp4"))
        #expect(submit(folder.path + "/video/a.mp4"))
    }

    @Test(
        "who attaches to the station learns nothing of other folders, and has no link followed that is the clip itself")
    func confinedLooks() throws {
        var configuration = configuration
        configuration.anonymizer.inputFolders = [folder.path + "/video"]
        try folder.write("clip", to: "video/a.mp4")
        try folder.write("clip", to: "other/b/a.mp4")
        let links = [("video/link", folder.path + "/other/b"), ("video/loop", folder.path + "/video")]
        for (name, target) in links {
            try FileManager.default.createSymbolicLink(atPath: folder.path + "/" + name, withDestinationPath: target)
        }
        let desk = JobDesk(configuration, person: "eve", isConfined: true)
        func submit(_ input: String) -> String {
            let submission = JobSubmission(camera: "", input: folder.path + input, output: "")
            guard case .refused(let reason) = desk.perform(.submit(submission), at: time) else { return "taken" }
            return reason.replacing(folder.path + input, with: "it")
        }
        let elsewhere = submit("/other/none.mp4")
        let paths = [
            "/other/b/a.mp4", "/video/link/", "/video/link//", "/video/link/.", "/video/link/none.mp4",
            "/video/link/n/m.mp4",
            "/video/none/../../other", "/video/loop/", "/video/", "/video",
        ]
        for path in paths { #expect(submit(path) == elsewhere, "\(path)") }
        #expect(elsewhere.hasPrefix("it is in no folder"))
        #expect(submit("/video/none.mp4") == "it is not there")
        #expect(submit("/video/./a.mp4") == "taken")
        #expect(unsafe mkfifo(folder.path + "/video/pipe", 0o600) == 0)
        #expect(submit("/video/pipe") == elsewhere)
    }

    @Test("who attaches to the station has masked what the configuration says, also in what is done once more")
    func confinedClasses() throws {
        var configuration = configuration
        configuration.anonymizer.inputFolders = [folder.path + "/video"]
        var watch = WatchFolder(camera: "quay-3", folder: folder.path + "/quay", output: folder.path + "/data/quay")
        watch.options.classes = [.person, .car]
        configuration.anonymizer.watch = [watch]
        for name in ["video/a.mp4", "quay/a.mp4", "other/a.mp4"] { try folder.write("clip", to: name) }
        let (eve, root) = (
            JobDesk(configuration, person: "eve", isConfined: true), JobDesk(configuration, person: "root")
        )
        func options(_ classes: Set<RegionClass>) -> JobOptions {
            var options = JobOptions()
            options.classes = classes
            return options
        }
        func number(_ outcome: JobOutcome) -> Int64? {
            if case .done(let number, _) = outcome { return number }
            return nil
        }
        func submit(_ desk: JobDesk, _ input: String, _ classes: Set<RegionClass>) -> Int64? {
            let input = "\(folder.path)/\(input)/a.mp4"
            return number(
                desk.perform(
                    .submit(JobSubmission(camera: "", input: input, output: "", options: options(classes))), at: time))
        }
        func again(_ desk: JobDesk, _ job: Int64, _ classes: Set<RegionClass>?) -> Int64? {
            number(desk.perform(.retry(job, classes.map(options)), at: time))
        }
        let vehicles = RegionClass.all.subtracting([.person, .motion])
        #expect(submit(eve, "video", vehicles) == nil && submit(eve, "video", [.person, .car]) == nil)
        #expect(submit(eve, "quay", [.car]) == nil && submit(eve, "quay", [.person, .car]) != nil)
        let own = try #require(submit(eve, "video", RegionClass.all))
        _ = try root.store.cancel(own, by: "eve", at: time)
        #expect(again(eve, own, vehicles) == nil && again(eve, own, nil) == own)
        // What an administrator had processed so is not done so once more by others, nor what lies elsewhere.
        let narrow = try #require(submit(root, "video", vehicles))
        let elsewhere = try #require(submit(root, "other", RegionClass.all))
        for job in [narrow, elsewhere] { _ = try root.store.cancel(job, by: "root", at: time) }
        #expect(again(eve, narrow, nil) == nil && again(eve, elsewhere, nil) == nil)
        #expect(again(eve, narrow, RegionClass.all) == narrow && again(root, elsewhere, vehicles) == elsewhere)
        // The same of one that succeeded.
        let begun = try #require(try root.store.beginNext(at: time))
        let report = JobReport(
            program: "test", input: .init(path: begun.input, bytes: 4, sha256: ""), options: begun.options)
        try root.store.finish(begun.id, .succeeded(report), at: time)
        #expect(again(eve, begun.id, []) == nil && again(eve, begun.id, [.motion]) == nil)
    }

    @Test("a stream is done once more with its password, which nobody is told")
    func streamAgain() throws {
        let desk = JobDesk(configuration, person: "root")
        let address = "rtsp://user:secret@camera/1"
        _ = try desk.submit(
            JobSubmission(camera: "", input: address, output: folder.path + "/data/live"), at: time)
        let begun = try #require(try desk.store.beginNext(at: time))
        #expect(begun.input == address)
        let report = JobReport(
            program: "test", input: .init(path: "rtsp://...@camera/1", bytes: 0, sha256: ""), options: begun.options)
        try desk.store.finish(begun.id, .succeeded(report), at: time)
        guard case .done(2, _) = desk.perform(.retry(1, nil), at: time) else {
            Issue.record("it was not taken")
            return
        }
        #expect(
            try desk.store.job(2)?.input == "rtsp://...@camera/1" && desk.store.beginNext(at: time)?.input == address)
        let line = String(decoding: JobNews.line(begun, JobFailure(.input, "gone"), at: time), as: UTF8.self)
        #expect(line.contains("camera/1") && !line.contains("secret"))
    }

    @Test("a named pipe's output is a folder, as a stream's is")
    func pipe() throws {
        let path = folder.path + "/pipe.mp4"
        #expect(unsafe mkfifo(path, 0o600) == 0)
        let desk = JobDesk(configuration, person: "root")
        let number = try desk.submit(JobSubmission(camera: "", input: path, output: ""), at: time)
        let job = try #require(try desk.store.job(number))
        #expect(job.output == folder.path + "/data/processed/pipe.mp4" && job.clipEnd == nil)
        #expect(try desk.store.input(of: number)?.isStream == true)
    }

    @Test("a look at an original is recorded before anything is shown, also where nothing can be")
    func originals() throws {
        let desk = JobDesk(configuration, person: "eve")
        _ = try desk.submit(JobSubmission(camera: "", input: clip(), output: ""), at: time)
        let wish = JobPreviewWish(job: 1, frame: 7, side: 64, isOriginal: true)
        guard case .refused = try desk.preview(wish, live: nil, own: "", at: time, while: { true }) else {
            Issue.record("something was shown")
            return
        }
        let entry = try #require(try desk.store.entries(of: 1, limit: 1).first)
        #expect(entry.kind == .looked && entry.person == "eve" && entry.words == "frame 7 of the original")
        guard
            case .refused = try desk.preview(
                JobPreviewWish(job: 1, side: 64), live: nil, own: "", at: time, while: { true })
        else {
            Issue.record("a job that waits has no frame")
            return
        }
        #expect(try desk.store.entries(of: 1, limit: 9).count == 2)
    }

    @Test(
        "a frame of an output is asked for with the file of what was masked, where there is one; an original's without")
    func outlines() throws {
        var configuration = configuration
        let worker = "\(folder.path)/worker"
        try Data("#!/bin/sh\nread -r order\nprintf '%s' \"$order\" > '\(folder.path)/order'\nexit 1\n".utf8).write(
            to: URL(filePath: worker))
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: worker)
        configuration.anonymizer.worker = worker
        let desk = JobDesk(configuration, person: "eve")
        let number = try desk.submit(JobSubmission(camera: "", input: clip(), output: ""), at: time)
        let begun = try #require(try desk.store.beginNext(at: time))
        var report = JobReport(
            program: "test", input: .init(path: begun.input, bytes: 4, sha256: ""), options: begun.options)
        report.outputs = [.init(path: begun.output, bytes: 4, sha256: "")]
        try desk.store.finish(number, .succeeded(report), at: time)
        let regions = RegionsFiles.path(of: number, in: folder.path + "/data")
        #expect(regions == "\(folder.path)/data/jobs/\(number).regions")
        func asked(_ wish: JobPreviewWish) throws -> WorkerOrder.PreviewWish? {
            _ = try desk.preview(wish, live: nil, own: "", at: time, while: { true })
            let order = try JSONDecoder().decode(
                WorkerOrder.self, from: try Data(contentsOf: URL(filePath: folder.path + "/order")))
            if case .preview(let wish) = order { return wish }
            return nil
        }
        var expected = WorkerOrder.PreviewWish(file: begun.output, frame: 7, side: 64)
        #expect(try asked(JobPreviewWish(job: number, frame: 7, side: 64)) == expected)
        try FileManager.default.createDirectory(
            atPath: folder.path + "/data/jobs", withIntermediateDirectories: true)
        try Data("{}\n".utf8).write(to: URL(filePath: regions))
        expected.regions = regions
        #expect(try asked(JobPreviewWish(job: number, frame: 7, side: 64)) == expected)
        let original = try asked(JobPreviewWish(job: number, frame: 7, side: 64, isOriginal: true))
        #expect(original == WorkerOrder.PreviewWish(file: begun.input, frame: 7, side: 64))
    }

    /// A desk whose worker answers every wish for a picture with one of frame 0, and keeps what it was told in `order`.
    private func deskWithWorker() throws -> JobDesk {
        var configuration = configuration
        let worker = "\(folder.path)/worker"
        let answer = try JSONEncoder().encode(
            WorkerMessage.preview(PreviewPicture(frame: 0, width: 1, height: 1, pixels: [1, 2, 3])))
        try Data(
            """
            #!/bin/sh
            read -r order
            printf '%s' "$order" > '\(folder.path)/order'
            printf '%s\\n' '\(String(decoding: answer, as: UTF8.self))'

            """.utf8
        ).write(to: URL(filePath: worker))
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: worker)
        configuration.anonymizer.worker = worker
        return JobDesk(configuration, person: "eve")
    }

    private func order() throws -> WorkerOrder.PreviewWish? {
        let bytes = try Data(contentsOf: URL(filePath: folder.path + "/order"))
        guard case .preview(let wish) = try JSONDecoder().decode(WorkerOrder.self, from: bytes) else { return nil }
        return wish
    }

    /// A job that succeeded with such outputs.
    private func succeeded(_ desk: JobDesk, _ outputs: [String]) throws -> Int64 {
        let number = try desk.submit(JobSubmission(camera: "", input: clip(), output: ""), at: time)
        let begun = try #require(try desk.store.beginNext(at: time))
        var report = JobReport(
            program: "test", input: .init(path: begun.input, bytes: 4, sha256: ""), options: begun.options)
        report.outputs = outputs.map { .init(path: $0, bytes: 4, sha256: "") }
        report.framesOut = outputs.count
        try desk.store.finish(number, .succeeded(report), at: time)
        return number
    }

    @Test("of a folder of images each image is a frame, and is told as the one that it is")
    func images() throws {
        let desk = try deskWithWorker()
        let number = try succeeded(desk, (0..<100).map { "/srv/out/\($0).jpg" })
        let regions = RegionsFiles.path(of: number, in: folder.path + "/data")
        try FileManager.default.createDirectory(atPath: folder.path + "/data/jobs", withIntermediateDirectories: true)
        try Data("{}\n".utf8).write(to: URL(filePath: regions))
        for (wished, image) in [(nil, 50), (0, 0), (51, 51), (7500, 99)] as [(Int?, Int)] {
            let preview = try desk.preview(
                JobPreviewWish(job: number, frame: wished, side: 64), live: nil, own: "", at: time, while: { true })
            guard case .picture(let picture) = preview else {
                Issue.record("\(preview)")
                return
            }
            #expect(picture.frame == image)
            #expect(
                try order()
                    == WorkerOrder.PreviewWish(
                        file: "/srv/out/\(image).jpg", frame: 0, side: 64, regions: regions, regionsFrame: image))
        }
    }

    @Test("of a stream's files none is taken for a frame")
    func segments() throws {
        let desk = try deskWithWorker()
        let number = try succeeded(desk, (1...3).map { "/srv/out/quay-000\($0).mp4" })
        let preview = try desk.preview(
            JobPreviewWish(job: number, frame: 7500, side: 64), live: nil, own: "", at: time, while: { true })
        guard case .refused(let reason) = preview else {
            Issue.record("\(preview)")
            return
        }
        #expect(reason == "the output of job \(number) is 3 files of a stream, of which no single frame is shown")
    }

    @Test("no original is read from a named pipe, which would take it from the job")
    func pipes() throws {
        let desk = try deskWithWorker()
        let pipe = "\(folder.path)/pipe.ts"
        try #require(unsafe mkfifo(pipe, 0o600) == 0)
        let number = try desk.submit(JobSubmission(camera: "", input: pipe, output: ""), at: time)
        let preview = try desk.preview(
            JobPreviewWish(job: number, frame: 1, side: 64, isOriginal: true), live: nil, own: "", at: time,
            while: { true })
        #expect(preview == .refused("a stream is not kept, so it has no original"))
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/order"))
    }

    @Test("a job that failed becomes an alert among the events, once")
    func alert() throws {
        let store = JobStore(directory: folder.path + "/data")
        var job = Job(camera: "quay-3", input: "/in/a.mp4", output: "/out/a.mp4", by: "kim", submitted: time)
        job.id = try #require(try store.submit(job))
        _ = try store.beginNext(at: time)
        let failure = JobFailure(.privacy, "2 regions are left")
        try store.finish(
            job.id, .failed(failure, nil, again: nil), news: ("quay-3", JobNews.line(job, failure, at: time)), at: time)
        let queue = CollectedQueue()
        var round = JobNewsRound(directory: folder.path + "/data", queue: queue)
        #expect(round.run(now: time, seconds: 0) == "" && round.run(now: time, seconds: 1) == "")
        let batches = queue.take(limit: 1 << 20)
        #expect(batches.map(\.gateway) == ["quay-3"])
        let line = try #require(batches.first?.lines.bytes)
        var decoder = EveDecoder()
        let events = decoder.decode(LineBlock(bytes: line, offset: 0, firstLine: 1)).events
        #expect(events.count == 1 && events.first?.alert?.signatureID == 11)
        for batch in batches { batch.acknowledge() }
        #expect(round.run(now: time, seconds: 2) == "")
        #expect(try store.news().isEmpty)
    }
}
