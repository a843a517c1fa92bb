// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// The numbers that one file has for the texts of one batch, looked up once each.
struct BatchNumbers {
    /// What a type means to the store. What filters take for `stats`, in whatever case, counts as that; only the very name is
    /// that of an alert.
    enum TypeRole: UInt8 {
        case other, alert, stats
    }

    private let batch: EventBatch
    private var numbers: [Int64]
    private let roles: [TypeRole]

    init(_ batch: EventBatch) {
        self.batch = batch
        numbers = Array(repeating: -1, count: batch.symbols.count)
        roles = batch.symbols.map { text in
            if text == EventType.alert { return .alert }
            return text.utf8.count == 5 && text.lowercased() == EventType.stats ? .stats : .other
        }
    }

    func role(of type: Symbol) -> TypeRole {
        type.isPresent && Int(type.index) < roles.count ? roles[Int(type.index)] : .other
    }

    /// The numbers of an event's texts.
    mutating func numbers(
        of event: Event, gateway: Int64, _ interning: inout DayInterning
    ) throws(StoreError) -> EventInserter.Numbers {
        var found = EventInserter.Numbers(
            gateway: gateway, type: try number(of: event.type, &interning),
            transport: try number(of: event.transport, &interning), app: try number(of: event.appProtocol, &interning),
            sensor: try number(of: event.sensor, &interning))
        if let alert = event.alert {
            found.action = try number(of: alert.action, &interning)
            found.signature = try interning.id(
                of: DayInterning.SignatureKey(
                    generator: alert.generatorID, number: alert.signatureID, revision: alert.revision,
                    severity: alert.severity.map(Int16.init) ?? -1,
                    text: try number(of: alert.signature, &interning) ?? 0,
                    category: try number(of: alert.category, &interning) ?? 0))
        }
        return found
    }

    private mutating func number(of symbol: Symbol, _ interning: inout DayInterning) throws(StoreError) -> Int64? {
        guard symbol.isPresent, Int(symbol.index) < numbers.count else { return nil }
        let index = Int(symbol.index)
        if numbers[index] < 0 { numbers[index] = try interning.id(of: batch.symbols[index]) }
        return numbers[index]
    }
}
