// SPDX-License-Identifier: Apache-2.0

import Access
import Console
import ConsoleProtocol
import Foundation
import Query
import Rules
import Sockets
import Synchronization
import Testing

@testable import vedette

@Suite("The console's side of a station in another process") final class RemoteStationTests {
    private let room: Room
    private var path: String { room.file("s") }

    init() throws { room = try Room() }

    /// The other side of one connection, played by the test.
    private final class Side {
        let connection: UnixConnection
        private var reader = FrameReader<ConsoleFrame>()

        init(_ connection: UnixConnection) throws {
            self.connection = connection
            try connection.setPatience(reading: 60_000, writing: 60_000)
        }

        func next() throws -> ConsoleFrame? {
            while true {
                if let frame = try reader.next() { return frame }
                let bytes = try connection.receive()
                if bytes.isEmpty { return nil }
                reader.append(bytes)
            }
        }

        func send(_ frame: StationFrame) throws { try connection.send(FrameCoder.encode(frame)) }

        func welcome(_ role: Role = .analyst) throws {
            guard case .hello = try next() else { throw NoGreeting() }
            try send(.welcome(Welcome(program: "test", person: "ana", role: role, station: "")))
        }
    }

    private struct NoGreeting: Error {}

    /// What a console's inbox got.
    private final class Heard: Sendable {
        private let messages = Mutex<[Message]>([])
        let inbox: Inbox

        init() { inbox = Inbox {} }

        /// Waits until what was heard so far fits.
        func waits(_ condition: ([Message]) -> Bool) -> Bool {
            eventually {
                let new = inbox.take()
                return condition(
                    messages.withLock { messages in
                        messages += new
                        return messages
                    })
            }
        }
    }

    /// Calls, while `answer` plays the station on another thread.
    private func call(_ listener: borrowing UnixListener, _ answer: @escaping @Sendable (Side) throws -> Void) throws
        -> (StationCall, Side)
    {
        let path = path
        let result = Mutex<StationCall?>(nil)
        let caller = Thread { result.withLock { $0 = try? StationCall(path: path) } }
        caller.start()
        let accepted = try #require(try listener.accept(milliseconds: 60_000))
        let side = try Side(accepted)
        try answer(side)
        try #require(eventually { caller.isFinished })
        return (try #require(result.withLock { $0 }), side)
    }

    private static func isLost(_ message: Message) -> Bool { if case .station(.lost) = message { true } else { false } }
    private static func isBack(_ message: Message) -> Bool {
        if case .station(.attached) = message { true } else { false }
    }

    private static func refusal(_ message: Message) -> String? {
        switch message {
        case .triage(.refused(let reason)), .rule(.refused(let reason)): reason
        default: nil
        }
    }

    @Test("a deed whose answer is lost is told as not known, and is not sent again")
    func deeds() throws {
        let listener = try UnixListener(path: path)
        let (call, first) = try call(listener) { try $0.welcome() }
        let heard = Heard()
        let station = RemoteStation(call, inbox: heard.inbox)
        station.start(call)
        station.triage(.undo)
        station.ask(RequestID(rawValue: 1), .gateways)
        station.changeRule(.add(.sigma, text: "x", comment: ""))
        guard case .triage(.undo) = try first.next(), case .ask = try first.next(), case .changeRule = try first.next()
        else { throw NoGreeting() }
        // One is answered before the end.
        try first.send(.message(.triage(.nothing("n"))))
        #expect(heard.waits { $0.contains { if case .triage(.nothing) = $0 { true } else { false } } })
        first.connection.shutDown()
        #expect(heard.waits { $0.contains(where: Self.isLost) && $0.contains { Self.refusal($0) != nil } })
        #expect(
            heard.waits { messages in
                messages.compactMap(Self.refusal).count == 1
                    && messages.compactMap(Self.refusal).allSatisfy { $0.contains("not known") }
            })

        let accepted = try #require(try listener.accept(milliseconds: 60_000))
        let second = try Side(accepted)
        try second.welcome(.viewer)
        #expect(heard.waits { $0.contains(where: Self.isBack) })
        station.ask(RequestID(rawValue: 2), .extent)
        guard case .ask(RequestID(rawValue: 2), .extent) = try second.next() else {
            Issue.record("something was sent again")
            return
        }
        station.end()
    }

    @Test("without the station deeds are refused, and questions are left to be asked anew")
    func gone() throws {
        let heard = Heard()
        let station: RemoteStation
        do {
            let listener = try UnixListener(path: path)
            let (call, side) = try call(listener) { try $0.welcome() }
            station = RemoteStation(call, inbox: heard.inbox)
            station.start(call)
            side.connection.shutDown()
        }
        #expect(heard.waits { $0.contains(where: Self.isLost) })
        station.triage(.redo)
        station.ask(RequestID(rawValue: 7), .rules)
        #expect(heard.waits { $0.contains { Self.refusal($0)?.hasPrefix("Not done") == true } })
        #expect(heard.waits { !$0.contains { if case .failed = $0 { true } else { false } } })
        station.end()
    }

    @Test("a station that is back and refuses is told once")
    func refuses() throws {
        let listener = try UnixListener(path: path)
        let (call, side) = try call(listener) { try $0.welcome() }
        let heard = Heard()
        let station = RemoteStation(call, inbox: heard.inbox)
        station.start(call)
        side.connection.shutDown()
        for _ in 0..<2 {
            let next = try Side(try #require(try listener.accept(milliseconds: 60_000)))
            try next.send(.refused("you are in no group"))
            next.connection.shutDown()
        }
        let last = try Side(try #require(try listener.accept(milliseconds: 60_000)))
        try last.welcome()
        #expect(heard.waits { $0.contains(where: Self.isBack) })
        #expect(heard.waits { $0.count(where: Self.isLost) == 2 })
        station.end()
    }

    @Test("a station that lies is lost, and ends nothing here")
    func lies() throws {
        let listener = try UnixListener(path: path)
        let (call, side) = try call(listener) { try $0.welcome() }
        let heard = Heard()
        let station = RemoteStation(call, inbox: heard.inbox)
        station.start(call)
        try side.connection.send([0xFF, 0xFF, 0xFF, 0xFF, 0x7B])
        #expect(heard.waits { $0.contains(where: Self.isLost) })
        station.end()
    }

    @Test("who is no station is told to be none")
    func strangers() throws {
        for answer in [Array("SSH-2.0-x\r\n".utf8), [0, 0, 0, 2, 0x7B, 0x7D], []] as [[UInt8]] {
            let listener = try UnixListener(path: path)
            let path = path
            let reason = Mutex<String?>(nil)
            let caller = Thread {
                do throws(StationCall.Failure) {
                    _ = try StationCall(path: path)
                } catch {
                    reason.withLock { $0 = error.reason }
                }
            }
            caller.start()
            let connection = try #require(try listener.accept(milliseconds: 60_000))
            if !answer.isEmpty { try connection.send(answer) }
            connection.shutDown()
            #expect(eventually { caller.isFinished })
            let told = reason.withLock { $0 }
            #expect(told?.contains(answer.isEmpty ? "without a word" : "no station") == true, "\(told ?? "")")
        }
        #expect {
            _ = try StationCall(path: self.path)
        } throws: { error in
            (error as? StationCall.Failure)?.reason == "nobody listens there"
        }
    }
}
