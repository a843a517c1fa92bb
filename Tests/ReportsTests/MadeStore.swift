// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Query
import Reports
import Station
import Store
import Testing
import Triage

/// A store of a few made lines, each day in a file of its own whatever the clock of the machine.
final class MadeStore: Sendable {
    let configuration: StationConfiguration
    private static let arrival = ReportScene.time("25T06:00:00")

    /// Stores what each gateway sent.
    init(_ sent: [String: [String]]) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vedette-report-\(UUID().uuidString)")
        configuration = StationConfiguration(dataDirectory: folder.path)
        let writer = try StoreWriter(directory: folder.path)
        for (gateway, lines) in sent.sorted(by: { $0.key < $1.key }) {
            let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
            var decoder = EveDecoder()
            let batch = decoder.decode(LineBlock(bytes: bytes, offset: 0, firstLine: 1))
            var bookmark = Bookmark(
                gateway: gateway, path: "eve.json", head: Bookmark.Head(length: 0, hash: Fingerprint.empty))
            bookmark.offset = UInt64(bytes.count)
            bookmark.lines = UInt64(lines.count)
            bookmark.events = UInt64(batch.events.count)
            bookmark.tailHash = Fingerprint.hash(bytes.suffix(Bookmark.tailLimit))
            _ = try writer.append([StoreWriter.Part(batch: batch, after: bookmark)], arrived: Self.arrival)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: configuration.dataDirectory) }

    var reader: StoreReader { StoreReader(directory: configuration.dataDirectory) }
    var triage: TriageStore { TriageStore(directory: configuration.dataDirectory) }

    /// The report of a period, given by days and times of November 2026.
    func report(_ start: String, _ end: String, now: String = "25T06:00:00") throws -> Report {
        let period = TimeRange(start: ReportScene.time(start), end: ReportScene.time(end))
        return try ReportDesk(configuration, store: reader, assets: AssetFile(configuration)).report(
            of: period, now: ReportScene.time(now))
    }

    /// Does a deed to every alert of Suricata.
    @discardableResult
    func act(_ deed: TriageDeed, at time: String = "25T00:00:00") throws -> [AlertID] {
        let request = InboxRequest(range: .everything, dispositions: Set(Disposition.allCases))
        let alerts = try reader.alerts(request, in: nil, triage, until: Cancellation())
        let action = TriageAction(deed, by: "ada", from: "local", at: ReportScene.time(time), comment: "looked at")
        _ = try triage.perform(action, on: alerts)
        return alerts
    }

    /// Mutes a signature everywhere.
    func mute(sid: UInt32, at time: String, until end: String) throws {
        let suppression = Suppression(
            subject: .signature(generator: 1, number: sid), scope: .everywhere, expiry: ReportScene.time(end))
        let action = TriageAction(
            .mute(suppression), by: "ada", from: "local", at: ReportScene.time(time), scope: "signature \(sid)")
        _ = try triage.perform(action, on: [])
    }

    /// Changes one byte in the midst of a day's raw lines: its columns can be read, its events cannot.
    func damage(_ day: String) throws {
        let file = URL(filePath: configuration.dataDirectory + "/days/\(day).raw")
        var bytes = try Data(contentsOf: file)
        bytes[bytes.count / 2] ^= 0xFF
        try bytes.write(to: file)
    }

    /// The first event of a gateway.
    func first(of gateway: String) throws -> EventID {
        let request = PageRequest(filter: .test(.gateway, .equals(.text(gateway))))
        return try #require(try reader.page(request, until: Cancellation()).rows.last).id
    }

    /// Drops all days but today and so many before it; of these, some events are kept.
    func drop(allBut days: Int, keeping kept: [EventID]) throws {
        let writer = try StoreWriter(directory: configuration.dataDirectory)
        try writer.keep(kept)
        let dropped = try writer.applyRetention(RetentionPolicy(days: days), now: Self.arrival)
        try #require(!dropped.isEmpty)
    }
}
