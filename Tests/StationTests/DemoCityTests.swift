// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Query
import Store
import Testing

@testable import Station

@Suite("The demo's plan")
struct DemoCityTests {
    let folder: Folder
    /// Not the recorded day, not its hour, and far from any round number.
    static let now = Instant(microseconds: 1_795_622_611_207_318)

    init() throws { folder = try Folder() }

    /// A folder of samples with some real gateways, which are quicker to read than all.
    private func samples(_ gateways: [String]) throws -> String {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let samples = folder.path + "/samples"
        try FileManager.default.createDirectory(atPath: samples, withIntermediateDirectories: true)
        for gateway in gateways {
            try FileManager.default.copyItem(
                atPath: root.path + "/sample-logs/\(gateway)", toPath: samples + "/\(gateway)")
        }
        return samples
    }

    /// A recorded day of one gateway: a line each ten minutes of 2026-11-20, and one on either side of it.
    ///
    /// The reader knows compression by content, so plain text will do.
    private func madeUp(_ gateway: String) throws -> (samples: String, count: Int) {
        let minutes = [-1] + stride(from: 0, to: 24 * 60, by: 10) + [24 * 60]
        let midnight = try #require(Instant("2026-11-20T00:00:00Z"))
        let lines = minutes.map { minute in
            let time = midnight.advanced(byMicroseconds: Int64(minute) * 60_000_000 + 207_318).rfc3339
            let stamp = time.replacing("Z", with: "+0000")
            return "{\"timestamp\":\"\(stamp)\",\"event_type\":\"flow\",\"flow\":{\"start\":\"\(stamp)\"}}\n"
        }
        try folder.write(lines.joined(), to: "made-up/\(gateway)/eve.json.zst")
        return (folder.path + "/made-up", lines.count)
    }

    /// Timestamps of the written history by gateway, as a decoder reads them.
    private func written(_ gateway: String) throws -> [Event] {
        let path = folder.path + "/gateways/\(gateway)/eve.json"
        var decoder = EveDecoder()
        let bytes = Array(try Data(contentsOf: URL(filePath: path)))
        let batch = decoder.decode(LineBlock(bytes: bytes, offset: 0, firstLine: 1))
        #expect(batch.rejections.isEmpty)
        return batch.events
    }

    @Test("every recorded line is due once in the day that ends now, in order, and written with that time")
    func history() throws {
        let (samples, count) = try madeUp("gw-a")
        let city = try DemoCity(samples: samples, directory: folder.path, now: Self.now)
        #expect(city.gateways == ["gw-a"])
        #expect(city.lines.count == count)
        #expect(city.start == Self.now)
        let day = Instant.microsecondsPerDay
        for line in city.lines {
            #expect(line.due < Self.now)
            #expect(line.due.microseconds >= Self.now.microseconds - 2 * day)
        }
        #expect(zip(city.lines, city.lines.dropFirst()).allSatisfy { $0.due <= $1.due })
        // All but what spilled over the recorded midnights fits the last 24 hours.
        let recent = city.lines.count { $0.due.microseconds >= Self.now.microseconds - day }
        #expect(recent >= count - 2)
        // The story's time is now: every line moved by the same span, or by that and a day.
        let moves = Set(city.lines.map { $0.due.microseconds - $0.recorded.microseconds })
        #expect(moves.count == 2)
        #expect(Set(moves.map { ($0 % day + day) % day }).count == 1)

        try city.writeHistory()
        let events = try written("gw-a")
        #expect(events.map(\.time) == city.lines.map(\.due))
        #expect(events.allSatisfy { $0.time < Self.now })
    }

    @Test("a folder without samples is told")
    func none() throws {
        let problem = try #require(throws: UserMessage.self) {
            try DemoCity(samples: folder.path, directory: folder.path, now: Self.now)
        }
        #expect(problem.what == "\(folder.path): no sample logs there.")
        #expect(problem.outcome == .environment)
        #expect(throws: UserMessage.self) { try DemoPlan(samples: "/none", directory: folder.path).configuration() }
    }

    @Test("the plan follows a file for each folder of samples, before any is written")
    func configuration() throws {
        let samples = try samples(["gw-bridge-west", "gw-harbour"])
        let configuration = try DemoPlan(samples: samples, directory: folder.path).configuration()
        #expect(configuration.gateways.map(\.gateway) == ["gw-bridge-west", "gw-harbour"])
        #expect(configuration.gateways[1].paths == [folder.path + "/gateways/gw-harbour/eve.json"])
        #expect(configuration.dataDirectory == folder.path + "/data")
    }

    @Test("a started demo stores the whole day and nothing of the future")
    func started() throws {
        let plan = DemoPlan(samples: try samples(["gw-bridge-west"]), directory: folder.path)
        let follower = try plan.start(try plan.configuration())
        defer {
            plan.end()
            follower.end()
        }
        let hasAll = try eventually { try folder.reader.gateways().map(\.events) == [1614] }
        #expect(hasAll)
        let extent = try #require(try folder.reader.extent())
        #expect(extent.end <= SystemClock.now)
    }

    @Test("sample logs are found by the environment first, else beside the program")
    func places() throws {
        let samples = try samples(["gw-bridge-west"])
        #expect(
            DemoCity.findSamples(executable: "/usr/bin/none", environment: ["VEDETTE_SAMPLE_LOGS": samples]) == samples)
        let program = try folder.write("", to: "prefix/bin/vedette")
        try folder.write("", to: "prefix/share/vedette/sample-logs/README.md")
        let found = DemoCity.findSamples(executable: program, environment: [:])
        #expect(found?.hasSuffix("/prefix/share/vedette/sample-logs") == true)
    }
}
