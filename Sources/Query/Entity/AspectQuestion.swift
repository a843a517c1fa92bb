// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// How an aspect that the columns tell is counted, and what its keys mean.
struct AspectQuestion {
    let dimensions: [Dimension]
    let filter: Filter
    private let aspect: EntityAspect

    init(_ aspect: EntityAspect, of entity: Entity) {
        self.aspect = aspect
        var parts = [entity.filter]
        switch aspect {
        case .signatures:
            parts.append(.test(.eventType, .equals(.text("alert"))))
            dimensions = [.field(.generatorID), .field(.signatureID), .field(.signature)]
        case .gateways: dimensions = [.field(.gateway)]
        case .sources:
            if case .address(let address) = entity { parts = [.test(.destination, .equals(.address(address)))] }
            dimensions = [.field(.source)]
        case .destinations:
            if case .address(let address) = entity { parts = [.test(.source, .equals(.address(address)))] }
            dimensions = [.field(.destination)]
        case .services:
            if case .address(let address) = entity { parts = [.test(.destination, .equals(.address(address)))] }
            dimensions = [.field(.destinationPort), .field(.transport), .field(.appProtocol)]
        case .uses:
            if case .address(let address) = entity { parts = [.test(.source, .equals(.address(address)))] }
            dimensions = [.field(.destinationPort), .field(.transport), .field(.appProtocol)]
        default: dimensions = []
        }
        if aspect != .signatures { parts.append(.ofNetwork) }
        filter = Filter.all(parts).simplified
    }

    /// What a key is called, what has a page of its own, and the events behind it; `nil` where there is no value.
    func fact(_ key: [FieldValue]) -> (text: String, entity: Entity?, filter: Filter)? {
        switch (aspect, key.first) {
        case (_, nil), (_, .absent?): return nil
        case (.signatures, .integer(let generator)?): return signature(generator, key)
        case (.services, let port?), (.uses, let port?): return service(port, key)
        case (_, let value?): return self.value(value)
        }
    }

    private func signature(_ generator: Int64, _ key: [FieldValue]) -> (String, Entity?, Filter)? {
        guard key.count == 3, case .integer(let number) = key[1], let generator = UInt32(exactly: generator),
            let number = UInt32(exactly: number)
        else { return nil }
        let entity = Entity.signature(generatorID: generator, signatureID: number)
        let text = key[2].text
        return (text.isEmpty ? entity.text : text, entity, entity.filter)
    }

    private func service(_ port: FieldValue, _ key: [FieldValue]) -> (String, Entity?, Filter)? {
        let words = [port.text] + key.dropFirst().map(\.text).filter { !$0.isEmpty }
        let fields: [Field] = [.destinationPort, .transport, .appProtocol]
        let tests = zip(fields, key).map { field, value in
            value == .absent ? Filter.not(.test(field, .exists)) : .matching(field, value)
        }
        return (words.joined(separator: " "), nil, Filter.all(tests).simplified)
    }

    private func value(_ value: FieldValue) -> (String, Entity?, Filter)? {
        guard case .field(let field)? = dimensions.first else { return nil }
        return (value.text, Entity(field, value), .matching(field, value))
    }
}
