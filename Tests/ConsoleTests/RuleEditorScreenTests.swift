// SPDX-License-Identifier: Apache-2.0

import Canvas
import EVE
import Foundation
import Rules
import Testing

@testable import Console

@Suite("Screens of the rule editor") struct RuleEditorScreenTests {
    private static let sizes = [(80, 24), (120, 40), (160, 48)]

    private static func compare(_ desk: RuleEditorDesk, _ name: String, ascii: Bool = false) throws {
        let size = "\(desk.state.size.columns)x\(desk.state.size.rows)"
        try Golden(screen: "rule-\(name)-\(size)").expect(desk.surface(ascii: ascii).annotated())
    }

    /// At the end of the address of the sketch, with its candidates.
    private static func sketch(_ columns: Int, _ rows: Int) -> RuleEditorDesk {
        var desk = RuleEditorDesk(columns: columns, rows: rows)
        desk.run("<C-g>10<Enter><End><Tab>")
        desk.answer()
        desk.analyse()
        desk.runDry()
        return desk
    }

    @Test("the sketch: a problem, candidates, a dry run, hits") func completing() throws {
        for (columns, rows) in Self.sizes + [(60, 16)] { try Self.compare(Self.sketch(columns, rows), "completing") }
    }

    @Test("in ASCII") func ascii() throws { try Self.compare(Self.sketch(120, 40), "ascii", ascii: true) }

    @Test("nothing is known yet") func fresh() throws {
        let desk = RuleEditorDesk(RuleEditorDesk.saved, columns: 80, rows: 24)
        try Self.compare(desk, "fresh")
    }

    @Test("the difference to the saved text") func difference() throws {
        var desk = Self.sketch(120, 40)
        desk.run("<C-d>")
        try Self.compare(desk, "difference")
    }

    @Test("the hits with the focus") func hits() throws {
        for (columns, rows) in [(80, 24), (120, 40)] {
            var desk = Self.sketch(columns, rows)
            desk.run("<A-h>j")
            try Self.compare(desk, "hits")
        }
    }

    @Test("a comment is asked for, a search is on, leaving is asked") func prompts() throws {
        var desk = RuleEditorDesk(columns: 80, rows: 24)
        desk.runDry()
        desk.run("<C-s>narrower")
        try Self.compare(desk, "comment")
        desk.run("<Esc><C-f>10.20")
        try Self.compare(desk, "search")
        desk.run("<Esc><C-q>")
        try Self.compare(desk, "leaving")
    }

    @Test("a dry run that is stale, partial and without a saved one says so") func partial() throws {
        var desk = RuleEditorDesk(columns: 80, rows: 24)
        var run = RuleEditorDesk.dryRun
        (run.isExact, run.scanned, run.saved, run.truePositivesLost) = (false, 210_000, nil, 0)
        desk.state.take(dryRun: run, version: desk.state.version)
        desk.run("x")
        try Self.compare(desk, "partial")
    }

    @Test("signatures and thresholds") func signatures() throws {
        let text = #"""
            # local
            alert tcp $HOME_NET any -> [10.0.0.0/8,!10.1.0.1] 502 (msg:"Write \"coil\""; flow:to_server; \
                content:"|00 05|"; offset:2; sid:9000001; rev:3;)
            """#
        try Self.compare(RuleEditorDesk(text, saved: text, kind: .signature, columns: 100, rows: 16), "signature")
        let line = "suppress gen_id 1, sig_id 9000001, track by_src, ip 10.0.0.1\n# all\n"
        try Self.compare(RuleEditorDesk(line, saved: "", kind: .threshold, columns: 80, rows: 16), "threshold")
    }

    @Test(
        "any size draws, with anything open", arguments: ["", "<C-d>", "<A-h>", "<C-f>a", "<C-s>", "<C-q>", "<C-End>"])
    func sizes(script: String) {
        var desk = Self.sketch(120, 40)
        desk.run(script)
        for columns in [0, 1, 2, 7, 23, 40, 59, 60, 79, 80, 99, 100, 120, 160, 200, 400] {
            for rows in [0, 1, 2, 3, 4, 9, 15, 16, 20, 24, 34, 40, 48, 60, 100] {
                desk.state.resize(Size(columns: columns, rows: rows))
                #expect(desk.surface().cells.count == columns * rows)
            }
        }
    }

    @Test(
        "no hostile text of a rule, a value, a hit or a person reaches a cell",
        arguments: HostileTextTests.texts.indices)
    func hostile(index: Int) {
        let text = HostileTextTests.texts[index]
        for script in ["", "<C-d>", "<A-h>", "<C-g>2<Enter><End><Tab>", "<C-s>"] {
            for (columns, rows) in [(80, 24), (120, 40)] {
                var desk = RuleEditorDesk(
                    "detection:\n  x:\n    src_ip: \n\(text)\n- \(text): \(text)", columns: columns, rows: rows)
                desk.state.title = text
                desk.state.people = [.init(text, .reading(revision: 1))]
                let problem = RuleProblem(.error, TextPosition(line: 3, column: 2), text, help: text)
                desk.state.take(findings: [Finding(problem)], version: 0)
                var run = RuleEditorDesk.dryRun
                run.subject = text
                for index in run.hits.indices {
                    run.hits[index].gateway = text
                    run.hits[index].source = text
                    run.hits[index].destination = text
                    run.hits[index].summary = text
                    run.hits[index].disposition = text
                }
                desk.state.take(dryRun: run, version: 0)
                desk.run("<C-g>3<Enter><End><Tab>")
                for case .complete(let request) in desk.effects {
                    desk.state.take(
                        CompletionAnswer(request: request, items: [CompletionItem(text, note: text)], about: text))
                }
                desk.run(script)
                #expect(desk.surface().cells.allSatisfy { HostileTextTests.isHarmless($0.base) })
            }
        }
    }
}
