// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Indicators
internal import Station

/// `storebench rules load`: loads rules and made-up indicators, and says what they take of time and memory.
struct RulesLoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "Loads rules and indicators and tells their memory.")

    @OptionGroup var rules: RulesOptions

    @Option(help: "How many indicators: addresses, domains, URLs and hashes.")
    var indicators = 0

    func run() throws {
        let before = ProcessMemory.residentKilobytes
        let loaded = try rules.load()
        let matcher = BatchMatcher(loaded.rules)
        let between = ProcessMemory.residentKilobytes
        let afterRules = ProcessMemory.peakKilobytes
        let began = ProcessCost.now
        let set = madeUp()
        let took = ProcessCost.now - began
        JSONValue.print(
            loaded.members + [
                ("indicators", .int(set.count)), ("indicators_cpu", .double(took.cpu)),
                ("before_kB", .int(before)), ("rules_kB", .int(between - before)), ("rules_peak_kB", .int(afterRules)),
                ("indicators_kB", .int(ProcessMemory.residentKilobytes - between)),
                ("peak_kB", .int(ProcessMemory.peakKilobytes)),
            ])
        // Both are to be there until their memory is told.
        withExtendedLifetime(set) {}
        withExtendedLifetime(matcher.rules) {}
    }

    /// Indicators as lists have them: four addresses to three domains, two hashes and one URL.
    private func madeUp() -> IndicatorSet {
        var set = IndicatorSet()
        for number in 0..<indicators {
            let spread = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
            let word = String(spread >> 16, radix: 36)
            let value: IndicatorValue? =
                switch number % 10 {
                case 0..<4:
                    try? .init(
                        .network, "\(spread >> 57 + 1).\(spread >> 48 & 255).\(spread >> 40 & 255).\(number & 255)")
                case 4..<7: try? .init(.domain, "\(word).example.net")
                case 7..<9: try? .init(.sha256, String(repeating: Self.hexadecimal(spread), count: 4))
                default: try? .init(.url, "http://\(word).example.org/bins/\(number).sh")
                }
            if let value { set.insert(Indicator(value, source: "made up", expiry: nil, note: "", tags: [])) }
        }
        return set
    }

    private static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
