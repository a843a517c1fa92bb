// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Rules
import Testing

@testable import SuricataRules

/// What Suricata says here is what 7.0.10 said to these rules.
@Suite("Suricata's own word")
struct EngineTrialTests {
    private let version: EngineVersion

    init() throws {
        version = try #require(EngineVersion(output: Array("This is Suricata version 7.0.10 RELEASE\n".utf8)))
    }

    private static let mixed =
        #"alert dns any any -> any any (msg:"m"; dns.query; content:"a"; http.uri; content:"b"; sid:28; rev:1;)"#
    private static let twins = #"alert tcp $A any -> any any (msg:"ü"; pcre:"/(?<n>a)(?<n>b)/"; "#
    private static let refusal = "error Suricata 7.0.10 refuses this: "
    private static let end = "Error: suricata: Loading signatures failed."

    private func trial(_ texts: String...) -> EngineTrial {
        EngineTrial(texts.map { SignatureFile.parse($0) }, version: version)
    }

    private func told(_ trial: EngineTrial, _ lines: [String]) -> [[String]]? {
        trial.problems(Array(lines.map { $0 + "\n" }.joined().utf8))?.map { $0.map(shown) }
    }

    private func file(_ name: String, _ trial: EngineTrial) -> String {
        trial.files.first { $0.name == name }.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
    }

    @Test("an error stands on the line of its rule, at what it quotes, under Suricata's name")
    func places() {
        let trial = trial("# good\n\(rule(""))\n\(Self.mixed)\n", "\(Self.twins)\\\n    sid:29; rev:1;)")
        let found = told(
            trial,
            [
                "Warning: detect-reference: unknown reference key \"x\"",
                "Error: detect-parse: can't set rule app proto to http_any: already set to dns",
                #"Error: detect: error parsing signature "\#(Self.mixed)" from file 0.rules at line 3"#,
                #"E: detect-pcre: pcre2 compile of "/(?<n>a)(?<n>b)/" failed at offset 12: two have the same name"#,
                #"E: detect: error parsing signature "\#(Self.twins)    sid:29; rev:1;)" from file 1.rules at line 1"#,
                Self.end,
            ])
        #expect(
            found == [
                ["3:1 \(Self.refusal)can't set rule app proto to http_any: already set to dns"],
                [
                    "1:45 \(Self.refusal)pcre2 compile of \"/(?<n>a)(?<n>b)/\" failed at offset 12: two have the same name"
                ],
            ])
    }

    @Test("a rule may hold words of Suricata's own messages")
    func misleading() {
        let text =
            #"alert tcp any any -> any any (msg:"x\" from file 1.rules at line 9"; flow:stateless; sid:1; rev:1;)"#
        let lines = [
            "Error: detect-flow: no", #"Error: detect: error parsing signature "\#(text)" from file 0.rules at line 1"#,
        ]
        #expect(told(trial(text), lines) == [["1:1 \(Self.refusal)no"]])
    }

    @Test("a rule so long that its place is cut off is found by its beginning, the second of two as well")
    func long() {
        let contents = String(repeating: #"content:"abcdefgh"; "#, count: 140)
        func text(_ sid: Int) -> String {
            #"alert tcp any any -> any any (msg:"long"; \#(contents)sid:\#(sid); rev:1;)"#
        }
        let cut = #"Error: detect: error parsing signature "\#(text(1).prefix(1900))"#
        let found = told(
            trial("\(rule(""))\n\(text(2))\n\(text(3))\n"),
            ["Error: detect: first", cut, "Error: detect: second", cut, "Error: detect: third", cut])
        #expect(found == [["2:1 \(Self.refusal)first", "3:1 \(Self.refusal)second"]])
    }

    @Test("reasons are told once each, on one line, without an end")
    func reasons() {
        let place = #"Error: detect: error parsing signature "x" from file 0.rules at line 1"#
        #expect(
            told(trial(rule("")), ["Error: a: one.", "Error: a: one.", "Error: b: two\u{7}three.", place])
                == [["1:1 \(Self.refusal)one.; two three"]])
        #expect(told(trial(rule("")), [place]) == [["1:1 \(Self.refusal)it does not say why"]])
        let endless = told(trial(rule("")), ["Error: a: " + String(repeating: "x", count: 9000), place])
        #expect(endless?[0].first.map { $0.count < 400 } == true)
    }

    @Test("what the sensor's own files decide, and duplicates, are not told")
    func sensor() {
        let place = #"Error: detect: error parsing signature "x" from file 0.rules at line 1"#
        let reasons = [
            "Error: detect-file-hash-common: opening hash file x.lst: No such file or directory",
            "Error: detect-lua: Lua rules disabled by security configuration: security.lua.allow-rules",
            "Error: detect-parse: Duplicate signature \"x\"",
        ]
        for reason in reasons { #expect(told(trial(rule("")), [reason, place]) == [[]]) }
    }

    @Test("an output that says nothing of any rule is no judgement")
    func silence() {
        for lines in [[], [Self.end], ["Error: conf-yaml-loader: Failed to parse configuration file"], ["\u{FFFD}"]] {
            #expect(told(trial(rule("")), lines) == nil)
        }
        let elsewhere = #"Error: detect: error parsing signature "x" from file 7.rules at line 0"#
        #expect(told(trial(rule("")), [elsewhere]) == nil)
    }

    @Test("only what our own checks let through is tested, each rule on its line")
    func subjects() {
        let since8 = #"alert mdns any any -> any any (msg:"a"; sid:5; rev:1;)"#
        let bad = rule("nonsense;").replacing("sid:1", with: "sid:2")
        let trial = trial(
            "# c\n\n\(bad)\n\(rule(""))\n#\(rule(""))\n\(since8)\n\(Self.twins)\\\nsid:9; rev:1;)")
        #expect(file("0.rules", trial) == "\n\n\n\(rule(""))\n\n\n\(Self.twins)\\\nsid:9; rev:1;)\n")
        #expect(file("suricata.yaml", trial).contains("\"A\": \"10.0.0.0/24\""))
        #expect(file("classification.config", trial).contains("config classification: trojan-activity,"))
        #expect(self.trial("# nothing", rule("nonsense;")).files.isEmpty)
    }

    @Test("a line of threshold.config is found by what Suricata quotes of it")
    func thresholds() {
        let texts = [
            "# c\nsuppress gen_id 1, sig_id 1\nsuppress gen_id 1, sig_idd 2",
            "suppress gen_id 1, sig_id 7, track by_src, ip [10.0.0.1,$LAB]\n",
        ]
        let trial = EngineTrial(texts.map { ThresholdFile.parse($0) }, version: version)
        #expect(file("threshold.config", trial).split(separator: "\n").count == 2)
        #expect(file("suricata.yaml", trial).contains("\"LAB\": "))
        #expect(
            told(trial, ["Error: threshold-config: failed to parse [10.0.0.1,$LAB]", Self.end])
                == [[], ["1:1 \(Self.refusal)failed to parse [10.0.0.1,$LAB]"]])
        let start = "Error: threshold-config: pcre2_match parse error, ret -1, string "
        #expect(
            told(trial, [start + "suppress gen_id 1, sig_id 1", "", Self.end])?[0].first?.hasPrefix("2:1 ") == true)
        #expect(told(trial, [start + "something else", Self.end]) == nil)
        // It reads nothing behind the first one that it refuses.
        #expect(
            told(trial, [start + "suppress gen_id 1, sig_id 1", Self.end])?[1]
                == ["1:1 warning Suricata did not read from here on"])
    }

    @Test("of two lines that hold what Suricata quotes, it is the one that ends with it")
    func alike() {
        let start = "suppress gen_id 1, sig_id 7, track by_src, ip "
        let trial = EngineTrial([ThresholdFile.parse("\(start)$AB\n\(start)$A\n")], version: version)
        let complaint = "Error: threshold-config: pcre2_match parse error, ret -1, string \(start)$A"
        #expect(told(trial, [complaint, Self.end])?[0].first?.hasPrefix("2:1 ") == true)
    }

    @Test("any output is read to its end")
    func noise() {
        let trial = trial(rule(""), Self.mixed)
        var random = SeededGenerator(seed: 11)
        let base = Array(#"Error: x: y"\#nError: detect: error parsing signature "a" from file 1.rules at line 1"#.utf8)
        for _ in 0..<2000 {
            var bytes = base
            for _ in 0..<3 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            for problem in (trial.problems(bytes) ?? []).flatMap({ $0 }) { #expect(problem.position.line == 1) }
        }
    }

    @Test("versions are read from what Suricata says of itself")
    func versions() {
        let said = ["This is Suricata version 8.0.0-dev (abc 2025)": 8, "Suricata 7": nil, "": nil, "version": nil]
        for (text, major) in said { #expect(EngineVersion(output: Array(text.utf8))?.major == major) }
        #expect(version.text == "7.0.10" && version.major == 7)
    }
}
