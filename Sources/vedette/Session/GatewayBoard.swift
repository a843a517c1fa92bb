// SPDX-License-Identifier: Apache-2.0

internal import Collector
internal import Console
internal import EVE
internal import Enrolment
internal import Jobs
internal import Query
internal import Station

/// Judges each followed gateway from one report of the store to the next: live, lagging, dropping or silent.
struct GatewayBoard {
    private let silentAfter: Int64
    private let followed: Set<String>
    private let followsPatterns: Bool
    /// Events, time and drops of each gateway at earlier looks, oldest first.
    private var past: [String: [Look]] = [:]

    private struct Look {
        var time: Instant
        var events: Int
        var drops: Int
    }

    /// Rates are taken over some seconds; a gateway counts as dropping for ten minutes after its last drop.
    private static let rateSpan: Int64 = 15_000_000
    private static let dropSpan: Int64 = 600_000_000
    /// From so many bytes behind on a gateway is lagging.
    private static let lagBytes: UInt64 = 1 << 20

    init(configuration: StationConfiguration) {
        silentAfter = Int64(configuration.silentAfterSeconds) * 1_000_000
        followed = Set(configuration.gateways.map(\.gateway) + configuration.sockets.map(\.gateway))
        followsPatterns = !configuration.patterns.isEmpty
    }

    /// What the header and the gateways pane say, from the store's reports, the registry, and what runs in this process.
    ///
    /// Watched are the gateways whose files are followed, and those that have a certificate to send with.
    mutating func status(
        _ reports: [GatewayReport], enrolled: [EnrolledGateway] = [], follow: FollowStatus?, now: Instant
    ) -> IngestStatus {
        let sending = Set(enrolled.filter { $0.state == .enrolled }.map(\.name))
        let revoked = Set(enrolled.filter { $0.state == .revoked }.map(\.name))
        let watched = followed.union(sending)
        var gateways: [IngestStatus.Gateway] = []
        var rate = 0.0
        let hasCaughtUp = follow?.hasCaughtUp ?? true
        // What history brings says nothing of the present: neither its pace nor its drops.
        if !hasCaughtUp { past = [:] }
        for report in reports {
            let looks = remember(report, now: now)
            let own = Self.rate(looks)
            rate += own
            guard watched.contains(report.gateway) || followsPatterns && !revoked.contains(report.gateway),
                // The station's own, which nobody expects to send.
                report.gateway != JobNews.station || watched.contains(report.gateway)
            else { continue }
            let live = follow?.gateways.first { $0.name == report.gateway }
            gateways.append(
                IngestStatus.Gateway(
                    name: report.gateway, rate: own, lag: report.lag, lastEvent: report.lastEvent,
                    state: state(report, looks, live, hasCaughtUp: hasCaughtUp, now: now)))
        }
        for name in watched.subtracting(reports.map(\.gateway)).sorted() {
            gateways.append(IngestStatus.Gateway(name: name, rate: 0, state: hasCaughtUp ? .silent : .lagging))
        }
        if let collector = follow?.collector {
            for index in gateways.indices where sending.contains(gateways[index].name) {
                let connected = collector.gateways[gateways[index].name]
                gateways[index].connections = connected?.connections ?? 0
                gateways[index].address = connected?.address
            }
        }
        return IngestStatus(
            rate: watched.isEmpty && !followsPatterns ? nil : hasCaughtUp ? rate : follow?.eventsPerSecond,
            stored: reports.reduce(0) { GatewayReport.sum($0, $1.events) },
            drops: reports.reduce(0) { GatewayReport.sum($0, $1.kernelDrops) },
            rejected: reports.reduce(0) { GatewayReport.sum($0, $1.refused) }, gateways: gateways,
            isCatchingUp: !hasCaughtUp, heard: now)
    }

    private mutating func remember(_ report: GatewayReport, now: Instant) -> [Look] {
        var looks = past[report.gateway] ?? []
        looks.append(Look(time: now, events: report.events, drops: report.kernelDrops))
        let oldest = now.advanced(byMicroseconds: -Self.dropSpan)
        while let first = looks.first, first.time < oldest, looks.count > 2 { looks.removeFirst() }
        past[report.gateway] = looks
        return looks
    }

    private static func rate(_ looks: [Look]) -> Double {
        guard let last = looks.last,
            let first = looks.first(where: { $0.time >= last.time.advanced(byMicroseconds: -rateSpan) }),
            last.time > first.time
        else { return 0 }
        return Double(last.events - first.events) / (Double(last.time.microseconds - first.time.microseconds) / 1e6)
    }

    private func state(
        _ report: GatewayReport, _ looks: [Look], _ live: FollowStatus.Gateway?, hasCaughtUp: Bool, now: Instant
    ) -> GatewayState {
        if let live, live.bytesBehind >= Self.lagBytes || !live.trouble.isEmpty { return .lagging }
        guard let last = report.lastEvent else { return .silent }
        // While files are still being read for the first time, what they end with is not known.
        if now.microseconds - last.microseconds > silentAfter { return hasCaughtUp ? .silent : .lagging }
        if let first = looks.first, let newest = looks.last, newest.drops > first.drops { return .dropping }
        return .live
    }
}
