// SPDX-License-Identifier: Apache-2.0

import Crypto
import EVE
import Fixtures
internal import Messages
import Testing

@testable import Pushes

@Suite struct PushMessageTests {
    private let rules = "alert tcp any any -> any any (msg:\"a \\\"b\\\" \\; ü\"; sid:1;)\n# none\n\n"

    private func order(_ rules: String, number: Int = 7) throws -> PushOrder {
        PushOrder(
            gateway: "gw-a", number: number, files: try SensorFiles(rules: rules, thresholds: "suppress gen_id 1\n"),
            mayRunFewer: false, person: "kim", time: Instant(microseconds: 1_700_000_000_000_000))
    }

    @Test func anOrderComesOutOfItsLineAsItWas() throws {
        let (key, certificate) = try station()
        let sent = try order(rules)
        let line = try SignedPush(sent, by: key).line
        #expect(line.last == UInt8(ascii: "\n") && !line.dropLast().contains(UInt8(ascii: "\n")))
        #expect(try SignedPush(line: Array(line.dropLast())).order(signedBy: certificate) == sent)
    }

    @Test func filesOfTheLargestSizeGoThrough() throws {
        let (key, certificate) = try station()
        // Quotes and backslashes grow most.
        let sent = try order(String(repeating: "\"\\", count: (SensorFiles.sizeLimit - 100) / 2))
        let line = try SignedPush(sent, by: key).line
        #expect(line.count <= SignedPush.sizeLimit)
        #expect(try SignedPush(line: Array(line.dropLast())).order(signedBy: certificate) == sent)
    }

    @Test func anOrderOfAnotherKeyOrChangedIsNotFollowed() throws {
        let (key, certificate) = try station()
        let line = Array(try SignedPush(try order(rules), by: key).line.dropLast())
        let (_, other) = try station()
        #expect(throws: MessageError.badSignature) { try SignedPush(line: line).order(signedBy: other) }
        let place = try #require(line.firstRange(of: Array("gw-a".utf8))).lowerBound
        var changed = line
        changed[place + 3] = UInt8(ascii: "b")
        #expect(throws: MessageError.badSignature) { try SignedPush(line: changed).order(signedBy: certificate) }
    }

    @Test func filesThatAreNoTextOrTooLargeAreRefused() {
        #expect(throws: MessageError.badValue("rules")) { try SensorFiles(rules: "a\u{0}", thresholds: "") }
        #expect(throws: MessageError.badValue("thresholds")) { try SensorFiles(rules: "", thresholds: "a\u{1b}") }
        #expect(throws: MessageError.tooLong(limit: SensorFiles.sizeLimit)) {
            try SensorFiles(rules: String(repeating: "a", count: SensorFiles.sizeLimit), thresholds: "b")
        }
    }

    @Test func aRevisionTellsWhichFileALineIsIn() throws {
        let one = try SensorFiles(rules: "a\nb\n", thresholds: "").revision
        #expect(try SensorFiles(rules: "a\n", thresholds: "b\n").revision != one)
        #expect(try SensorFiles(rules: "a\nb\n", thresholds: "").revision == one)
        #expect(RulesRevision(one.text) == one)
        #expect(RulesRevision("0123456789AB") == nil && RulesRevision("0123") == nil)
    }

    @Test(arguments: [
        ("", 0), ("# a\n\n \t\n", 0), ("a\nb", 2), ("a \\\n b\nc\n", 2), ("  # a\n  b\n", 0), ("a\r\n\r\nb\r\n", 2),
        (" a\n\tb\nc", 1), ("a \\\n# b\nc\n", 2), ("a \\ \r\nb\nc\n", 2), ("a \\\n\nb\n", 2), ("a \\\n", 0),
        (" a \\\nb\n", 1), ("# a \\\nb\n", 1),
    ])
    func rulesAreCounted(_ text: String, _ count: Int) { #expect(SensorFiles.ruleCount(of: text) == count) }

    @Test(arguments: PushReport.State.allCases)
    func aReportComesOutOfItsLineAsItWas(_ state: PushReport.State) throws {
        let report = PushReport(
            state, number: 7, revision: RulesRevision("0123456789ab"), tried: RulesRevision("abcdefabcdef"),
            why: "suricata -T takes them not", complaints: ["one", "two"], expected: 3,
            sensor: .init(version: "7.0.10", loaded: 12, failed: 1), agent: "0.1.0")
        #expect(PushReport.isReport(Array(report.line.dropLast())))
        #expect(try PushReport(line: Array(report.line.dropLast())) == report)
    }

    @Test func whatAGatewaySaysIsBoundedAndVisible() throws {
        let long = String(repeating: "é\u{1b}", count: 1000)
        let report = PushReport(
            .refused, why: long, complaints: Array(repeating: long, count: 99),
            sensor: .init(version: long), agent: long)
        #expect(report.complaints.count == PushReport.complaintCount)
        #expect(report.line.allSatisfy { (0x20...0x7e).contains($0) || $0 == 0x0a })
        #expect(report.line.count <= PushReport.sizeLimit)
    }

    @Test(arguments: [
        "", "[]", "{}", "{\"version\":1}", "{\"version\":1,\"rules\":{}}",
        "{\"version\":2,\"rules\":{\"state\":\"none\"}}",
        "{\"version\":1,\"rules\":{\"state\":\"fine\"}}", "{\"version\":1,\"rules\":7}",
        "{\"version\":1,\"rules\":{\"state\":\"none\",\"revision\":\"x\"}}",
    ])
    func whatIsNoReportIsRefused(_ line: String) {
        #expect(throws: MessageError.self) { try PushReport(line: Array(line.utf8)) }
    }

    private func station() throws -> (PrivateKey, Certificate) {
        let identity = try Authorities.authority().identity("station", purpose: .server)
        return (identity.key, identity.chain[0])
    }
}
