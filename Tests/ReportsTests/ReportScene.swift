// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Query
import Reports
import Rules
import Station
import Store
import Triage

/// A small made store over two days, with some triage: the second day is reported, the first is what it is compared with.
final class ReportScene: Sendable {
    let path: String
    let configuration: StationConfiguration
    /// The reported day.
    let day = TimeRange(start: ReportScene.time("24T00:00:00"), end: ReportScene.time("25T00:00:00"))

    static let title =
        "ET MALWARE <script>alert(1)</script> a|b \\| `tick`\u{1B}[2J\u{202E}gpj.exe\nnew line [x](http://e.test)"
    private static let rule = """
        title: Name of the enemy
        id: 00000000-0000-4000-8000-000000000001
        level: high
        logsource: {product: suricata, service: dns}
        detection:
          sel: {dns.rrname: evil.test}
          condition: sel

        """

    static func time(_ text: String) -> Instant {
        Instant("2026-11-\(text)Z") ?? Instant(microseconds: 0)
    }

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "vedette-report-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
        var configuration = StationConfiguration(dataDirectory: path + "/data")
        configuration.site = "Lindhavn <north>"
        configuration.rules.usesStarterSet = false
        self.configuration = configuration
        try RuleStore(directory: configuration.dataDirectory).add(
            "name", .sigma, RuleContent(text: Array(Self.rule.utf8), heading: RuleHeading(title: "Name of the enemy")),
            by: Authorship(author: "ada", time: Self.time("23T00:00:00")))
        try store("gw-harbour", Self.before + Self.harbour)
        try store("gw-market", Self.market)
        try handle()
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var reader: StoreReader { StoreReader(directory: configuration.dataDirectory) }

    func report(now: Instant = time("25T06:00:00")) throws -> Report {
        try ReportDesk(configuration, store: reader, assets: AssetFile(configuration)).report(of: day, now: now)
    }

    private func store(_ gateway: String, _ lines: [String]) throws {
        let file = path + "/\(gateway).json"
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: file))
        _ = try Importer(configuration: configuration, gateway: gateway).run([file]) { _ in }
    }

    // MARK: Events

    static func line(_ time: String, _ type: String, _ source: String, _ rest: [(String, JSONValue)]) -> String {
        let fields: [(String, JSONValue)] = [
            ("timestamp", .string("2026-11-\(time).000000+0000")), ("event_type", .string(type)),
            ("src_ip", .string(source)), ("src_port", .int(40_000)), ("dest_ip", .string("198.51.100.7")),
            ("dest_port", .int(443)), ("proto", .string("TCP")),
        ]
        return String(decoding: JSONValue.object(fields + rest).bytes, as: UTF8.self)
    }

    static func alert(
        _ time: String, _ sid: Int, _ severity: Int?, _ title: String, source: String = "192.0.2.1",
        action: String = "allowed"
    ) -> String {
        let fields: [(String, JSONValue)] = [
            ("action", .string(action)), ("gid", .int(1)), ("signature_id", .int(sid)), ("rev", .int(1)),
            ("signature", .string(title)), ("category", .string(sid == 5 ? "A <b>bold</b> | one" : "Misc activity")),
        ]
        return line(
            time, "alert", source, [("alert", .object(fields + (severity.map { [("severity", .int($0))] } ?? [])))])
    }

    static func dns(_ time: String, _ fields: [(String, JSONValue)]) -> String {
        line(time, "dns", "192.0.2.5", [("dns", .object(fields))])
    }

    private static func stats(_ time: String, drops: Int) -> String {
        let capture = JSONValue.object([("kernel_packets", .int(1000)), ("kernel_drops", .int(drops))])
        return line(time, "stats", "0.0.0.0", [("stats", .object([("uptime", .int(60)), ("capture", capture)]))])
    }

    private static let before =
        [line("23T00:05:00", "flow", "192.0.2.9", [])]
        + (0..<3).map { alert("23T10:0\($0):00", 1, 2, "ET SCAN Known") }
        + (0..<2).map { alert("23T11:0\($0):00", 2, 3, "ET POLICY Left") }
        + (0..<4).map { alert("23T12:0\($0):00", 4, 3, "ET INFO Fewer") }
        + [dns("23T13:00:00", [("type", .string("query")), ("rrname", .string("evil.test"))])]

    private static let harbour =
        (0..<6).map { alert("24T08:0\($0):00", 1, 2, "ET SCAN Known", source: "192.0.2.\(1 + $0 % 2)") }
        + [stats("24T09:00:00", drops: 10), stats("24T09:00:08", drops: 25), "this is no event"]
        + [
            alert("24T09:30:00", 4, 3, "ET INFO Fewer", action: "blocked"),
            alert("24T09:40:00", 6, nil, "ET INFO Unranked"),
        ]
        + (0..<2).map { alert("24T2\($0):15:30", 5, 1, title, source: "2001:db8::\($0)") }
        + (0..<3).map { dns("24T10:0\($0):00", [("type", .string("query")), ("rrname", .string("evil.test"))]) }
        + [
            dns("24T10:10:00", [("type", .string("answer")), ("rrname", .string("evil.test"))]),
            dns(
                "24T10:11:00",
                [
                    ("version", .int(3)), ("type", .string("request")),
                    ("queries", .array([.object([("rrname", .string("later.test"))])])),
                ]),
        ]

    private static let market = [
        line("24T09:00:00", "tls", "192.0.2.7", [("tls", .object([("sni", .string("a.example"))]))]),
        line(
            "24T10:00:00", "http", "192.0.2.7",
            [("app_proto", .string("http")), ("http", .object([("hostname", .string("<i>h</i>|x"))]))]),
    ]

    // MARK: Triage

    private func handle() throws {
        let log = TriageStore(directory: configuration.dataDirectory)
        func act(
            _ deed: TriageDeed, _ person: String, _ time: String, sid: Int, comment: String = ""
        ) throws {
            let request = InboxRequest(
                filter: .test(.signatureID, .equals(.integer(Int64(sid)))), range: day,
                dispositions: Set(Disposition.allCases))
            let alerts = try reader.alerts(request, in: nil, log, until: Cancellation())
            let action = TriageAction(deed, by: person, from: "198.51.100.2", at: Self.time(time), comment: comment)
            _ = try log.perform(action, on: alerts)
        }
        try act(.dispose(.archived, .benign), "bob", "24T21:00:00", sid: 6)
        _ = try log.undo(by: "bob", from: "local", at: Self.time("24T21:01:00"))
        try act(.dispose(.archived, .falsePositive), "bob", "24T21:02:00", sid: 1)
        try act(.dispose(.acknowledged, nil), "bob", "24T21:03:00", sid: 4)
        try act(
            .dispose(.escalated, nil), "ada", "24T21:30:00", sid: 5,
            comment: "the host asked for it <b>twice</b>\n| see [here](http://e.test)\u{1B}[0m")
        try act(.assign("cleo|<b>"), "ada", "24T21:31:00", sid: 5)
        try act(.tag(added: ["a|b", "<i>"], removed: []), "ada", "24T21:32:00", sid: 5)
        // One that holds beyond the period, and one that has ended in it.
        for (hours, sid) in [(72, UInt32(2)), (1, 3)] {
            let expiry = Self.time("24T22:00:00").advanced(byMicroseconds: Int64(hours) * 3_600_000_000)
            let suppression = Suppression(
                subject: .signature(generator: 1, number: sid), scope: .everywhere, expiry: expiry)
            let action = TriageAction(
                .mute(suppression), by: "ada", from: "local", at: Self.time("24T22:00:00"), comment: "our | <scan>",
                scope: "scan \(sid)")
            _ = try log.perform(action, on: [])
        }
        // After the period: how alerts stand counts, what was done does not.
        try act(.comment, "cleo", "25T05:00:00", sid: 5, comment: "rebuilt")
    }
}
