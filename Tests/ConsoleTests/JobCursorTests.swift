// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Canvas
import EVE
import Query
import Testing

@testable import Console

@Suite("The cursor among jobs") struct JobCursorTests {
    private func deeds(_ desk: Desk) -> [JobDeed] {
        desk.effects.compactMap { if case .job(let deed) = $0 { deed } else { nil } }
    }

    @Test("what came of a deed does not move the cursor, which may have gone on meanwhile")
    func deed() {
        var desk = Desk.ofJobs(keys: "7jj+jjjj")
        #expect(desk.state.selectedJob?.id == 1203)
        desk.send(.job(.done(1198, "job 1198 has priority 4")))
        #expect(desk.state.selectedJob?.id == 1203 && desk.text.contains("job 1198 has priority 4"))
    }

    @Test("a job that was submitted gets the cursor, where the list has it")
    func submission() {
        for (id, cursor) in [(1198, 1198), (99_999, 1204)] as [(Int64, Int64)] {
            var desk = Desk.ofJobs(keys: "7N")
            desk.run("j<Enter>/srv/a.mp4<Enter>s")
            #expect(deeds(desk).count == 1)
            desk.send(.job(.done(id, "job \(id) is queued")))
            #expect(desk.state.selectedJob?.id == cursor)
        }
    }

    @Test("where its job leaves the list the cursor goes to the neighbour, and the next deed names what it is about")
    func neighbour() {
        var desk = Desk.ofJobs(keys: "7/quay<Enter>")
        let rows = desk.state.jobRows.map(\.id)
        desk.run("jjjr")
        #expect(
            desk.row(desk.text.split(separator: "\n").firstIndex { $0.contains("Do it again") }.map { $0 + 1 } ?? 0)
                .contains("quay-"))
        desk.run("1")
        #expect(deeds(desk) == [.retry(rows[3], nil)])
        desk.city.jobs.jobs.removeAll { $0.id == rows[3] }
        desk.send(.job(.done(rows[3], "job \(rows[3]) is queued again")))
        #expect(desk.state.selectedJob?.id == rows[4])
        desk.city.jobs.jobs.removeAll { rows[4...].contains($0.id) }
        desk.wait(seconds: 2)
        #expect(desk.state.selectedJob?.id == rows[2])
        desk.city.jobs.jobs = []
        desk.wait(seconds: 2)
        #expect(desk.state.selectedJob == nil && desk.state.jobs.cursor == nil)
    }

    @Test(
        "the detail is scrolled to its last row and no further; each key from there is seen",
        arguments: [(80, 16), (60, 20), (120, 20)])
    func detail(size: (Int, Int)) {
        var desk = Desk.ofJobs(columns: size.0, rows: size.1, keys: "7jjjjj<Enter>")
        let top = desk.text
        desk.run("G")
        let end = desk.text
        #expect(end != top && end.contains("priority 0"))
        desk.run("jjj")
        #expect(desk.text == end)
        desk.run("k")
        #expect(desk.text != end)
        desk.run("G")
        // A larger screen shows more rows, and the first key moves there too.
        desk.send(.input(.resized(Size(columns: size.0, rows: size.1 + 2))))
        let larger = desk.text
        desk.run("k")
        #expect(desk.text != larger)
    }
}
