// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension ProgramTests {
    @Suite("Retention")
    struct RetentionTests {
        @Test("counts of a directory without a store are refused, of an empty store they are 0")
        func noStore() throws {
            let room = try Room()
            let missing = try Program.run(["stats", "--by", "event_type", "--data", room.data], in: room)
            expectEnvironmentFailure(missing, naming: "\(room.data) holds no store.")
            #expect(missing.output.isEmpty)
            let file = try room.write("", to: "gw-a/eve.json")
            #expect(try Program.run(["import", "--data", room.data, file], in: room).code == 0)
            let empty = try Program.run(["stats", "--by", "event_type", "--json", "--data", room.data], in: room)
            #expect(try Stats(empty).total == 0)
        }

        @Test("a station drops what is configured, names it once in its log, and goes on")
        func serves() throws {
            let room = try Room()
            let today = Date()
            func day(_ daysAgo: Int) -> String {
                let time = today.addingTimeInterval(-86_400 * Double(daysAgo))
                return String(time.ISO8601Format().prefix(10))
            }
            func line(_ daysAgo: Int) -> String {
                "{\"timestamp\":\"\(day(daysAgo))T08:00:00.000000+0000\",\"event_type\":\"flow\"}\n"
            }
            let file = try room.write(line(30) + line(20) + line(2) + line(1), to: "gw-a/eve.json")
            let config = try room.write(
                "gateways:\n  gw-a: \(file)\nretention:\n  age: 10d\n", to: "config.yaml")
            let call = ["--config", config, "--data", room.data]
            #expect(try Program.run(["import"] + call + [file], in: room).code == 0)
            #expect(try Stats.by("event_type", in: room).total == 4)
            let station = try Running(Program.path, ["serve"] + call, in: room)
            #expect(try eventually { try Stats.by("event_type", in: room).total == 2 }, "\(station.errors)")
            let isSaid = eventually { station.errors.contains("vedette: dropped \(day(20)), ") }
            #expect(isSaid, "\(station.errors)")
            station.send(SIGTERM)
            #expect(try station.result().code == 0)
            let said = station.errors.split(separator: "\n").filter { $0.contains(": dropped ") }
            #expect(said.count == 2)
            #expect(said.allSatisfy { $0.hasSuffix(": older than the age that is kept") })
            let left = try FileManager.default.contentsOfDirectory(atPath: room.data + "/days")
            #expect(Set(left.map { $0.prefix(10) }) == [day(2).prefix(10), day(1).prefix(10)])
        }
    }
}

extension ProgramTests.FaultTests {
    @Suite("Starting without room")
    struct StartWithoutRoomTests {
        @Test(
            "a station that starts on a full disk waits, says so once, and goes on by itself",
            arguments: [(isStrict: false, hasStore: true), (isStrict: true, hasStore: false)])
        func starts(isStrict: Bool, hasStore: Bool) throws {
            let room = try Room()
            let lines = (0..<300).map(Numbered.line)
            let file = try room.write(lines.joined(separator: "\n") + "\n", to: "gw-0/eve.json")
            let config = try room.write("gateways:\n  gw-0: \(file)\n", to: "config.yaml")
            if hasStore {
                let other = try room.write("", to: "gw-1/eve.json")
                #expect(try Program.run(["import", "--data", room.data, other], in: room).code == 0)
            }
            let shim = try FaultShim(room)
            shim[.strict] = isStrict ? 1 : 0
            shim[.room] = 0
            let station = try shim.start(["serve", "--config", config, "--data", room.data])
            #expect(eventually { station.errors.contains("no space left for") || !station.isRunning })
            try #require(station.isRunning, "\(station.errors)")
            shim[.room] = -1
            #expect(try eventually { try Stats.by("event_type", in: room).total == lines.count }, "\(station.errors)")
            #expect(eventually { station.errors.contains("vedette: storing again") }, "\(station.errors)")
            station.send(SIGTERM)
            #expect(try station.result().code == 0, "\(station.errors)")
            #expect(station.errors.split(separator: "\n").count { $0.contains("no space left for") } <= 2)
            try Recount.expect(lines, in: room)
        }
    }
}
