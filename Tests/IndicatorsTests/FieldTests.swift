// SPDX-License-Identifier: Apache-2.0

import EVE
import Testing

@testable import Indicators

@Suite("Fields that hold values of indicators")
struct FieldTests {
    @Test("every field of the table has a path, and no field is there twice")
    func table() {
        #expect(IndicatorField.all.count == IndicatorField.table.count)
        #expect(Set(IndicatorField.all.map(\.path)).count == IndicatorField.all.count)
    }

    @Test(
        "what the fields of real events hold becomes indicators, which match those events",
        .enabled(if: Samples.isThere, "skipped: no ../shared"))
    func samples() throws {
        var scanner = EveScanner()
        var seen: Set<IndicatorField> = []
        var tried: [IndicatorField: Set<String>] = [:]
        let paths = IndicatorField.all.map(\.path)
        for line in try Samples.lines() {
            let values = scanner.values(of: paths, in: line)
            for (field, scalars) in zip(IndicatorField.all, values) {
                for scalar in scalars where tried[field, default: []].insert(scalar.text).inserted {
                    guard let value = value(field.content, scalar.text) else { continue }
                    let set = IndicatorSet([Indicator(value, source: "test")])
                    #expect(set.texts(field.content, scalar.text) == [value.text], "\(field.path) \(scalar.text)")
                    seen.insert(field)
                }
            }
        }
        let missing = IndicatorField.all.filter { !seen.contains($0) }.map { "\($0.path.keys.joined(separator: "."))" }
        #expect(missing == [])
    }

    /// The value that a field's text is; `nil` if it is none, as a text record of the DNS is no host.
    private func value(_ content: IndicatorField.Content, _ text: String) -> IndicatorValue? {
        switch content {
        case .address: try? IndicatorValue(.network, text)
        case .host: (try? IndicatorValue(.network, text)) ?? (try? IndicatorValue(.domain, text))
        case .url: try? IndicatorValue(.url, text)
        case .requestTarget: text.contains("://") ? try? IndicatorValue(.url, text) : nil
        case .digest(let kind): try? IndicatorValue(kind, text)
        case .ja4: try? IndicatorValue(.ja4, text)
        }
    }
}
