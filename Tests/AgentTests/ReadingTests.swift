// SPDX-License-Identifier: Apache-2.0

import AttesterProtocol
import Fixtures
import Foundation
import Testing

@testable import Agent

@Suite("Readings: sources, numbers, messages")
struct ReadingTests {
    @Test(arguments: [
        ("level /run/level", ReadingSource.Kind.lines(path: "/run/level")),
        ("level serial:/dev/ttyUSB0", .demonstrator(path: "/dev/ttyUSB0")),
    ])
    func sourcesAreRead(text: String, kind: ReadingSource.Kind) throws {
        let source = try #require(ReadingSource(text))
        #expect(source.kind == kind && source.channel == "level" && source.device == nil)
    }

    @Test func aRegisterIsOneOfADevice() throws {
        let source = try #require(ReadingSource("cam-3/flow modbus:[::1]:502/17/40001 5"))
        #expect(source.device == "cam-3" && source.channel == "flow")
        guard case .modbus(let register, let seconds) = source.kind else {
            Issue.record("no register")
            return
        }
        #expect(seconds == 5 && register.description == "modbus:[::1]:502/17/40001")
    }

    @Test(arguments: [
        "level /run/level", "cam-3/level /run/level", "level modbus:h:502/1/1", "level modbus:h:502/1/1 5",
    ])
    func aSourceMayBeForPseudonyms(text: String) throws {
        let plain = try #require(ReadingSource(text))
        let source = try #require(ReadingSource(text + " pseudonym"))
        #expect(!plain.isPseudonymous && source.isPseudonymous)
        #expect(source.kind == plain.kind && source.device == plain.device && source.channel == plain.channel)
    }

    @Test func aBareValueHasNoPseudonym() {
        var settings = AttesterSettings()
        #expect(
            settings.take("reading-source", ["pot serial:/dev/ttyUSB0 pseudonym"])?.contains("under any name") == true)
        #expect(settings.readings.isEmpty)
        #expect(settings.take("reading-source", ["level /run/level pseudonym"]) == nil)
    }

    @Test(arguments: [
        "level pseudonym", "level /x pseudonym pseudonym", "level /x pseudonyms", "level modbus:h:502/1/1 pseudonym 5",
        "", "level", "level x", "level /x/", "Level /x", "a/b/c /x", "level /x 5", "level serial:tty",
        "level modbus:h:502/1",
        "level modbus:h:502/256/1", "level modbus:h:502/1/65536", "level modbus:h:0/1/1", "level modbus::502/1/1",
        "level modbus:h:502/1/1 0", "level modbus:h:502/1/1 x", "level modbus:h:502/1/1 5 5", "/level /x",
    ])
    func anythingElseIsNone(text: String) { #expect(ReadingSource(text) == nil) }

    @Test(arguments: [
        ("807", "807"), (" -1.5e3\r", "-1.5e3"), ("0.10", "0.10"), ("+5", "5.0"), (".5", "0.5"), ("007", "7.0"),
        ("5.", "5.0"),
    ])
    func numbersAreKeptAsWrittenWhereJSONHasThem(text: String, number: String) {
        #expect(ReadingMessage.number(text) == number)
    }

    @Test(arguments: [
        "", " ", "x", "1 2", "0x10", "nan", "inf", "1e999", "1,5", String(repeating: "1", count: 40), "--1",
    ])
    func whatIsNoNumberIsNone(text: String) { #expect(ReadingMessage.number(text) == nil) }

    @Test func aMessageIsOneLineOfJSON() {
        let message = ReadingMessage(
            device: "gw", boot: 3, sequence: 17, milliseconds: 1200, channel: "level", number: "807")
        #expect(
            String(decoding: message.bytes, as: UTF8.self)
                == #"{"dev":"gw","boot":3,"seq":17,"ms":1200,"ch":"level","raw":807}"#)
    }

    @Test func aQueueGivesEachItsPlaceAndLosesTheOldest() {
        var queue = ReadingsQueue(device: "gw")
        for index in 0..<ReadingsQueue.limit + 2 {
            queue.add("\(index)", channel: "a", boot: 1, milliseconds: 0, timestamp: "")
        }
        #expect(queue.takeLost() == 2 && queue.takeLost() == 0)
        let first = queue.take()
        #expect(first.count == ReadingsQueue.batch && queue.take().isEmpty)
        #expect(String(decoding: first[0].message, as: UTF8.self).contains(#""seq":2,"#))
        // What is being signed is not lost, whatever comes.
        queue.add("x", channel: "a", boot: 1, milliseconds: 0, timestamp: "")
        queue.done(isSigned: false)
        #expect(queue.take() == first)
        queue.done(isSigned: true)
        #expect(queue.entries.count == ReadingsQueue.limit - ReadingsQueue.batch)
    }

    @Test func theBootCountGrowsAndIsNeverGuessed() throws {
        let path = NSTemporaryDirectory() + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try BootCount.next(in: path) == 1)
        #expect(try BootCount.next(in: path) == 2)
        for damage in ["", "x\n", "2", "-1\n", "9007199254740993\n"] {
            try damage.write(toFile: path, atomically: false, encoding: .utf8)
            #expect(throws: AgentProblem.self) { try BootCount.next(in: path) }
        }
    }

    @Test func aLogMendsItsEndAndBeginsAnew() throws {
        let path = NSTemporaryDirectory() + UUID().uuidString
        defer { for name in [path, path + ".1"] { try? FileManager.default.removeItem(atPath: name) } }
        try "{\"a\":1}\n{\"b\"".write(toFile: path, atomically: false, encoding: .utf8)
        var log = try ReadingsLog(path)
        try log.append([Array("{}".utf8), Array("[]".utf8)])
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "{\"a\":1}\n{}\n[]\n")
        try log.append([[UInt8](repeating: 0x20, count: ReadingsLog.sizeLimit)])
        try log.append([Array("{}".utf8)])
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "{}\n")
        #expect(FileManager.default.fileExists(atPath: path + ".1"))
        // Begun anew by half: the old one was moved, and no new one could be opened.
        try log.append([[UInt8](repeating: 0x20, count: ReadingsLog.sizeLimit)])
        try FileManager.default.removeItem(atPath: path + ".1")
        try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
        try log.append([Array("[]".utf8)])
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "[]\n")
        #expect(FileManager.default.fileExists(atPath: path + ".1"))
    }
}

@Suite("The first demonstrator's text")
struct DemonstratorTextTests {
    /// As its firmware prints it (M-Sec D4.3, section 2.2).
    private let text = """
        HAL_ADC_Start -----> AnalogValue : 807
        Message to be signed ECC : F8 20 69 80 47 FE E7 BD E8 F0 81 64 20 E0 60 E0 68 41 1E 0 28 E1 60 FA
        D1 70 47 68 68 60 61 20
        TPM2_Sign: ECC S 32, R 32
        TPM2_VerifySignature: Tag 32802
        """

    private func values(_ text: String) -> [Int] {
        var demonstrator = DemonstratorText()
        return text.split(separator: "\n").compactMap { demonstrator.take(String($0)) }
    }

    @Test func aWholeSequenceIsAValue() {
        #expect(values(text) == [807])
        #expect(values(text + "\n" + text.replacing("807", with: "4095")) == [807, 4095])
    }

    @Test func aStepThatIsMissingOrFailsIsNone() {
        let lines = text.split(separator: "\n").map(String.init)
        for index in lines.indices where index != 2 {
            var rest = lines
            rest.remove(at: index)
            #expect(values(rest.joined(separator: "\n")).isEmpty, "without \(lines[index])")
        }
        for (old, new) in [
            ("32802", "32801"), ("S 32, R 32", "S 31, R 32"), ("807", "4096"), ("807", ""), ("D1 70", "X1 70"),
        ] {
            #expect(values(text.replacing(old, with: new)).isEmpty, "\(new)")
        }
        #expect(values(lines.reversed().joined(separator: "\n")).isEmpty)
    }

    @Test func noTextStopsIt() {
        var generator = SeededGenerator(seed: 11)
        var demonstrator = DemonstratorText()
        for _ in 0..<2000 {
            var bytes = Array(text.utf8)
            bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
                _ = demonstrator.take(String(line))
            }
        }
        #expect(values(text) == [807])
    }
}

@Suite("Modbus/TCP")
struct ModbusTests {
    private let exchange = ModbusExchange(transaction: 0x1234, unit: 17, register: 0x9c41)

    @Test func aQuestionIsTwelveBytes() {
        #expect(exchange.question == [0x12, 0x34, 0, 0, 0, 6, 17, 3, 0x9c, 0x41, 0, 1])
    }

    @Test func anAnswerIsReadStrictly() throws {
        let answer: [UInt8] = [0x12, 0x34, 0, 0, 0, 5, 17, 3, 2, 0x03, 0x27]
        #expect(try exchange.value(answer) == 807)
        for index in 0..<9 {
            var other = answer
            other[index] ^= 0x40
            #expect(throws: ModbusExchange.Failure.malformed) { try exchange.value(other) }
        }
        #expect(throws: ModbusExchange.Failure.malformed) { try exchange.value(answer + [0]) }
        #expect(throws: ModbusExchange.Failure.malformed) { try exchange.value(answer.dropLast()) }
        #expect(throws: ModbusExchange.Failure.refused(code: 2)) {
            try exchange.value([0x12, 0x34, 0, 0, 0, 3, 17, 0x83, 2])
        }
    }

    @Test func aRegisterIsReadFromADeviceAndARefusalIsTold() throws {
        let device = try ModbusModel(register: 40001, value: 807)
        var client = ModbusClient()
        #expect(try client.value(of: register(device, 40001), within: 20_000) == 807)
        #expect(try client.value(of: register(device, 40001), within: 20_000) == 807)
        let other = try register(device, 7)
        do throws(AgentProblem) {
            _ = try client.value(of: other, within: 20_000)
            Issue.record("it was not refused")
        } catch {
            #expect(error.line.contains("it refuses, with code 2"))
        }
    }

    @Test func aDeviceThatDoesNotAnswerIsNotWaitedForAtAnEnd() throws {
        let device = try ModbusModel(register: 7, value: 1, isSilent: true)
        var ends: [Int32] = [-1, -1]
        let isOpen = unsafe pipe(&ends) == 0
        try #require(isOpen)
        defer { close(ends[0]) }
        close(ends[1])
        var client = ModbusClient(stop: ends[0])
        let register = try register(device, 7)
        do throws(AgentProblem) {
            _ = try client.value(of: register, within: 20_000)
            Issue.record("it answered")
        } catch {
            #expect(error.line.hasSuffix("nobody waits for it any more"))
        }
    }

    private func register(_ device: ModbusModel, _ number: Int) throws -> ModbusRegister {
        try #require(ModbusRegister("127.0.0.1:\(device.port)/1/\(number)"))
    }
}
