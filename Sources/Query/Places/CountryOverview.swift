// SPDX-License-Identifier: Apache-2.0

/// From and to which countries the events of an overview's period went. Events of type `stats` are not counted.
package struct CountryOverview: Sendable, Equatable, Codable {
    /// By `Country.text`, with series of `OverviewRequest.sparkCells` parts: every country that occurs, so that both sides can be set beside
    /// each other.
    package var sources: Ranking<RankedValue>
    package var destinations: Ranking<RankedValue>
    package var isPartial: Bool

    package init(
        sources: Ranking<RankedValue> = Ranking(), destinations: Ranking<RankedValue> = Ranking(),
        isPartial: Bool = false
    ) {
        self.sources = sources
        self.destinations = destinations
        self.isPartial = isPartial
    }
}
