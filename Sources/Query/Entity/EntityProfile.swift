// SPDX-License-Identifier: Apache-2.0

package import EVE

/// A wish for the page of something.
package struct EntityRequest: Hashable, Sendable, Codable {
    package var entity: Entity
    /// The buckets of its histogram; their span is what counts cover.
    package var grid: BucketGrid
    /// How many rows each aspect has at the most.
    package var rows: Int

    package init(entity: Entity, grid: BucketGrid, rows: Int) {
        self.entity = entity
        self.grid = grid
        self.rows = rows
    }

    /// The events that the page is of: those that a list of it lists.
    var filter: Filter { Filter.all([.ofNetwork, entity.filter]).simplified }
}

/// What is told of something, each in a panel of its own.
package enum EntityAspect: String, Sendable, Hashable, CaseIterable, Codable {
    case signatures, rules, gateways
    /// Who began what it is in; of an address, who came to it.
    case sources
    /// Where that led; of an address, where it went.
    case destinations
    /// Ports and what is spoken there; of an address, its own.
    case services
    /// Ports of others that an address asks for.
    case uses
    /// Names that an address had by DNS answers.
    case names
    /// Addresses that a name had by DNS answers.
    case addresses
    /// Names that were asked for.
    case lookups
    /// Names in TLS and QUIC.
    case tlsNames
    /// Hosts of HTTP requests.
    case hosts
    case files
    /// What devices said of themselves.
    case devices

    /// The aspects that the columns of the store tell exactly; the others are read in events themselves.
    package static let counted: Set<EntityAspect> = [
        .signatures, .rules, .gateways, .sources, .destinations, .services, .uses,
    ]

    /// The aspects that make sense for `entity`, in the order in which they are shown.
    package static func all(of entity: Entity) -> [EntityAspect] {
        allCases.filter { aspect in
            switch (aspect, entity) {
            case (.names, .address), (.uses, .address), (.addresses, .domain): true
            case (.names, _), (.uses, _), (.addresses, _): false
            case (.gateways, .gateway), (.signatures, .signature), (.rules, .rule): false
            default: true
            }
        }
    }
}

/// One row of an aspect.
package struct EntityFact: Sendable, Hashable, Codable {
    /// What it is called; hostile text.
    package var text: String
    /// What has a page of its own.
    package var entity: Entity?
    /// The events behind it, together with the filter of what the page is of.
    package var filter: Filter
    package var count: Int
    /// The newest of them, where it is known.
    package var last: Instant?

    /// Nothing is counted yet.
    package init(_ text: String, entity: Entity? = nil, filter: Filter) {
        self.text = text
        self.entity = entity
        self.filter = filter
        count = 0
    }

    /// One of something that has a page, found by its own filter.
    init(_ text: String, _ entity: Entity) {
        self.init(text, entity: entity, filter: entity.filter)
    }
}

/// The names that DNS answers gave an address.
package struct AddressNames: Sendable, Equatable, Codable {
    /// The largest first.
    package var ranking = Ranking<EntityFact>()
    /// How many answers were read, the newest first; at the most `EntityProfile.readLimit`.
    package var read = 0
    /// Whether it was given up, so that answers were not looked for everywhere.
    package var isPartial = false

    package init() {}

    /// Whether all answers of the range were read.
    package var hasReadAll: Bool { read < EntityProfile.readLimit && !isPartial }
}

/// What stored events tell of something, but for the counters of sensors.
package struct EntityProfile: Sendable, Equatable, Codable {
    /// An event in which it was seen.
    package struct Sighting: Sendable, Equatable, Codable {
        package var time: Instant
        package var gateway: String
    }

    /// How many of the newest events are read for what the columns do not tell.
    package static let readLimit = 20_000

    package var grid: BucketGrid
    /// Events in each bucket of the grid.
    package var series: [Int]
    package var events = 0
    package var alerts = 0
    /// Its first and its last event: ever, where the store finds them by its columns, and in the period otherwise.
    package var first: Sighting?
    package var last: Sighting?
    /// Whether `first` and `last` are those of all that is stored.
    package var isEver = false
    /// The name of a signature or rule, where the entity is one; hostile text.
    package var title: String?
    /// The largest first. One that was not asked for is not there.
    package var facts: [EntityAspect: Ranking<EntityFact>] = [:]
    /// How many of the newest events were read for what the columns do not tell.
    package var read = 0
    /// Whether something was not gone through, so that counts are lower bounds.
    package var isPartial = false

    package init(grid: BucketGrid) {
        self.grid = grid
        series = Array(repeating: 0, count: grid.count)
    }

    /// Whether what was read of events is of all of them.
    package var hasReadAll: Bool { read >= events && !isPartial }
}
