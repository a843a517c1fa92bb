// SPDX-License-Identifier: Apache-2.0

import AttesterProtocol
import Crypto
import Fixtures
import Testing

@testable import Collector
@testable import Station
@testable import Store

@Suite("Attestation lines") struct AttesterLineTests {
    private func refused(_ station: DeviceStation, _ text: String) -> Bool {
        eventually { station.book.status.refusals.contains { $0.contains(text) } }
    }

    @Test(
        "a line that says what it may not is ended, and told of",
        arguments: [
            ("{\"answer\":7,\"secret\":\"AA==\"}\n", "answers what was not asked"),
            (String(repeating: "x", count: 70_000), "has more than 64 KiB, and nothing was asked"),
            ("no JSON\n", "is no JSON object"),
            ("{\"version\":1,\"attester\":\"x\",\"devices\":[{\"device\":\"../x\"}]}\n", "'device' that cannot be"),
            ("{\"version\":9,\"attester\":\"x\"}\n", "is of another version of the protocol"),
            (
                String(repeating: "{\"version\":1,\"attester\":\"x\",\"devices\":[]}\n", count: 40),
                "tells of its devices more often"
            ),
        ])
    func hostile(_ said: String, _ reason: String) throws {
        let station = try DeviceStation()
        let model = try station.gateway("gw-a", ["gw-a": AttesterModel.Device()])
        model.send(Array(said.utf8))
        model.waitForEnd()
        #expect(refused(station, reason))
        #expect(eventually { station.book.count == 0 })
    }

    @Test("an answer is as long as it must be while a question is open, and no longer")
    func longAnswers() throws {
        let station = try DeviceStation()
        let model = try station.gateway("gw-a", ["gw-a": AttesterModel.Device()])
        model.change("gw-a") { $0.answers = false }
        #expect(station.book.ask(.identity, of: "gw-a", at: "gw-a") == 1)
        #expect(eventually { model.state.questions.count == 1 })
        // One question of a device at a time, and none of one that nobody tells of.
        #expect(station.book.ask(.identity, of: "gw-a", at: "gw-a") == nil)
        #expect(station.book.ask(.identity, of: "cam-1", at: "gw-a") == nil)
        #expect(station.book.ask(.identity, of: "gw-a", at: "gw-b") == nil)
        let log = [UInt8](repeating: 7, count: 1 << 20)
        model.send(
            AttesterAnswer(
                number: 1, .quoted(attest: [1], signature: [2], key: [3], values: [], log: log)
            ).line)
        var answers: [AttestersBook.Answer] = []
        #expect(
            eventually {
                answers += station.book.take().answers
                return !answers.isEmpty
            })
        #expect(answers.map(\.ticket) == [1] && answers[0].age >= 0)
        guard case .quoted(_, _, _, _, let came)? = answers[0].content else {
            Issue.record("no quote came")
            return
        }
        #expect(came == log)
        model.send([UInt8](repeating: UInt8(ascii: "x"), count: 100_000))
        model.waitForEnd()
        #expect(refused(station, "nothing was asked"))
    }

    @Test("answers that hang half sent in too many lines end the line that is one too many")
    func halfAnswers() throws {
        var limits = AttestersLimits()
        limits.partialBytes = 200_000
        let station = try DeviceStation(limits: limits)
        let model = try station.gateway("gw-a", ["gw-a": AttesterModel.Device()])
        model.change("gw-a") { $0.answers = false }
        #expect(station.book.ask(.identity, of: "gw-a", at: "gw-a") != nil)
        #expect(eventually { !model.state.questions.isEmpty })
        model.send([UInt8](repeating: UInt8(ascii: "x"), count: 300_000))
        model.waitForEnd()
        #expect(refused(station, "too much of answers"))
    }

    @Test("what is not answered in time is given up, and so is what a line takes with it")
    func unanswered() throws {
        var limits = AttestersLimits()
        limits.answerSeconds = 0
        limits.lookMilliseconds = 10
        let station = try DeviceStation(limits: limits)
        let model = try station.gateway("gw-a", ["gw-a": AttesterModel.Device()])
        model.change("gw-a") { $0.answers = false }
        func ask() throws {
            #expect(eventually { station.book.ask(.identity, of: "gw-a", at: "gw-a") != nil })
            var answers: [AttestersBook.Answer] = []
            #expect(
                eventually {
                    answers += station.book.take().answers
                    return !answers.isEmpty
                })
            #expect(answers[0].content == nil)
        }
        try ask()
        // An answer that comes too late is passed over.
        model.send(AttesterAnswer(number: 1, .fault("late")).line)
        model.tell()
        try ask()
        #expect(model.state.isOpen)
    }

    @Test("who was revoked has no line any more, and a second line takes the place of the first")
    func revoked() throws {
        let station = try DeviceStation()
        let model = try station.gateway("gw-a", [:])
        let again = try AttesterModel(
            "gw-a", station.identity("gw-a"), authority: station.keys.authority.certificate, devices: [:])
        try station.connect(again)
        model.waitForEnd()
        #expect(eventually { station.book.count == 1 })
        station.book.close { _, _ in false }
        again.waitForEnd()
        #expect(refused(station, "was revoked or renamed"))
        try station.registry.revoke("gw-a", by: "kim", at: station.now)
        try again.connect(to: station.listener.port)
        again.waitForEnd()
        #expect(refused(station, "no certificate of a gateway that is enrolled here"))
    }
}
