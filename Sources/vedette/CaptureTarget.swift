// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Foundation
internal import Packets
internal import Station

/// Where `vedette pcap` writes, and what it counted. Nothing is written before the first packet.
final class CaptureTarget {
    private let path: String?
    private var linkType: LinkType?
    private var file: FileHandle?
    private var buffer: [UInt8] = []
    private var events = 0
    private var written = 0
    private var others: [LinkType: Int] = [:]

    /// Standard output where `path` is `nil`; the link type of the first packet where none is given.
    init(path: String?, linkType: LinkType?) {
        self.path = path
        self.linkType = linkType?.inFiles
    }

    /// Takes the packet of one event, if it has one.
    func take(_ raw: [UInt8], at time: Instant) throws {
        events += 1
        guard let tree = try? EveTree.parse(raw), let packet = StoredPacket(of: tree, time: time) else { return }
        let kind = packet.linkType.inFiles
        guard (linkType ?? kind) == kind else {
            others[kind, default: 0] += 1
            return
        }
        if written == 0 { try open(kind) }
        linkType = kind
        written += 1
        buffer += CaptureFile.record(packet)
        if buffer.count >= 1 << 16 { try flush() }
    }

    /// Writes what is left and tells what was done.
    func finish() throws {
        guard written > 0 else {
            let kinds = others.keys.map { "\($0.rawValue)" }.sorted().joined(separator: ", ")
            throw UserMessage(
                .notSo, "None of \(events) events carries a packet\(others.isEmpty ? "" : " of this link type").",
                help: others.isEmpty
                    ? "Suricata stores it with 'packet: yes' of alerts." : "There are packets of \(kinds).")
        }
        try flush()
        try file?.close()
        StandardError.print("vedette: \(written) packets of \(events) events.")
        for (kind, count) in others.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            StandardError.print(
                "vedette: \(count) packets of link type \(kind.rawValue) were left out; --link-type \(kind.rawValue) writes them."
            )
        }
    }

    private func open(_ kind: LinkType) throws {
        buffer = CaptureFile.header(kind)
        guard let path else {
            file = .standardOutput
            return
        }
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else {
            throw UserMessage(.environment, "\(path): cannot be written.", help: "Give another --output.")
        }
        file = handle
    }

    private func flush() throws {
        do { try file?.write(contentsOf: Data(buffer)) } catch {
            if path == nil { throw OutputClosed() }
            throw UserMessage(
                .environment, "\(path ?? ""): \(error.localizedDescription).", help: "Give another --output.")
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
