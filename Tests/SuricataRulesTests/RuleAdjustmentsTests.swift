// SPDX-License-Identifier: Apache-2.0

import Rules
import Testing

@testable import SuricataRules

@Suite("disable.conf, enable.conf and modify.conf") struct RuleAdjustmentsTests {
    private static let rule =
        #"alert tcp any any -> any any (msg:"ET SCAN one"; flow:established; threshold:type limit, track by_src, count 1, seconds 60; metadata:created 2020, deployment Perimeter; sid:7; rev:3;)"#

    private func adjustable(_ text: String = rule, file: String? = "emerging-scan.rules") throws -> AdjustableRule {
        let signature = try #require(SignatureFile.parse(text).lines.first?.signature)
        return AdjustableRule(
            name: try #require(SignatureName(signature)), signature: signature, line: Array(text.utf8), file: file)
    }

    private func outcome(
        disable: String = "", enable: String = "", modify: String = "", _ rule: AdjustableRule? = nil,
        isEnabled: Bool = true
    ) throws -> RuleAdjustments.Outcome {
        var adjustments = RuleAdjustments([.disable: disable, .enable: enable, .modify: modify])
        return adjustments.apply(to: try rule ?? adjustable(), isEnabled: isEnabled)
    }

    private func place(_ kind: AdjustmentKind, _ line: Int = 1) -> RuleAdjustments.Place {
        RuleAdjustments.Place(kind: kind, line: line)
    }

    @Test(
        "each way to mean a rule, as suricata-update takes it",
        arguments: [
            "7", "1:7", " 1:7 ", "1:7:3", "5, 1:7", "5,7", "*", "re:et scan ONE", "re:sid:\\s*7;",
            "group:emerging-scan",
            "group:emerging-scan.rules", "group:emerging-*", "group:*.rules", "emerging-scan.rules",
            "group:emerging-sca[m-o]",
            "filename:emerging-scan.rules", "filename:rules/*-scan.rules", "filename:?merging*",
            "metadata:deployment perimeter",
            "metadata: created 2020", "7 # why",
        ])
    func meant(line: String) throws {
        #expect(try outcome(disable: line) == .disabled(by: place(.disable)))
        #expect(RuleAdjustments([.disable: line]).problems.isEmpty)
    }

    @Test(
        "what means other rules leaves this one",
        arguments: [
            "8", "2:7", "1:7:4", "re:nothing", "group:emerging", "group:emerging-sca[!a-z]", "filename:emerging-scan",
            "metadata:deployment x", "# 7", "group:[", "group:", "filename:",
        ])
    func others(line: String) throws { #expect(try outcome(disable: line) == .unchanged) }

    @Test(
        "what says nothing is told with its line, and the other lines hold",
        arguments: [
            "x", "7:8:9:10", "re:(", "7,x", "metadata:x", "4294967296", "group emerging", "modifysid 7 \"a\" | \"b\"",
        ])
    func unreadable(line: String) throws {
        var adjustments = RuleAdjustments([.disable: "# head\n\n\(line)\n7\n"])
        let problems = try #require(adjustments.problems[.disable])
        #expect(problems.count == 1 && problems[0].position.line == 3 && !problems[0].message.isEmpty)
        #expect(adjustments.apply(to: try adjustable(), isEnabled: true) == .disabled(by: place(.disable, 4)))
    }

    @Test("enabling comes behind disabling, and means rules that are disabled")
    func enabling() throws {
        #expect(try outcome(disable: "*", enable: "1:7") == .unchanged)
        #expect(try outcome(disable: "*", enable: "1:8") == .disabled(by: place(.disable)))
        #expect(try outcome(enable: "#\n1:7", isEnabled: false) == .enabled(by: place(.enable, 2)))
        #expect(try outcome(enable: "re:scan", isEnabled: false) == .enabled(by: place(.enable)))
        #expect(try outcome(isEnabled: false) == .disabled(by: nil))
    }

    @Test("a line that keeps a rule against disable.conf is told by what it does")
    func keeping() throws {
        var adjustments = RuleAdjustments([.disable: "*", .enable: "re:scan"])
        #expect(adjustments.apply(to: try adjustable(), isEnabled: true) == .unchanged)
        #expect(
            adjustments.notes(known: [SignatureName(sid: 7)]) == [
                "disable.conf:1 does nothing to any rule", "enable.conf:1 enables 1:7",
            ])
    }

    @Test(
        "a text is changed as suricata-update changes it",
        arguments: [
            (#"7 "seconds \d+" "seconds 3600""#, "seconds 60", "seconds 3600"),
            (#"re:scan "(ET) (SCAN)" "\2 \1""#, "ET SCAN", "SCAN ET"),
            (#"modifysid 7 "^alert(.*)established" | "drop${1}stateless""#, "alert", "drop"),
            (#"* 'rev:3' 'rev:4'"#, "rev:3", "rev:4"),
            (#"7 any\ any\ - "\$HOME_NET any -""#, "any any -", "$HOME_NET any -"),
            (#"metadata-add 7 "policy" "drop""#, "rev:3;)", "rev:3; metadata: policy drop;)"),
            (#"1:7 "msg:\"ET" "msg:\"X""#, "msg:\"ET", "msg:\"X"),
        ])
    func changing(line: String, from: String, to: String) throws {
        var adjustments = RuleAdjustments([.modify: line])
        #expect(adjustments.problems.isEmpty)
        guard case .changed(let bytes, let places) = adjustments.apply(to: try adjustable(), isEnabled: true) else {
            Issue.record("\(line) changes nothing: \(adjustments.notes(known: []))")
            return
        }
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains(to) && text != Self.rule && places == [place(.modify)], "\(text)")
        #expect(adjustments.notes(known: [SignatureName(sid: 7)]) == ["modify.conf:1 changes 1:7"])
    }

    @Test("changes follow each other, and one that comments a rule out disables it")
    func following() throws {
        let text = "7 \"seconds 60\" \"seconds 70\"\n7 \"seconds 70\" \"seconds 80\"\n8 \"a\" \"b\"\n"
        guard case .changed(let bytes, let places) = try outcome(modify: text) else {
            Issue.record("nothing was changed")
            return
        }
        #expect(String(decoding: bytes, as: UTF8.self).contains("seconds 80"))
        #expect(places.map(\.line) == [1, 2])
        #expect(try outcome(modify: "7 \"^\" \"# \"") == .disabled(by: place(.modify)))
        #expect(try outcome(disable: "7", modify: "7 \"a\" \"b\"") == .disabled(by: place(.disable)))
    }

    @Test(
        "what makes no rule of it, or another one, leaves it as it was and is told",
        arguments: [
            (#"7 "sid:7" "sid:8""#, "changes its sid"), (#"7 "sid:7;" """#, "makes no rule"),
            (#"7 "flow:" "flo w:""#, "makes no rule"),
            (#"7 "\(msg" "(\(msg""#, "makes no rule"), (#"7 "(\s*\w+)+[=%]" "x""#, "too many steps"),
            (#""re:(\s*\w+)+[=%]" "x" "y""#, "too many steps"),
        ])
    func spoiling(line: String, reason: String) throws {
        let text = Self.rule.replacing("ET SCAN one", with: String(repeating: "a b", count: 400))
        var adjustments = RuleAdjustments([.modify: line])
        #expect(adjustments.problems.isEmpty)
        #expect(adjustments.apply(to: try adjustable(text), isEnabled: true) == .unchanged)
        let notes = adjustments.notes(known: [SignatureName(sid: 7)])
        #expect(notes.count == 1 && notes[0].hasPrefix("modify.conf:1: ") && notes[0].contains(reason), "\(notes)")
        #expect(notes[0].contains("1:7 stays as it was"))
    }

    @Test(
        "lines of modify.conf that are none are told",
        arguments: [
            "7", "7 \"a\"", "7 \"a\" \"b", "7 \"(\" \"b\"", "7 \"a\" \"\\\\1\"", "x \"a\" \"b\"", "7 a b c",
            "metadata-add 7 a",
            "modifysid 7 a |", "7 a b\\",
        ])
    func broken(line: String) { #expect(RuleAdjustments([.modify: line]).problems[.modify]?.count == 1) }

    @Test("numbers that no rule has, and patterns that fit none, are told, each file within bounds")
    func unknown() throws {
        let disable = "7\n99\ngroup:none\n" + (1000..<1100).map { "\($0)\n" }.joined()
        var adjustments = RuleAdjustments([.disable: disable, .modify: "98 \"a\" \"b\"\n"])
        _ = adjustments.apply(to: try adjustable(), isEnabled: true)
        let notes = adjustments.notes(known: [SignatureName(sid: 7)])
        #expect(notes.first == "disable.conf:2: no rule here is 1:99")
        #expect(notes.suffix(2) == ["disable.conf: and 83 more of the like", "modify.conf:1: no rule here is 1:98"])
        #expect(notes.count == 22)
    }

    @Test("files larger than may be are told, and so are lines and expressions")
    func bounds() {
        let large = String(repeating: "7\n", count: AdjustmentKind.sizeLimit / 2 + 1)
        #expect(RuleAdjustments([.disable: large]).problems[.disable]?.count == 1)
        let lines = String(repeating: "7\n", count: AdjustmentKind.lineLimit + 5)
        #expect(RuleAdjustments([.disable: lines]).problems[.disable]?.count == 1)
        let expressions = String(repeating: "re:a\n", count: AdjustmentKind.expressionLimit + 2)
        #expect(RuleAdjustments([.disable: expressions]).problems[.disable]?.count == 2)
        #expect(RuleAdjustments([:]).isEmpty && !RuleAdjustments([.enable: "7"]).isEmpty)
    }
}
