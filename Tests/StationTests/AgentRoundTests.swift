// SPDX-License-Identifier: Apache-2.0

import Agent
import Collector
import Crypto
import EVE
import Enrolment
import Fixtures
import Foundation
import Intake
import Query
import Store
import Testing

@testable import Station

/// The agent on a thread of its own, with the log `gateway/eve.json` of a folder.
private final class RunningAgent {
    private let stop = WakeSignal()
    private let done = DispatchSemaphore(value: 0)

    init(_ configuration: AgentConfiguration) {
        var pace = AgentPace()
        pace.look = 10_000
        pace.pause = 20_000
        pace.longestPause = 20_000
        pace.save = 10_000
        let (stop, done) = (stop, done)
        Thread.detachNewThread { [pace] in
            do throws(AgentProblem) {
                try AgentLoop.run(configuration, pace: pace, stop: stop.descriptor) { _ in }
            } catch {
                Issue.record("\(error.line)")
            }
            done.signal()
        }
    }

    func end() {
        stop.set()
        done.wait()
    }
}

@Suite("An agent's lines in a station's store", .serialized)
struct AgentRoundTests {
    private let folder: Folder
    private let tls: TLSCase

    init() throws {
        folder = try Folder()
        tls = try TLSCase()
        try folder.write("", to: "gateway/eve.json")
        let state = "state/"
        try folder.write(
            String(decoding: tls.gateway.key.pem() + tls.gateway.chain[0].pem(), as: UTF8.self), to: state + "agent.pem"
        )
        try folder.write(
            String(decoding: tls.authority.certificate.pem(), as: UTF8.self), to: state + "authority.pem")
    }

    private func configuration(_ port: Int) throws -> AgentConfiguration {
        let station = try #require(StationAddress("127.0.0.1:\(port)"))
        var configuration = AgentConfiguration(stations: [station], logs: [folder.path + "/gateway/eve.json"])
        configuration.state = folder.path + "/state"
        configuration.batchEvents = 50
        return configuration
    }

    /// A station from its start to its end; what was gathered and not stored by then is lost with it.
    private func station(port: Int, _ body: (FollowRound, Int) throws -> Void) throws {
        let queue = CollectedQueue()
        let access = Collector.Access(
            identity: tls.station, authority: tls.authority.certificate
        ) { $0.commonName }
        let round = try FollowRound(
            configuration: folder.configuration, writer: try StoreWriter(directory: folder.configuration.dataDirectory),
            rules: StationRules(folder.configuration), queue: queue)
        // Another test may have the port for a moment.
        var listening: Collector?
        _ = eventually {
            listening = try? Collector(host: "127.0.0.1", port: port, access: access, queue: queue)
            return listening != nil
        }
        let collector = try #require(listening)
        defer { collector.end() }
        try body(round, collector.port)
    }

    /// The numbers of the stored lines, in order.
    private func stored() throws -> [Int] {
        var numbers: [Int] = []
        try folder.reader.forEachRaw(.init(isDescending: false, limit: .max), until: .init()) { _, raw in
            let text = String(decoding: raw, as: UTF8.self)
            if let range = text.firstRange(of: "\"flow_id\":") {
                numbers.append(Int(text[range.upperBound...].dropLast()) ?? -1)
            }
            return true
        }
        return numbers.sorted()
    }

    @Test("each is there once, whenever agent and station end, and wherever the log has gone", arguments: UInt64(1)...3)
    func exactlyOnce(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var written = 0
        var port = 0
        var rotations = 0
        var agent: RunningAgent?
        defer { agent?.end() }
        func write() throws {
            let count = Int.random(in: 1...120, using: &random)
            try folder.append(flowLines(written..<written + count), to: "gateway/eve.json")
            written += count
        }
        for _ in 0..<6 {
            try station(port: port) { round, listening in
                port = listening
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    try write()
                    if agent == nil { agent = RunningAgent(try configuration(port)) }
                    round.waitForChange(milliseconds: 200)
                    _ = try round.commit(round.gather(now: SystemClock.now), arrived: SystemClock.now)
                }
                // The end comes with lines that were taken and never stored.
                _ = round.gather(now: SystemClock.now)
            }
            if Bool.random(using: &random) {
                agent?.end()
                agent = nil
            }
            if Bool.random(using: &random) {
                rotations += 1
                let log = folder.path + "/gateway/eve.json"
                try FileManager.default.moveItem(atPath: log, toPath: log + ".\(100 - rotations)")
                try folder.write("", to: "gateway/eve.json")
            }
        }
        if agent == nil { agent = RunningAgent(try configuration(port)) }
        try station(port: port) { round, _ in
            let isComplete = try eventually {
                round.waitForChange(milliseconds: 50)
                _ = try round.commit(round.gather(now: SystemClock.now), arrived: SystemClock.now)
                return try stored().count >= written
            }
            #expect(isComplete)
        }
        #expect(try stored() == Array(0..<written))
    }
}
