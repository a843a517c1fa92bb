// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import Foundation
internal import Intake

/// The sample city, replayed as live gateways: its recorded day ends now, and goes on from there by the clock.
///
/// Each gateway gets an `eve.json` of its own in a throw-away folder, which the station follows like any other. Timestamps
/// are moved so that the story stands where it does at 14:30 of the recorded day; when the recorded day is over it begins again.
package struct DemoCity: Sendable {
    /// One recorded line and when it is due in the first round.
    struct Line: Sendable {
        var due: Instant
        /// When it was recorded.
        var recorded: Instant
        var gateway: Int
        /// Where its bytes are in the gateway's text.
        var range: Range<Int>
    }

    /// Where the gateways' files are.
    package let directory: String
    let gateways: [String]
    let texts: [[UInt8]]
    /// All lines in the order in which they are due.
    let lines: [Line]
    /// When the replay begins: lines due before are history.
    let start: Instant

    /// The time of the recorded day that *now* stands for, in microseconds since its midnight.
    private static let storyTime: Int64 = (14 * 60 + 30) * 60_000_000

    /// Reads the recorded day from `samples`, a folder with one folder a gateway.
    package init(samples: String, directory: String, now: Instant) throws(UserMessage) {
        self.directory = directory
        start = now
        let files = try Self.files(samples)
        gateways = files.map(\.name)
        var texts: [[UInt8]] = []
        var lines: [Line] = []
        for (index, file) in files.enumerated() {
            let (text, events) = try Self.read(file.path, gateway: file.name)
            texts.append(text)
            lines += events.map { Line(due: $0.time, recorded: $0.time, gateway: index, range: $0.raw) }
        }
        self.texts = texts
        self.lines = Self.scheduled(lines, now: now)
    }

    /// Moves the recorded day so that its story time is now, and what was recorded later to the day before.
    private static func scheduled(_ lines: [Line], now: Instant) -> [Line] {
        let day = Instant.microsecondsPerDay
        // The day that most of the log lies in: a few lines may spill over midnight.
        let middle = lines.map(\.recorded).sorted()[lines.count / 2]
        let shift = now.microseconds - (middle.floored(toMicroseconds: day).microseconds + storyTime)
        return lines.map { line in
            var line = line
            line.due = line.recorded.advanced(byMicroseconds: shift)
            if line.due >= now { line.due = line.due.advanced(byMicroseconds: -day) }
            return line
        }
        .sorted { $0.due < $1.due }
    }

    private static func read(_ path: String, gateway: String) throws(UserMessage) -> ([UInt8], [Event]) {
        var text: [UInt8] = []
        var events: [Event] = []
        do {
            var reader = try ImportReader(path: path, gateway: gateway)
            var decoder = EveDecoder()
            while let block = try reader.next() {
                let batch = decoder.decode(block.lines)
                for event in batch.events {
                    var event = event
                    event.raw = event.raw.lowerBound + text.count..<event.raw.upperBound + text.count
                    events.append(event)
                }
                text += batch.bytes
            }
        } catch {
            throw UserMessage(.environment, error.message)
        }
        return (text, events)
    }

    /// What the station is to follow, and where it is to store.
    static func configuration(samples: String, directory: String) throws(UserMessage) -> StationConfiguration {
        var configuration = StationConfiguration(dataDirectory: directory + "/data")
        configuration.site = "lindhavn demo"
        let assets = samples + "/assets.yaml"
        if FileManager.default.fileExists(atPath: assets) { configuration.assets = assets }
        configuration.rules.placeholders["inside_nets"] = ["10.20.0.0/16", "2001:db8:20::/48"]
        configuration.geo = [samples + "/geo.mmdb"].filter { FileManager.default.fileExists(atPath: $0) }
        configuration.gateways = try files(samples).map {
            .init(gateway: $0.name, paths: [path(of: $0.name, in: directory)])
        }
        return configuration
    }

    private static func files(_ samples: String) throws(UserMessage) -> [(name: String, path: String)] {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: samples)) ?? []
        let files = folders.sorted().map { (name: $0, path: "\(samples)/\($0)/eve.json.zst") }
            .filter { FileManager.default.fileExists(atPath: $0.path) }
        guard !files.isEmpty else {
            throw UserMessage(
                .environment, "\(samples): no sample logs there.", help: "Give their folder with --sample-logs.")
        }
        return files
    }

    private static func path(of gateway: String, in directory: String) -> String {
        "\(directory)/gateways/\(gateway)/eve.json"
    }

    private func path(of gateway: String) -> String { Self.path(of: gateway, in: directory) }

    /// A recorded line as it would be written at `due`.
    private func bytes(_ line: Line, due: Instant) -> [UInt8] {
        let shift = TimestampShift(microseconds: due.microseconds - line.recorded.microseconds)
        return shift.apply(to: texts[line.gateway][line.range]) + [UInt8(ascii: "\n")]
    }

    /// Writes what happened until now.
    package func writeHistory() throws(UserMessage) {
        var files = [Data](repeating: Data(), count: gateways.count)
        for line in lines { files[line.gateway].append(contentsOf: bytes(line, due: line.due)) }
        for (gateway, data) in zip(gateways, files) {
            let folder = "\(directory)/gateways/\(gateway)"
            do {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                try data.write(to: URL(fileURLWithPath: path(of: gateway)))
            } catch {
                throw UserMessage(
                    .environment, "\(folder): \(error.localizedDescription)", help: "Set TMPDIR elsewhere.")
            }
        }
    }

    /// Writes each line when it is due, round after round, until `stop` is set.
    package func replay(until stop: StopFlag) {
        let handles = gateways.map { FileHandle(forUpdatingAtPath: path(of: $0)) }
        for handle in handles { _ = try? handle?.seekToEnd() }
        var round: Int64 = 1
        while !stop.isSet, !lines.isEmpty {
            for line in lines {
                let due = line.due.advanced(byMicroseconds: round * Instant.microsecondsPerDay)
                guard wait(for: due, stop) else { return }
                // A full disk ends the demo's feed, not the console: what is there stays on the screen.
                try? handles[line.gateway]?.write(contentsOf: bytes(line, due: due))
            }
            round += 1
        }
    }

    /// Waits until `due`; false if the replay is to stop.
    private func wait(for due: Instant, _ stop: StopFlag) -> Bool {
        while !stop.isSet {
            let left = Double(due.microseconds - SystemClock.now.microseconds) / 1e6
            if left <= 0 { return true }
            Thread.sleep(forTimeInterval: min(left, 0.2))
        }
        return false
    }

    /// Where the sample logs are: beside the installed program, or in the source tree that it was built in.
    package static func findSamples(executable: String, environment: [String: String]) -> String? {
        let folder = URL(fileURLWithPath: executable).resolvingSymlinksInPath().deletingLastPathComponent()
        let places: [String?] = [
            environment["VEDETTE_SAMPLE_LOGS"],
            folder.appendingPathComponent("../share/vedette/sample-logs").standardizedFileURL.path,
            folder.appendingPathComponent("../../../sample-logs").standardizedFileURL.path, "sample-logs",
        ]
        return places.compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0) }
    }
}
