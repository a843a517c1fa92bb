// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// How an aspect that the columns tell is counted, and what its keys mean.
struct AspectQuestion {
    let dimensions: [Dimension]
    let filter: Filter
    private let aspect: EntityAspect
    /// Of an address, which end of the events it is: what it asks of others is not what is asked of it.
    private let end: Filter?

    init(_ aspect: EntityAspect, of entity: Entity) {
        self.aspect = aspect
        dimensions = Self.fields(of: aspect).map { .field($0) }
        end = Self.end(of: aspect, entity)
        let events = end ?? entity.filter
        let alerts = Filter.test(.eventType, .equals(.text("alert")))
        filter = Filter.all([events, aspect == .signatures ? alerts : .ofNetwork]).simplified
    }

    private static func fields(of aspect: EntityAspect) -> [Field] {
        switch aspect {
        case .signatures: [.generatorID, .signatureID, .signature]
        case .gateways: [.gateway]
        case .sources: [.source]
        case .destinations: [.destination]
        case .services, .uses: [.destinationPort, .transport, .appProtocol]
        default: []
        }
    }

    private static func end(of aspect: EntityAspect, _ entity: Entity) -> Filter? {
        guard case .address(let address) = entity else { return nil }
        switch aspect {
        case .sources, .services: return .test(.destination, .equals(.address(address)))
        case .destinations, .uses: return .test(.source, .equals(.address(address)))
        default: return nil
        }
    }

    /// How many of the dimensions an event must have. A port says something without a protocol, as where nobody answered, and a
    /// signature without its text.
    var needs: Int { aspect == .signatures ? 2 : 1 }

    /// Counts events of a key. Revisions of a signature may call it otherwise; the first to come names it.
    func add(_ key: [FieldValue], _ count: Int = 1, to tally: inout FactTally<[FieldValue]>) {
        guard !key.prefix(needs).contains(.absent) else { return tally.miss(count) }
        tally.add(aspect == .signatures ? Array(key.prefix(needs)) : key, count) { fact(key) }
    }

    /// What a key is called, what has a page of its own, and the events behind it; `nil` where there is no value.
    private func fact(_ key: [FieldValue]) -> EntityFact? {
        guard var fact = named(key) else { return nil }
        if let end { fact.filter = Filter.all([end, fact.filter]).simplified }
        return fact
    }

    private func named(_ key: [FieldValue]) -> EntityFact? {
        switch (aspect, key.first) {
        case (_, nil), (_, .absent?): nil
        case (.signatures, .integer(let generator)?): signature(generator, key)
        case (.services, let port?), (.uses, let port?): service(port, key)
        case (_, let value?): self.value(value)
        }
    }

    private func signature(_ generator: Int64, _ key: [FieldValue]) -> EntityFact? {
        guard key.count == 3, case .integer(let number) = key[1], let generator = UInt32(exactly: generator),
            let number = UInt32(exactly: number)
        else { return nil }
        let entity = Entity.signature(generatorID: generator, signatureID: number)
        let text = key[2].text
        return EntityFact(text.isEmpty ? entity.text : text, entity)
    }

    private func service(_ port: FieldValue, _ key: [FieldValue]) -> EntityFact? {
        let words = [port.text] + key.dropFirst().map(\.text).filter { !$0.isEmpty }
        let fields: [Field] = [.destinationPort, .transport, .appProtocol]
        let tests = zip(fields, key).map { field, value in
            value == .absent ? Filter.not(.test(field, .exists)) : .matching(field, value)
        }
        return EntityFact(words.joined(separator: " "), filter: Filter.all(tests).simplified)
    }

    private func value(_ value: FieldValue) -> EntityFact? {
        guard case .field(let field)? = dimensions.first else { return nil }
        return EntityFact(value.text, entity: Entity(field, value), filter: .matching(field, value))
    }
}
