// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Rules

/// Counts what rows of events tell, for something that no column tells: then all is counted in the one walk that finds its events.
struct RowTally {
    private let entity: Entity
    private let questions: [EntityAspect: AspectQuestion]
    private var facts: [EntityAspect: FactTally<[FieldValue]>]
    private var rules = FactTally<String>()
    private var profile: EntityProfile

    init(of entity: Entity, grid: BucketGrid) {
        self.entity = entity
        let aspects = EntityAspect.all(of: entity).filter { EntityAspect.counted.contains($0) && $0 != .rules }
        questions = Dictionary(uniqueKeysWithValues: aspects.map { ($0, AspectQuestion($0, of: entity)) })
        facts = questions.mapValues { _ in FactTally() }
        profile = EntityProfile(grid: grid)
    }

    /// Takes one event; newer ones must come before older ones.
    mutating func add(_ row: EventRow) {
        profile.events += 1
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
        if row.type == "alert" { addAlert(row.alert) }
        for rule in row.matches {
            rules.add(rule.id, at: row.time) { EntityFact(rule.title, .rule(rule.id)) }
        }
    }

    /// Takes an event that says it is an alert. One may lack the object that tells of what, and events that are none may have one.
    private mutating func addAlert(_ alert: AlertRow?) {
        profile.alerts += 1
        count(
            .signatures,
            [
                alert.map { .integer(Int64($0.generatorID)) } ?? .absent,
                alert.map { .integer(Int64($0.signatureID)) } ?? .absent,
                alert?.signature.map(FieldValue.text) ?? .absent,
            ])
    }

    private mutating func count(_ aspect: EntityAspect, _ key: [FieldValue]) {
        guard let question = questions[aspect] else { return }
        question.add(key, to: &facts[aspect, default: FactTally()])
    }

    /// What was counted.
    func counted(rows: Int) -> EntityProfile {
        var profile = profile
        profile.facts = facts.mapValues { $0.ranking(rows: rows) }
        if EntityAspect.all(of: entity).contains(.rules) { profile.facts[.rules] = rules.ranking(rows: rows) }
        return profile
    }
}
