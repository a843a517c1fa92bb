// SPDX-License-Identifier: Apache-2.0

import Query
import Testing

@testable import Console

@Suite("Answers that take long")
struct PartialAnswerTests {
    /// The first open question that `answer` has something for, with a part of its answer.
    private func part(_ desk: Desk) throws -> (id: RequestID, answer: Answer) {
        for (id, question) in desk.open {
            switch desk.city.answer(question) {
            case .alertsOverview(var overview):
                overview.isPartial = true
                return (id, .alertsOverview(overview))
            case .page(var page):
                page.isPartial = true
                page.rows.removeLast(page.rows.count - 2)
                return (id, .page(page))
            default: continue
            }
        }
        throw CancellationError()
    }

    @Test("an overview shows what is known so far as partial, and the whole once it is there")
    func overview() throws {
        var desk = Desk(answers: false)
        let (id, answer) = try part(desk)
        desk.send(.soFar(id, answer))
        #expect(desk.state.overviews.alerts?.isPartial == true)
        #expect(desk.text.contains("partial"))
        #expect(desk.state.requests.waiting[.overview]?.id == id)
        desk.answerAll()
        #expect(desk.state.overviews.alerts?.isPartial == false)
        #expect(!desk.text.contains("partial"))
        #expect(desk.state.requests.waiting[.overview] == nil)
    }

    @Test("a list shows the first rows found, and keeps looking for the rest")
    func list() throws {
        var desk = Desk()
        desk.answers = false
        desk.run("jo")
        let (id, answer) = try part(desk)
        desk.send(.soFar(id, answer))
        #expect(desk.state.list.window.rows.count == 2)
        #expect(desk.state.requests.waiting[.page]?.id == id)
        #expect(desk.text.contains("rows may be missing"))
        desk.answerAll()
        #expect(desk.state.list.window.rows.count > 2)
        #expect(!desk.text.contains("rows may be missing"))
    }

    @Test("what comes after the question was given up is not shown")
    func stale() throws {
        var desk = Desk(answers: false)
        let (id, answer) = try part(desk)
        desk.answerAll()
        desk.send(.soFar(id, answer))
        #expect(desk.state.overviews.alerts?.isPartial == false)
    }
}
