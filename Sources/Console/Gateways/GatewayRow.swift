// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Enrolment
internal import Pushes
internal import Query

/// One gateway with all that is known of it: what is stored, what intake says, and how it is let in.
struct GatewayRow {
    let name: String
    /// `nil` for one that never sent anything.
    let report: GatewayReport?
    /// `nil` where the station does not watch it.
    let told: IngestStatus.Gateway?
    /// `nil` for one that was never invited, as those whose files the station reads.
    let enrolled: EnrolledGateway?
    /// What its sensor is to run, and is said to run; `nil` for one that is not enrolled, and until that was read.
    let rules: GatewayRules?
    let state: GatewayState

    init(
        _ name: String, report: GatewayReport?, told: IngestStatus.Gateway?, enrolled: EnrolledGateway?,
        rules: GatewayRules? = nil, silentAfter: Int64, now: Instant
    ) {
        self.name = name
        self.report = report
        self.told = told
        self.enrolled = enrolled
        self.rules = rules
        state = told?.state ?? Self.state(report, enrolled, silentAfter, now: now)
    }

    private static func state(
        _ report: GatewayReport?, _ enrolled: EnrolledGateway?, _ silentAfter: Int64, now: Instant
    ) -> GatewayState {
        switch enrolled?.state {
        case .revoked: return .revoked
        case .invited: return .invited
        case .enrolled, nil:
            guard let last = report?.lastEvent else { return .silent }
            return last.advanced(byMicroseconds: silentAfter) < now ? .silent : .live
        }
    }

    /// Whether it is one to worry about when it sends nothing.
    var isExpected: Bool { state < .invited }

    var losses: Int { report?.losses ?? 0 }

    /// Packets that the sensors' kernels dropped; `nil` where no sensor told.
    var kernelDrops: Int? {
        guard let report else { return nil }
        let wasTold = report.countersTime != nil && report.counters?.kernelDrops != nil
        return wasTold || report.kernelDrops > 0 ? report.kernelDrops : nil
    }

    /// Until when a certificate of it is taken; `nil` where it has none.
    var certificateEnds: Instant? { enrolled?.certificateEnds }

    /// Every gateway that anything is known of, in the order of `order`.
    static func all(in state: ConsoleState, by order: GatewayOrder = .trouble) -> [GatewayRow] {
        let told = Dictionary(state.ingest.gateways.map { ($0.name, $0) }) { first, _ in first }
        let reports = Dictionary(state.gateways.map { ($0.gateway, $0) }) { first, _ in first }
        let enrolled = Dictionary((state.fleet.enrolled ?? []).map { ($0.name, $0) }) { first, _ in first }
        let names = Set(told.keys).union(reports.keys).union(enrolled.keys)
        return names.map {
            GatewayRow(
                $0, report: reports[$0], told: told[$0], enrolled: enrolled[$0],
                rules: state.pushes.gateways?[$0],
                silentAfter: state.fleet.silentAfter, now: state.now)
        }.sorted { order.places($0, before: $1) }
    }
}
