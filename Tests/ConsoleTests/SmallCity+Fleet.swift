// SPDX-License-Identifier: Apache-2.0

import EVE
import Enrolment
import Query

@testable import Console

extension SmallCity {
    private static let day = Instant.microsecondsPerDay

    private static func later(days: Int64) -> Instant { now.advanced(byMicroseconds: days * day) }

    /// A gateway with a certificate that ends in so many days.
    static func enrolled(_ name: String, days: Int64) -> EnrolledGateway {
        EnrolledGateway(
            name: name, state: .enrolled, invited: later(days: -40),
            certificates: [
                IssuedCertificate(fingerprint: [1, 2], issued: later(days: -2), expires: later(days: days)),
                IssuedCertificate(fingerprint: [3, 4], issued: later(days: -40), expires: later(days: days - 30)),
            ])
    }

    /// Adds gateways in every state, enrolled, invited and revoked, to the three that there are.
    mutating func addFleet() {
        reports[0].counters?.rulesLoaded = 913
        reports[0].counters?.rulesFailed = 24
        reports[0].counters?.lastReload = Self.now.advanced(byMicroseconds: -90_000_000)
        reports[1].counters?.rulesLoaded = 49_867
        reports[1].counters?.rulesFailed = 0
        reports[1].counters?.kernelDrops = 0
        reports[1].counters?.decoderErrors = 12
        reports[1].lastArrival = Self.now.advanced(byMicroseconds: -14_000_000)
        reports[1].suricataVersion = "7.0.10"
        reports[1].agentVersion = "0.9.2"
        reports.append(
            GatewayReport(
                gateway: "gw-old-tram", events: 7, firstEvent: Self.later(days: -60), lastEvent: Self.later(days: -30),
                lastArrival: Self.later(days: -30), rejected: [.notUTF8: 2]))
        enrolled = [
            Self.enrolled("gw-harbour", days: 58), Self.enrolled("gw-market", days: 9),
            Self.enrolled("gw-new-library", days: 89),
            EnrolledGateway(
                name: "gw-museum", state: .invited, invited: Self.later(days: -1), invitationEnds: Self.later(days: 2)),
            EnrolledGateway(
                name: "gw-theatre", state: .invited, invited: Self.later(days: -9),
                invitationEnds: Self.later(days: -6)),
            EnrolledGateway(name: "gw-old-tram", state: .revoked, invited: Self.later(days: -61)),
        ]
    }

    /// What the gateways sent; the sensor of one tells its counters, and drops for a time, as its disk was full in the morning.
    func told(_ grid: BucketGrid) -> [GatewayActivity] {
        activity(grid).map { own in
            var own = own
            guard own.gateway == "gw-harbour" else { return own }
            own.readings = own.events.indices.map { 20..<24 ~= $0 ? 0 : 112 }
            own.drops = own.events.indices.map { 50..<56 ~= $0 ? 3_000 * ($0 - 49) : 0 }
            return own
        }
    }

    /// What intake says of them: one was never heard of, one is followed as a file.
    static let fleetStatus = IngestStatus(
        rate: 38, stored: 1000, drops: 118_612, rejected: 4,
        gateways: [
            .init(
                name: "gw-harbour", rate: 6.8, lag: 500_000, lastEvent: now, state: .dropping, connections: 2,
                address: "192.0.2.17"),
            .init(
                name: "gw-market", rate: 3.8, lag: 0, lastEvent: now, state: .live, connections: 1,
                address: "2001:db8::20:7"),
            .init(name: "gw-school-2", rate: 0, lastEvent: nil, state: .silent),
            .init(name: "gw-new-library", rate: 0, lastEvent: nil, state: .silent, connections: 0),
        ], heard: now)
}
