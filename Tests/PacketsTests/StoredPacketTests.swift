// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Packets
import Testing

@Suite("Packets of events") struct StoredPacketTests {
    /// Captured and replayed events.
    private static let folder = URL(
        fileURLWithPath: (ProcessInfo.processInfo.environment["VEDETTE_SHARED"] ?? "../shared") + "/data/eve")
    private static let isThere = FileManager.default.fileExists(atPath: folder.path)

    @Test("a packet comes with its link type; without one it is Ethernet's")
    func event() throws {
        let time = Instant(seconds: 1_795_185_012)
        let tree = try EveTree.parse(Array(#"{"packet":"AgAA","packet_info":{"linktype":113}}"#.utf8))
        #expect(StoredPacket(of: tree, time: time)?.linkType == .linuxCooked)
        #expect(StoredPacket(of: tree, time: time)?.bytes == [2, 0, 0])
        let bare = try EveTree.parse(Array(#"{"packet":"AgAA","packet_info":7}"#.utf8))
        #expect(StoredPacket(of: bare, time: time)?.linkType == .ethernet)
        let none = try EveTree.parse(Array(#"{"packet":"","payload":"AgAA"}"#.utf8))
        #expect(StoredPacket(of: none, time: time) == nil)
        let damaged = try EveTree.parse(Array(#"{"packet":"AgAA*AAA"}"#.utf8))
        #expect(StoredPacket(of: damaged, time: time)?.isCut == true)
        #expect(StoredPacket(of: bare, time: time)?.isCut == false)
    }

    @Test("a packet's addresses are those of its event", .enabled(if: isThere, "skipped: no ../shared"))
    func ends() throws {
        let files = try FileManager.default.contentsOfDirectory(at: Self.folder, includingPropertiesForKeys: nil)
        var count = 0
        var fits = 0
        // The addresses of replayed events were changed, those in their packets were not.
        for file in files where file.lastPathComponent.hasSuffix(".eve.json") && !file.path.contains("replay") {
            guard let content = FileManager.default.contents(atPath: file.path) else { continue }
            for line in content.split(separator: 0x0A) {
                guard let tree = try? EveTree.parse(Array(line)),
                    let stored = StoredPacket(of: tree, time: .init(seconds: 0)),
                    case .string(let source)? = tree.child("src_ip", of: 0).map({ tree.nodes[$0].value })
                else { continue }
                let packet = Packet(stored.bytes, linkType: stored.linkType)
                #expect(!packet.nodes.isEmpty)
                // Of the packets of anomalies only the beginning is stored.
                guard tree.child("alert", of: 0) != nil else { continue }
                count += 1
                if packet.nodes.contains(where: { $0.value.contains(Self.text(source)) }) { fits += 1 }
            }
        }
        // For some alerts Suricata stores another packet than that which they are about.
        #expect(count > 0 && fits * 100 >= count * 95, "\(fits) of \(count)")
    }

    /// The address in the form that ours have.
    private static func text(_ address: String) -> String { IPAddress(address)?.description ?? address }
}
