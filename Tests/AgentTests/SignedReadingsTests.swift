// SPDX-License-Identifier: Apache-2.0

import Attestation
import AttesterProtocol
import Collector
import Crypto
import EVE
import Fixtures
import Foundation
import Prover
import Synchronization
import Testing

@testable import Agent

/// A whole agent on a gateway with a TPM, with a pipe of values and a register.
private final class ReadingBench {
    let tpm: SoftwareTPM
    let station: StationModel
    let folder: AgentFolder
    let said = SaidLines()
    private let attester: AskingStation
    private let device: ModbusModel
    private let path: String
    private var ends: [Int32] = [-1, -1]
    private var thread: DispatchWorkItem?

    init() throws {
        TPMContext.silenceStack()
        path = NSTemporaryDirectory() + "readings-" + UUID().uuidString
        folder = AgentFolder(path + "/state")
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        tpm = try SoftwareTPM(isCertified: false)
        device = try ModbusModel(register: 7, value: 4242)
        let tls = try TLSCase()
        station = try StationModel(tls)
        attester = try AskingStation(tls)
        try tls.enrol(folder, enrolment: attester.port, collector: station.collector.port)
        let isMade = unsafe mkfifo(path + "/level", 0o600) == 0
        try #require(isMade)
        try GatewayModel.write([], path + "/eve.json")
    }

    deinit {
        end()
        try? FileManager.default.removeItem(atPath: path)
    }

    var gateway: String { get throws { try folder.gateway() } }

    func start() throws {
        let text = """
            stations: 127.0.0.1:\(station.collector.port)
            logs: \(path)/eve.json
            state: \(folder.path)
            tpm: \(tpm.address)
            reading-source:
              - level \(path)/level
              - flow modbus:127.0.0.1:\(device.port)/1/7 3600
            """
        let configuration = try AgentConfiguration(text, path: "agent.yaml")
        var pace = AgentPace()
        pace.look = 5000
        pace.pause = 1000
        pace.longestPause = 20_000
        pace.sensor = 20_000
        let isOpen = unsafe pipe(&ends) == 0
        try #require(isOpen)
        let (stop, said, fast) = (ends[0], said, pace)
        let work = DispatchWorkItem {
            do { try AgentLoop.run(configuration, pace: fast, stop: stop) { said.add($0) } } catch {
                said.add("\(error)")
            }
        }
        thread = work
        DispatchQueue(label: "agent").async(execute: work)
    }

    func end() {
        guard let thread else { return }
        close(ends[1])
        thread.wait()
        close(ends[0])
        self.thread = nil
    }

    /// Writes lines into the pipe, once the agent has it open.
    func write(_ lines: [String]) throws {
        var pipe: Int32 = -1
        #expect(
            becomesTrue {
                pipe = unsafe open(path + "/level", O_WRONLY | O_NONBLOCK | O_CLOEXEC)
                return pipe >= 0
            })
        let bytes = Array(lines.map { $0 + "\n" }.joined().utf8)
        let count = unsafe Glibc.write(pipe, bytes, bytes.count)
        try #require(count == bytes.count)
        close(pipe)
    }

    /// Writes a line into the log that the agent follows.
    func log(_ line: String) throws {
        let file = try #require(FileHandle(forWritingAtPath: path + "/eve.json"))
        try file.seekToEnd()
        try file.write(contentsOf: Data((line + "\n").utf8))
        try file.close()
    }

    /// The readings that the station has, in the order in which they came.
    var readings: [ReadingLine] {
        station.take()
        return station.stored.withLock { $0.order }.compactMap { (try? ReadingLine.read(Array($0.utf8))) ?? nil }
    }

    func keys() throws -> DeviceKeys {
        try #require(try AgentFile.read(folder.keys(of: nil), limit: 1 << 20).flatMap { DeviceKeys(text: $0) })
    }
}

@Suite("Signed readings", .enabled(if: SoftwareTPM.isExpected, "\(SoftwareTPM.absence)"))
struct SignedReadingsTests {
    @Test func valuesArriveSignedInOrderAndOnceAlsoThroughRestartsAndADeadTPM() throws {
        let bench = try ReadingBench()
        try bench.start()
        // The register first: where the row begins is known then.
        #expect(becomesTrue { bench.readings.count == 1 }, "\(bench.said.all)")
        try bench.write(["1", "2.50", "no number", "-3e2"])
        #expect(becomesTrue { bench.readings.count == 4 }, "\(bench.said.all)")
        bench.tpm.stop()
        try bench.write(["4", "5"])
        #expect(
            becomesTrue {
                bench.said.all.contains { $0.contains("no TPM at") }
                    || bench.said.all.contains { $0.contains("the line to the TPM") }
            })
        try bench.tpm.start()
        #expect(becomesTrue { bench.readings.count == 6 }, "\(bench.said.all)")
        bench.end()
        try bench.start()
        #expect(becomesTrue { bench.readings.count == 7 }, "\(bench.said.all)")
        try bench.write(["6"])
        #expect(becomesTrue { bench.readings.count == 8 }, "\(bench.said.all)")
        bench.end()
        #expect(bench.said.all.contains { $0.hasSuffix("/level: 'no number' is no number") })
        try check(bench)
    }

    @Test func eventsAreSentWhereNothingCanBeSigned() throws {
        let bench = try ReadingBench()
        try GatewayModel.write(Array("x\n".utf8), bench.folder.readingBoots)
        try bench.start()
        let line = #"{"timestamp":"2026-11-29T00:00:00.000000Z","event_type":"flow"}"#
        try bench.log(line)
        #expect(
            becomesTrue {
                bench.station.take()
                return bench.station.order.contains(line)
            }, "\(bench.said.all)")
        #expect(becomesTrue { bench.said.all.contains { $0.hasPrefix("no readings are signed: ") } })
        try GatewayModel.write(Array("7\n".utf8), bench.folder.readingBoots)
        #expect(becomesTrue { bench.readings.count == 1 }, "\(bench.said.all)")
    }

    @Test func valuesThatAreLostAreTold() throws {
        let bench = try ReadingBench()
        try bench.start()
        #expect(becomesTrue { bench.readings.count == 1 }, "\(bench.said.all)")
        bench.tpm.stop()
        try bench.write((0..<ReadingsQueue.limit + 3).map { "\($0)" })
        let gateway = try bench.gateway
        #expect(
            becomesTrue {
                bench.said.all.contains("values of \(gateway) that are lost, as 4096 newer ones wait to be signed: 3")
            }, "\(bench.said.all)")
        bench.end()
        #expect(
            bench.said.all.contains(
                "values of \(gateway) that are lost, as they were not signed by the agent's end: 4096"),
            "\(bench.said.all)")
    }

    private func check(_ bench: ReadingBench) throws {
        let keys = try bench.keys()
        var appraisal = ReadingAppraisal(enrolled: .init(device: try bench.gateway, keyName: keys.sensorName))
        var values: [Double] = []
        for reading in bench.readings {
            #expect(reading.key == keys.sensorName && !reading.isBare)
            let result = appraisal.result(
                message: reading.message, signature: reading.signature, keyArea: keys.sensorArea)
            #expect(result.verdict == .accept, "\(result.reason): \(String(decoding: reading.message, as: UTF8.self))")
            let signed = try #require(result.reading)
            #expect(signed.channel == (values.isEmpty || values.count == 6 ? "flow" : "level"))
            values.append(signed.value)
            appraisal.last = .init(boot: signed.boot, sequence: signed.sequence)
            let again = appraisal.result(
                message: reading.message, signature: reading.signature, keyArea: keys.sensorArea)
            #expect(again.reason == .replay)
        }
        #expect(values == [4242, 1, 2.5, -300, 4, 5, 4242, 6])
        #expect(appraisal.last?.boot == 2)
    }
}
