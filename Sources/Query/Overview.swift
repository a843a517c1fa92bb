// SPDX-License-Identifier: Apache-2.0

package import EVE

/// A wish for all numbers of one overview.
package struct OverviewRequest: Hashable, Sendable, Codable {
    package var filter: Filter
    /// The buckets of the histograms; their span is the period that every panel covers.
    package var grid: BucketGrid
    /// How many cells a sparkline has; it covers the same period.
    package var sparkCells: Int
    /// How many rows a ranking holds at the most, besides Other and Missing.
    package var rows: Int
    /// How many newest events.
    package var newest: Int

    package init(filter: Filter, grid: BucketGrid, sparkCells: Int, rows: Int, newest: Int) {
        self.filter = filter
        self.grid = grid
        self.sparkCells = sparkCells
        self.rows = rows
        self.newest = newest
    }
}

/// The largest groups of some field with what is left; rows, `other` and `missing` sum to `total`.
package struct Ranking<Row: Sendable & Equatable>: Sendable, Equatable {
    package var rows: [Row]
    /// Events of groups that are not among `rows`, and how many groups these are.
    package var other: Int
    package var otherGroups: Int
    /// Events that lack the field.
    package var missing: Int
    package var total: Int

    package init(rows: [Row] = [], other: Int = 0, otherGroups: Int = 0, missing: Int = 0, total: Int = 0) {
        self.rows = rows
        self.other = other
        self.otherGroups = otherGroups
        self.missing = missing
        self.total = total
    }
}

extension Ranking: Codable where Row: Codable {}

/// One group of a ranking.
package struct RankedValue: Sendable, Equatable, Codable {
    package var value: FieldValue
    package var count: Int
    /// The count in the period of equal length before; `nil` where that period is not stored as a whole.
    package var before: Int?
    /// Counts in `OverviewRequest.sparkCells` equal parts of the period; empty where the panel shows none.
    package var series: [Int]

    package init(value: FieldValue, count: Int, before: Int? = nil, series: [Int] = []) {
        self.value = value
        self.count = count
        self.before = before
        self.series = series
    }
}

/// One signature of the alerts overview.
package struct RankedSignature: Sendable, Equatable, Codable {
    package var generatorID: UInt32
    package var signatureID: UInt32
    package var text: String
    package var category: String
    package var severity: UInt8?
    package var count: Int
    package var before: Int?
    /// How many gateways reported it.
    package var gateways: Int
    package var first: Instant
    package var last: Instant
    package var series: [Int]

    package init(
        generatorID: UInt32, signatureID: UInt32, text: String, category: String, severity: UInt8?, count: Int,
        before: Int?, gateways: Int, first: Instant, last: Instant, series: [Int]
    ) {
        self.generatorID = generatorID
        self.signatureID = signatureID
        self.text = text
        self.category = category
        self.severity = severity
        self.count = count
        self.before = before
        self.gateways = gateways
        self.first = first
        self.last = last
        self.series = series
    }
}

/// Counts for severity 1, 2, 3 and for every other or none.
package struct SeverityCounts: Sendable, Hashable, Codable {
    package var high: Int
    package var medium: Int
    package var low: Int
    /// Severities above 3, and alerts without one.
    package var other: Int

    package init(high: Int = 0, medium: Int = 0, low: Int = 0, other: Int = 0) {
        self.high = high
        self.medium = medium
        self.low = low
        self.other = other
    }

    package var total: Int { high + medium + low + other }
}

/// Every number of the alerts overview, taken from one consistent state of each day.
package struct AlertsOverview: Sendable, Equatable, Codable {
    package var grid: BucketGrid
    /// One entry for each bucket of the grid.
    package var severities: [SeverityCounts]
    package var total: SeverityCounts
    /// The same for the period before; `nil` where nothing of it is stored.
    package var before: SeverityCounts?
    /// Alerts whose action is `blocked`.
    package var blocked: Int
    /// Those of severity 1 first, then by count.
    package var signatures: Ranking<RankedSignature>
    /// Alerts of severity 1 among `signatures.other`.
    package var otherSignaturesHigh: Int
    package var gateways: Ranking<RankedValue>
    package var sources: Ranking<RankedValue>
    package var destinations: Ranking<RankedValue>
    package var categories: Ranking<RankedValue>
    package var actions: Ranking<RankedValue>
    /// By `Country.text`, with a series: every country that occurs, so that both sides can be set beside each other; `nil` where countries
    /// cannot be told.
    package var sourceCountries: Ranking<RankedValue>?
    package var destinationCountries: Ranking<RankedValue>?
    package var newest: [EventRow]
    package var activity: [GatewayActivity]
    package var isPartial: Bool

    package init(
        grid: BucketGrid, severities: [SeverityCounts] = [], total: SeverityCounts = SeverityCounts(),
        before: SeverityCounts? = nil, blocked: Int = 0, signatures: Ranking<RankedSignature> = Ranking(),
        otherSignaturesHigh: Int = 0, gateways: Ranking<RankedValue> = Ranking(),
        sources: Ranking<RankedValue> = Ranking(), destinations: Ranking<RankedValue> = Ranking(),
        categories: Ranking<RankedValue> = Ranking(), actions: Ranking<RankedValue> = Ranking(),
        sourceCountries: Ranking<RankedValue>? = nil, destinationCountries: Ranking<RankedValue>? = nil,
        newest: [EventRow] = [], activity: [GatewayActivity] = [], isPartial: Bool = false
    ) {
        self.grid = grid
        self.severities = severities
        self.total = total
        self.before = before
        self.blocked = blocked
        self.signatures = signatures
        self.otherSignaturesHigh = otherSignaturesHigh
        self.gateways = gateways
        self.sources = sources
        self.destinations = destinations
        self.categories = categories
        self.actions = actions
        self.sourceCountries = sourceCountries
        self.destinationCountries = destinationCountries
        self.newest = newest
        self.activity = activity
        self.isPartial = isPartial
    }
}

/// Every number of the events overview. Events of type `stats` are not counted, as in the dashboards it stands for.
package struct EventsOverview: Sendable, Equatable, Codable {
    package var grid: BucketGrid
    /// Events in each bucket.
    package var events: [Int]
    package var total: Int
    package var before: Int?
    /// With `series` of `sparkCells` parts.
    package var types: Ranking<RankedValue>
    package var gateways: Ranking<RankedValue>
    package var transports: Ranking<RankedValue>
    package var appProtocols: Ranking<RankedValue>
    package var newest: [EventRow]
    package var activity: [GatewayActivity]
    package var isPartial: Bool

    package init(
        grid: BucketGrid, events: [Int] = [], total: Int = 0, before: Int? = nil,
        types: Ranking<RankedValue> = Ranking(), gateways: Ranking<RankedValue> = Ranking(),
        transports: Ranking<RankedValue> = Ranking(), appProtocols: Ranking<RankedValue> = Ranking(),
        newest: [EventRow] = [], activity: [GatewayActivity] = [], isPartial: Bool = false
    ) {
        self.grid = grid
        self.events = events
        self.total = total
        self.before = before
        self.types = types
        self.gateways = gateways
        self.transports = transports
        self.appProtocols = appProtocols
        self.newest = newest
        self.activity = activity
        self.isPartial = isPartial
    }
}

/// What one gateway sent in the period, filters aside: what silence and losses are read from.
package struct GatewayActivity: Sendable, Equatable, Codable {
    package var gateway: String
    /// All events (`stats` too) in each bucket of the grid.
    package var events: [Int]
    /// Packets that the sensors' kernels dropped in each bucket, from differences of their `stats`.
    package var drops: [Int]
    /// How often sensors told their counters in each bucket; where they never did, nobody knows of drops. Empty where it was not counted.
    package var readings: [Int]
    /// Time of the newest stored event of this gateway up to the end of the period.
    package var lastEvent: Instant?
    /// The newest counters in the period, and when they were written; without the signatures, which only `GatewayReport` tells.
    package var counters: SensorCounters?
    package var countersTime: Instant?

    package init(
        gateway: String, events: [Int], drops: [Int], readings: [Int] = [], lastEvent: Instant?,
        counters: SensorCounters?, countersTime: Instant?
    ) {
        self.gateway = gateway
        self.events = events
        self.drops = drops
        self.readings = readings
        self.lastEvent = lastEvent
        self.counters = counters
        self.countersTime = countersTime
    }
}
