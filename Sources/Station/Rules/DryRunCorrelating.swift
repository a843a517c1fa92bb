// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query
internal import Sigma
internal import Store

/// Correlates the events of a dry run, by time; each gateway by itself, as the station does.
struct DryRunCorrelating: Sendable {
    private let parts: [DryRunProgram.Part]
    /// By part and by the number of the gateway.
    private var engines: [[CorrelationEngine]]
    private var gateways: [String: Int] = [:]
    /// Pieces that came before their turn.
    private var waiting: [Int: [DryRunPiece.Entry]] = [:]
    private var next = 0
    /// Tells events apart.
    private var number: UInt64 = 0

    init(_ parts: [DryRunProgram.Part]) {
        self.parts = parts
        engines = parts.map { _ in [] }
    }

    /// Takes the piece with that index, which may come before its turn; what it and those that waited for it have found.
    mutating func take(_ entries: [DryRunPiece.Entry], index: Int) -> [DryRunPiece.Finding] {
        waiting[index] = entries
        var found: [DryRunPiece.Finding] = []
        while let due = waiting.removeValue(forKey: next) {
            next += 1
            for entry in due {
                let texts = take(entry)
                if !texts.isEmpty { found.append(DryRunPiece.Finding(head: entry.head, texts: texts)) }
            }
        }
        return found
    }

    /// The texts that match with this event.
    private mutating func take(_ entry: DryRunPiece.Entry) -> DryRunProgram.Texts {
        let gateway = gatewayNumber(entry.head.gateway)
        number += 1
        var texts = entry.texts
        for part in parts.indices {
            var matches: [CorrelationMatch] = []
            if !entry.sightings.contains(where: { $0.part == part }) {
                matches = engines[part][gateway].advance(to: entry.head.time)
            }
            for sighting in entry.sightings where sighting.part == part {
                matches += engines[part][gateway].take(
                    BaseMatch(
                        rule: sighting.rule, time: entry.head.time, event: number, fields: sighting.fields))
            }
            let rules = parts[part].rules
            for match in matches where !rules.correlations.hiddenCorrelations.contains(match.correlation) {
                texts.formUnion(parts[part].texts[rules.baseCount + match.correlation])
            }
        }
        return texts
    }

    private mutating func gatewayNumber(_ name: String) -> Int {
        if let known = gateways[name] { return known }
        let number = gateways.count
        gateways[name] = number
        for part in parts.indices { engines[part].append(parts[part].rules.correlations) }
        return number
    }
}
