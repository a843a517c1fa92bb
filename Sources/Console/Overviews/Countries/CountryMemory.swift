// SPDX-License-Identifier: Apache-2.0

package import Query

/// Which events were counted by country.
package struct CountryView: Sendable, Hashable {
    package var filter: Filter
    package var period: TimeRangeChoice
}

/// The countries of the events overview.
package struct CountryMemory: Sendable {
    /// Parts of a sparkline.
    static let cells = 24

    package var view: CountryView
    /// `nil` until it is counted, and where no database tells countries.
    package var overview: CountryOverview?
    /// Whether a database tells countries, as far as is known.
    var isTold = true
    /// How long the last answer took, in microseconds.
    var took: Int64 = 0

    package init(view: CountryView, overview: CountryOverview?) {
        self.view = view
        self.overview = overview
    }
}
