// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Rules

/// Counts what rows of events tell, for something that no column tells: then all is counted in the one walk that finds its events.
struct RowTally {
    private let entity: Entity
    private var keys: [EntityAspect: [[FieldValue]: Int]] = [:]
    private var rules: [String: EntityFact] = [:]
    private(set) var profile: EntityProfile

    init(of entity: Entity, grid: BucketGrid) {
        self.entity = entity
        profile = EntityProfile(grid: grid)
    }

    /// Takes one event; newer ones must come before older ones.
    mutating func add(_ row: EventRow) {
        profile.events += 1
        if row.alert != nil { profile.alerts += 1 }
        if let index = profile.grid.index(of: row.time) { profile.series[index] += 1 }
        let sighting = EntityProfile.Sighting(time: row.time, gateway: row.gateway)
        profile.first = sighting
        if profile.last == nil { profile.last = sighting }
        count(.gateways, [.text(row.gateway)])
        count(.sources, [row.source.map(FieldValue.address) ?? .absent])
        count(.destinations, [row.destination.map(FieldValue.address) ?? .absent])
        count(
            .services,
            [
                row.destinationPort.map { .integer(Int64($0)) } ?? .absent,
                row.transport.map(FieldValue.text) ?? .absent,
                row.appProtocol.map(FieldValue.text) ?? .absent,
            ])
        if let alert = row.alert {
            count(
                .signatures,
                [
                    .integer(Int64(alert.generatorID)), .integer(Int64(alert.signatureID)),
                    alert.signature.map(FieldValue.text) ?? .absent,
                ])
        }
        for rule in row.matches { count(rule, at: row.time) }
    }

    private mutating func count(_ aspect: EntityAspect, _ key: [FieldValue]) {
        guard keys[aspect]?[key] != nil || (keys[aspect]?.count ?? 0) < EntityTally.valueLimit else { return }
        keys[aspect, default: [:]][key, default: 0] += 1
    }

    private mutating func count(_ rule: RuleReference, at time: Instant) {
        let entity = Entity.rule(rule.id)
        rules[rule.id, default: EntityFact(rule.title, entity: entity, filter: entity.filter, count: 0, last: time)]
            .count += 1
    }

    /// What was counted.
    func counted(rows: Int) -> EntityProfile {
        var profile = profile
        for aspect in EntityAspect.all(of: entity) where EntityAspect.counted.contains(aspect) {
            if aspect == .rules {
                profile.facts[aspect] = Ranking(rules.values.map(\.self), other: 0, rows: rows)
                continue
            }
            let question = AspectQuestion(aspect, of: entity)
            let all = (keys[aspect] ?? [:]).compactMap { key, count in
                question.fact(key).map { EntityFact($0.text, entity: $0.entity, filter: $0.filter, count: count) }
            }
            profile.facts[aspect] = Ranking(all, other: 0, rows: rows)
        }
        return profile
    }
}
