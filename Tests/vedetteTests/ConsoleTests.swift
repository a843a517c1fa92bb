// SPDX-License-Identifier: Apache-2.0

import Foundation
import RegexBuilder
import Testing

extension ProgramTests {
    @Suite("In a real terminal", .enabled(if: Tmux.isThere, "skipped: no tmux"))
    struct ConsoleTests {
        /// A small city for the demo, so that its day is read quickly in a debug build: one gateway's morning.
        private static func city(in room: Room) throws -> (folder: String, alerts: Int) {
            let lines = try Program.shell(
                "zstd -dcq \"$1\" | head -n 1500", [Place.sample("gw-harbour")], in: room)
            let file = try room.write(lines, to: "city/gw-harbour/eve.json")
            _ = try Program.shell("zstd -q --rm \"$1\"", [file], in: room)
            let alerts = lines.split(separator: UInt8(ascii: "\n"))
                .count { $0.range(of: Data(#""event_type":"alert""#.utf8)) != nil }
            return (room.file("city"), alerts)
        }

        /// A demo in a terminal, with all of its small city on the screen.
        private static func demo(columns: Int = 80, rows: Int = 24) throws -> (tmux: Tmux, room: Room, modes: String) {
            let room = try Room()
            let city = try city(in: room)
            try #require(city.alerts > 10)
            let tmux = try Tmux(columns: columns, rows: rows, in: room)
            let modes = try tmux.modes()
            // The process puts its number where the test finds it, then becomes the program.
            tmux.type(
                "sh -c 'echo $$ > \(room.file("pid")); exec \"\(Program.path)\" demo --sample-logs \"\(city.folder)\"'; echo ended $?\n"
            )
            let total = Regex {
                "\(city.alerts)"; OneOrMore(.whitespace); "exact"
            }
            try #require(tmux.waits { $0.contains("1 Alerts") && $0.firstMatch(of: total) != nil })
            return (tmux, room, modes)
        }

        private static func send(_ signal: Int32, in room: Room) throws {
            let text = try String(contentsOfFile: room.file("pid"), encoding: .utf8)
            let pid = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
            #expect(kill(pid, signal) == 0)
        }

        /// The shell is back, and its terminal is as it was.
        private static func expectRestored(
            _ tmux: Tmux, _ modes: String, _ location: SourceLocation = #_sourceLocation
        ) throws {
            #expect(!tmux.isAlternate, sourceLocation: location)
            #expect(tmux.hasCursor, sourceLocation: location)
            #expect(try tmux.modes() == modes, sourceLocation: location)
        }

        private static func throwAways(in room: Room) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: room.file("tmp"))
        }

        @Test("the demo shows its alerts, switches panes, follows a resize, and leaves nothing behind when it ends")
        func demo() throws {
            let (tmux, room, modes) = try Self.demo()
            #expect(tmux.isAlternate)
            #expect(try Self.throwAways(in: room).contains { $0.hasPrefix("vedette-demo-") })

            tmux.type("2")
            #expect(tmux.waits { $0.contains("2 Events") && !$0.contains("1 Alerts") })
            try tmux.resize(columns: 120, rows: 40)
            #expect(
                tmux.waits { picture in
                    let lines = picture.split(separator: "\n", omittingEmptySubsequences: false)
                    return lines.count == 40 && (lines.map(\.count).max() ?? 0) > 110 && picture.contains("2 Events")
                })
            tmux.type("q")
            #expect(tmux.waits { $0.contains("ended 0") })
            try Self.expectRestored(tmux, modes.replacing("rows 24; columns 80", with: "rows 40; columns 120"))
            #expect(try Self.throwAways(in: room).isEmpty)
        }

        @Test("what keeps standing orders from being followed is told")
        func orderTrouble() throws {
            let room = try Room()
            try room.write("no database of any kind, but long enough to be looked at as one\n", to: "data/triage.db")
            let logs = try room.write("", to: "gw-a/eve.json")
            let configuration = try room.write("data: \(room.data)\ngateways: {gw-a: \(logs)}\n", to: "config.yaml")
            let tmux = try Tmux(columns: 120, rows: 24, in: room)
            tmux.type("\"\(Program.path)\" --config \(configuration); echo ended $?\n")
            #expect(tmux.waits { $0.contains("orders: \(room.data)/triage.db") })
            tmux.type("q")
            #expect(tmux.waits { $0.contains("ended 0") })
        }

        @Test("SIGTERM ends it as q does, with the terminal restored")
        func termination() throws {
            let (tmux, room, modes) = try Self.demo()
            try Self.send(SIGTERM, in: room)
            #expect(tmux.waits { $0.contains("ended") })
            try Self.expectRestored(tmux, modes)
            #expect(try Self.throwAways(in: room).isEmpty)
        }

        @Test("a crash leaves the terminal restored", arguments: [SIGSEGV, SIGABRT])
        func crash(_ signal: Int32) throws {
            let (tmux, room, modes) = try Self.demo()
            try Self.send(signal, in: room)
            #expect(tmux.waits { $0.contains("ended \(128 + signal)") })
            try Self.expectRestored(tmux, modes)
        }

        @Test("Control-Z gives the terminal back, and fg brings the picture back")
        func suspension() throws {
            let (tmux, room, modes) = try Self.demo()
            let before = tmux.picture.split(separator: "\n").dropFirst(2).prefix(6)
            tmux.type("\u{1A}")
            #expect(tmux.waits { $0.contains("Stopped") && $0.hasSuffix("ready>") })
            try Self.expectRestored(tmux, modes)
            tmux.type("fg\n")
            #expect(tmux.waits { $0.contains("1 Alerts") && $0.contains(before.joined(separator: "\n")) })
            #expect(tmux.isAlternate)
            tmux.type("q")
            #expect(tmux.waits { $0.hasSuffix("ready>") })
            try Self.expectRestored(tmux, modes)
            #expect(try Self.throwAways(in: room).isEmpty)
        }

        @Test("a dumb terminal is refused with a reason")
        func dumb() throws {
            let room = try Room()
            let tmux = try Tmux(columns: 160, rows: 24, in: room)
            let modes = try tmux.modes()
            tmux.type("TERM=dumb '\(Program.path)' 2>&1; echo ended $?\n")
            #expect(tmux.waits { $0.contains("ended 3") && $0.contains("dumb") && $0.contains("vedette screen") })
            try Self.expectRestored(tmux, modes)
        }
    }
}
