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
