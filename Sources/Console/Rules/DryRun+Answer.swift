// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Devices
internal import EVE
internal import Query

extension DryRun {
    /// What the store answered, as the editor shows it.
    init(_ answer: RuleDryRun, window: Window, trust: TrustHistory = TrustHistory()) {
        let subject = answer.types.map { $0.count == 1 ? "\($0[0]) events" : "events of \($0.count) types" } ?? "events"
        self.init(
            window: window, saved: answer.saved.map { Figures($0) }, edit: Figures(answer.edited),
            kept: answer.counts.kept, gained: answer.counts.gained, lost: answer.counts.lost,
            truePositivesLost: answer.counts.truePositivesLost, start: answer.grid.start,
            bucketSeconds: max(1, Int(answer.grid.width / 1_000_000)),
            buckets: answer.buckets.map {
                Bucket(
                    kept: $0.kept, gained: $0.gained, lost: $0.lost, truePositivesLost: $0.truePositivesLost)
            },
            hits: answer.hits.map { DryRunHit($0, trust) }, scanned: answer.scanned, total: answer.total,
            subject: subject,
            isExact: answer.isExact, seconds: answer.seconds)
    }
}

extension DryRun.Figures {
    fileprivate init(_ figures: RuleDryRun.Figures) {
        self.init(
            matches: figures.matches, matchesLastDay: figures.matchesLastDay, gateways: figures.gateways,
            truePositives: figures.truePositives, falsePositives: figures.falsePositives,
            nanosecondsPerEvent: figures.nanosecondsPerEvent)
    }
}

extension DryRunHit {
    fileprivate init(_ hit: RuleDryRun.Hit, _ trust: TrustHistory) {
        let change: Change =
            switch hit.change {
            case .kept: .kept
            case .gained: .gained
            case .lost: .lost
            }
        self.init(
            event: hit.row.id, change: change, time: hit.row.time,
            trust: trust.state(of: hit.row.gateway, at: hit.row.time)?.mark ?? .unattested, gateway: hit.row.gateway,
            source: Endpoint.source(hit.row), destination: Endpoint.destination(hit.row), summary: hit.row.summary,
            disposition: "")
    }
}
