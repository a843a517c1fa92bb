// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Testing

extension ProgramTests {
    @Suite("countries")
    struct CountryTests {
        @Test("stats counts by country where a database tells it, and says so where none does")
        func stats() throws {
            let room = try Room()
            let database = room.file("geo.mmdb")
            try Data(SampleGeography.bytes).write(to: URL(filePath: database))
            let with = try room.write("geo: \(database)\n", to: "with.yaml")
            let without = try room.write("site: x\n", to: "without.yaml")
            let line = { (source: String) in
                #"{"timestamp":"2026-11-24T10:10:00.000000+0000","event_type":"flow","src_ip":"\#(source)","dest_ip":"10.0.0.1"}"#
            }
            let log = try room.write(
                ["198.51.100.66", "198.51.100.66", "203.0.113.54", "203.0.113.9"].map(line).joined(separator: "\n")
                    + "\n",
                to: "eve.json")
            let data = room.file("data")
            #expect(try Program.run(["import", "--data", data, "--gateway", "gw", log], in: room).code == 0)
            func stats(_ configuration: String) throws -> (text: String, errors: String) {
                let result = try Program.run(
                    ["stats", "--config", configuration, "--data", data, "--by", "src_country,dest_country"], in: room)
                #expect(result.code == 0)
                return (result.text, result.errors)
            }
            let told = try stats(with)
            #expect(
                told.text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") } == [
                    "2 BG inside", "1 RO inside", "1 unknown inside", "4 (total)",
                ])
            #expect(told.errors.isEmpty)
            let untold = try stats(without)
            #expect(untold.text.contains("4  (missing)"))
            #expect(untold.errors.hasPrefix("vedette: no database tells countries"))
        }
    }
}
