// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Packets
internal import Station

/// Where `vedette pcap` writes, and what it counted. Nothing is written before the first packet.
final class CaptureTarget {
    private let path: String?
    private var linkType: LinkType?
    private var file: OutputFile?
    private var standard = StandardOutput()
    private var events = 0
    private var written = 0
    private var cut = 0
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
        if packet.isCut { cut += 1 }
        try write(CaptureFile.record(packet))
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
        try standard.flush()
        try file.take()?.finish()
        StandardError.print("vedette: \(written) packets of \(events) events.")
        if cut > 0 { StandardError.print("vedette: \(cut) of them are cut, as the event has no more of them.") }
        for (kind, count) in others.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            StandardError.print(
                "vedette: \(count) packets of link type \(kind.rawValue) were left out; --link-type \(kind.rawValue) writes them."
            )
        }
    }

    private func open(_ kind: LinkType) throws {
        // A packet may hold what nobody else shall see.
        if let path { file = try OutputFile.open(path, mode: 0o600) }
        try write(CaptureFile.header(kind))
    }

    private func write(_ bytes: [UInt8]) throws {
        if path == nil { try standard.write(bytes: bytes) } else { try file?.write(bytes) }
    }
}
