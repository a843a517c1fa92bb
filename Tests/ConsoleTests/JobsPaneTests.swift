// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Canvas
import EVE
import Query
import Testing

@testable import Console

@Suite("The jobs pane") struct JobsPaneTests {
    private func deed(_ desk: Desk) -> JobDeed? {
        desk.effects.reversed().compactMap { if case .job(let deed) = $0 { deed } else { nil } }.first
    }

    // MARK: List

    @Test("what runs comes first, then what waits with its place, then the newest; how many are below is told")
    func order() {
        let desk = Desk.ofJobs()
        #expect(desk.state.jobRows.prefix(6).map(\.state) == [.running, .running, .queued, .queued, .queued, .failed])
        #expect(desk.text.contains("waits, place 1") && desk.text.contains("again, by ada, prio 3"))
        #expect(desk.text.contains("fixed, median plate") && desk.text.contains("DEGRADED: no weights"))
        #expect(desk.row(1).contains("2 running, 3 queued") && desk.row(1).contains("61 succeeded  1 failed closed"))
        #expect(desk.row(1).contains("2 of 2 workers busy") && desk.row(1).contains("4 watch folders"))
        #expect(desk.text.contains("succeeded below"))
        #expect(desk.text.contains("Why tram-2 failed") && desk.text.contains("2 regions still found in the output"))
    }

    @Test("no screen says anonymous")
    func words() {
        for keys in ["7", "7<Enter>", "7o", "7jjjjjo", "7N", "7r", "7v", "7?"] {
            for (columns, rows) in [(80, 24), (120, 40), (160, 48)] {
                #expect(!Desk.ofJobs(columns: columns, rows: rows, keys: keys).text.lowercased().contains("anonymous"))
            }
        }
    }

    @Test("the cursor stays on its job when the list changes, and more is read towards the end")
    func cursor() {
        var desk = Desk.ofJobs(keys: "7jj")
        #expect(desk.state.selectedJob?.id == 1198)
        desk.city.jobs.jobs.removeFirst()
        desk.wait(seconds: 2)
        #expect(desk.state.selectedJob?.id == 1198)
        for index in 0..<300 {
            var job = desk.city.jobs.jobs[10]
            job.id = Int64(index + 1)
            desk.city.jobs.jobs.append(job)
        }
        desk.wait(seconds: 2)
        #expect(desk.state.jobRows.count == 200)
        desk.run("G")
        #expect(desk.state.jobRows.count == desk.city.jobs.jobs.count)
    }

    @Test("progress is asked for once a second while something runs, more seldom else, and not from another pane")
    func asking() {
        var desk = Desk.ofJobs()
        func asked(_ desk: Desk) -> Int { desk.asked.count { if case .jobs = $0 { true } else { false } } }
        #expect(asked(desk) == 1)
        for _ in 0..<4 { desk.send(.tick(desk.state.now.advanced(byMicroseconds: 200_000))) }
        #expect(asked(desk) == 1)
        desk.wait(seconds: 1)
        #expect(asked(desk) == 2)
        desk.city.jobs.running = 0
        desk.wait(seconds: 1)
        #expect(asked(desk) == 3)
        desk.wait(seconds: 1)
        #expect(asked(desk) == 3)
        desk.wait(seconds: 2)
        #expect(asked(desk) == 4)
        desk.run("1")
        desk.wait(seconds: 30)
        #expect(asked(desk) == 4)
    }

    @Test("how a job went comes for the one under the cursor alone, a moment after that came to rest")
    func course() throws {
        var desk = Desk.ofJobs()
        let first = try #require(desk.state.jobRows.first)
        #expect(first.course != nil && desk.state.jobRows.dropFirst().allSatisfy { $0.course == nil })
        desk.run("jjjjj")
        let job = try #require(desk.state.selectedJob)
        #expect(job.id != first.id && job.course == nil)
        desk.send(.tick(desk.state.now.advanced(byMicroseconds: 400_000)))
        #expect(desk.asked.contains(.jobs(JobQuery(limit: 200, whole: job.id))))
        #expect(desk.state.jobRows.filter { $0.course != nil }.map(\.id) == [job.id])
    }

    @Test("the filter is the station's: it is asked for the text, told, and cleared")
    func filter() {
        var desk = Desk.ofJobs(keys: "7/tram<Enter>")
        #expect(desk.state.jobRows.map(\.id) == [1198, 1197])
        #expect(desk.asked.contains(.jobs(JobQuery(text: "tram", limit: 200))))
        #expect(desk.row(1).contains("with tram"))
        desk.run("/zzz<Enter>")
        #expect(desk.text.contains("No job has tramzzz in its names"))
        desk.run("\\")
        #expect(desk.state.jobRows.count == 68)
    }

    @Test("without a worker the pane says what is missing and what to do")
    func absence() {
        var city = SmallCity.withEvents(10)
        city.jobs.absence = "vedette-anonymizer is not installed: build it where OpenCV is (docs/install.md)"
        var desk = Desk(city)
        desk.run("7")
        #expect(desk.text.contains("vedette-anonymizer is not installed"))
        #expect(desk.text.contains("vedette doctor"))
        desk.run("N")
        #expect(desk.state.menu == nil && desk.text.contains("cannot run here"))
        desk.city.jobs.absence = nil
        desk.wait(seconds: 4)
        #expect(desk.text.contains("No job yet"))
    }

    @Test("jobs that cannot be read are not told to be none")
    func unreadable() throws {
        var desk = Desk(.withEvents(10), answers: false)
        desk.run("7")
        #expect(desk.text.contains("Reading"))
        let (id, _) = try #require(desk.open.first { if case .jobs = $0.question { true } else { false } })
        desk.send(.failed(id, .storage(path: "jobs.db", reason: "file is not a database")))
        #expect(desk.text.contains("jobs.db could not be read") && !desk.text.contains("No job yet"))
    }

    // MARK: Deeds

    @Test("cancelling asks first, the harmless answer first; only what has not ended can be cancelled")
    func cancelling() {
        var desk = Desk.ofJobs(keys: "7c<Enter>")
        #expect(desk.state.menu == nil && deed(desk) == nil)
        desk.run("cy")
        #expect(deed(desk) == .cancel(1204))
        desk.run("jjjjjc")
        #expect(desk.state.menu == nil && desk.text.contains("it has ended already"))
    }

    @Test("a job that moves under the cursor while it is asked about is still the one that is meant")
    func meant() {
        var desk = Desk.ofJobs(keys: "7c")
        desk.city.jobs.jobs.swapAt(0, 7)
        desk.wait(seconds: 2)
        desk.run("y")
        #expect(deed(desk) == .cancel(1204))
    }

    @Test("again: as before, with wider masks, or by other options; not while it runs")
    func again() {
        var desk = Desk.ofJobs(keys: "7r")
        #expect(desk.state.menu == nil && desk.text.contains("it has not ended yet"))
        desk.run("jjjjjr1")
        #expect(deed(desk) == .retry(1197, nil))
        desk.run("r2")
        var wider = JobOptions()
        (wider.widening, wider.holdFrames) = (0.3, 16)
        #expect(deed(desk) == .retry(1197, wider))
        desk.run("r5")
        #expect(desk.state.menu?.kind == .jobForm && !desk.state.menuEntries().map(\.label).contains("output"))
        desk.run("<Enter>s")
        var fixed = JobOptions()
        fixed.camera = .fixed
        #expect(deed(desk) == .retry(1197, fixed))
    }

    @Test("+ and - move what waits within the priorities, and nothing else")
    func priorities() {
        var desk = Desk.ofJobs(keys: "7+")
        #expect(deed(desk) == nil && desk.text.contains("only a job that waits"))
        desk.run("jj+")
        #expect(deed(desk) == .prioritise(1198, 4))
        desk.run("j-")
        #expect(deed(desk) == .prioritise(1206, -1))
        desk.city.jobs.jobs[3].priority = 9
        desk.wait(seconds: 2)
        desk.run("+")
        #expect(deed(desk) == .prioritise(1206, -1))
    }

    @Test("the form is typed and turned, says what is missing, and is submitted as it stands")
    func form() throws {
        var desk = Desk.ofJobs(keys: "7N")
        #expect(desk.state.menu?.kind == .jobForm && desk.text.contains("an input is missing"))
        desk.run("s")
        #expect(deed(desk) == nil && desk.state.menu?.kind == .jobForm)
        #expect(desk.state.menu?.index == 1)
        desk.run("k<Enter><C-u>gate-7<Enter>")
        #expect(desk.state.editor == nil && desk.state.menu?.index == 1)
        desk.run("<Enter>/srv/a b.mp4<Enter><Enter><Esc>j<Enter><Enter>j<Enter>")
        #expect(desk.state.menu?.kind == .jobForm)
        desk.run("s")
        guard case .submit(let submission)? = deed(desk) else {
            Issue.record("\(String(describing: deed(desk)))")
            return
        }
        #expect(submission.camera == "gate-7" && submission.input == "/srv/a b.mp4" && submission.output.isEmpty)
        #expect(submission.options.camera == .moving && submission.options.acceptDegraded)
        #expect(desk.state.menu == nil)
        desk.send(.job(.done(1197, "Job 1,208 is queued")))
        #expect(desk.text.contains("Job 1,208 is queued") && desk.state.jobs.cursor == 1197)
        desk.send(.job(.refused("Not done: /srv/a b.mp4 is missing")))
        #expect(desk.text.contains("is missing"))
    }

    @Test("texts that are too long are refused before they are sent")
    func longTexts() {
        var desk = Desk.ofJobs(keys: "7N<Enter>")
        desk.send(.input(.paste(String(repeating: "x", count: 129))))
        desk.run("<Enter>")
        #expect(desk.state.editor != nil && desk.text.contains("128 are allowed"))
        desk.run("<Esc>")
        #expect(desk.state.editor == nil && desk.state.menu?.kind == .jobForm)
    }

    @Test("who may not is told which role it needs before anything is asked")
    func rights() {
        var desk = Desk.ofJobs()
        desk.send(.station(.attached(person: "kim", role: "viewer")))
        desk.run("c")
        #expect(desk.state.menu == nil && desk.text.contains("it needs the role analyst, you are viewer"))
        desk.run("NjjjjjrO")
        #expect(desk.state.menu == nil)
        desk.send(.station(.attached(person: "kim", role: "analyst")))
        desk.run("r")
        #expect(desk.state.menu?.kind == .jobAgain)
        desk.run("<Esc>kkkkkO")
        #expect(desk.state.menu == nil && desk.text.contains("Original: no right"))
        desk.send(.station(.attached(person: "kim", role: "administrator")))
        desk.run("O")
        #expect(desk.state.menu?.kind == .jobOriginal)
    }

    @Test("the report is told in words, also of one that runs, and y copies all of it")
    func report() {
        var desk = Desk.ofJobs(keys: "7jjjjjo")
        #expect(desk.text.contains("output deleted: 2 regions still found"))
        #expect(desk.text.contains("person         11,870 detections, confidence 0.61 on average, 0.10 at least"))
        desk.run("y")
        let copied = desk.effects.compactMap { if case .copy(let text, _) = $0 { text } else { nil } }.last ?? ""
        #expect(copied.contains("left           2") && copied.contains("no output") && copied.contains("4be1ab"))
        desk.run("ggo")
        #expect(desk.text.contains("this is what is known so far"))
    }

    // MARK: Pictures

    @Test("the picture of the job under the cursor is asked for in the size of its place, and once")
    func preview() {
        var desk = Desk.ofJobs()
        #expect(desk.previewWishes == [JobPreviewWish(job: 1204, side: 64)])
        #expect(desk.text.contains("Preview, processed") && desk.text.contains("frame 8,310"))
        desk.wait(seconds: 1)
        #expect(desk.previewWishes.count == 1)
        desk.run("jj")
        #expect(desk.text.contains("there is no processed frame yet"))
        desk.run("jjj")
        #expect(desk.text.contains("no output is kept"))
        desk.run("j")
        #expect(desk.previewWishes.last?.job == 1203)
    }

    @Test("the picture of one that runs is asked for again as it goes on, every two seconds at the most")
    func fresh() {
        var desk = Desk.ofJobs()
        desk.city.jobs.jobs[0].progress?.frames = 8400
        desk.wait(seconds: 1)
        #expect(desk.previewWishes.count == 1)
        desk.city.jobs.jobs[0].progress?.frames = 8430
        desk.wait(seconds: 1)
        #expect(desk.previewWishes.count == 2)
        desk.wait(seconds: 1)
        #expect(desk.previewWishes.count == 2)
        desk.wait(seconds: 1)
        #expect(desk.previewWishes.count == 3)
        desk.wait(seconds: 5)
        #expect(desk.previewWishes.count == 3)
    }

    @Test("frames are stepped within the clip, ten seconds at once by braces")
    func stepping() {
        var desk = Desk.ofJobs(keys: "7jjjjjj<")
        #expect(desk.previewWishes.last?.frame == 13_439)
        desk.run(">>")
        #expect(desk.previewWishes.last?.frame == 13_441)
        desk.run("}}")
        #expect(desk.previewWishes.last?.frame == 13_499)
        desk.run("{")
        #expect(desk.previewWishes.last?.frame == 13_349)
        #expect(desk.text.contains("frame 13,349"))
    }

    @Test("b hides the outlines, h changes the drawing, v takes the whole pane and Esc gives it back")
    func drawing() {
        var desk = Desk.ofJobs(look: Look(showsPictures: true))
        #expect(desk.text.contains("h half-blocks") && desk.text.contains("▀") && desk.text.contains("·per·"))
        desk.run("b")
        #expect(!desk.text.contains("·per·") && desk.text.contains("b shows what was filled"))
        desk.run("h")
        #expect(desk.text.contains("h characters") && !desk.text.contains("▀"))
        desk.run("v")
        #expect(desk.state.jobs.focus == .picture && desk.previewWishes.last?.side == 128)
        #expect(!desk.text.contains("━━ Jobs"))
        desk.run("<Esc>")
        #expect(desk.state.jobs.focus == .list && desk.text.contains("━━ Jobs"))
        let mono = Desk.ofJobs(keys: "7h")
        #expect(mono.text.contains("h characters"))
    }

    @Test(
        "where the terminal draws pictures, it is handed one with its outlines; h goes through all ways, menus take it away"
    )
    func pixels() throws {
        let cell = try #require(CellPixels(width: 9, height: 18))
        var desk = Desk.ofJobs(look: Look(showsPictures: true, cellPixels: cell))
        #expect(desk.previewWishes.last?.side == 256 && desk.text.contains("h pixels") && !desk.text.contains("▀"))
        let first = try #require(desk.surface.picture)
        #expect(first.subject == "processed 1204" && first.picture.width == 256)
        #expect(desk.text.contains("dashed: what was filled"))
        desk.run("b")
        let plain = try #require(desk.surface.picture)
        #expect(plain.picture.bytes == desk.state.jobs.preview.picture?.pixels && plain.picture != first.picture)
        desk.run("h")
        #expect(desk.surface.picture == nil && desk.text.contains("h half-blocks") && desk.text.contains("▀"))
        desk.run("h")
        #expect(desk.surface.picture == nil && desk.text.contains("h characters"))
        desk.run("hO")
        #expect(desk.state.menu != nil && desk.surface.picture == nil)
        desk.run("y")
        #expect(desk.surface.picture?.subject == "original 1204")
        desk.run(">")
        #expect(desk.surface.picture?.subject == "processed 1204")
        desk.run("1")
        #expect(desk.surface.picture == nil)
    }

    @Test("an original is asked for first, marked, and gone with the next step, pane, job or Esc")
    func original() {
        for leaving in [">", "1", "j", "<Esc>", "O"] {
            var desk = Desk.ofJobs(keys: "7O")
            #expect(desk.text.contains("Each look is recorded with your name"))
            #expect(!desk.previewWishes.contains { $0.isOriginal })
            desk.run("<Enter>")
            #expect(!desk.previewWishes.contains { $0.isOriginal })
            desk.run("Oy")
            #expect(desk.previewWishes.last == JobPreviewWish(job: 1204, frame: 8310, side: 64, isOriginal: true))
            #expect(desk.state.jobs.preview.isOriginal && desk.text.contains(" ORIGINAL "))
            desk.run(leaving)
            #expect(!desk.state.jobs.preview.isOriginal && !desk.text.contains(" ORIGINAL "))
            #expect(desk.state.jobs.preview.picture.map { !$0.pixels.contains(13) } ?? true)
            #expect(desk.previewWishes.count { $0.isOriginal } == 1)
        }
    }

    @Test("an original is gone once another job stands in the detail, whatever moved the list")
    func originalOfAnother() throws {
        let causes: [(String, (inout Desk) -> Void)] = [
            ("its job is gone", { $0.city.jobs.jobs.removeFirst() }),
            ("all are gone", { $0.city.jobs.jobs = [] }),
            (
                "the cursor is on none, and a job came in",
                {
                    $0.state.jobs.cursor = nil; $0.city.jobs.jobs.swapAt(0, 7)
                }
            ),
        ]
        for (cause, change) in causes {
            var desk = Desk.ofJobs(keys: "7Oy")
            #expect(desk.text.contains(" ORIGINAL ") && desk.state.jobs.preview.isOriginal, "\(cause)")
            change(&desk)
            desk.wait(seconds: 2)
            #expect(!desk.text.contains("ORIGINAL") && !desk.state.jobs.preview.isOriginal, "\(cause)")
            #expect(desk.state.jobs.preview.picture.map { !$0.pixels.contains(13) } ?? true, "\(cause)")
        }
    }

    @Test("the screen has no picture of another job, before anything was asked anew")
    func pictureOfAnother() {
        var desk = Desk.ofJobs(keys: "7Oy")
        desk.answers = false
        desk.state.jobs.cursor = 1203
        #expect(!desk.text.contains("ORIGINAL") && desk.text.contains("Looking"))
    }

    @Test("jobs that come in leave the original where its job stands, and a smaller screen lets it go")
    func originalStays() {
        var desk = Desk.ofJobs(keys: "7Oy")
        desk.city.jobs.jobs.swapAt(0, 3)
        desk.wait(seconds: 2)
        #expect(desk.state.selectedJob?.id == 1204 && desk.text.contains(" ORIGINAL "))
        desk.send(.input(.resized(Size(columns: 80, rows: 24))))
        desk.wait(seconds: 2)
        #expect(!desk.state.jobs.preview.isOriginal && desk.state.jobs.preview.picture == nil)
    }

    @Test("an original that comes late is not shown")
    func lateOriginal() throws {
        var desk = Desk.ofJobs(keys: "7")
        desk.answers = false
        desk.run("Oy")
        let (id, question) = try #require(
            desk.open.last { if case .jobPreview(let wish) = $0.question { wish.isOriginal } else { false } })
        let answer = desk.city.answer(question)
        desk.run("j")
        desk.send(.answered(id, answer))
        #expect(!desk.state.jobs.preview.isOriginal && desk.state.jobs.preview.picture == nil)
    }

    @Test("an original that the station refuses is told, and the processed picture comes again")
    func refusedOriginal() throws {
        var desk = Desk.ofJobs(keys: "7")
        desk.answers = false
        desk.run("Oy")
        let (id, _) = try #require(
            desk.open.last { if case .jobPreview(let wish) = $0.question { wish.isOriginal } else { false } })
        desk.open.removeAll { $0.id == id }
        desk.answers = true
        desk.send(.failed(id, .storage(path: "the station", reason: "it needs the role administrator")))
        #expect(desk.text.contains("No original:") && !desk.state.jobs.preview.isOriginal)
        #expect(desk.previewWishes.last == JobPreviewWish(job: 1204, side: 64))
    }

    @Test("a picture that is not what it says is none")
    func unsound() throws {
        var desk = Desk(Desk.ofJobs().city, answers: false)
        desk.run("7")
        desk.answerAll()
        desk.run("jjjjjj")
        desk.send(.tick(desk.state.now))
        let (id, _) = try #require(desk.open.first { if case .jobPreview = $0.question { true } else { false } })
        desk.send(
            .answered(id, .jobPreview(.picture(PreviewPicture(frame: 0, width: 900, height: 900, pixels: [1, 2, 3])))))
        #expect(desk.state.jobs.preview.picture == nil && desk.text.contains("the station sent no picture"))
    }

    // MARK: Elsewhere

    @Test("an event opens the clip of its gateway's camera at its frame, or says that there is none")
    func clip() throws {
        var desk = Desk.ofJobs(keys: "jo<Enter>")
        let row = try #require(desk.state.event?.row)
        desk.run("v")
        #expect(desk.text.contains("No clip of \(row.gateway) around that time"))
        let index = try #require(desk.city.jobs.jobs.firstIndex { $0.state == .succeeded })
        desk.city.jobs.jobs[index].camera = row.gateway
        desk.city.jobs.jobs[index].clipBegin = row.time.advanced(byMicroseconds: -10_000_000)
        desk.city.jobs.jobs[index].clipEnd = row.time.advanced(byMicroseconds: 10_000_000)
        desk.run("v")
        #expect(desk.state.place.pane == .jobs && desk.state.jobs.focus == .picture)
        #expect(desk.previewWishes.last?.job == desk.city.jobs.jobs[index].id && desk.previewWishes.last?.frame == 150)
        desk.run("<Backspace>")
        #expect(desk.state.place.depth == .event)
    }

    @Test("y copies the row")
    func copying() {
        let desk = Desk.ofJobs(keys: "7y2")
        #expect(
            desk.effects.contains {
                if case .copy(let text, _) = $0 { text.hasPrefix("1204\trunning\tquay-3\t/srv/video") } else { false }
            })
    }

    @Test("the side column tells what runs and what waits")
    func sideColumn() {
        var desk = Desk.ofJobs(columns: 160, rows: 48, keys: "")
        var status = desk.state.ingest
        status.jobs = desk.city.board(JobQuery(limit: IngestStatus.jobsTold))
        desk.send(.ingest(status))
        #expect(desk.text.contains("quay-3") && desk.text.contains("62%"))
        #expect(desk.text.contains("failed closed today"))
    }

    @Test(
        "names, paths, failures and models from outside cannot steer the terminal, at any size",
        arguments: [(60, 16), (80, 24), (120, 40), (160, 48), (207, 60)],
        ["7", "7<Enter>", "7jjjjj<Enter>", "7v", "7jjjjjo", "7jjjjjr", "7c", "7N", "7O", "7/x"])
    func hostile(size: (Int, Int), keys: String) {
        var city = SmallCity.withEvents(10)
        city.addJobs()
        let text = "a\u{1B}[2J\u{202E}\r\n\u{7}\t" + String(repeating: "w漢", count: 200)
        for index in city.jobs.jobs.indices {
            var job = city.jobs.jobs[index]
            (job.camera, job.input, job.output, job.by, job.gateway) = (text, text, text, text, text)
            (job.submitted, job.clipBegin, job.clipEnd) = (
                Instant(microseconds: .min), Instant(microseconds: .min), Instant(microseconds: .max)
            )
            (job.started, job.ended, job.notBefore) = (
                Instant(microseconds: .max), Instant(microseconds: .min), Instant(microseconds: .max)
            )
            job.failure = JobFailure(.input, text)
            job.clip?.detectors = [text]
            job.clip?.width = .max
            job.clip?.frames = .max
            job.clip?.rate = .nan
            job.clip?.motion = .infinity
            job.progress?.frames = .max
            job.progress?.speed = -.infinity
            job.progress?.secondsLeft = .nan
            job.progress?.regions = .min
            job.progress?.residual = .max
            job.report?.framesIn = .max
            job.report?.seconds = .leastNonzeroMagnitude
            job.report?.framesOut = .min
            job.report?.degraded = [text, text]
            job.report?.notes = [text]
            job.report?.filledPixels = [.plate: .max, .solid: .max, .telea: .min]
            job.report?.models = [UsedModel(name: text, kind: .onnx, files: [.init(path: text, sha256: text)])]
            job.options.widening = 1
            city.jobs.jobs[index] = job
        }
        (city.jobs.running, city.jobs.queued, city.jobs.total) = (.max, .min, .max)
        for look in [Look(), Look(glyphs: .ascii), Look(showsPictures: true)] {
            var desk = Desk(city, columns: size.0, rows: size.1, look: look)
            desk.run(keys)
            let drawn = desk.text
            #expect(
                !drawn.unicodeScalars.contains {
                    $0.value < 0x20 && $0 != "\n" || $0.value == 0x202E || $0.value == 0x7F
                })
            #expect(drawn.count { $0 == "\n" } == size.1)
        }
    }
}
