// SPDX-License-Identifier: Apache-2.0

import EVE
import Store
import Testing

@testable import Query

/// Pages, compared with counts over the same events in memory.
@Suite("Pages of what events speak of")
struct EntityProfileTests {
    let history: History

    init() throws { history = try History.shared() }

    private static let grid = BucketGrid(
        start: Instant("2026-11-20T00:00:00.000000+0000"), width: 3_600_000_000, count: 6 * 24)

    private func profile(_ entity: Entity, rows: Int = 1000) throws -> EntityProfile {
        try history.reader.profile(
            EntityRequest(entity: entity, grid: Self.grid, rows: rows), until: Cancellation())
    }

    private func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

    private func check(_ entity: Entity) throws -> EntityProfile {
        let profile = try profile(entity)
        let all = history.matching(.all([.ofNetwork, entity.filter]))
        let found = all.filter { Self.grid.range.contains($0.time) }
        #expect(profile.events == found.count && !profile.isPartial, "\(entity)")
        #expect(profile.alerts == found.count { $0.isAlert }, "\(entity)")
        #expect(profile.series.reduce(0, +) == found.count, "\(entity)")
        let spread = profile.isEver ? all : found
        #expect(profile.first?.time == spread.first?.time && profile.last?.time == spread.last?.time, "\(entity)")
        for aspect in [EntityAspect.gateways, .sources, .destinations] {
            guard let ranking = profile.facts[aspect] else { continue }
            var counts: [String: Int] = [:]
            for event in found {
                let field: Field = aspect == .gateways ? .gateway : aspect == .sources ? .source : .destination
                // Of an address the other side is told, and only where it is another side.
                if case .address(let own) = entity, aspect != .gateways {
                    let other: Field = aspect == .sources ? .destination : .source
                    guard event.value(of: other) == .address(own) else { continue }
                }
                let value = event.value(of: field)
                if value != .absent { counts[value.text, default: 0] += 1 }
            }
            let told = Dictionary(ranking.rows.map { ($0.text, $0.count) }, uniquingKeysWith: +)
            #expect(told == counts, "\(entity) \(aspect)")
        }
        return profile
    }

    @Test("of addresses, gateways and signatures the columns count")
    func counted() throws {
        for text in ["192.0.2.1", "192.0.2.77", "2001:db8::1", "10.20.0.53", "203.0.113.54", "8.8.8.8"] {
            #expect(try check(.address(address(text))).isEver)
        }
        for name in ["gw-a", "gw-B", "gw-ü", "gw-harbour", "none"] {
            #expect(try check(.gateway(name)).facts[.gateways] == nil)
        }
        let numbers = Set(
            history.events.compactMap { event -> UInt32? in
                guard case .integer(let number) = event.value(of: .signatureID),
                    event.value(of: .generatorID) == .integer(1)
                else { return nil }
                return UInt32(number)
            })
        #expect(!numbers.isEmpty)
        for number in numbers { _ = try check(.signature(generatorID: 1, signatureID: number)) }
    }

    @Test("what no column tells is counted in one walk, to the same numbers")
    func walked() throws {
        let names = Set(
            history.events.flatMap { event in
                ["dns.rrname", "dns.queries.rrname", "tls.sni", "http.hostname"].compactMap(FieldPath.init).flatMap {
                    event.values(of: .path($0)).map { $0.text.lowercased() }
                }
            })
        #expect(names.count > 3)
        for name in names.sorted().prefix(20) {
            let profile = try check(.domain(name))
            #expect(!profile.isEver && profile.events > 0 && profile.hasReadAll)
        }
    }

    @Test("the columns and the walk come to the same counts, with what is missing")
    func bothWays() throws {
        let entities: [Entity] = [
            .gateway("gw-harbour"), .value(.eventType, .text("flow")), .value(.transport, .text("ICMP")),
            .value(.eventType, .text("alert")), .signature(generatorID: 1, signatureID: 9_000_101),
        ]
        for entity in entities {
            for rows in [3, 1000] {
                let request = EntityRequest(entity: entity, grid: Self.grid, rows: rows)
                let counted = try history.reader.profile(request, until: Cancellation())
                let walked = try history.reader.walked(request, until: Cancellation())
                #expect(counted.events == walked.events && counted.alerts == walked.alerts, "\(entity)")
                #expect(counted.series == walked.series && counted.events > 0, "\(entity)")
                for aspect in EntityAspect.all(of: entity) {
                    #expect(counted.facts[aspect] == walked.facts[aspect], "\(entity) \(aspect)")
                }
            }
        }
    }

    @Test("a row's filter finds as many events as the row counts, among those of the page")
    func rows() throws {
        let entities: [Entity] = try [
            .address(address("10.20.0.53")), .address(address("10.20.0.12")), .gateway("gw-harbour"),
            .domain("telemetry.example.com"),
        ]
        for entity in entities {
            let profile = try profile(entity)
            #expect(!profile.facts.isEmpty)
            for (aspect, ranking) in profile.facts {
                for fact in ranking.rows {
                    #expect(try listed(fact, of: entity) == fact.count, "\(entity) \(aspect) \(fact.text)")
                }
            }
        }
    }

    @Test("signatures of an address are those of its alerts, and each row's filter finds its events")
    func signatures() throws {
        let own = try Entity.address(address("192.0.2.1"))
        let profile = try profile(own)
        let ranking = try #require(profile.facts[.signatures])
        #expect(ranking.total == profile.alerts && !ranking.rows.isEmpty)
        // Made-up events write names in several cases, which a filter does not tell apart.
        for (aspect, ranking) in profile.facts {
            for fact in ranking.rows {
                #expect(try listed(fact, of: own) >= fact.count, "\(aspect) \(fact.text)")
            }
        }
    }

    /// How many events the list of a row has.
    private func listed(_ fact: EntityFact, of entity: Entity, by reader: StoreReader? = nil) throws -> Int {
        let filter = Filter.all([.ofNetwork, entity.filter, fact.filter])
        return try (reader ?? history.reader).count(
            CountRequest(by: [], filter: filter.simplified, range: Self.grid.range), until: Cancellation()
        ).total
    }

    @Test("ports are told where nobody spoke a protocol, and counters of sensors are no events of a page")
    func small() throws {
        let store = try TemporaryStore()
        var source = Source(gateway: "gw-a")
        let to = #""src_ip":"10.0.0.2","dest_ip":"10.0.0.1","proto":"TCP","dest_port":22"#
        let from = #""src_ip":"10.0.0.1","dest_ip":"10.0.0.2","proto":"TCP","dest_port":22"#
        let ping = #""src_ip":"10.0.0.2","dest_ip":"10.0.0.1","proto":"ICMP""#
        source.lines = [
            ("flow", to), ("flow", to + #","app_proto":"ssh""#), ("flow", from), ("flow", ping),
            ("stats", #""stats":{}"#),
        ].enumerated().map { index, event in
            Line.event(
                "2026-11-24T10:00:0\(index).000000+0000", type: event.0, source: nil, destination: nil, extra: event.1)
        }
        _ = try store.writer().append([source.part()], arrived: History.now)
        func profile(_ entity: Entity) throws -> EntityProfile {
            try store.reader.profile(EntityRequest(entity: entity, grid: Self.grid, rows: 10), until: Cancellation())
        }
        let ports = try #require(try profile(.address(address("10.0.0.1"))).facts[.services])
        #expect(ports.rows.map(\.text) == ["22 TCP", "22 TCP ssh"] && ports.rows.map(\.count) == [1, 1])
        #expect(ports.missing == 1 && ports.total == 3)
        // What it asks of the other one's port is not asked of its own.
        for row in ports.rows {
            #expect(try listed(row, of: .address(address("10.0.0.1")), by: store.reader) == 1, "\(row.text)")
        }
        #expect(try profile(.gateway("gw-a")).events == 4)
    }

    @Test("a value that events have in one or another field is one row, whose list has them all")
    func eitherField() throws {
        let store = try TemporaryStore()
        var source = Source(gateway: "gw-a")
        source.lines = [
            #""dns":{"rrname":"a.example"}"#, #""dns":{"queries":[{"rrname":"A.example"}]}"#,
            #""ssh":{"client":{"hassh":{"hash":"f0"}}}"#, #""ssh":{"server":{"hassh":{"hash":"f0"}}}"#,
        ].enumerated().map { Line.event("2026-11-24T10:00:0\($0).000000+0000", type: "x", extra: $1) }
        _ = try store.writer().append([source.part()], arrived: History.now)
        let entity = Entity.gateway("gw-a")
        let profile = try store.reader.profile(
            EntityRequest(entity: entity, grid: Self.grid, rows: 10), until: Cancellation())
        for aspect in [EntityAspect.lookups, .devices] {
            let rows = try #require(profile.facts[aspect]).rows
            #expect(rows.map(\.count) == [2], "\(aspect)")
            for row in rows { #expect(try listed(row, of: entity, by: store.reader) == 2, "\(aspect)") }
        }
    }

    @Test("revisions of a signature that call it otherwise are one row")
    func renamed() throws {
        let store = try TemporaryStore()
        var source = Source(gateway: "gw-a")
        source.lines = ["old", "new", "new"].enumerated().map { index, text in
            Line.event(
                "2026-11-24T10:00:0\(index).000000+0000", type: "alert",
                extra: #""alert":{"gid":1,"signature_id":7,"rev":1,"signature":"\#(text)","severity":1}"#)
        }
        _ = try store.writer().append([source.part()], arrived: History.now)
        let profile = try store.reader.profile(
            EntityRequest(entity: .gateway("gw-a"), grid: Self.grid, rows: 10), until: Cancellation())
        #expect(profile.facts[.signatures]?.rows.map(\.text) == ["new"])
        #expect(profile.facts[.signatures]?.rows.map(\.count) == [3])
    }

    @Test("the names of an address are those that answers gave it")
    func names() throws {
        let store = try TemporaryStore()
        var source = Source(gateway: "gw-a")
        func answer(_ name: String, _ data: String) -> String {
            #""dns":{"version":2,"type":"answer","rrname":"\#(name)","answers":[{"rrname":"\#(name)","rdata":"\#(data)"}]}"#
        }
        source.lines = [
            ("a.example", "10.0.0.1"), ("A.example", "10.0.0.1"), ("b.example", "10.0.0.1"), ("c.example", "10.0.0.2"),
        ].enumerated().map { index, pair in
            Line.event("2026-11-24T10:00:0\(index).000000+0000", type: "dns", extra: answer(pair.0, pair.1))
        }
        _ = try store.writer().append([source.part()], arrived: History.now)
        let names = try store.reader.names(
            of: try address("10.0.0.1"), in: .everything, rows: 10, until: Cancellation())
        #expect(names.read == 3 && names.hasReadAll)
        #expect(
            names.ranking.rows.map(\.text) == ["a.example", "b.example"] && names.ranking.rows.map(\.count) == [2, 1])
        let domain = try store.reader.profile(
            EntityRequest(entity: .domain("a.example"), grid: Self.grid, rows: 10), until: Cancellation())
        #expect(domain.facts[.addresses]?.rows.map(\.text) == ["10.0.0.1"])
        #expect(domain.facts[.addresses]?.rows.first?.count == 2)
    }

    @Test("one that is given up says so")
    func givenUp() throws {
        let cancellation = Cancellation()
        cancellation.cancel()
        let request = EntityRequest(entity: .gateway("gw-a"), grid: Self.grid, rows: 10)
        #expect(try history.reader.profile(request, until: cancellation).isPartial)
        let domain = EntityRequest(entity: .domain("a.example"), grid: Self.grid, rows: 10)
        #expect(try history.reader.profile(domain, until: cancellation).isPartial)
        let names = try history.reader.names(
            of: try address("10.0.0.1"), in: Self.grid.range, rows: 10, until: cancellation)
        #expect(names.isPartial && !names.hasReadAll)
    }
}
