// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import Reports
import Testing
import Triage

/// What counts mean that are not simply the store's.
@Suite("Counts of reports")
struct ReportCountsTests {
    @Test(
        "alerts of other severities are the rest, and never fewer than none, though the parts were counted later than the sum"
    )
    func others() {
        let grid = BucketGrid(start: ReportScene.time("24T00:00:00"), width: 3_600_000_000, count: 3)
        let named = SeverityCounts(high: 1, medium: 2, low: 3, other: 0)
        var course = Report.Course(
            grid: grid, alerts: [named, named, SeverityCounts()], events: [0, 0, 0])
        course.setOthers(ofAll: [10, 5, 2])
        #expect(course.alerts.map(\.other) == [4, 0, 2])
        #expect(course.alerts.map(\.high) == [1, 1, 0])
    }
}
