// SPDX-License-Identifier: Apache-2.0

package import Assets
package import EVE
package import Query

/// What is known of the thing whose page is on the screen.
package struct EntityPage: Sendable {
    package var entity: Entity
    /// `nil` before the first answer.
    package var profile: EntityProfile?
    /// The names that an address had; `nil` before the first answer, and of anything else.
    package var names: AddressNames?

    /// What the file of assets says of it.
    package var asset: Asset?
    /// Where an address is, by the databases of places.
    package var location: GeoLocation?

    package init(_ entity: Entity) {
        self.entity = entity
    }

    /// The address whose page it is.
    package var address: IPAddress? { if case .address(let address) = entity { address } else { nil } }

    /// Every panel but the histogram, in the order of Tab: those that have something to say, or will have.
    package var aspects: [EntityAspect] {
        guard let profile else { return [] }
        return EntityAspect.all(of: entity).filter { aspect in
            aspect == .names ? names.map { $0.ranking.total > 0 } ?? true : (profile.facts[aspect]?.total ?? 0) > 0
        }
    }

    /// The rows of an aspect.
    package func facts(_ aspect: EntityAspect) -> Ranking<EntityFact>? {
        aspect == .names ? names?.ranking : profile?.facts[aspect]
    }
}

extension EntityAspect {
    /// The panel that shows it.
    var panel: PanelID { PanelID(rawValue: "entity.\(rawValue)") }

    /// The aspect of a panel; `nil` for a panel of something else.
    init?(_ panel: PanelID) {
        guard panel.rawValue.hasPrefix("entity.") else { return nil }
        self.init(rawValue: String(panel.rawValue.dropFirst("entity.".count)))
    }

    /// What its panel is called on the page of `entity`.
    func title(of entity: Entity) -> String {
        let isAddress = if case .address = entity { true } else { false }
        return switch self {
        case .signatures: "Signatures"
        case .rules: "Rules"
        case .gateways: "Seen by"
        case .sources: isAddress ? "Reached by" : "Sources"
        case .destinations: isAddress ? "Goes to" : "Destinations"
        case .services: isAddress ? "Ports asked of it" : "Ports"
        case .uses: "Ports it asks for"
        case .names: "Names by DNS"
        case .addresses: "Addresses by DNS"
        case .lookups: "Names asked for"
        case .tlsNames: "TLS names"
        case .hosts: "HTTP hosts"
        case .files: "Files"
        case .devices: "Devices"
        }
    }
}
