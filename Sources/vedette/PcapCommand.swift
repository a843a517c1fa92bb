// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Foundation
internal import Glibc
internal import Packets
internal import Query
internal import Station
internal import Store

/// `vedette pcap`: writes the packets that events carry as a capture file.
struct PcapCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pcap", abstract: "Writes the packets that events carry as a capture file.",
        discussion: """
            Suricata stores the packet of an alert where its configuration says 'packet: yes'. A capture file has packets of one \
            link type: that of the first one, unless --link-type names another; what is left out is told.
            """)

    @OptionGroup var station: StationOptions
    @OptionGroup var selection: SelectionOptions

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Where to write; standard output without it.", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("Only packets of this link type: 1 is Ethernet.", valueName: "number"))
    var linkType: UInt32?

    @Argument(help: "Ids of events, as 'vedette events --json' has them.")
    var id: [String] = []

    func run() throws {
        try selection.require(orElse: id, of: "events")
        guard output != nil || isatty(STDOUT_FILENO) == 0 else {
            throw UserMessage(.wrongUse, "A terminal cannot show a capture file.", help: "Give --output FILE.")
        }
        let target = CaptureTarget(path: output, linkType: linkType.map { LinkType(rawValue: $0) })
        try id.isEmpty ? writeFiltered(to: target) : writeNamed(to: target)
        try target.finish()
    }

    private func writeFiltered(to target: CaptureTarget) throws {
        let now = Instant.now
        let request = PageRequest(
            filter: try selection.parseFilter(now: now), range: try selection.parseRange(now: now),
            isDescending: false, limit: .max)
        var failure: (any Error)?
        try StoreAccess.answer { store throws(QueryFailure) in
            try store.forEachRaw(request, until: Cancellation()) { row, bytes in
                do {
                    try target.take(bytes, at: row.time)
                    return true
                } catch {
                    failure = error
                    return false
                }
            }
        } from: {
            try station.openReader()
        }
        if let failure { throw failure }
    }

    private func writeNamed(to target: CaptureTarget) throws {
        let ids = try Set(id.map { try Self.event($0) }).sorted()
        let events = try StoreAccess.answer { store throws(QueryFailure) in
            var events: [EventDetail] = []
            for id in ids { if let event = try store.detail(id) { events.append(event) } }
            return events
        } from: {
            try station.openReader()
        }
        guard events.count == ids.count else {
            throw UserMessage(
                .notSo, "\(ids.count - events.count) of the events are not stored.",
                help: "'vedette events --json' tells what is.")
        }
        for event in events { try target.take(event.raw, at: event.row.time) }
    }

    private static func event(_ text: String) throws(UserMessage) -> EventID {
        guard let id = EventID(text) else {
            throw UserMessage(
                .wrongUse, "'\(text)' is no event's id.", help: "'vedette events --json' tells them, as 20261124-3f9.")
        }
        return id
    }
}
