// SPDX-License-Identifier: Apache-2.0

internal import AttesterProtocol
internal import Messages
internal import Testing

@Suite("Messages about devices")
struct AttesterMessagesTests {
    private func body(_ line: [UInt8]) -> [UInt8] {
        #expect(line.last == UInt8(ascii: "\n"))
        #expect(line.count { $0 == UInt8(ascii: "\n") } == 1)
        return line.dropLast()
    }

    @Test func aHelloIsReadAsItWasWritten() throws {
        let hello = AttesterHello(
            agent: "1.2.3",
            devices: [
                .init(name: "gw-a"), .init(name: "cam-quay-3", fault: "no such TPM"),
                .init(name: "cam-quay-4", wantsPseudonym: true),
            ])
        #expect(AttesterHello.isHello(body(hello.line)))
        #expect(try AttesterHello(line: body(hello.line)) == hello)
    }

    @Test(arguments: ["x", "\"", "\\", "\u{1}", "ü", "\u{1F4A3}"])
    func aHelloOfAllDevicesWithTheLongestNamesAndFaultsIsTaken(letter: String) throws {
        let devices = (0..<AttesterHello.deviceCount).map { index in
            let number = String(1000 + index)
            return AttesterHello.Device(
                name: number + String(repeating: "a", count: AttesterHello.nameLimit - number.utf8.count),
                fault: String(repeating: letter, count: 400), wantsPseudonym: true)
        }
        let line = AttesterHello(agent: String(repeating: "9", count: 32), devices: devices).line
        #expect(AttesterHello.isHello(body(line)))
        let read = try AttesterHello(line: body(line))
        #expect(read.devices.map(\.name) == devices.map(\.name))
        #expect(read.devices.allSatisfy { (70...140).contains($0.fault.count) })
    }

    @Test(arguments: [
        #"{"version":1,"attester":"1","devices":[{"device":"../x"}]}"#,
        #"{"version":1,"attester":"1","devices":[{"device":"a"},{"device":"a"}]}"#,
        #"{"version":1,"attester":"1","devices":["a"]}"#, #"{"version":2,"attester":"1","devices":[]}"#, "[]", "",
    ])
    func aBadHelloIsRefused(line: String) {
        #expect(throws: MessageError.self) { try AttesterHello(line: Array(line.utf8)) }
    }

    @Test func whatTheOtherSideTellsIsVisibleAndBounded() throws {
        let line = #"{"version":1,"attester":"\u001b[31m","devices":[{"device":"a","fault":"a\nb\u0007"}]}"#
        let hello = try AttesterHello(line: Array(line.utf8))
        #expect(hello.agent == "?[31m")
        #expect(hello.devices[0].fault == "a?b?")
    }

    @Test(arguments: [
        AttesterQuestion.Content.identity, .activate(idObject: [1, 2, 3], secret: [4, 5]), .certify(nonce: [9, 8, 7]),
        .quote(nonce: [1], banks: [.init(name: "sha256", registers: [0, 7, 23])], log: true),
        .quote(nonce: [1], banks: [], log: false), .pseudonym(nonce: [4, 5]), .take(certificate: [6]),
    ])
    func aQuestionIsReadAsItWasWritten(content: AttesterQuestion.Content) throws {
        let question = AttesterQuestion(number: 12, device: "gw-a", content)
        #expect(try AttesterQuestion(line: body(question.line)) == question)
    }

    @Test(arguments: [
        #"{"ask":"quote","number":1,"device":"a","nonce":"AA==","banks":[{"bank":"sha256","registers":[24]}]}"#,
        #"{"ask":"quote","number":-1,"device":"a","nonce":"AA==","banks":[]}"#,
        #"{"ask":"certify","number":1,"device":"a","nonce":"%%%"}"#, #"{"ask":"sign","number":1,"device":"a"}"#,
        #"{"ask":"identity","number":1}"#,
    ])
    func aBadQuestionIsRefused(line: String) {
        #expect(throws: MessageError.self) { try AttesterQuestion(line: Array(line.utf8)) }
    }

    @Test(arguments: [
        AttesterAnswer.Content.identity(certificate: [], endorsementKey: [1], attestationKey: [2]),
        .activated(secret: [3]), .certified(attest: [4], signature: [5], key: [6]),
        .quoted(
            attest: [7], signature: [8], key: [9], values: [.init(bank: "sha256", register: 4, bytes: [1, 2])], log: [0]
        ),
        .quoted(attest: [7], signature: [8], key: [9], values: [], log: nil), .taken, .fault("the TPM does not answer"),
    ])
    func anAnswerIsReadAsItWasWritten(content: AttesterAnswer.Content) throws {
        let answer = AttesterAnswer(number: 3, content)
        #expect(try AttesterAnswer(line: body(answer.line)) == answer)
    }

    @Test func bytesBeyondTheirBoundAreRefused() {
        let answer = AttesterAnswer(number: 3, .activated(secret: [UInt8](repeating: 1, count: 65)))
        #expect(throws: MessageError.badValue("secret")) { try AttesterAnswer(line: body(answer.line)) }
    }

    @Test func aReadingIsReadAsItWasWritten() throws {
        let reading = ReadingLine(
            device: "cam-1", key: [0, 11], message: Array("{}".utf8), signature: [1, 2], isBare: true)
        let line = reading.line(timestamp: "2026-11-29T12:00:00.000000+0000")
        #expect(try ReadingLine.read(line) == reading)
    }

    @Test func otherEventsAreNoReadings() throws {
        #expect(try ReadingLine.read(Array(#"{"event_type":"alert"}"#.utf8)) == nil)
    }
}
