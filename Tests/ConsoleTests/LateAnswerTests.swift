// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Canvas
import EVE
import Query
import Testing

@testable import Console

@Suite("Answers that come late") struct LateAnswerTests {
    /// Opens the second event and walks to the first, of the signature whose text is known. It is there, all else about it is
    /// still asked.
    private func walked() throws -> Desk {
        var desk = Desk(.withPacket(payload: "ACoAAAAGAQUADP8A"))
        desk.run("2oj<Enter>")
        desk.answers = false
        desk.run("N")
        let index = try #require(desk.open.firstIndex { if case .detail = $0.question { true } else { false } })
        let (id, question) = desk.open.remove(at: index)
        desk.send(.answered(id, desk.city.answer(question)))
        return desk
    }

    @Test("what was asked of one event is not shown beside the next")
    func next() throws {
        var desk = try walked()
        let first = try #require(desk.state.event)
        #expect(first.whole != nil)
        let late = desk.open
        #expect(late.count >= 3)
        desk.run("n")
        #expect(!desk.open.contains { open in late.contains { $0.id == open.id } }, "nobody waits for them")
        for (id, question) in late { desk.send(.answered(id, desk.city.answer(question))) }
        let second = try #require(desk.state.event)
        #expect(second.id != first.id)
        #expect(second.signature == nil && second.flow.rows.isEmpty && second.history.isEmpty)
        desk.answerAll()
        desk.run("N")
        desk.answerAll()
        #expect(desk.state.event?.signature != nil)
    }

    @Test("what was asked of an open event is not shown beside the one that the list previews")
    func preview() throws {
        var desk = try walked()
        let late = desk.open
        desk.run("<Esc>j")
        for (id, question) in late { desk.send(.answered(id, desk.city.answer(question))) }
        #expect(desk.state.event?.signature == nil && desk.state.event?.flow.rows.isEmpty != false)
    }

    @Test("the clip that was looked for from one event is not opened from the next")
    func clip() throws {
        var desk = try walked()
        desk.run("v")
        let (id, question) = try #require(desk.open.last { if case .jobs = $0.question { true } else { false } })
        desk.run("n")
        #expect(!desk.open.contains { $0.id == id })
        desk.city.addJobs()
        desk.city.jobs.jobs = Array(desk.city.jobs.jobs.prefix(1))
        guard case .jobs(let query) = question else { return }
        desk.city.jobs.jobs[0].camera = query.camera ?? ""
        desk.city.jobs.jobs[0].clipBegin = query.at
        desk.city.jobs.jobs[0].clipEnd = query.at?.advanced(byMicroseconds: 1_000_000)
        desk.send(.answered(id, desk.city.answer(question)))
        #expect(desk.state.place.depth == .event && desk.state.place.pane != .jobs)
    }

    @Test("a copy that waits for an event is not made of another")
    func copy() {
        var desk = Desk(columns: 80, rows: 24)
        desk.run("o")
        desk.answers = false
        desk.run("y3")
        #expect(desk.state.pendingCopy == .raw)
        desk.run("j<Enter>")
        desk.answerAll()
        #expect(desk.state.event?.whole != nil)
        #expect(desk.effects.isEmpty)
    }

    @Test("a step that waits for the next page is not taken from another event")
    func step() {
        var desk = Desk(.withEvents(3000))
        desk.run("2o<Enter>")
        desk.answers = false
        for _ in 0..<1000 where desk.state.list.stepWhenLoaded == 0 { desk.run("n") }
        #expect(desk.state.list.stepWhenLoaded == 1)
        desk.run("N")
        let open = desk.state.place.event
        desk.answerAll()
        #expect(desk.state.place.event == open)
    }
}
