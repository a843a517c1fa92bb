// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Query
import Rules
import Sigma
import Store
import Testing

@testable import Station

@Suite("Course of a dry run")
struct DryRunCourseTests {
    private func request(_ edited: String, saved: String? = nil) -> DryRunRequest {
        DryRunRequest(
            saved: saved.map { Array($0.utf8) }, edited: Array(edited.utf8), range: DryRunScene.range, buckets: 7)
    }

    @Test("a text with errors says so and is not run; a saved one with errors has no matches")
    func errors() throws {
        let scene = try DryRunScene()
        let good = DryRunTests.rules[0]
        for bad in ["title: [", "", DryRunTests.rule("product: suricata", "{flow_id|re: '(['}")] {
            let answer = try scene.run(bad, saved: good)
            #expect(bad.isEmpty || answer.hasErrors, "\(bad)")
            #expect(answer.edited.matches == 0 && (bad.isEmpty || answer.scanned == 0))
            let reversed = try scene.run(good, saved: bad)
            #expect(reversed.isExact && reversed.saved?.matches == 0)
            #expect(reversed.counts.gained == reversed.edited.matches && reversed.edited.matches > 0)
        }
        let unnamed = "title: x\ncorrelation: {type: event_count, rules: [nobody], timespan: 1h, condition: {gte: 1}}"
        #expect(try scene.run(unnamed).hasErrors)
    }

    @Test("a cancelled run gives what it has and says that it is partial")
    func cancelled() throws {
        let scene = try DryRunScene()
        let cancellation = Cancellation()
        cancellation.cancel()
        let answer = try DryRunner(scene.folder.reader).run(request(DryRunTests.rules[8]), until: cancellation)
        #expect(!answer.isExact && answer.edited.matches == 0)
    }

    @Test("an empty store has nothing")
    func empty() throws {
        let store = StoreReader(directory: try Folder().path + "/none")
        let answer = try DryRunner(store).run(
            request(DryRunTests.rules[0], saved: DryRunTests.rules[1]), until: Cancellation())
        #expect(answer.isExact && answer.total == 0 && answer.hits.isEmpty)
        #expect(answer.buckets == Array(repeating: RuleDryRun.Counts(), count: 7))
    }

    @Test("lines lost to damage make the answer partial, and the others count")
    func damaged() throws {
        let scene = try DryRunScene()
        let sound = try scene.run(DryRunTests.rules[8])
        let path = scene.folder.path + "/data/days/2026-11-21.raw"
        var bytes = Array(try Data(contentsOf: URL(filePath: path)))
        // Somewhere in the midst lies a block of lines.
        for offset in 0..<40 { bytes[bytes.count / 2 + offset] ^= 0xff }
        try Data(bytes).write(to: URL(filePath: path))
        let answer = try scene.run(DryRunTests.rules[8])
        #expect(!answer.isExact)
        #expect(answer.edited.matches < sound.edited.matches && answer.edited.matches > 0)
    }

    @Test("what is told on the way is never more than the end")
    func progress() throws {
        let scene = try DryRunScene()
        var told: [RuleDryRun] = []
        let answer = try DryRunner(scene.folder.reader).run(
            request(DryRunTests.rules[8]), until: Cancellation(), progress: { told.append($0) })
        for part in told {
            #expect(!part.isExact && part.scanned <= part.total)
            #expect(part.edited.matches <= answer.edited.matches)
        }
    }

    @Test("the parts of a window cover it", arguments: [1, 2, 7, 60, 1000])
    func grid(_ buckets: Int) {
        var request = request("")
        for microseconds in [0, 1, 59, 86_400_000_000, 604_800_000_001] as [Int64] {
            request.buckets = buckets
            request.range.end = request.range.start.advanced(byMicroseconds: microseconds)
            let grid = request.grid
            #expect(grid.count == buckets && grid.range.end >= request.range.end)
        }
    }
}
