// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Foundation
import Indicators
import Testing

@Suite("Lookups against a plain search")
struct OracleTests {
    /// `make soak` sets SOAK.
    private static let rounds: UInt64 = ProcessInfo.processInfo.environment["SOAK"] == nil ? 4 : 100

    @Test("a set finds what a search through all indicators finds", arguments: 0..<rounds)
    func oracle(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var all: [Indicator] = []
        for _ in 0..<300 {
            if let one = anyIndicator(&generator),
                !all.contains(where: { $0.value == one.value && $0.source == one.source })
            {
                all.append(one)
            }
        }
        let networks = all.map { $0.value.kind == .network ? IPNetwork($0.value.text) : nil }
        let set = IndicatorSet(all)
        #expect(Array(set) == all)
        for _ in 0..<500 {
            let time = Instant(seconds: Int64.random(in: 0...4, using: &generator))
            let address = anyAddress(&generator)
            var found: [Int] = []
            set.addMatches(address: address, at: time, to: &found)
            #expect(found.sorted() == search(all, time) { networks[$0]?.contains(address) ?? false }, "\(address)")

            let name = anyName(&generator)
            found = []
            set.addMatches(domain: Array(name.utf8).span, at: time, to: &found)
            #expect(found.sorted() == search(all, time) { naive(all[$0], domain: name) }, "\(name)")

            let target = ["/", "/a", "/a?b", ""].randomElement(using: &generator) ?? ""
            let ports: [UInt16?] = [nil, 80, 81, 8080]
            let port = ports.randomElement(using: &generator) ?? nil
            found = []
            set.addMatches(
                host: Array(name.utf8).span, port: port, target: Array(target.utf8).span, at: time, to: &found)
            #expect(found.sorted() == search(all, time) { naive(all[$0], host: name, port: port, target: target) })

            let digest = anyDigest(&generator)
            found = []
            set.addMatches(digest: Array(digest.utf8).span, .md5, at: time, to: &found)
            #expect(found.sorted() == search(all, time) { all[$0].value.kind == .md5 && all[$0].value.text == digest })
        }
    }

    private func search(_ all: [Indicator], _ time: Instant, _ isIt: (Int) -> Bool) -> [Int] {
        all.indices.filter { isIt($0) && !all[$0].isExpired(at: time) }
    }

    private func naive(_ one: Indicator, domain: String) -> Bool {
        guard one.value.kind == .domain else { return false }
        return ".\(domain.lowercased())".hasSuffix(".\(one.value.text)")
    }

    private func naive(_ one: Indicator, host: String, port: UInt16?, target: String) -> Bool {
        let number = port.flatMap { $0 == 80 ? nil : ":\($0)" } ?? ""
        let path = target.isEmpty ? "/" : target
        return one.value.kind == .url && one.value.text == "http://\(host.lowercased())\(number)\(path)"
    }

    // Few different values, so that they meet.

    private func anyIndicator(_ generator: inout SeededGenerator) -> Indicator? {
        let kind = [IndicatorKind.network, .domain, .url, .md5].randomElement(using: &generator) ?? .md5
        let text: String
        switch kind {
        case .network:
            let address = anyAddress(&generator)
            text = "\(address)/\(Int.random(in: 1...(address.isV4 ? 32 : 128), using: &generator))"
        case .domain: text = anyName(&generator)
        case .url:
            let port = ["", ":80", ":81", ":8080"].randomElement(using: &generator) ?? ""
            let target = ["", "/a", "/a?b", "#c"].randomElement(using: &generator) ?? ""
            text = "http://\(anyName(&generator))\(port)\(target)"
        default: text = anyDigest(&generator)
        }
        let source = ["a", "b"].randomElement(using: &generator) ?? ""
        let seconds = Int64.random(in: 0...3, using: &generator)
        let expiry = seconds == 0 ? nil : Instant(seconds: seconds)
        return (try? IndicatorValue(kind, text)).map { Indicator($0, source: source, expiry: expiry, note: text) }
    }

    private func anyAddress(_ generator: inout SeededGenerator) -> IPAddress {
        let low = UInt64.random(in: 0...255, using: &generator)
        if Bool.random(using: &generator) { return IPAddress(v4: 0xC000_0200 | UInt32(low)) }
        return IPAddress(high: 0x2001_0DB8_0000_0000 | low >> 4, low: low & 15)
    }

    private func anyName(_ generator: inout SeededGenerator) -> String {
        (0..<Int.random(in: 1...4, using: &generator))
            .map { _ in ["a", "B", "net", "example", "ex"].randomElement(using: &generator) ?? "" }
            .joined(separator: ".")
    }

    private func anyDigest(_ generator: inout SeededGenerator) -> String {
        String(repeating: String(Int.random(in: 0...15, using: &generator), radix: 16), count: 32)
    }
}
