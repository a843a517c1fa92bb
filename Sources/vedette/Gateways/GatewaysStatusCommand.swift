// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Enrolment
internal import Pushes
internal import Query
internal import Station
internal import Store

/// `vedette gateways status`, also without `status`: what each gateway sent and lost.
struct GatewaysStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Shows each gateway's last event, its losses and its rules.")

    @OptionGroup var station: StationOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let (reports, trust) = try StoreAccess.answer { store throws(QueryFailure) in
            (try store.gateways(), try store.trustHistory())
        } from: {
            try station.openReader()
        }
        let gateways = GatewayListing.all(reports, try enrolled(), try rules(), trust)
        var output = StandardOutput()
        if json {
            try output.write(line: JSONValue.array(gateways.map(\.json)).bytes)
        } else {
            let now = Instant.now
            for gateway in gateways { try output.write(hostile: gateway.line(now: now)) }
        }
        try output.flush()
    }

    private func rules() throws -> [GatewayRules] {
        let desk = PushDesk(try station.loadConfiguration(), person: "")
        return try UserMessage.ofPushes { () throws(PushDeskFailure) in try desk.gateways(at: .now) }
    }

    private func enrolled() throws -> [EnrolledGateway] {
        let registry = GatewayRegistry(directory: try station.loadConfiguration().dataDirectory)
        do throws(RegistryFailure) { return try registry.gateways() } catch {
            throw UserMessage(.environment, error.message, help: "'vedette doctor' checks the station's files.")
        }
    }
}
