// SPDX-License-Identifier: Apache-2.0

import EVE
import Enrolment
import Foundation
import Query
import Testing

@testable import vedette

@Suite("What `vedette gateways` tells") struct GatewayListingTests {
    private static let now = Instant(seconds: 1_795_185_012)

    private func object(_ listing: GatewayListing) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(listing.json.bytes))
        return try #require(object as? [String: Any])
    }

    private var certified: EnrolledGateway {
        EnrolledGateway(
            name: "gw-b", state: .enrolled, invited: Self.now,
            certificates: [5, 60].map {
                IssuedCertificate(
                    fingerprint: [$0], issued: Self.now,
                    expires: Self.now.advanced(byMicroseconds: Int64($0) * 1_000_000))
            })
    }

    @Test("gateways that never sent anything are listed, and what nobody knows is null")
    func invited() throws {
        let waiting = EnrolledGateway(name: "gw-a", state: .invited, invited: Self.now, invitationEnds: Self.now)
        let listings = GatewayListing.all([GatewayReport(gateway: "gw-c", events: 3)], [certified, waiting])
        #expect(listings.map(\.report.gateway) == ["gw-a", "gw-b", "gw-c"])
        let first = try object(listings[0])
        #expect(first["enrolment"] as? String == "invited")
        #expect(first["invitation_expires"] as? String == Self.now.rfc3339)
        for key in [
            "last_event", "lag_seconds", "clock_ahead_seconds", "clock_skew_seconds", "socket_drops", "sensor",
            "certificate_expires", "agent_version",
        ] {
            #expect(first[key] is NSNull, "\(key)")
        }
        let last = try object(listings[2])
        #expect(last["enrolment"] is NSNull)
        #expect(last["trust"] as? String == "unattested")
        #expect(listings[0].line(now: Self.now).hasSuffix("token expired \(Self.now.rfc3339)"))
    }

    @Test("the certificate that is good for the longest counts, and the newest stats event tells the sensor's state")
    func certificate() throws {
        var report = GatewayReport(
            gateway: "gw-b", events: 3, lastEvent: Self.now.advanced(byMicroseconds: 2_500_000), lastArrival: Self.now,
            counters: SensorCounters(uptime: 60, rulesLoaded: 913, rulesFailed: 24, lastReload: Self.now))
        let listing = GatewayListing(report: report, enrolled: certified)
        let found = try object(listing)
        let end = Self.now.advanced(byMicroseconds: 60_000_000)
        #expect(found["certificate_expires"] as? String == end.rfc3339)
        #expect(found["lag_seconds"] as? Double == 0)
        #expect(found["clock_ahead_seconds"] as? Double == 2.5)
        let sensor = try #require(found["sensor"] as? [String: Any])
        #expect(sensor["signatures_loaded"] as? Int == 913)
        #expect(sensor["signatures_failed"] as? Int == 24)
        #expect(sensor["decoder_errors"] is NSNull)
        #expect(listing.line(now: Self.now).hasSuffix("certificate until \(end.rfc3339)"))
        #expect(listing.line(now: end).contains("certificate expired"))
        report.lastEvent = Self.now.advanced(byMicroseconds: -2_500_000)
        let late = try object(GatewayListing(report: report, enrolled: nil))
        #expect(late["lag_seconds"] as? Double == 2.5)
        #expect(late["clock_ahead_seconds"] is NSNull)
    }
}
