// SPDX-License-Identifier: Apache-2.0

import Collector
import Crypto
import Enrolment
import Fixtures
import Foundation
import Synchronization
import Testing

@testable import Agent

@Suite("Stations that are not there, or not the right ones", .serialized)
struct StationTests {
    let tls: TLSCase

    init() throws { tls = try TLSCase() }

    /// Works until the agent says something that holds `text`.
    private func expectSaid(_ text: String, _ gateway: GatewayModel, _ station: StationModel? = nil) throws {
        let isSaid = try gateway.works(until: { gateway.said.contains { $0.contains(text) } }) {
            station?.take()
        }
        #expect(isSaid, "\(gateway.said)")
        #expect(gateway.status.acknowledgedEvents == 0)
    }

    @Test("a station of another authority gets nothing")
    func foreignStation() throws {
        let station = try StationModel(TLSCase())
        let gateway = try GatewayModel(tls, station.collector.port)
        try gateway.write(10)
        try gateway.startAgent()
        try expectSaid("certificate is not signed by an authority that is trusted here", gateway, station)
        #expect(gateway.status.lastError.hasPrefix("station 127.0.0.1:\(station.collector.port): "))
        #expect(station.order.isEmpty)
    }

    @Test("a certificate of another authority is refused, and the agent is told why")
    func foreignGateway() throws {
        let station = try StationModel(tls)
        let stations = [try #require(StationAddress("127.0.0.1:\(station.collector.port)"))]
        let gateway = try GatewayModel(
            try TLSCase().gateway, of: tls.authority.certificate, stations: stations)
        try gateway.write(10)
        try gateway.startAgent()
        try expectSaid("it does not trust who signed our certificate", gateway, station)
    }

    @Test("an expired certificate is refused, and the agent is told why")
    func expired() throws {
        let station = try StationModel(tls)
        let stations = [try #require(StationAddress("127.0.0.1:\(station.collector.port)"))]
        let identity = try tls.authority.identity("gw", purpose: .client, lifetime: Authorities.past)
        let gateway = try GatewayModel(identity, of: tls.authority.certificate, stations: stations)
        try gateway.startAgent()
        try expectSaid("our certificate has expired", gateway, station)
    }

    @Test("a gateway that the station does not know is told that it may not be enrolled")
    func unknown() throws {
        let station = try StationModel(tls) { _ in nil }
        let gateway = try GatewayModel(tls, station.collector.port)
        try gateway.write(10)
        try gateway.startAgent()
        try expectSaid("is this gateway still enrolled there?", gateway, station)
        #expect(station.order.isEmpty)
    }

    @Test("when the first station does not answer the next one gets the lines, and the first again once it is back")
    func failOver() throws {
        let first = try StationModel(tls)
        let port = first.collector.port
        first.end()
        let second = try StationModel(tls)
        let gateway = try GatewayModel(tls, port, second.collector.port)
        gateway.pace.patience = 1 << 40
        gateway.pace.away = 1 << 40
        try gateway.write(1000)
        try gateway.startAgent()
        let isSent = try gateway.works(until: { second.order.count == 1000 }) { second.take() }
        #expect(isSent)
        #expect(gateway.said.contains { $0.contains("127.0.0.1:\(port): Connection refused") })
        gateway.pace.away = 1_000_000
        gateway.endAgent()
        try gateway.startAgent()
        let again = try StationModel(tls, port: port)
        let isBack = try gateway.works(until: { again.stored.withLock { $0.others.count } > 0 }) {
            second.take()
            again.take()
        }
        #expect(isBack)
    }

    @Test("an agent without a certificate says how to get one")
    func notEnrolled() throws {
        let gateway = try GatewayModel(tls, 1)
        try FileManager.default.removeItem(atPath: gateway.path + "/state/agent.pem")
        do {
            try gateway.startAgent()
            Issue.record("it started")
        } catch let problem as AgentProblem {
            #expect(problem.line.contains("agent.pem is not there; enrol this gateway first"))
        }
    }
}
