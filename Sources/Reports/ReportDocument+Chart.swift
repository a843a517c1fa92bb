// SPDX-License-Identifier: Apache-2.0

internal import Query

extension ReportDocument {
    /// Stacked counts over time.
    struct Chart: Sendable, Equatable {
        /// What is counted.
        var title: String
        var grid: BucketGrid
        var parts: [Part]
        /// For each bucket one count for each part.
        var buckets: [[Int]]

        enum Part: String, Sendable, Equatable {
            case high, medium, low, other, events
        }

        /// What stands above it.
        var caption: String { "\(title), each \(BucketWidth(microseconds: grid.width).label)" }

        /// The same with neighbours put together, so that there are at most `most` buckets.
        func merged(to most: Int) -> Chart {
            guard most > 0, buckets.count > most else { return self }
            let factor = (buckets.count + most - 1) / most
            var chart = self
            chart.buckets = stride(from: 0, to: buckets.count, by: factor).map { start in
                buckets[start..<min(start + factor, buckets.count)].reduce(parts.map { _ in 0 }) { sums, counts in
                    zip(sums, counts).map { $0 + $1 }
                }
            }
            chart.grid = BucketGrid(
                start: grid.start, width: grid.width.multipliedReportingOverflow(by: Int64(factor)).partialValue,
                count: chart.buckets.count)
            return chart
        }
    }
}
