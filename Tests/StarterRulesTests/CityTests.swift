// SPDX-License-Identifier: Apache-2.0

import Compression
import EVE
import Foundation
import Sigma
import Testing

@testable import StarterRules

@Suite("Starter rules: the day of the sample logs")
struct CityTests {
    /// What is found at a gateway above level low, and between which hours of the day.
    struct Day: Sendable {
        var gateway: String
        var found: [String: ClosedRange<Int>]
    }

    static let telnet = [
        "Telnet Logins in Quick Succession": 2...5, "Sweep for Telnet": 2...5,
        "Device Fetches From the Address That Logged In to It": 3...5,
        "Attacked Host Calls Its Attacker": 3...5, "Program for a Device's Processor Fetched": 3...5,
        "Download by a Shell's Tool From a Bare Address": 3...5,
    ]
    static let days = [
        Day(gateway: "gw-harbour", found: telnet),
        Day(
            gateway: "gw-school-2",
            found: [
                "SSH Logins in Quick Succession": 9...10, "Data Carried in DNS Names": 17...22,
                "Many DNS Questions for Text": 17...22,
            ]),
        Day(
            gateway: "gw-waterworks",
            found: [
                "Modbus Write From Outside the Control Network": 13...13, "Control Device Open to the Outside": 12...14,
                "Modbus From Outside the Control Network": 12...13,
            ]),
        Day(
            gateway: "gw-station-south",
            found: [
                "Regular Calls to a Self-Signed Server": 14...20,
                "Outside Server With a Self-Signed Certificate": 14...14,
            ]),
        Day(gateway: "gw-hospital-east", found: [:]), Day(gateway: "gw-school-5", found: [:]),
    ]

    @Test("the attacks of the day are found in their hours, and nothing else above level low", arguments: days)
    func found(day: Day) throws {
        var run = try RuleRun(StarterRules.files.map(parsed))
        let hits = try run.hits(in: events(of: day.gateway))
        let grave = hits.filter { ($0.level ?? .low) > .low }
        #expect(Set(grave.map(\.title)) == Set(day.found.keys))
        for hit in grave {
            let hour = Int(hit.time.microseconds / 3_600_000_000 % 24)
            #expect(day.found[hit.title]?.contains(hour) == true, "\(hit.title), hour \(hour)")
        }
    }

    @Test("what is only worth a note comes once a day for each pair of hosts")
    func notes() throws {
        var run = try RuleRun(StarterRules.files.map(parsed))
        let hits = try run.hits(in: events(of: "gw-hospital-east")).filter { $0.level == .low }
        #expect(!hits.isEmpty)
        #expect(Set(hits.map { [$0.title] + $0.group }).count == hits.count)
    }

    private func events(of gateway: String) throws -> [UInt8] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("sample-logs/\(gateway)/eve.json.zst")
        var decompressor = try StreamDecompressor(.zstd)
        decompressor.push([UInt8](try Data(contentsOf: file)))
        decompressor.finish()
        var bytes: [UInt8] = []
        while try decompressor.pull(into: &bytes, limit: 1 << 20) == .output {}
        return bytes
    }
}
