// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Query
internal import Station
internal import Store

/// `vedette gateways`: what each gateway sent and lost.
struct GatewaysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateways", abstract: "Shows each gateway's last event and its losses.")

    @OptionGroup var station: StationOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let reports = try StoreAccess.answer { store throws(QueryFailure) in
            try store.gateways()
        } from: {
            try station.openReader()
        }
        var output = StandardOutput()
        if json {
            try output.write(line: JSONValue.array(reports.map(Self.object)).bytes)
        } else {
            for report in reports { try output.write(hostile: Self.line(report)) }
        }
        try output.flush()
    }

    private static func object(_ report: GatewayReport) -> JSONValue {
        func time(_ instant: Instant?) -> JSONValue { instant.map { .string($0.rfc3339) } ?? .null }
        let rejected = report.rejected.sorted { $0.key.rawValue < $1.key.rawValue }
        return .object([
            ("gateway", .string(report.gateway)), ("events", .int(report.events)),
            ("first_event", time(report.firstEvent)), ("last_event", time(report.lastEvent)),
            ("last_arrival", time(report.lastArrival)),
            ("rejected", .object(rejected.map { ($0.key.name, .int($0.value)) })),
            ("duplicates", .int(report.duplicates)), ("kernel_drops", .int(report.kernelDrops)),
            ("rules_wanted", .null), ("rules_running", .null), ("trust", .string("unattested")),
        ])
    }

    private static func line(_ report: GatewayReport) -> String {
        let rejected = report.rejected.values.reduce(0, +)
        let last = report.lastEvent?.rfc3339 ?? "never"
        return "\(report.gateway)  events \(report.events)  last \(last)  refused \(rejected)"
            + "  again \(report.duplicates)  kernel drops \(report.kernelDrops)"
    }
}
