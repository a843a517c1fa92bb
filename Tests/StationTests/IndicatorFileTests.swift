// SPDX-License-Identifier: Apache-2.0

import EVE
import Indicators
import Rules
import Sigma
import Testing

@testable import Station

@Suite("Lists of indicators in files")
struct IndicatorFileTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    @Test(
        "a file that is named is taken for a list by its name, unless it holds something else",
        arguments: [
            ("list.txt", "evil.example\n", RuleKind.indicators), ("list.CSV", "a,b\n", .indicators),
            ("feed.json", "{\"objects\":[]}", .indicators), ("list", "evil.example\n", .sigma),
            ("rules.txt", "alert tcp any any -> any any (msg:\"a\"; sid:1;)\n", .signature),
        ])
    func kinds(name: String, text: String, kind: RuleKind) throws {
        let path = try folder.write(text, to: name)
        #expect(try RuleFiles.read([path]).map(\.kind) == [kind])
        #expect(try RuleFiles.read([path], kind: .indicators).map(\.kind) == [.indicators])
        #expect(try RuleFiles.read([folder.path]).isEmpty)
        #expect(throws: UserMessage.self) { try RuleFiles.read([folder.path], kind: .indicators) }
    }

    @Test("a check tells each bad entry at its place, and a list with good ones is a rule")
    func check() throws {
        let list = try folder.write("evil.example\nbad one\n192.0.2.300\n", to: "list.txt")
        let empty = try folder.write("# nothing\n", to: "empty.txt")
        let check = RuleCheck(
            try RuleFiles.read([list, empty]), options: SigmaOptions(unknownPlaceholder: .unsaid), mapping: nil)
        #expect(check.files == 2 && check.rules == 1 && check.hasErrors)
        let places = check.findings.map { "\($0.path.dropFirst(folder.path.count + 1)):\($0.problem.position)" }
        #expect(check.findings.allSatisfy { $0.problem.weight == .error })
        #expect(
            places.map { $0.replacing("TextPosition(line: ", with: "").replacing(", column: ", with: ":") } == [
                "list.txt:2:5)", "list.txt:3:1)", "empty.txt:1:1)",
            ])
    }

    @Test("a list with nothing but bad entries is no rule, and one with a name that no id may have gets another one")
    func drafts() throws {
        let bad = try IndicatorStation.draft("not one\n", name: "bad.txt")
        #expect(!bad.isSound && bad.problems.count == 2)
        let named = try IndicatorStation.draft("evil.example\n", name: "ümläut list.txt")
        #expect(named.isSound && named.content.heading.title == "ümläut list.txt")
        #expect(named.id == "--ml--ut-list.txt")
        #expect(RuleLimit.allows(id: named.id ?? ""))
    }

    @Test("lines are matched with lists, each list once a line, and what was found is told")
    func lines() throws {
        let one = try folder.write("indicator,expires\nevil.example,2026-11-25\n192.0.2.7,\n", to: "one.csv")
        let two = try folder.write("198.51.100.0/24\n", to: "two.txt")
        let events = try folder.write(
            """
            {"timestamp":"2026-11-24T10:00:00+0000","src_ip":"192.0.2.7","dns":{"rrname":"evil.example"}}
            {"timestamp":"2026-11-26T10:00:00+0000","dns":{"rrname":"evil.example"},"dest_ip":"198.51.100.1"}
            {"dns":
            {"src_ip":7,"dns":["evil.example"],"tls":{"sni":"www.evil.example"}}

            """, to: "events.json")
        let loaded = LoadedFiles(try RuleFiles.read([one, two]), mapping: .builtin, options: SigmaOptions())
        #expect(loaded.findings.isEmpty && loaded.rules.references.map(\.id) == ["one.csv", "two.txt"])
        var matching = LineMatching(loaded.rules)
        var hits: [String] = []
        try matching.run(events) { hits.append("\($0.line) \($0.rule.id) \($0.evidence?.line ?? "")") }
        // The last line has no time, so it has that of the line before.
        #expect(hits == ["1 one.csv ip 192.0.2.7 in src_ip", "2 two.txt ip 198.51.100.0/24 in dest_ip"])
        #expect(matching.events == 3 && matching.refused == 1 && matching.matches == 2)
    }

    private static let line =
        #"{"timestamp":"2026-11-24T10:00:00+0000","src_ip":"192.0.2.7","dest_ip":"2001:db8::7","dns":{"queries":[{"rrname":"a.evil.example"}]},"http":{"hostname":"load.example","http_port":8080,"url":"/a.sh"},"tls":{"ja4":"t13d1516h2_8daaf6152771_e5627efa2ab1"},"fileinfo":{"md5":"d41d8cd98f00b204e9800998ecf8427e"}}"#

    @Test("an event that is damaged anywhere finds nothing that is not in the list, and never traps", arguments: 0..<40)
    func mutations(seed: UInt64) throws {
        let list =
            "192.0.2.0/24\n2001:db8::/32\nevil.example\nhttp://load.example:8080/a.sh\nd41d8cd98f00b204e9800998ecf8427e\n"
        let indicators = IndicatorList.read(Array(list.utf8), source: "x").indicators
        let time = Instant(seconds: 1_795_000_000)
        let whole = Array(Self.line.utf8)
        #expect(IndicatorEvidence.find(indicators, in: whole, at: time).count == 5)
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<100 {
            var bytes = whole
            for _ in 0...random(4) {
                switch random(3) {
                case 0: bytes[random(bytes.count)] = UInt8(random(256))
                case 1: bytes.removeSubrange(0..<random(8))
                default: bytes.insert(contentsOf: bytes[random(bytes.count)...].prefix(20), at: random(bytes.count))
                }
            }
            let found = IndicatorEvidence.find(indicators, in: bytes, at: time)
            #expect(found.allSatisfy { list.contains($0.value + "\n") })
        }
    }

    @Test(
        "honeypots are read from the configuration",
        arguments: [
            ("honeypots: {gateways: [gw-a, gw-b, gw-a], keep: 12h}", ["gw-a", "gw-b"], 43_200),
            ("honeypots: {gateways: gw-a}", ["gw-a"], 2_592_000), ("honeypots: {keep: 7d}", [], 604_800),
        ])
    func configuration(text: String, gateways: [String], seconds: Int) throws {
        let read = try ConfigurationReader(path: "c.yaml").read(text, into: StationConfiguration(dataDirectory: "/d"))
        #expect(read.honeypots.gateways == gateways && read.honeypots.keepSeconds == seconds)
    }

    @Test("what is wrong with honeypots is told with its place")
    func misconfiguration() throws {
        for (text, what) in [
            ("honeypots: [a]", "c.yaml:1:12: honeypots must be 'name: value' lines."),
            ("honeypots: {gates: [a]}", "c.yaml:1:13: unknown key 'gates' in honeypots."),
            ("honeypots: {keep: long}", "c.yaml:1:19: keep: 'long' is no length of time."),
        ] {
            let failure = #expect(throws: UserMessage.self) {
                try ConfigurationReader(path: "c.yaml").read(text, into: StationConfiguration(dataDirectory: "/d"))
            }
            #expect(failure?.what == what)
        }
    }
}
