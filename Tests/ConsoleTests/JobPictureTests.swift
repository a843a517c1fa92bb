// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Canvas
import EVE
import Query
import Testing

@testable import Console

@Suite("The picture beside a job") struct JobPictureTests {
    private var looks: [Look] {
        [Look(showsPictures: true), Look(showsPictures: true, cellPixels: CellPixels(width: 9, height: 18))]
    }

    @Test("a job that ends without an output, or waits again, takes its picture with it", arguments: [0, 1])
    func withoutOutput(look: Int) {
        let ends: [(JobState, String)] = [
            (.failed, "no output is kept"), (.cancelled, "no output is kept"), (.queued, "no processed frame yet"),
        ]
        for (end, words) in ends {
            var desk = Desk.ofJobs(look: looks[look])
            #expect(desk.state.jobs.preview.picture != nil)
            desk.city.jobs.jobs[0].state = end
            desk.wait(seconds: 3)
            #expect(desk.text.contains(words) && !desk.text.contains("▀"), "\(end)")
            #expect(desk.surface.picture == nil && desk.state.jobs.preview.picture == nil, "\(end)")
        }
    }

    @Test("an answer that was under way when the job failed is not shown")
    func lateAnswer() throws {
        var desk = Desk.ofJobs()
        desk.answers = false
        desk.city.jobs.jobs[0].progress?.frames = 8400
        desk.state.jobs.preview.wish = nil
        desk.wait(seconds: 0)
        let (id, question) = try #require(desk.open.last { if case .jobPreview = $0.question { true } else { false } })
        desk.state.jobs.board?.jobs[0].state = .failed
        #expect(!desk.text.contains("frame 8,310") && desk.text.contains("no output is kept"))
        desk.state.jobs.preview.picture = nil
        desk.send(.answered(id, desk.city.answer(question)))
        #expect(desk.state.jobs.preview.picture == nil)
    }

    @Test("the original of a job that failed stays, as its input does")
    func originalOfFailed() {
        var desk = Desk.ofJobs(keys: "7jjjjjOy")
        #expect(desk.state.selectedJob?.state == .failed && desk.text.contains(" ORIGINAL "))
        desk.wait(seconds: 2)
        #expect(desk.text.contains(" ORIGINAL "))
    }

    @Test(
        "a picture that was given up while it was under way is asked for again",
        arguments: [("1", "7"), ("v", ""), ("v", "v"), ("}", "}"), ("Oy", "<Esc>")])
    func givenUp(keys: (String, String)) {
        for (columns, rows) in [(120, 40), (80, 24)] {
            for look in looks {
                var desk = Desk.ofJobs(columns: columns, rows: rows, keys: "7jjjjjj", look: look)
                if columns == 80 { desk.run("v") }
                desk.answers = false
                desk.run("}}}" + keys.0 + keys.1)
                desk.answers = true
                desk.answerAll()
                desk.wait(seconds: 1)
                if desk.state.jobPicturePlace == nil { desk.run("v") }
                #expect(!desk.text.contains("Looking") && desk.state.jobs.preview.picture?.frame == 13_499)
            }
        }
    }

    @Test("a picture that is there is not asked for twice")
    func once() {
        var desk = Desk.ofJobs(keys: "7jjjjjj")
        let count = desk.previewWishes.count
        desk.run("17")
        desk.wait(seconds: 2)
        #expect(desk.previewWishes.count == count && desk.state.jobs.preview.picture != nil)
    }

    @Test("the frames of a job that runs are not stepped through; its newest one goes on")
    func running() {
        var desk = Desk.ofJobs()
        #expect(!desk.text.contains("> step"))
        for key in ["<", ">", "{", "}"] {
            desk.run(key)
            #expect(desk.text.contains("it runs, and its newest frame is shown"), "\(key)")
        }
        desk.city.jobs.jobs[0].progress?.frames = 8400
        desk.wait(seconds: 2)
        desk.city.jobs.jobs[0].progress?.frames = 8460
        desk.wait(seconds: 2)
        #expect(desk.previewWishes.count == 3 && desk.previewWishes.allSatisfy { $0.frame == nil })
        #expect(desk.text.contains("frame 8,400"))
        desk.run("jjjjjj")
        #expect(desk.text.contains("> step"))
    }

    @Test("from an event to a job that runs: its newest frame, and the event's once it has succeeded")
    func eventOfRunning() throws {
        var desk = Desk.ofJobs(keys: "jo<Enter>")
        let row = try #require(desk.state.event?.row)
        desk.city.jobs.jobs[0].camera = row.gateway
        desk.city.jobs.jobs[0].clipBegin = row.time.advanced(byMicroseconds: -10_000_000)
        desk.city.jobs.jobs[0].clipEnd = row.time.advanced(byMicroseconds: 10_000_000)
        desk.run("v")
        #expect(desk.previewWishes.last?.job == 1204 && desk.previewWishes.last?.frame == nil)
        desk.city.jobs.jobs[0].progress?.frames = 8460
        desk.wait(seconds: 3)
        desk.wait(seconds: 1)
        #expect(desk.previewWishes.count == 2)
        desk.run("Oy")
        #expect(desk.previewWishes.last == JobPreviewWish(job: 1204, frame: 8400, side: 128, isOriginal: true))
        desk.run("<Esc>")
        desk.city.jobs.jobs[0].state = .succeeded
        desk.wait(seconds: 3)
        desk.wait(seconds: 1)
        #expect(desk.previewWishes.last?.frame == 150)
    }

    @Test("where drawing takes long, newer pictures wait as long again")
    func slowLine() {
        var desk = Desk.ofJobs()
        func goOn(seconds: Int64) -> Int {
            desk.city.jobs.jobs[0].progress?.frames += 30
            desk.wait(seconds: seconds)
            return desk.previewWishes.count
        }
        #expect(goOn(seconds: 2) == 2)
        desk.send(.drawn(took: 5_000_000))
        #expect(goOn(seconds: 5) == 2)
        #expect(goOn(seconds: 4) == 2)
        #expect(goOn(seconds: 1) == 3)
        // Whatever a clock says.
        desk.send(.drawn(took: .max))
        desk.send(.drawn(took: .min))
        #expect(goOn(seconds: 2) == 4)
    }

    @Test("Esc takes the original away before any message, and one that is under way too")
    func escape() {
        var desk = Desk.ofJobs(keys: "7Oy")
        desk.send(.notice(Notice(.error, "something else went wrong")))
        desk.run("<Esc>")
        #expect(!desk.text.contains(" ORIGINAL ") && desk.text.contains("something else went wrong"))
        desk.run("<Esc>")
        #expect(!desk.text.contains("something else went wrong"))
        desk.answers = false
        desk.run("Oy<Esc>")
        #expect(!desk.open.contains { if case .jobPreview(let wish) = $0.question { wish.isOriginal } else { false } })
    }
}
