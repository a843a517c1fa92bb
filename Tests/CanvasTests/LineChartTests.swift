// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Canvas

@Suite("Line charts") struct LineChartTests {
    /// The picture of values between two edges, row by row.
    private func drawn(_ values: [Double?], low: Double, high: Double) -> [String] {
        var surface = Surface(size: Size(columns: 4, rows: 2))
        LineChart(values, low: low, high: high).draw(on: &surface, in: surface.bounds)
        return surface.plainText().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test("values that are as far apart as can be are drawn as others are")
    func extremes() {
        let most = Double.greatestFiniteMagnitude
        let expected = drawn([-1, 0, 1, -1], low: -1, high: 1)
        #expect(Set(expected.joined()).count > 1)
        for far in [most, 1.7e308, 1e308, .leastNonzeroMagnitude] {
            #expect(drawn([-far, 0, far, -far], low: -far, high: far) == expected, "\(far)")
        }
        // Those beyond an edge are on it.
        #expect(drawn([-most, 0, most, -most], low: -1, high: 1) == expected)
    }

    @Test("edges that are no numbers, or none above the other, draw nothing")
    func edges() {
        let empty = drawn([], low: 0, high: 1)
        for (low, high) in [(-.infinity, 0), (0, .infinity), (.nan, 1), (0, .nan), (1, 1), (1, 0)] as [(Double, Double)]
        {
            #expect(drawn([0, 1, nil, .nan], low: low, high: high) == empty, "\(low) to \(high)")
        }
    }

    @Test("what is no number is a gap")
    func gaps() {
        for gap in [nil, .nan, .infinity, -.infinity] as [Double?] {
            #expect(drawn([0, gap, gap, 1], low: 0, high: 1) == drawn([0, nil, nil, 1], low: 0, high: 1))
        }
    }
}
