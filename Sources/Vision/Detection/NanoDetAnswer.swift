// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// e to the power of a number.
func exponential(_ value: Float) -> Float { exp(value) }

/// What NanoDet answers: of each of three grids the classes of its cells, and how far each edge of a box is from the cell's middle as a
/// distribution over 0 to 7 steps (Generalized Focal Loss, Li et al. 2020, section 3).
struct NanoDetAnswer {
    struct Grid {
        /// Pixels of the input from cell to cell, and cells in a row.
        var step: Int
        var across: Int
        /// 80 for each cell.
        var classes: ArraySlice<Float>
        /// 4 times 8 for each cell.
        var distances: ArraySlice<Float>

        /// Left, top, right and bottom of a cell's box, in pixels of the input.
        func edges(of cell: Int) -> [Float] {
            let x = (Float(cell % across) + 0.5) * Float(step)
            let y = (Float(cell / across) + 0.5) * Float(step)
            let away = (0..<4).map { side in
                Self.mean(distances[(distances.startIndex + cell * 32 + side * 8)...].prefix(8)) * Float(step)
            }
            return [x - away[0], y - away[1], x + away[2], y + away[3]]
        }

        /// The mean of a distribution that is given as logarithms.
        private static func mean(_ logarithms: ArraySlice<Float>) -> Float {
            let highest = logarithms.max() ?? 0
            var sum: Float = 0
            var weighted: Float = 0
            for (place, value) in logarithms.enumerated() {
                let weight = exponential(value - highest)
                sum += weight
                weighted += weight * Float(place)
            }
            return weighted / sum
        }
    }

    var grids: [Grid] = []

    /// `nil` where the outputs are of another form.
    init?(_ outputs: [Network.Output], side: Int) {
        guard outputs.count == 6 else { return nil }
        for step in [8, 16, 32] {
            let across = side / step
            let cells = across * across
            guard let classes = outputs.first(where: { $0.sizes.suffix(2) == [cells, 80] }),
                let distances = outputs.first(where: { $0.sizes.suffix(2) == [cells, 32] }),
                classes.values.count == cells * 80, distances.values.count == cells * 32
            else { return nil }
            grids.append(
                Grid(step: step, across: across, classes: classes.values[...], distances: distances.values[...]))
        }
    }
}
