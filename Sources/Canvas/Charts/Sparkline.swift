// SPDX-License-Identifier: Apache-2.0

/// A run of values in one row, one cell each: `▁▂▃▄▅▆▇█`, a measured zero `·`, no data `╌`.
package struct Sparkline: Sendable, Hashable {
    /// Oldest first; `nil` where nothing is known, which is not zero.
    package var values: [Int?]
    /// What fills a cell; `nil` for the largest value of its own.
    package var most: Int?
    package var role: Role

    package init(_ values: [Int?], most: Int? = nil, role: Role = .spark) {
        self.values = values
        self.most = most
        self.role = role
    }

    /// The same period in at most `count` values, neighbours added up.
    ///
    /// A sum over any unknown value is unknown only if all of them are, so it may be less than the truth.
    package func resampled(to count: Int) -> Sparkline {
        guard count > 0, values.count > count else { return self }
        var copy = self
        copy.values = (0..<count).map { index in
            let part = values[(index * values.count / count)..<((index + 1) * values.count / count)]
            let known = part.compactMap(\.self)
            guard !known.isEmpty else { return nil }
            return known.reduce(0) { $0.addingReportingOverflow($1).overflow ? .max : $0 + $1 }
        }
        return copy
    }

    /// Draws from the left of the first row of `rect`; where there is less room than values, the newest are shown.
    package func draw(on surface: inout Surface, in rect: Rect, style base: Style = Style()) {
        guard !rect.isEmpty else { return }
        var style = base
        style.foreground = role
        let shown = values.suffix(rect.columns)
        let glyphs = surface.look.glyphs
        let steps = glyphs.sparkSteps
        let most = most ?? shown.reduce(0) { max($0, $1 ?? 0) }
        for (offset, value) in shown.enumerated() {
            let scalar: Unicode.Scalar
            if let value {
                scalar = value <= 0 ? glyphs[.zero] : steps[Self.step(value, of: most, steps: steps.count)]
            } else {
                scalar = glyphs[.noData]
            }
            surface.put(Cell(scalar, style: style), x: rect.x + offset, y: rect.y)
        }
    }

    /// The step for a value above 0: 0 up to `steps - 1`.
    static func step(_ value: Int, of most: Int, steps: Int) -> Int {
        guard most > 0 else { return 0 }
        let exact = (Double(value) / Double(most) * Double(steps)).rounded()
        return Int(min(max(exact, 1), Double(steps))) - 1
    }
}
