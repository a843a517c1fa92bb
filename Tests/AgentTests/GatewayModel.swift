// SPDX-License-Identifier: Apache-2.0

import Crypto
import EVE
import Enrolment
import Fixtures
import Foundation
import Synchronization
import Testing

@testable import Agent

/// What an agent said.
final class SaidLines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func add(_ line: String) { lines.withLock { $0.append(line) } }
}

/// A gateway with a log, in a folder of its own, and the agent on it. The test is its clock.
final class GatewayModel {
    let path: String
    var configuration: AgentConfiguration
    var pace = AgentPace()
    private(set) var written: [String] = []
    private let lines = SaidLines()
    private var shipper: Shipper?
    private var ticks: Int64 = 1
    /// Microseconds of its time that go by with each step, whatever they take.
    var tempo: Int64 = 1_000_000
    private var number = 0

    var log: String { path + "/eve.json" }

    init(_ identity: TLSIdentity, of authority: Certificate, stations: [StationAddress]) throws {
        path = NSTemporaryDirectory() + "agent-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path + "/state", withIntermediateDirectories: true)
        configuration = AgentConfiguration(stations: stations, logs: [path + "/eve.json"])
        configuration.state = path + "/state"
        let folder = AgentFolder(configuration.state)
        try Self.write(identity.key.pem() + identity.chain[0].pem(), folder.identity)
        try Self.write(authority.pem(), folder.authority)
    }

    convenience init(_ tls: TLSCase, _ ports: Int...) throws {
        let stations = ports.compactMap { StationAddress("127.0.0.1:\($0)") }
        try self.init(tls.gateway, of: tls.authority.certificate, stations: stations)
    }

    deinit {
        endAgent()
        try? FileManager.default.removeItem(atPath: path)
    }

    static func write(_ bytes: [UInt8], _ path: String) throws { try Data(bytes).write(to: URL(filePath: path)) }

    // MARK: The log

    /// Appends so many lines to the log.
    func write(_ count: Int) throws {
        for _ in 0..<count { try write(line: next()) }
        try flush()
    }

    /// A line of its own.
    func next() -> String {
        number += 1
        let time = Instant(microseconds: 1_795_000_000_000_000 + Int64(number) * 1000).rfc3339
        return
            #"{"timestamp":"\#(time)","event_type":"flow","flow_id":\#(number),"src_ip":"192.0.2.7","note":"a } in \" text"}"#
    }

    private var unwritten: [UInt8] = []

    /// Appends a line to the log, which is expected at the station.
    func write(line: String) throws {
        written.append(line)
        unwritten += Array((line + "\n").utf8)
    }

    /// Appends bytes that are no line which is stored.
    func write(bytes: String) { unwritten += Array(bytes.utf8) }

    func flush() throws {
        if !FileManager.default.fileExists(atPath: log) { try Self.write([], log) }
        let file = try #require(FileHandle(forWritingAtPath: log))
        try file.seekToEnd()
        try file.write(contentsOf: Data(unwritten))
        try file.close()
        unwritten = []
    }

    /// Rotates the log as logrotate does with `create` or with `copytruncate`.
    func rotate(_ name: String, copying: Bool = false) throws {
        if copying {
            try FileManager.default.copyItem(atPath: log, toPath: path + "/" + name)
            let file = try #require(FileHandle(forWritingAtPath: log))
            try file.truncate(atOffset: 0)
            try file.close()
        } else {
            try FileManager.default.moveItem(atPath: log, toPath: path + "/" + name)
        }
    }

    // MARK: The agent

    /// What it said.
    var said: [String] { lines.all }

    /// Blocks that were read and are in no window.
    var held: Int { shipper?.held ?? 0 }

    var status: AgentStatus { shipper?.status ?? AgentStatus() }

    func startAgent() throws {
        endAgent()
        shipper = try Shipper(configuration, pace: pace) { [lines] line in lines.add(line) }
    }

    func endAgent() {
        guard var shipper = shipper.take() else { return }
        shipper.end(now: AgentClock.now)
    }

    /// The agent is gone, without a word.
    func killAgent() {
        guard let shipper = shipper.take() else { return }
        shipper.uplink.end()
    }

    /// Lets the agent work, `meanwhile` being called in between, until something is so.
    @discardableResult
    func works(until isDone: () -> Bool, meanwhile: () throws -> Void = {}) throws -> Bool {
        let deadline = Date().addingTimeInterval(120)
        while !isDone() {
            guard Date() < deadline else { return false }
            try meanwhile()
            step()
        }
        return true
    }

    func step() {
        ticks += tempo
        guard let descriptor = shipper?.descriptor else { return }
        _ = shipper?.step(now: AgentClock.now, ticks: ticks)
        var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&wait, 1, 2)
    }
}
