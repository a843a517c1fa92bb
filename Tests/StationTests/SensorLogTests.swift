// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Foundation
import Programs
import Query
import Store
import Testing

@testable import Station

/// What a Suricata that writes into a socket says in its log of what it could not write.
@Suite("The log of a sensor with a socket") struct SensorLogTests {
    private static let now = Instant("2026-11-24T12:00:00.000000+0000") ?? Instant(microseconds: 0)
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func line(_ count: Int, pid: Int = 838) -> String {
        "[\(pid) - Suricata-Main] 2026-11-29 18:50:00 Warning: output-json: \(count) events were dropped due to slow or disconnected socket\n"
    }

    private func start(_ pid: Int) -> String {
        "[\(pid) - Suricata-Main] 2026-11-29 18:49:40 Notice: suricata: This is Suricata version 7.0.10 RELEASE running in USER mode\n"
    }

    /// A station from its start to its end.
    private func station(_ body: (FollowRound) throws -> Void) throws {
        var configuration = folder.configuration
        configuration.sockets = [
            .init(gateway: "gw-a", path: folder.path + "/eve.sock", log: folder.path + "/log/suricata.log")
        ]
        try body(
            try FollowRound(
                configuration: configuration, writer: try StoreWriter(directory: folder.configuration.dataDirectory),
                rules: StationRules(configuration)))
    }

    private func commit(_ round: FollowRound, seconds: Int64 = 0) throws {
        let now = Self.now.advanced(byMicroseconds: seconds * 1_000_000)
        for _ in 0..<50 {
            let parts = round.gather(now: now)
            if parts.isEmpty { return }
            _ = try round.commit(parts, arrived: now)
        }
        Issue.record("the log does not end")
    }

    private var drops: Int? { (try? folder.reader.gateways())?.first { $0.gateway == "gw-a" }?.socketDrops }

    @Test("counts once, across restarts of the station")
    func restarts() throws {
        try folder.write(start(1) + line(610), to: "log/suricata.log")
        try station { round in
            try commit(round)
            #expect(drops == 610)
            try folder.append(start(2), to: "log/suricata.log")
            try commit(round)
            #expect(drops == 610)
        }
        try folder.append(line(5), to: "log/suricata.log")
        for _ in 0..<3 {
            try station { round in
                try commit(round)
                #expect(drops == 615)
            }
        }
        let report = try #require(try folder.reader.gateways().first)
        #expect(report.events == 0 && report.refused == 0 && report.losses == 615)
        #expect(try folder.stored().events == 0)
    }

    @Test("a round that was not committed counts once all the same")
    func uncommitted() throws {
        try folder.write(start(1) + line(610), to: "log/suricata.log")
        try station { round in _ = round.gather(now: Self.now) }
        #expect(drops == nil)
        try station { round in try commit(round) }
        #expect(drops == 610)
    }

    @Test("goes through both kinds of rotation", arguments: [true, false])
    func rotation(isRenamed: Bool) throws {
        let path = folder.path + "/log/suricata.log"
        try folder.write(start(1) + line(10), to: "log/suricata.log")
        try station { round in
            try commit(round)
            if isRenamed {
                try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
                // Suricata writes on into the old one until it is told.
                try folder.append(line(1), to: "log/suricata.log.1")
                try folder.write(start(2), to: "log/suricata.log")
            } else {
                try folder.append(line(1), to: "log/suricata.log")
                try commit(round)
                try FileManager.default.copyItem(atPath: path, toPath: path + ".1")
                let handle = try FileHandle(forWritingTo: URL(filePath: path))
                try handle.truncate(atOffset: 0)
                try handle.close()
                try commit(round, seconds: 1)
                try folder.append(start(2), to: "log/suricata.log")
            }
            try commit(round, seconds: 2)
            try folder.append(line(100), to: "log/suricata.log")
            try commit(round, seconds: 60)
            #expect(drops == 111)
        }
        // Again while the station is away.
        try FileManager.default.moveItem(atPath: path, toPath: path + ".2")
        try folder.append(line(1000), to: "log/suricata.log.2")
        try folder.write(start(3) + line(10_000), to: "log/suricata.log")
        try station { round in
            try commit(round, seconds: 120)
            try commit(round, seconds: 240)
            #expect(drops == 11_111)
        }
    }

    @Test("a log that is not there is told, and nothing is known until it comes")
    func missing() throws {
        try station { round in
            try commit(round)
            #expect(drops == nil)
            let path = folder.path + "/log/suricata.log"
            #expect(round.collectedTrouble == "what gw-a drops is not counted: \(path) is missing")
            try folder.write(start(1), to: "log/suricata.log")
            try commit(round, seconds: 60)
            #expect(drops == 0)
            #expect(round.collectedTrouble.isEmpty)
        }
    }

    @Test("a hostile log counts nothing that it does not tell, and harms nothing")
    func hostile() throws {
        let eve = flowLines(0..<20)
        var random = SeededGenerator(seed: 7)
        let noise = (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &random) & 0x7f | 0x20 }
        try folder.write(
            eve + String(decoding: noise, as: UTF8.self) + "\n" + line(7) + "\u{1b}[2J" + line(8)
                + "{\"engine\":\(String(repeating: "[", count: 5000))\n" + String(repeating: "9", count: 70) + line(9),
            to: "log/suricata.log")
        try station { round in
            try commit(round)
            #expect(drops == 7 + 8 + 9)
        }
        #expect(try folder.stored().events == 0)
        #expect(try folder.reader.gateways().first?.refused == 0)
    }

    @Test("a Suricata without a reader of its socket is counted to the last event", arguments: ["text", "json"])
    func suricata(form: String) throws {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/suricata") else { return }
        let log = folder.path + "/log"
        try FileManager.default.createDirectory(atPath: log, withIntermediateDirectories: true)
        let settings = try folder.write(
            """
            %YAML 1.1
            ---
            outputs:
              - eve-log: {enabled: yes, filetype: unix_stream, filename: \(folder.path)/eve.sock, types: [dns]}
            logging:
              outputs:
                - file: {enabled: yes, level: notice, filename: suricata.log, type: \(form == "json" ? "json" : "regular")}
            app-layer:
              protocols:
                dns: {udp: {enabled: yes, detection-ports: {dp: 53}}}

            """, to: "suricata.yaml")
        let capture = folder.path + "/dns.pcap"
        try Data(Self.queries(40)).write(to: URL(filePath: capture))
        let ran = try BoundedProcess(
            path: "/usr/bin/suricata", arguments: ["-c", settings, "-r", capture, "-l", log, "-k", "none"],
            folder: folder.path, answer: .errors
        ).run { true }
        guard FileManager.default.fileExists(atPath: log + "/suricata.log") else {
            Issue.record("Suricata did not run: \(ran)")
            return
        }
        try station { round in
            try commit(round)
            // Two events of each query in Suricata 7.
            #expect([40, 80].contains(drops ?? -1), "\(drops ?? -1)")
        }
    }

    /// A capture of DNS queries, each of a port of its own. Source: libpcap's pcap-savefile(5).
    private static func queries(_ count: Int) -> [UInt8] {
        func le(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
        func be(_ value: Int) -> [UInt8] { [UInt8(value >> 8 & 0xff), UInt8(value & 0xff)] }
        var bytes = le(0xa1b2_c3d4) + [2, 0, 4, 0] + le(0) + le(0) + le(65535) + le(1)
        for index in 0..<count {
            let query =
                be(index) + [1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 7] + Array("abcdefg".utf8) + [3] + Array("com".utf8)
                + [0, 0, 1, 0, 1]
            let udp = be(10_000 + index) + be(53) + be(8 + query.count) + be(0) + query
            var ip: [UInt8] =
                [0x45, 0] + be(20 + udp.count) + be(index) + [0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]
            var sum = stride(from: 0, to: 20, by: 2).reduce(0) { $0 + Int(ip[$1]) << 8 + Int(ip[$1 + 1]) }
            sum = (sum & 0xffff) + sum >> 16
            ip.replaceSubrange(10..<12, with: be(~sum & 0xffff))
            let frame: [UInt8] = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0] + ip + udp
            let length = UInt32(frame.count)
            bytes += le(1_700_000_000 + UInt32(index)) + le(0) + le(length) + le(length) + frame
        }
        return bytes
    }
}
