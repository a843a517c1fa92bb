// SPDX-License-Identifier: Apache-2.0

import Console
import ConsoleProtocol
import Foundation
import Glibc
import Query
import Sockets
import Testing

/// A `vedette serve` of a test's own, that consoles attach to. One gateway is followed, with one alert of a minute ago.
final class Served {
    let room: Room
    let configuration: String
    private(set) var process: Running

    var socket: String { room.file("c.socket") }

    /// - Parameter consoles: the lines of `consoles:` in the configuration, besides the socket.
    init(_ consoles: String...) throws {
        room = try Room()
        let time = Date.now.addingTimeInterval(-60).formatted(.iso8601)
        let alert =
            #"{"timestamp":"\#(time)","event_type":"alert","src_ip":"10.0.0.1","dest_ip":"10.0.0.2","#
            + #""alert":{"signature_id":2,"gid":1,"rev":1,"severity":1,"signature":"x"}}"#
        let logs = try room.write(alert + "\n", to: "gw-a/eve.json")
        let lines = ["socket: \(room.file("c.socket"))"] + consoles
        configuration = try room.write(
            """
            site: testville
            data: \(room.data)
            gateways: {gw-a: \(logs)}
            consoles: {\(lines.joined(separator: ", "))}
            """, to: "config.yaml")
        process = try Running(Program.path, ["serve", "--config", configuration], in: room)
        try #require(eventually { isListening }, "serve says: \(process.errors)")
    }

    /// Starts it again, once it has ended.
    func restart() throws {
        process = try Running(Program.path, ["serve", "--config", configuration], in: room)
        try #require(eventually { isListening }, "serve says: \(process.errors)")
    }

    private var isListening: Bool { process.errors.contains("consoles attach at \(socket)") }

    /// Whether it says a line with this text, sooner or later.
    func says(_ text: String) -> Bool { eventually { process.errors.contains(text) } }

    /// The processes of the consoles that came, in their order.
    var consoles: [pid_t] {
        process.errors.split(separator: "\n").filter { $0.contains(" attached; ") }
            .compactMap { line in line.split(separator: " ").dropFirst(2).first.flatMap { pid_t($0) } }
    }

    /// The group of this process, which the test configures a role for.
    static func ownGroup() throws -> String {
        let group = try unsafe #require(getgrgid(getgid()))
        return unsafe String(cString: group.pointee.gr_name)
    }

    func call() throws -> RawConsole { try RawConsole(socket) }
}

/// A console by hand: it may say whatever it likes.
final class RawConsole {
    let connection: UnixConnection
    private var reader = FrameReader<StationFrame>()
    private var last: UInt64 = 0

    init(_ socket: String) throws {
        connection = try UnixConnection.connect(to: socket, milliseconds: 60_000)
    }

    func send(_ frame: ConsoleFrame) throws { try connection.send(FrameCoder.encode(frame)) }

    /// The next frame; `nil` at the end.
    func next() throws -> StationFrame? {
        while true {
            if let frame = try reader.next() { return frame }
            let bytes: [UInt8]
            do { bytes = try connection.receive() } catch SocketFailure(code: ECONNRESET) { return nil }
            if bytes.isEmpty { return nil }
            reader.append(bytes)
        }
    }

    /// Greets; what the station answers.
    func greet() throws -> StationFrame? {
        // Who is turned away may be so before the greeting.
        try? send(.hello(version: ConsoleProtocolVersion.current, program: "test"))
        return try next()
    }

    /// Greets, and must be let in.
    func enter() throws -> Welcome {
        let answer = try greet()
        guard case .welcome(let welcome) = answer else {
            throw Unwelcome(answer: "\(String(describing: answer))")
        }
        return welcome
    }

    struct Unwelcome: Error {
        var answer: String
    }

    /// The first message that `pick` takes; others are passed over.
    func first<Value>(_ pick: (StationMessage) -> Value?) throws -> Value? {
        while let frame = try next() {
            if case .message(let message) = frame, let found = pick(message) { return found }
        }
        return nil
    }

    func ask(_ question: Question) throws -> Answer? {
        last += 1
        let id = RequestID(rawValue: last)
        try send(.ask(id, question))
        return try first { if case .answered(id, let answer) = $0 { answer } else { nil } }
    }

    func wish(_ wish: TriageWish) throws -> TriageOutcome? {
        try send(.triage(wish))
        return try first { if case .triage(let outcome) = $0 { outcome } else { nil } }
    }
}

extension StationFrame {
    /// Why one was turned away, if it was.
    var refusal: String? { if case .refused(let reason) = self { reason } else { nil } }
}
