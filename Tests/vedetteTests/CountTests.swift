// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension ProgramTests {
    @Suite("Counts and raw lines")
    struct CountTests {
        @Test(
            "the shared files count as jq counts them, and every accepted line comes back byte for byte",
            .enabled(if: Place.hasShared, "skipped: no ../shared"))
        func sharedFiles() throws {
            let room = try Room()
            let files = try Place.sharedFiles(".eve.json")
            let report = try importing(files, in: room)
            #expect(report["files"] as? Int == files.count)
            #expect(report["rejected"] as? Int == 1, "the torn line")
            let counts = try JQ.count("cat \"$@\"", files, in: room)
            try compare(counts, in: room)

            let lines = try files.flatMap { path in
                try Data(contentsOf: URL(filePath: path)).split(separator: UInt8(ascii: "\n"))
            }
            try expectRaw(lines.filter { (try? JSONSerialization.jsonObject(with: $0)) != nil }, in: room)
        }

        @Test("the sample logs count as jq counts them, and as their own record of truth has it")
        func sampleLogs() throws {
            let room = try Room()
            let truth = try #require(
                try JSONSerialization.jsonObject(
                    with: Data(contentsOf: Place.repository.appending(path: "sample-logs/truth.json")))
                    as? [String: [String: Any]])
            let all = try #require(truth["gateways"] as? [String: [String: Any]])
            // One in +0100, one that falls silent, one with alerts that have no address: a day of each takes long enough.
            let gateways = Place.isSoak ? all.keys.sorted() : ["gw-bridge-west", "gw-library"]
            let files = gateways.map(Place.sample)
            let report = try importing(files, in: room)
            let records = gateways.compactMap { all[$0] }
            #expect(report["events"] as? Int == records.compactMap { $0["events"] as? Int }.reduce(0, +))
            #expect(report["bytes"] as? Int == records.compactMap { $0["bytes"] as? Int }.reduce(0, +))
            try compare(JQ.count("zstd -dcq \"$@\"", files, in: room), in: room)

            for (name, field) in [
                ("event_types", "event_type"), ("severities", "alert.severity"), ("signatures", "alert.signature_id"),
            ] {
                for (gateway, record) in zip(gateways, records) {
                    // A drop carries the alert that caused it; the record counts alerts alone.
                    let alerts = name == "event_types" ? "" : " event_type:alert"
                    let counted = try Stats.by(field, ["--filter", "gateway:\(gateway)\(alerts)"], in: room).counts
                    #expect(counted.filter { $0.key != nil } == record[name] as? [String: Int], "\(gateway) \(name)")
                }
            }
            let byGateway = try Stats.by("gateway", in: room)
            #expect(byGateway.counts.count == gateways.count)
        }

        private func importing(_ files: [String], in room: Room) throws -> [String: Any] {
            let result = try Program.run(["import", "--json", "--data", room.data] + files, in: room)
            #expect(result.code == 0, "\(result.errors)")
            return try #require(try JSONSerialization.jsonObject(with: result.output) as? [String: Any])
        }

        /// Each field's counts, the parts' sum, the order of the rows and what `--top` leaves over.
        private func compare(_ wanted: [String: JQ.Counts], in room: Room) throws {
            for field in JQ.fields {
                var stats = try Stats.by(field, in: room)
                if field == "hour" {
                    // Microseconds are printed, jq has none; a bucket begins at none.
                    stats.counts = Dictionary(
                        uniqueKeysWithValues: stats.counts.map { ($0.key?.replacing(".000000Z", with: "Z"), $0.value) })
                }
                let jq = try #require(wanted[field])
                let differing = Set(jq.keys).union(stats.counts.keys).filter { jq[$0] != stats.counts[$0] }
                #expect(
                    differing.isEmpty,
                    "\(field): \(differing.prefix(5).map { "\($0 ?? "-"): jq \(jq[$0] ?? 0), stats \(stats.counts[$0] ?? 0)" })"
                )
                #expect(stats.counts.values.reduce(0, +) == stats.total)
                #expect(stats.other == 0 && !stats.partial)
                #expect(stats.order == stats.order.sorted(by: >))
                let top = try Stats.by(field, ["--top", "2"], in: room)
                #expect(top.order == Array(stats.order.prefix(2)))
                #expect(top.other == stats.order.dropFirst(2).reduce(0, +))
                #expect(top.total == stats.total)
            }
        }
    }
}

/// Whether `events --raw` prints just these lines, each as often as it is here, in any order.
func expectRaw(_ lines: [Data], in room: Room, _ place: SourceLocation = #_sourceLocation) throws {
    let result = try Program.run(["events", "--raw", "--data", room.data], in: room)
    #expect(result.code == 0, "\(result.errors)", sourceLocation: place)
    var balance: [Data: Int] = [:]
    for line in lines { balance[line, default: 0] += 1 }
    for line in result.lines { balance[line, default: 0] -= 1 }
    let lost = balance.filter { $0.value > 0 }
    let doubled = balance.filter { $0.value < 0 }
    func some(_ lines: [Data: Int]) -> [String] {
        lines.prefix(3).map { "\($0.value): \(String(decoding: $0.key.prefix(200), as: UTF8.self))" }
    }
    #expect(lost.isEmpty, "\(lost.count) lines are lost, as \(some(lost))", sourceLocation: place)
    #expect(doubled.isEmpty, "\(doubled.count) lines too often, as \(some(doubled))", sourceLocation: place)
}
