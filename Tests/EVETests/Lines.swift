// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation

/// Decodes text as one block of a source that begins with it.
func decode(_ text: String, lineLimit: Int = 16 << 20) -> EventBatch {
    decode(Array(text.utf8), lineLimit: lineLimit)
}

/// Decodes bytes as one block of a source that begins with them.
func decode(_ bytes: [UInt8], lineLimit: Int = 16 << 20) -> EventBatch {
    var decoder = EveDecoder(lineLimit: lineLimit)
    return decoder.decode(LineBlock(bytes: bytes, offset: 0, firstLine: 1))
}

/// A line of EVE with a good time and type, and `members` behind them.
func line(_ members: String, type: String = "dns") -> String {
    #"{"timestamp":"2026-11-20T13:58:41.207318+0000","event_type":"\#(type)"\#(members.isEmpty ? "" : ",")\#(members)}"#
}

/// Invented lines of several types, for tests that need no sample set.
let inventedLines: [String] = [
    line(
        #""flow_id":1234567890123,"src_ip":"10.0.0.1","src_port":5353,"dest_ip":"10.0.0.2","dest_port":53,"proto":"UDP","dns":{"version":3,"type":"request","queries":[{"rrname":"time.lindhavn.test","rrtype":"A"}]}"#
    ),
    line(
        #""src_ip":"2001:0db8:0000:0000:0000:0000:0000:0001","dest_ip":"192.0.2.1","proto":"TCP","app_proto":"http","host":"gw-1","alert":{"action":"allowed","gid":1,"signature_id":2100498,"rev":7,"signature":"a \"b\" \u00e9\ud83d\ude00","category":"","severity":2,"metadata":{"cve":["CVE_2021_44228"]}},"payload_printable":"GET \/ HTTP\r\n\u0000""#,
        type: "alert"),
    line(
        #""stats":{"uptime":3600,"capture":{"kernel_packets":100,"kernel_drops":-1},"decoder":{"pkts":90,"invalid":3},"tcp":{"sessions":5,"memuse":1000,"reassembly_memuse":20},"flow":{"memuse":300},"detect":{"alert":4}}"#,
        type: "stats"),
    line(
        #""smb":{"session_id":9223372036854775809,"x":1e400,"n":-0.5E+3},"vlan":[1,2,[]],"tunnel":{},"b":[true,false,null]"#,
        type: "smb"),
]

/// The sample set of real Suricata output beside the repository.
enum Samples {
    /// Its folder: the environment's VEDETTE_SHARED, or `shared` beside the repository.
    static var folder: URL {
        if let path = ProcessInfo.processInfo.environment["VEDETTE_SHARED"] { return URL(fileURLWithPath: path) }
        return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared")
    }

    /// Whether the tests over it can run. Where CI is set they must, and fail without it.
    static var isThere: Bool {
        ProcessInfo.processInfo.environment["CI"] == "true"
            || FileManager.default.fileExists(atPath: folder.appendingPathComponent("data/eve").path)
    }

    /// Its files of EVE lines, in the order of their names.
    static func files() throws -> [URL] {
        try FileManager.default.contentsOfDirectory(
            at: folder.appendingPathComponent("data/eve"), includingPropertiesForKeys: nil
        ).filter { $0.lastPathComponent.hasSuffix(".eve.json") }.sorted { $0.path < $1.path }
    }

    /// The bytes of a file.
    static func bytes(_ file: URL) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: file))
    }
}
