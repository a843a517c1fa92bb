// SPDX-License-Identifier: Apache-2.0

import Collector
import EVE
import Fixtures
import Foundation
import Intake
import Synchronization
import Testing

@testable import Agent

@Suite("The program vedette-agent", .serialized)
struct ProgramTests {
    let tls: TLSCase
    let station: StationModel
    let gateway: GatewayModel
    private let path = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "vedette-agent")

    init() throws {
        tls = try TLSCase()
        station = try StationModel(tls)
        gateway = try GatewayModel(tls, station.collector.port)
        let text = """
            stations:
              - 127.0.0.1:\(station.collector.port)
            logs:
              - \(gateway.log)
            state: \(gateway.configuration.state)
            """
        try GatewayModel.write(Array(text.utf8), gateway.path + "/agent.yaml")
    }

    private func start(_ arguments: String...) throws -> Process { try start(arguments, output: "output") }

    private func start(_ arguments: [String], output: String) throws -> Process {
        let process = Process()
        process.executableURL = path
        process.arguments = arguments + (arguments.first == "--help" ? [] : ["--config", gateway.path + "/agent.yaml"])
        try GatewayModel.write([], gateway.path + "/" + output)
        let file = try #require(FileHandle(forWritingAtPath: gateway.path + "/" + output))
        process.standardOutput = file
        process.standardError = file
        try process.run()
        return process
    }

    private func run(_ arguments: String...) throws -> (code: Int32, output: String) {
        let process = try start(arguments, output: "call")
        process.waitUntilExit()
        let bytes = try #require(try AgentFile.read(gateway.path + "/call", limit: 1 << 20))
        return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
    }

    /// Waits for the station's side of something.
    private func take(until isDone: () -> Bool, meanwhile: () throws -> Void = {}) throws -> Bool {
        let deadline = Date().addingTimeInterval(120)
        while !isDone() {
            guard Date() < deadline else { return false }
            try meanwhile()
            station.take()
            var wait = pollfd(fd: station.queue.signal.descriptor, events: Int16(POLLIN), revents: 0)
            _ = unsafe poll(&wait, 1, 5)
        }
        return true
    }

    @Test(
        "killed at any moment and started again it loses nothing, and ends with its bookmarks saved", arguments: [1, 2])
    func killed(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        try gateway.write(100)
        for round in 0..<4 {
            let agent = try start("run")
            let goal = station.taken + Int.random(in: 1...3000, using: &random)
            let isReached = try take(until: { station.taken >= goal }) { try gateway.write(150) }
            #expect(isReached, "round \(round)")
            kill(agent.processIdentifier, SIGKILL)
            agent.waitUntilExit()
            if Bool.random(using: &random) { try gateway.rotate("eve.json.\(9 - round)") }
        }
        let agent = try start("run")
        let isComplete = try take(until: { station.order.count >= gateway.written.count })
        #expect(isComplete)
        #expect(station.order.sorted() == gateway.written.sorted())
        #expect(station.stored.withLock { $0.contradictions } == 0)
        // What it is told by now is saved at its end.
        let book = { (try? AgentFile.read(gateway.path + "/state/bookmarks", limit: 1 << 20)).flatMap { $0 } ?? [] }
        let size = try #require(try FileManager.default.attributesOfItem(atPath: gateway.log)[.size] as? UInt64)
        let isNoted = try take(until: {
            BookmarkBook(text: book())?.records.values.contains { $0.bookmark.offset == size } ?? false
        })
        #expect(isNoted)
        agent.terminate()
        agent.waitUntilExit()
        #expect(agent.terminationStatus == 0)
        let before = station.taken
        let again = try start("run")
        // The first thing that a new agent sends is about itself.
        let others = station.stored.withLock { $0.others.count }
        #expect(try take(until: { station.stored.withLock { $0.others.count } > others }))
        again.terminate()
        again.waitUntilExit()
        #expect(station.taken == before + 1)
    }

    @Test("makes new keys for one device at a time, and touches those of no other")
    func newKeys() throws {
        let text = try String(contentsOfFile: gateway.path + "/agent.yaml", encoding: .utf8)
        let devices = "\ntpm-device:\n  - cam-1 swtpm:path=/nonexistent/1\n  - cam-2 swtpm:path=/nonexistent/2\n"
        try GatewayModel.write(Array((text + devices).utf8), gateway.path + "/agent.yaml")
        var result = try run("tpm", "--new")
        #expect(result.code == 2 && result.output.contains("--device; there are cam-1, cam-2"), "\(result.output)")
        result = try run("tpm", "--new", "--device", "cam-2")
        #expect(result.code == 3 && result.output.contains("cam-2: no TPM at "), "\(result.output)")
    }

    @Test("says how it stands, and lets no second one into its folder")
    func status() throws {
        var result = try run("status")
        #expect(result.code == 1)
        #expect(result.output.contains("no agent has run with this folder yet"))
        try gateway.write(10)
        let agent = try start("run")
        #expect(try take(until: { station.order.count == 10 && station.taken > 10 }))
        result = try run("status")
        #expect(result.code == 0, "\(result.output)")
        #expect(result.output.hasPrefix("running: yes\n"))
        #expect(result.output.contains("connected: true\n"))
        result = try run("run")
        #expect(result.code == 3)
        #expect(result.output.contains("an agent runs with this folder already"))
        agent.terminate()
        agent.waitUntilExit()
        result = try run("status")
        #expect(result.code == 1)
        #expect(result.output.hasPrefix("running: no\n"))
        result = try run("--help")
        #expect(result.code == 0 && result.output.contains("vedette-agent run"))
        result = try run("dance")
        #expect(result.code == 2)
    }
}
