// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// Counts what the events of something tell that is in no column.
struct EntityTally {
    private let entity: Entity
    private var facts: [EntityAspect: FactTally<Entity>] = [:]
    private(set) var read = 0

    init(of entity: Entity) {
        self.entity = entity
    }

    /// Takes the values of one event, each once; one that cannot be taken apart has none.
    mutating func add(_ row: EventRow, _ raw: [UInt8]) {
        read += 1
        guard let tree = try? EveTree.parse(raw) else { return }
        var seen: Set<Seen> = []
        for source in Self.sources {
            for scalar in tree.values(of: source.path) where Self.isTold(scalar) {
                let found = Entity(source.path, scalar)
                guard found != entity, seen.insert(Seen(aspect: source.aspect, entity: found)).inserted else {
                    continue
                }
                add(found, to: source.aspect, row.time) { Self.filter(source.aspect, found, scalar) }
            }
        }
        if case .domain(let name) = entity { addAddresses(of: name, row, tree) }
    }

    /// Takes the addresses that an answer gives the name.
    private mutating func addAddresses(of name: String, _ row: EventRow, _ tree: EveTree) {
        for answer in DNSAnswer.all(in: tree) where answer.name.lowercased() == name {
            guard let address = IPAddress(answer.data) else { continue }
            add(.address(address), to: .addresses, row.time) { DNSAnswer.filter(for: address) }
        }
    }

    private mutating func add(_ found: Entity, to aspect: EntityAspect, _ time: Instant, _ filter: () -> Filter) {
        facts[aspect, default: FactTally()].add(found, at: time) {
            let text = aspect == .devices ? "\(found.text)  \(found.kind)" : found.text
            return EntityFact(text, entity: found, filter: filter())
        }
    }

    /// The largest of each aspect.
    func rankings(rows: Int) -> [EntityAspect: Ranking<EntityFact>] {
        var rankings: [EntityAspect: Ranking<EntityFact>] = [:]
        for aspect in EntityAspect.all(of: entity) where !EntityAspect.counted.contains(aspect) && aspect != .names {
            rankings[aspect] = facts[aspect]?.ranking(rows: rows) ?? Ranking()
        }
        return rankings
    }

    /// The events in which the value was found: in any field that was read for it, since versions of Suricata write it to different ones.
    private static func filter(_ aspect: EntityAspect, _ found: Entity, _ scalar: Scalar) -> Filter {
        var read = sources.filter { $0.aspect == aspect }.map { Field.path($0.path) }
        if case .device(let trait, _) = found { read.removeAll { !trait.fields.contains($0) } }
        return Filter.any(read.map { .matching($0, .scalar(scalar)) }).simplified
    }

    private struct Seen: Hashable {
        let aspect: EntityAspect
        let entity: Entity
    }

    private struct Source {
        let aspect: EntityAspect
        let path: FieldPath

        init?(_ aspect: EntityAspect, _ path: String) {
            guard let path = FieldPath(path) else { return nil }
            self.aspect = aspect
            self.path = path
        }
    }

    private static func isTold(_ scalar: Scalar) -> Bool {
        if case .string(let text) = scalar { !text.isEmpty } else { false }
    }

    private static let sources: [Source] = [
        Source(.lookups, "dns.rrname"), Source(.lookups, "dns.queries.rrname"), Source(.lookups, "dns.query.rrname"),
        Source(.tlsNames, "tls.sni"), Source(.tlsNames, "quic.sni"), Source(.hosts, "http.hostname"),
        Source(.files, "fileinfo.filename"), Source(.files, "files.filename"),
        Source(.devices, "ether.src_mac"), Source(.devices, "ether.src_macs"), Source(.devices, "dhcp.hostname"),
        Source(.devices, "mqtt.connect.client_id"), Source(.devices, "tls.ja4"), Source(.devices, "quic.ja4"),
        Source(.devices, "ssh.client.hassh.hash"), Source(.devices, "ssh.server.hassh.hash"),
    ].compactMap(\.self)
}
