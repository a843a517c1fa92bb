// SPDX-License-Identifier: Apache-2.0

import AttesterProtocol
import Collector
import Fixtures
import Foundation
import Prover
import Synchronization
import Testing

@testable import Agent

/// A whole agent on a gateway with a TPM, with a pipe of values and a register.
final class ReadingBench {
    let tpm: SoftwareTPM
    let station: StationModel
    let folder: AgentFolder
    let said = SaidLines()
    let attester: AskingStation
    private let device: ModbusModel
    private let path: String
    private let sources: [String]
    private var ends: [Int32] = [-1, -1]
    private var thread: DispatchWorkItem?

    /// - Parameter level: what stands behind the pipe in its source.
    init(level: String = "") throws {
        TPMContext.silenceStack()
        path = NSTemporaryDirectory() + "readings-" + UUID().uuidString
        folder = AgentFolder(path + "/state")
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        tpm = try SoftwareTPM(isCertified: false)
        device = try ModbusModel(register: 7, value: 4242)
        sources = ["level \(path)/level \(level)", "flow modbus:127.0.0.1:\(device.port)/1/7 3600"]
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
            \(sources.map { "  - " + $0 }.joined(separator: "\n"))
            """
        let configuration = try AgentConfiguration(text, path: "agent.yaml")
        var pace = AgentPace()
        pace.look = 5000
        pace.pause = 1000
        pace.longestPause = 20_000
        pace.sensor = 20_000
        pace.telling = 1000
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
