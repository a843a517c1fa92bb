// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query
internal import Rules
internal import Triage

/// Something under the cursor that has a page.
struct EntityChoice: Hashable {
    /// What it is there: `source`, `signature`.
    let role: String
    let entity: Entity
    /// How it is called; hostile text.
    let label: String

    init(_ role: String, _ entity: Entity, label: String? = nil) {
        self.role = role
        self.entity = entity
        self.label = label ?? entity.text
    }

    /// Whether so many events have the value, or so few can have it, that something else of the event is mostly meant.
    var isBroad: Bool {
        guard case .value(let field, _) = entity else { return false }
        switch field {
        case .eventType, .transport, .appProtocol, .action, .severity, .category, .generatorID, .revision: return true
        case .path(let path): return path.description == "timestamp"
        default: return false
        }
    }

    /// Those of an event as lists know it.
    static func all(of row: EventRow) -> [EntityChoice] {
        var choices: [EntityChoice] = []
        if let source = row.source { choices.append(EntityChoice("source", .address(source))) }
        if let destination = row.destination, destination != row.source {
            choices.append(EntityChoice("destination", .address(destination)))
        }
        if let alert = row.alert {
            let entity = Entity.signature(generatorID: alert.generatorID, signatureID: alert.signatureID)
            choices.append(EntityChoice("signature", entity, label: alert.signature))
        }
        choices += row.matches.map { EntityChoice("rule", .rule($0.id), label: $0.title) }
        choices.append(EntityChoice("gateway", .gateway(row.gateway)))
        return choices
    }

    /// Those of a group of the inbox, as far as it remembers them.
    static func all(of group: InboxGroup) -> [EntityChoice] {
        var choices: [EntityChoice] = []
        choices += group.sources.first.map { EntityChoice("source", .address($0)) }
        choices += group.destinations.first.map { EntityChoice("destination", .address($0)) }
        switch group.key.subject {
        case .signature(let generator, let number)?:
            let entity = Entity.signature(generatorID: generator, signatureID: number)
            choices.append(EntityChoice("signature", entity, label: group.title))
        case .rule(let id)?: choices.append(EntityChoice("rule", .rule(id), label: group.title))
        case nil: break
        }
        choices += group.gateways.first.map { EntityChoice("gateway", .gateway($0)) }
        return choices
    }
}

extension OpenEvent {
    /// The value under the cursor of the tree; elsewhere, and on a row that holds others, what the event itself speaks of.
    var entityChoices: [EntityChoice] {
        if panel == .flow, let row = flowRow { return EntityChoice.all(of: row) }
        if let row = treeRow, row.packetNode == nil, let tree = whole?.tree, let path = tree.path(of: row.node),
            let scalar = tree.nodes[row.node].value.scalar, scalar != .null
        {
            let choice = EntityChoice(path.description, Entity(path, scalar, alert: whole?.row.alert))
            return choice.isBroad ? (self.row.map(EntityChoice.all) ?? []) + [choice] : [choice]
        }
        return row.map(EntityChoice.all) ?? []
    }
}
