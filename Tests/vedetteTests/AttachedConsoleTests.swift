// SPDX-License-Identifier: Apache-2.0

import Access
import Console
import ConsoleProtocol
import Foundation
import Glibc
import Query
import Rules
import Sockets
import Testing
import Triage

extension ProgramTests {
    @Suite("Consoles attached to a station")
    struct AttachedConsoleTests {
        private static let rule = """
            title: A rule of a test
            id: 6f1f0a5a-5a57-4b4c-9a07-1d0a2a0c9b11
            logsource: {product: suricata}
            detection: {selection: {src_ip: 10.0.0.1}, condition: selection}
            """

        /// An alert of the station.
        private static func alert(_ console: RawConsole) throws -> AlertID {
            var found: EventID?
            try #require(
                eventually {
                    guard case .page(let page) = try console.ask(.page(PageRequest())) else { return false }
                    found = page.rows.first?.id
                    return found != nil
                })
            return AlertID(event: try #require(found))
        }

        @Test(
            "a viewer sees everything and changes nothing; each refusal says what it needs and who has it, and is logged"
        )
        func viewer() throws {
            let served = try Served("viewers: \(Served.ownGroup())", "analysts: triage-people-of-nowhere")
            let console = try served.call()
            let welcome = try console.enter()
            #expect(welcome.person == NSUserName() && welcome.role == .viewer && welcome.station == "testville")
            let alert = try Self.alert(console)
            guard case .gateways(let reports) = try console.ask(.gateways) else { throw Missing() }
            #expect(reports.map(\.gateway) == ["gw-a"])

            let deeds: [TriageWish] = [
                .alerts(.dispose(.archived, nil), comment: "", [alert]), .undo, .redo,
                .log(.comment, comment: "x", scope: ""),
            ]
            for deed in deeds {
                guard case .refused(let reason) = try console.wish(deed) else { throw Missing() }
                #expect(reason.contains("analyst") && reason.contains("triage-people-of-nowhere"), "\(reason)")
            }
            try console.send(.editingRule("any"))
            try console.send(.changeRule(.add(.sigma, text: Self.rule, comment: "")))
            let outcome = try console.first { if case .rule(let outcome) = $0 { outcome } else { nil } }
            guard case .refused(let reason) = outcome else { throw Missing() }
            #expect(reason.contains("rule editor"), "\(reason)")
            #expect(served.says("refused to \(NSUserName()): it needs the role analyst"))

            let log = try Program.run(["triage", "log", "--data", served.room.data], in: served.room)
            #expect(log.text.isEmpty)
            let rules = try Program.run(["rules", "list", "--data", served.room.data], in: served.room)
            #expect(!rules.text.contains("A rule of a test"))
        }

        @Test("what an administrator changes is in the logs under the name that the kernel knows")
        func audit() throws {
            let served = try Served("administrators: \(Served.ownGroup())")
            let console = try served.call()
            #expect(try console.enter().role == .administrator)
            let alert = try Self.alert(console)
            guard case .done = try console.wish(.alerts(.dispose(.archived, nil), comment: "c", [alert])) else {
                throw Missing()
            }
            try console.send(.changeRule(.add(.sigma, text: Self.rule, comment: "why")))
            let outcome = try console.first { if case .rule(let outcome) = $0 { outcome } else { nil } }
            guard case .done(let rule) = outcome else { throw Missing() }
            let log = try Program.run(["triage", "log", "--json", "--data", served.room.data], in: served.room)
            #expect(log.text.contains(#""person":"\#(NSUserName())","origin":"console""#), "\(log.text)")
            let history = try Program.run(["rules", "history", rule.id, "--data", served.room.data], in: served.room)
            #expect(history.text.contains(NSUserName()), "\(history.text)")
        }

        @Test("a console of another version is told so")
        func version() throws {
            let served = try Served("viewers: \(Served.ownGroup())")
            let console = try served.call()
            try console.send(.hello(version: 99, program: "vedette 9.9"))
            #expect(try console.next()?.refusal?.contains("version 99") == true)
            #expect(try console.next() == nil)
        }

        @Test("hostile consoles end their own process, and the next one is served")
        func hostile() throws {
            let served = try Served("rule-editors: \(Served.ownGroup())")
            let held = try served.call()
            // Half a frame, and half a greeting: they wait, and nobody for them.
            try held.connection.send([0, 0])
            func isServing() throws -> Bool {
                let console = try served.call()
                _ = try console.enter()
                guard case .gateways = try console.ask(.gateways) else { return false }
                return true
            }
            let garbage: [(String, [UInt8])] = [
                ("no frame at all", Array("GET / HTTP/1.1\r\n\r\n".utf8)),
                ("a length over the limit", [0xFF, 0xFF, 0xFF, 0xFF] + [UInt8](repeating: 0x41, count: 4096)),
                ("just over it", [0x00, 0x10, 0x00, 0x01, 0x7B]),
                ("JSON of something else", [0, 0, 0, 2] + Array("[]".utf8)),
                ("nothing", [0, 0, 0, 0]),
                ("zeros", [UInt8](repeating: 0, count: 1 << 16)),
            ]
            for (name, bytes) in garbage {
                for isGreeted in [false, true] {
                    let console = try served.call()
                    if isGreeted { _ = try console.enter() }
                    // It may be let go of before it has said all.
                    try? console.connection.send(bytes)
                    var last: StationFrame?
                    while let frame = try console.next() { last = frame }
                    #expect(last?.refusal != nil, "\(name), greeted: \(isGreeted)")
                    #expect(try isServing(), "\(name)")
                }
            }
            #expect(served.process.isRunning)
            #expect(!served.process.errors.contains("signal"), "\(served.process.errors)")
        }

        @Test("a console that reads nothing holds up nobody, and its process stays small")
        func deaf() throws {
            let served = try Served("administrators: \(Served.ownGroup())")
            let deaf = try served.call()
            _ = try deaf.enter()
            let process = try #require(served.consoles.last)
            try deaf.connection.setPatience(reading: 0, writing: 500)
            // Until it takes no more: everything that a console can make grow has a bound.
            var sent = 0
            for number in 1...200_000 {
                let id = RequestID(rawValue: UInt64(number))
                let frames: [ConsoleFrame] = [
                    .ask(id, .rules), .triage(.undo), .editingRule("r\(number)"), .cancel(id),
                ]
                do throws(SocketFailure) {
                    for frame in frames {
                        guard let bytes = try? FrameCoder.encode(frame) else { continue }
                        try deaf.connection.send(bytes)
                        sent += 1
                    }
                } catch {
                    break
                }
            }
            #expect(sent < 800_000, "it took everything")
            let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
            let resident = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
            let kilobytes = try #require(
                resident?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) })
            #expect(kilobytes < 512 << 10, "\(kilobytes) KiB after \(sent) frames")
            let other = try served.call()
            _ = try other.enter()
            guard case .gateways = try other.ask(.gateways) else { throw Missing() }
        }

        @Test("of 70 connections of a user eight are served, the others are told why, and a place that is left is free")
        func crowd() throws {
            let served = try Served("viewers: \(Served.ownGroup())")
            var inside: [RawConsole] = []
            var refusals = 0
            for _ in 0..<70 {
                let console = try served.call()
                switch try console.greet() {
                case .welcome: inside.append(console)
                case .refused(let reason):
                    refusals += 1
                    #expect(reason.contains("8 consoles open"))
                default: Issue.record("neither in nor out")
                }
            }
            #expect(inside.count == 8 && refusals == 62)
            inside.removeLast().connection.shutDown()
            #expect(
                try eventually {
                    guard case .welcome = try served.call().greet() else { return false }
                    return true
                })
            guard case .gateways = try inside[0].ask(.gateways) else { throw Missing() }
        }

        @Test("the end of serve ends all consoles and takes its files away; a killed one's are replaced")
        func ending() throws {
            let served = try Served("administrators: \(Served.ownGroup())")
            let console = try served.call()
            _ = try console.enter()
            let process = try #require(served.consoles.last)
            #expect(eventually { FileManager.default.fileExists(atPath: served.room.data + "/serve.json") })

            served.process.send(SIGKILL)
            while try console.next() != nil {}
            #expect(eventually { kill(process, 0) != 0 })
            #expect(FileManager.default.fileExists(atPath: served.socket))
            try served.restart()
            let again = try served.call()
            _ = try again.enter()
            let second = try #require(served.consoles.last)
            served.process.send(SIGTERM)
            while try again.next() != nil {}
            #expect(try served.process.result().code == 0)
            #expect(kill(second, 0) != 0)
            for path in [served.socket, served.room.data + "/serve.json"] {
                #expect(!FileManager.default.fileExists(atPath: path), "\(path)")
            }
        }

        @Test("a second serve of the same store ends, one of another store leaves the socket alone")
        func second() throws {
            let served = try Served("viewers: \(Served.ownGroup())")
            let same = try Program.run(["serve", "--config", served.configuration], in: served.room)
            #expect(same.code == 3)
            let other = try Running(
                Program.path, ["serve", "--config", served.configuration, "--data", served.room.file("other")],
                in: served.room)
            #expect(eventually { other.errors.contains("another program listens there") })
            #expect(try served.call().enter().role == .viewer)
            other.send(SIGTERM)
            #expect(try other.result().code == 0)
            #expect(try served.call().enter().role == .viewer)
        }

        @Test("another process is told how the intake stands")
        func status() throws {
            let served = try Served("viewers: \(Served.ownGroup())")
            let console = try served.call()
            _ = try console.enter()
            let live = try console.first { message in
                if case .ingest(let status) = message, status.gateways.first?.state == .live { true } else { nil }
            }
            #expect(live == true)
        }

        private struct Missing: Error {}
    }
}
