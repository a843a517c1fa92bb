// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Query
import Store

/// A directory that is gone when the test ends.
final class TemporaryStore: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("store-\(UUID().uuidString)").path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var reader: StoreReader { StoreReader(directory: path, geography: MadeUpGeography()) }

    func writer() throws -> StoreWriter { try StoreWriter(directory: path) }

    /// A copy as it is now, as a crash would leave it.
    func copy() throws -> TemporaryStore {
        let copy = try TemporaryStore()
        try FileManager.default.copyItem(atPath: path, toPath: copy.path)
        return copy
    }
}

/// The lines of one source, and how a reader of files would hand them over.
struct Source {
    var gateway: String
    var path: String
    var lines: [String] = []
    private(set) var bookmark: Bookmark

    init(gateway: String, path: String = "eve.json") {
        self.gateway = gateway
        self.path = path
        bookmark = Bookmark(gateway: gateway, path: path, head: Bookmark.Head(length: 0, hash: Fingerprint.empty))
    }

    /// The part that stores the lines from the bookmark on; it takes `count` of them at most.
    func part(_ count: Int = .max) -> StoreWriter.Part {
        let new = lines[Int(bookmark.lines)...].prefix(count)
        let bytes = Array(new.map { $0 + "\n" }.joined().utf8)
        var decoder = EveDecoder()
        let batch = decoder.decode(
            LineBlock(bytes: bytes, offset: bookmark.offset, firstLine: bookmark.lines + 1))
        var after = bookmark
        after.offset += UInt64(bytes.count)
        after.lines += UInt64(new.count)
        after.events += UInt64(batch.events.count)
        after.tailHash = Fingerprint.hash(bytes.suffix(Bookmark.tailLimit))
        return StoreWriter.Part(batch: batch, after: after)
    }

    mutating func move(to bookmark: Bookmark) { self.bookmark = bookmark }
}

/// Text of events.
enum Line {
    static func event(
        _ time: String, type: String = "flow", source: String? = "192.0.2.1", destination: String? = "198.51.100.7",
        extra: String = ""
    ) -> String {
        var fields = ["\"timestamp\":\"\(time)\"", "\"event_type\":\"\(type)\""]
        if let source { fields.append("\"src_ip\":\"\(source)\"") }
        if let destination { fields.append("\"dest_ip\":\"\(destination)\"") }
        if !extra.isEmpty { fields.append(extra) }
        return "{" + fields.joined(separator: ",") + "}"
    }

    static func alert(
        _ time: String, sid: Int, severity: Int?, action: String = "allowed", source: String? = "192.0.2.1"
    )
        -> String
    {
        let severity = severity.map { ",\"severity\":\($0)" } ?? ""
        return event(
            time, type: "alert", source: source,
            extra: """
                "proto":"TCP","alert":{"action":"\(action)","gid":1,"signature_id":\(sid),"rev":1,\
                "signature":"rule \(sid)","category":"cat \(sid % 3)"\(severity)}
                """)
    }

    static func stats(_ time: String, drops: Int, host: String? = nil) -> String {
        event(
            time, type: "stats", source: nil, destination: nil,
            extra: (host.map { "\"host\":\"\($0)\"," } ?? "")
                + "\"stats\":{\"uptime\":5,\"capture\":{\"kernel_packets\":100,\"kernel_drops\":\(drops)}}")
    }
}

extension Instant {
    /// The instant of `YYYY-MM-DDTHH:MM:SSZ` and the like.
    init(_ text: String) {
        var decoder = EveDecoder()
        let line = Array(Line.event(text).utf8)
        self = decoder.decode(LineBlock(bytes: line, offset: 0, firstLine: 1)).events[0].time
    }
}
