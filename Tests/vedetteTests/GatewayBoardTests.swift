// SPDX-License-Identifier: Apache-2.0

import Collector
import Console
import EVE
import Enrolment
import Query
import Station
import Testing

@testable import vedette

@Suite("The board of gateways") struct GatewayBoardTests {
    private static let now = Instant(seconds: 1_795_185_012)

    private func report(_ name: String, seconds ago: Int64) -> GatewayReport {
        let last = Self.now.advanced(byMicroseconds: -ago * 1_000_000)
        return GatewayReport(gateway: name, events: 10, firstEvent: last, lastEvent: last, lastArrival: Self.now)
    }

    private func enrolled(_ name: String, _ state: EnrolledGateway.State) -> EnrolledGateway {
        EnrolledGateway(name: name, state: state, invited: Self.now)
    }

    private func told(
        _ reports: [GatewayReport], _ enrolled: [EnrolledGateway], collector: CollectorStatus? = nil
    ) -> IngestStatus {
        var board = GatewayBoard(configuration: StationConfiguration(dataDirectory: "nowhere"))
        var follow = FollowStatus(hasCaughtUp: true)
        follow.collector = collector
        return board.status(reports, enrolled: enrolled, follow: follow, now: Self.now)
    }

    @Test("gateways with a certificate are watched, also those that never sent anything")
    func watched() {
        let status = told(
            [report("gw-a", seconds: 5), report("gw-b", seconds: 5000), report("gw-import", seconds: 5000)],
            [enrolled("gw-a", .enrolled), enrolled("gw-b", .enrolled), enrolled("gw-never", .enrolled)])
        #expect(status.gateways.map(\.name) == ["gw-a", "gw-b", "gw-never"])
        #expect(status.gateways.map(\.state) == [.live, .silent, .silent])
        #expect(status.silentCount == 2)
        #expect(status.rate != nil)
    }

    @Test("gateways whose files are followed or whose sensors write into a socket are watched without a certificate")
    func followed() {
        var configuration = StationConfiguration(dataDirectory: "nowhere")
        configuration.gateways = [.init(gateway: "gw-file", paths: ["/nowhere"])]
        configuration.sockets = [.init(gateway: "gw-socket", path: "/nowhere")]
        var board = GatewayBoard(configuration: configuration)
        let status = board.status(
            [report("gw-socket", seconds: 5000)], enrolled: [enrolled("gw-file", .revoked)],
            follow: FollowStatus(hasCaughtUp: true), now: Self.now)
        #expect(status.gateways.map(\.name) == ["gw-socket", "gw-file"])
        #expect(status.silentCount == 2)
    }

    @Test("counts as large as a file may hold are told as the largest number")
    func extremes() {
        var large = report("gw-a", seconds: 5)
        (large.events, large.kernelDrops, large.rejected) = (.max, .max, [.torn: .max, .notJSON: 1])
        var other = report("gw-b", seconds: 5)
        other.kernelDrops = 1
        let status = told([large, other], [])
        #expect(status.stored == .max && status.drops == .max && status.rejected == .max)
        let listing = GatewayListing(report: large, enrolled: nil)
        #expect(listing.line(now: Self.now).contains("refused \(Int.max)"))
    }

    @Test("nobody waits for gateways that were invited or revoked")
    func unwatched() {
        let status = told(
            [report("gw-a", seconds: 5000)], [enrolled("gw-a", .revoked), enrolled("gw-b", .invited)])
        #expect(status.gateways.isEmpty)
        #expect(status.silentCount == 0)
        #expect(status.rate == nil)
    }

    @Test("connections are told where there is a collector, and of nobody whose lines come another way")
    func connections() {
        var collector = CollectorStatus()
        var own = CollectorStatus.Gateway()
        own.connections = 2
        own.address = "192.0.2.7"
        collector.gateways["gw-a"] = own
        let known = [enrolled("gw-a", .enrolled), enrolled("gw-b", .enrolled)]
        let reports = [report("gw-a", seconds: 5), report("gw-b", seconds: 5)]
        let status = told(reports, known, collector: collector)
        #expect(status.gateways.map(\.connections) == [2, 0])
        #expect(status.gateways.map(\.address) == ["192.0.2.7", nil])
        #expect(told(reports, known).gateways.map(\.connections) == [nil, nil])
    }
}
