// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Console
import ConsoleProtocol
import EVE
import Fixtures
import Pushes
import Query
import Rules
import Testing
import Triage

/// What this program's console never asks and another one could: it must be refused before it is worked on.
struct HostileConsoleTests {
    private func ask(_ question: Question) -> ConsoleFrame { .ask(RequestID(rawValue: 1), question) }

    private func page(_ filter: Filter) -> ConsoleFrame { ask(.page(PageRequest(filter: filter, limit: 7))) }

    @Test func valuesThatCannotBe() throws {
        let within = page(.test(.source, .within(try #require(IPNetwork("10.0.0.0/8")))))
        try Sent.expectRefusal(of: within, with: "10.0.0.0/8", as: "10.0.0.0/99", "no IPNetwork")
        let equals = page(.test(.source, .equals(.address(Examples.v4))))
        try Sent.expectRefusal(of: equals, with: "10.0.0.1", as: "10.0.0.256", "no IPAddress")
        let between = page(.test(.sourcePort, .between(1...2)))
        try Sent.expectRefusal(of: between, with: "[1,2]", as: "[2,1]", "lowerBound")
        let addresses = page(.test(.source, .addresses(Examples.v4...Examples.v6)))
        try Sent.expectRefusal(of: addresses, with: "\"10.0.0.1\"", as: "\"ffff::\"", "lowerBound")
        let path = page(.test(.path(Examples.path), .exists))
        try Sent.expectRefusal(of: path, with: "[\"dns\",", as: "[\"\",", "a path has")
        let long = Array(repeating: "\"a\",", count: 20).joined()
        try Sent.expectRefusal(of: path, with: "[\"dns\",", as: "[" + long, "a path has")
        let raw = ask(.matchedParts([], raw: [0, 0, 0], time: Examples.instant))
        try Sent.expectRefusal(of: raw, with: "\"AAAA\"", as: "\"AA*A\"", "no base64")
        try Sent.expectRefusal(of: raw, with: "\"AAAA\"", as: "\"AAA\"", "no base64")
        try Sent.expectRefusal(of: raw, with: "\"AAAA\"", as: "\"AAA=AAAA\"", "no base64")
    }

    @Test func whatIsSearchedForAndWhen() throws {
        let clock = page(.since(.clock(microseconds: 5, offsetSeconds: 60)))
        // The offset of which the microseconds are the one number that has no opposite.
        try Sent.expectRefusal(
            of: clock, with: "\"offsetSeconds\":60", as: "\"offsetSeconds\":144115188075855872", "no time")
        try Sent.expectRefusal(of: clock, with: "\"microseconds\":5", as: "\"microseconds\":-5", "no time")
        let long = String(repeating: "*a", count: FilterParser.maximumBytes)
        let like = page(.test(.sensor, .like("b*")))
        try Sent.expectRefusal(of: like, with: "b*", as: long, "4096 bytes")
        let either = page(.eitherAddress(.like("b*")))
        try Sent.expectRefusal(of: either, with: "b*", as: long, "4096 bytes")
        try Sent.expectRefusal(of: page(.text("b*")), with: "b*", as: long, "4096 bytes")
    }

    @Test func namesAndRevisions() throws {
        let revision = "\"revision\":4"
        for deed in [RuleDeed.revert(Examples.rule), .enable(Examples.rule), .disable(Examples.rule)] {
            let frame = ConsoleFrame.changeRule(deed)
            try Sent.expectRefusal(of: frame, with: revision, as: "\"revision\":\(Int.min)", "no revision")
        }
        let save = ConsoleFrame.changeRule(.save(Examples.rule, text: "", basedOn: 5, comment: ""))
        try Sent.expectRefusal(of: save, with: "\"basedOn\":5", as: "\"basedOn\":\(Int.max)", "no revision")
        for question in [Question.ruleText(Examples.rule), .ruleCosts([Examples.rule])] {
            try Sent.expectRefusal(of: ask(question), with: revision, as: "\"revision\":-1", "no revision")
        }
        let parts = ask(.matchedParts([Examples.reference], raw: [], time: Examples.instant))
        try Sent.expectRefusal(of: parts, with: "\"revision\":2", as: "\"revision\":-2", "no revision")
        let long = String(repeating: "x", count: 201)
        try Sent.expectRefusal(of: .editingRule("5af1"), with: "5af1", as: long, "201 bytes")
        try Sent.expectRefusal(of: .hello(version: 1, program: "vedette"), with: "vedette", as: long, "201 bytes")
    }

    @Test func rowsTimesParts() throws {
        var overview = Examples.overview
        (overview.rows, overview.sparkCells) = (10_000, 52)
        let frame = ask(.alertsOverview(overview))
        try Sent.expectRefusal(of: frame, with: "\"sparkCells\":52", as: "\"sparkCells\":53", "cells")
        var inbox = Examples.inbox
        (inbox.limit, inbox.cells) = (10_000, 52)
        try Sent.expectRefusal(of: ask(.inbox(inbox)), with: "\"cells\":52", as: "\"cells\":53", "cells")
    }

    @Test func pushesBeyondWhatNamesAndTimesAllow() throws {
        let long = String(repeating: "x", count: 65)
        try Sent.expectRefusal(of: ask(.pushPreview(.matching("gw-*"))), with: "gw-*", as: long, "65 bytes")
        let push = ConsoleFrame.push(
            .push(.canary("gw-1"), basis: Examples.revision, parts: [], mayRunFewer: false, comment: ""))
        try Sent.expectRefusal(of: push, with: "gw-1", as: long, "65 bytes")
        try Sent.expectRefusal(of: push, with: "0123456789ab", as: "0123456789AB", "revision")
    }

    @Test func devicesBeyondWhatNamesAndReasonsAllow() throws {
        let long = String(repeating: "x", count: 129)
        try Sent.expectRefusal(of: ask(.device("cam-1")), with: "cam-1", as: long, "129 bytes")
        try Sent.expectRefusal(of: .device(.quote(device: "cam-1")), with: "cam-1", as: long, "129 bytes")
        let revoke = ConsoleFrame.device(.revoke(device: "cam-1", reason: "stolen"))
        let accept = ConsoleFrame.device(
            .accept(device: "cam-1", evidence: 5, policyVersion: 1, comment: "stolen"))
        for deed in [revoke, accept] {
            try Sent.expectRefusal(
                of: deed, with: "stolen", as: String(repeating: "y", count: 241), "241 bytes of a reason")
            let longest = try Sent.text(deed).replacing("stolen", with: String(repeating: "y", count: 240))
            #expect(try Sent.read(longest) != nil)
        }
    }

    @Test func jobsBeyondWhatNamesAndNumbersAllow() throws {
        let query = ask(.jobs(JobQuery(text: "quay", camera: "cam-1", at: Examples.instant, limit: 7)))
        let long = String(repeating: "x", count: 257)
        try Sent.expectRefusal(of: query, with: "\"quay\"", as: "\"\(long)\"", "257 bytes of a text")
        try Sent.expectRefusal(of: query, with: "\"cam-1\"", as: "\"\(long)\"", "257 bytes of a name")
        try Sent.expectRefusal(of: query, with: "\"limit\":7", as: "\"limit\":2001", "2001 jobs")
        try Sent.expectRefusal(of: query, with: "\"limit\":7", as: "\"limit\":-1", "-1 jobs")
        try Sent.expectRefusal(
            of: query, with: "\(Examples.instant.microseconds)", as: "\(Int64.min)", "73,000 years")
        let wish = ask(.jobPreview(JobPreviewWish(job: 5, frame: 7, side: 64)))
        for side in [15, 1025, Int.min] {
            try Sent.expectRefusal(of: wish, with: "\"side\":64", as: "\"side\":\(side)", "\(side) pixels")
        }
        try Sent.expectRefusal(of: wish, with: "\"frame\":7", as: "\"frame\":-1", "-1 as a frame")
        try Sent.expectRefusal(of: wish, with: "\"job\":5", as: "\"job\":-5", "no job's number")
    }

    @Test func deedsForJobsBeyondWhatMakesSense() throws {
        let submission = JobSubmission(camera: "cam-1", input: "in.mp4", output: "out.mp4", priority: 5)
        let submit = ConsoleFrame.job(.submit(submission))
        let name = String(repeating: "x", count: 129)
        let path = String(repeating: "y", count: 4097)
        try Sent.expectRefusal(of: submit, with: "cam-1", as: name, "129 bytes of a name")
        try Sent.expectRefusal(of: submit, with: "in.mp4", as: path, "4097 bytes of a path")
        try Sent.expectRefusal(of: submit, with: "in.mp4", as: "", "0 bytes of a path")
        try Sent.expectRefusal(of: submit, with: "out.mp4", as: path, "4097 bytes of a path")
        try Sent.expectRefusal(of: submit, with: "\"priority\":5", as: "\"priority\":10", "10 as a priority")
        try Sent.expectRefusal(of: submit, with: "\"widening\":0.15", as: "\"widening\":1.5", "widening")
        try Sent.expectRefusal(of: submit, with: "\"widening\":0.15", as: "\"widening\":\"nan\"", "widening")
        let retry = ConsoleFrame.job(.retry(5, JobOptions()))
        try Sent.expectRefusal(of: retry, with: "\"detectEvery\":3", as: "\"detectEvery\":0", "detect-every")
        try Sent.expectRefusal(of: .job(.cancel(5)), with: "5", as: "-5", "no job's number")
        try Sent.expectRefusal(of: .job(.prioritise(5, 3)), with: "3", as: "-10", "-10 as a priority")
    }

    @Test func daysThatHaveNoNeighbours() throws {
        let event = EventID(day: 5, row: 1)
        for day in [Int32.max, .min, 100_000_001] {
            let last = ask(.page(PageRequest(after: event)))
            try Sent.expectRefusal(of: last, with: "\"day\":5", as: "\"day\":\(day)", "no event has the day")
            let alerts = ConsoleFrame.triage(.alerts(.comment, comment: "", [AlertID(event: event)]))
            try Sent.expectRefusal(of: alerts, with: "\"day\":5", as: "\"day\":\(day)", "no event has the day")
        }
    }

    @Test func rangesAndGrids() throws {
        let extent = ask(
            .names(Examples.v4, TimeRange(start: .init(microseconds: 1), end: .init(microseconds: 2)), rows: 5))
        try Sent.expectRefusal(of: extent, with: "{\"microseconds\":1}", as: "{\"microseconds\":3}", "before it begins")
        try Sent.expectRefusal(of: extent, with: "\"rows\":5", as: "\"rows\":-1", "-1 rows")
        let grid = ask(.gatewayActivity(BucketGrid(start: .init(microseconds: 1), width: 60, count: 3)))
        try Sent.expectRefusal(of: grid, with: "\"width\":60", as: "\"width\":0", "no width")
        try Sent.expectRefusal(of: grid, with: "\"width\":60", as: "\"width\":-1", "no width")
        try Sent.expectRefusal(of: grid, with: "\"width\":60", as: "\"width\":\(Int64.max)", "73,000 years")
        try Sent.expectRefusal(
            of: grid, with: "\"microseconds\":1", as: "\"microseconds\":\(Int64.min)", "73,000 years")
        try Sent.expectRefusal(of: grid, with: "\"count\":3", as: "\"count\":-3", "less than no buckets")
        try Sent.expectRefusal(of: grid, with: "\"count\":3", as: "\"count\":4097", "4097 buckets")
        let report = ask(
            .report(TimeRange(start: .init(microseconds: 1), end: Examples.instant), now: Examples.instant, columns: 80)
        )
        try Sent.expectRefusal(of: report, with: "\"columns\":80", as: "\"columns\":1025", "1025 columns")
        try Sent.expectRefusal(of: report, with: "\"microseconds\":1}", as: "\"microseconds\":\(Int64.min)}", "73,000")
    }

    @Test func sizesOfAnswers() throws {
        let page = page(.everything)
        for limit in [-1, 10_001, Int.max, .min] {
            try Sent.expectRefusal(of: page, with: "\"limit\":7", as: "\"limit\":\(limit)", "\(limit) rows")
        }
        let overview = ask(
            .alertsOverview(
                OverviewRequest(filter: .everything, grid: Examples.grid, sparkCells: 24, rows: 200, newest: 40)))
        try Sent.expectRefusal(of: overview, with: "\"sparkCells\":24", as: "\"sparkCells\":4097", "4097 parts")
        try Sent.expectRefusal(of: overview, with: "\"rows\":200", as: "\"rows\":-200", "-200 rows")
        try Sent.expectRefusal(of: overview, with: "\"newest\":40", as: "\"newest\":10001", "10001 rows")
        let count = ask(.count(CountRequest(by: [.field(.source)], needs: 1, top: 50)))
        try Sent.expectRefusal(of: count, with: "\"needs\":1", as: "\"needs\":2", "2 dimensions")
        try Sent.expectRefusal(of: count, with: "\"top\":50", as: "\"top\":-50", "-50 rows")
        let field = "{\"field\":{\"_0\":{\"source\":{}}}}"
        let fields = Array(repeating: field, count: 17).joined(separator: ",")
        try Sent.expectRefusal(of: count, with: field, as: fields, "17 dimensions")
        try Sent.expectRefusal(of: count, with: field, as: "", "0 dimensions")
        let wish = DryRunWish(rule: nil, saved: nil, edited: "", range: .everything, buckets: 60)
        try Sent.expectRefusal(of: ask(.ruleDryRun(wish)), with: "\"buckets\":60", as: "\"buckets\":-1", "-1 buckets")
        let profile = ask(.profile(EntityRequest(entity: .rule("r"), grid: Examples.grid, rows: 20)))
        try Sent.expectRefusal(of: profile, with: "\"rows\":20", as: "\"rows\":-20", "-20 rows")
        let many = Array(repeating: "\"10.0.0.1\"", count: 10_001).joined(separator: ",")
        try Sent.expectRefusal(of: ask(.locations([Examples.v4])), with: "\"10.0.0.1\"", as: many, "10001 rows")
    }

    @Test func requestsForTheInboxAskedAndMeant() throws {
        let request = InboxRequest(range: Examples.range, limit: 500, cells: 12)
        for frame in [ask(.inbox(request)), .triage(.groups(.comment, comment: "", [], request, scope: ""))] {
            try Sent.expectRefusal(of: frame, with: "\"cells\":12", as: "\"cells\":201", "201 parts")
            try Sent.expectRefusal(of: frame, with: "\"cells\":12", as: "\"cells\":-1", "-1 parts")
            try Sent.expectRefusal(of: frame, with: "\"limit\":500", as: "\"limit\":-500", "-500 rows")
        }
        let groups = ConsoleFrame.triage(
            .groups(.comment, comment: "", [.init(source: Examples.v4)], request, scope: ""))
        try Sent.expectRefusal(
            of: groups, with: "[\"10.0.0.1\"]", as: "[\"10.0.0.1\",\"10.0.0.2\"]", "one address or none")
    }

    /// A station would end the connection, and a console that asks anew when it is back would do so for ever.
    @Test func whatWouldBeRefusedIsNotSent() {
        let deep = (0..<Filter.depthLimit).reduce(Filter.everything) { filter, _ in .not(filter) }
        let wide = Filter.any(Array(repeating: .text("a"), count: Filter.partLimit))
        let inbox = InboxRequest(filter: wide, range: Examples.range)
        let frames: [(ConsoleFrame, String)] = [
            (page(deep), "a filter that nests 113 deep"), (page(wide), "a filter of 8193 parts"),
            (ask(.inbox(inbox)), "a filter of 8193 parts"),
            (.triage(.groups(.comment, comment: "", [], inbox, scope: "")), "a filter of 8193 parts"),
            (ask(.page(PageRequest(limit: -1))), "-1 rows, of which 0 to 10000 are allowed"),
        ]
        for (frame, reason) in frames {
            #expect(throws: FrameError.unsendable(reason)) { try FrameCoder.encode(frame) }
        }
    }

    /// It is cut as every other rule's is.
    @Test func headingsAreMadeToFit() throws {
        let text = try Sent.text(ask(.ruleText(Examples.rule)))
        let long = text.replacing("A title", with: String(repeating: "x", count: 2000) + "\\n")
        guard case .ask(_, .ruleText(let rule))? = try Sent.read(long) else {
            Issue.record("another frame")
            return
        }
        #expect(rule.heading.title == String(repeating: "x", count: RuleLimit.title))
    }

    /// Frames that are damaged anyhow are read or refused, and what is read can be sent again.
    @Test func damage() throws {
        var random = SeededGenerator(seed: 16)
        let texts = try Examples.consoleFrames.map { Array(try Sent.text($0).utf8) }
        var taken = 0
        for round in 0..<6000 {
            var text = texts[round % texts.count]
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let other = texts[Int.random(in: 0..<texts.count, using: &random)]
                let start = Int.random(in: 0..<other.count, using: &random)
                text.mutate(with: Array(other[start...].prefix(20)), using: &random)
            }
            guard let frame = try? Sent.read(String(decoding: text, as: UTF8.self)) else { continue }
            taken += 1
            #expect(try Sent.read(Sent.text(frame)) == frame)
        }
        #expect(taken > 0)
    }
}
