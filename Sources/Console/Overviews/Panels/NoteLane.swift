// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query

/// The lane of notes under a histogram: which gateway fell silent, and where packets were dropped.
enum NoteLane {
    /// A gateway whose last event is older than this at the end of the period counts as silent in it, in microseconds.
    ///
    /// The lane draws what the stored events show; the header's count of silent gateways is the station's own.
    static let silence: Int64 = 600_000_000

    static func lane(activity: [GatewayActivity], grid: BucketGrid, context: DrawContext) -> Lane {
        var marks = [Lane.Mark?](repeating: nil, count: grid.count)
        var words: [Lane.Word] = []
        if let dropper = activity.max(by: { total($0) < total($1) }), total(dropper) > 0,
            let first = dropper.drops.firstIndex(where: { $0 > 0 })
        {
            for (bucket, drops) in dropper.drops.enumerated() where drops > 0 && bucket < marks.count {
                marks[bucket] = Lane.Mark("v", .stateWarn)
            }
            words.append(Lane.Word("\(dropper.gateway) drops", before: first, .stateWarn))
        }
        if let (gateway, last) = silent(activity, grid: grid, context: context).first {
            let first = last.flatMap { grid.index(of: $0) }.map { $0 + 1 } ?? 0
            let end = min(grid.count, grid.index(of: context.now).map { $0 + 1 } ?? grid.count)
            for bucket in first..<max(first, end) { marks[bucket] = Lane.Mark(.noData, .stateSilent) }
            words.append(Lane.Word("\(gateway) silent", before: first, .stateSilent))
        }
        return Lane("note", marks: marks, words: words)
    }

    /// Gateways that sent nothing at the end of the period, but for those whose files are still being read.
    static func silent(
        _ activity: [GatewayActivity], grid: BucketGrid, context: DrawContext
    ) -> [(gateway: String, last: Instant?)] {
        let lagging = Set(context.ingest.gateways.filter { $0.state == .lagging }.map(\.name))
        return silent(activity, grid: grid, now: context.now).filter { !lagging.contains($0.gateway) }
    }

    /// Gateways that sent nothing at the end of the period, the longest silent first.
    static func silent(
        _ activity: [GatewayActivity], grid: BucketGrid, now: Instant
    ) -> [(gateway: String, last: Instant?)] {
        let end = min(grid.range.end, now)
        return activity.filter { gateway in
            gateway.lastEvent.map { end.microseconds - $0.microseconds > silence } ?? true
        }
        .map { (gateway: $0.gateway, last: $0.lastEvent) }
        .sorted { ($0.last?.microseconds ?? .min) < ($1.last?.microseconds ?? .min) }
    }

    private static func total(_ activity: GatewayActivity) -> Int { activity.drops.reduce(0, +) }
}
