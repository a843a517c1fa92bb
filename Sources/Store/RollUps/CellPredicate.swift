// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

/// A filter over what a `RollUpCell` tells, for the numbers of one file.
indirect enum CellPredicate {
    case constant(Bool)
    case all([CellPredicate])
    case any([CellPredicate])
    case not(CellPredicate)
    /// Whether the number of a column is among those marked.
    case among(Column, [Bool])

    enum Column {
        case gateway, type, transport, app
    }

    /// `nil` if cells do not tell enough; `filter` must be `simplified`.
    ///
    /// - Throws: `StoreError.interrupted` once the query shall end, as a regular expression may take long over each name.
    init?(_ filter: Filter, in day: DaySnapshot) throws(StoreError) {
        switch filter {
        case .everything: self = .constant(true)
        case .all(let members):
            guard let parts = try Self.parts(members, day) else { return nil }
            self = .all(parts)
        case .any(let members):
            guard let parts = try Self.parts(members, day) else { return nil }
            self = .any(parts)
        case .not(let member):
            guard let part = try CellPredicate(member, in: day) else { return nil }
            self = .not(part)
        case .test(.trust, let comparison):
            let test = ValueTest(comparison)
            let trust = try day.trust()
            let usual = DayTrust.acceptsNever(test)
            guard trust.isSteady else { return nil }
            let others = Set(trust.exceptions(to: test).map(\.gateway))
            guard !others.isEmpty else {
                self = .constant(usual)
                return
            }
            let texts = day.names.texts
            self = .among(.gateway, texts.indices.map { $0 > 0 && others.contains(texts[$0]) != usual })
        case .test(let field, let comparison):
            guard let column = Column(field) else { return nil }
            let test = ValueTest(comparison)
            let texts = day.names.texts
            // Number 0 is an absent value, of which no comparison holds.
            self = .among(
                column,
                texts.indices.map { number in
                    number > 0 && !day.cancellation.isCancelled
                        && (comparison == .exists || test.accepts(.text(texts[number])))
                })
            if day.cancellation.isCancelled { throw StoreError.interrupted }
        case .eitherAddress, .text, .expression, .since, .until: return nil
        }
    }

    private static func parts(_ members: [Filter], _ day: DaySnapshot) throws(StoreError) -> [CellPredicate]? {
        var parts: [CellPredicate] = []
        for member in members {
            guard let part = try CellPredicate(member, in: day) else { return nil }
            parts.append(part)
        }
        return parts
    }

    func holds(for cell: RollUpCell) -> Bool {
        switch self {
        case .constant(let value): return value
        case .all(let members): return members.allSatisfy { $0.holds(for: cell) }
        case .any(let members): return members.contains { $0.holds(for: cell) }
        case .not(let member): return !member.holds(for: cell)
        case .among(let column, let marked):
            let number = Int(column.number(in: cell))
            return number < marked.count && marked[number]
        }
    }

    /// Whether it looks at the gateway.
    var readsGateway: Bool {
        switch self {
        case .constant: false
        case .all(let members), .any(let members): members.contains(where: \.readsGateway)
        case .not(let member): member.readsGateway
        case .among(let column, _): column == .gateway
        }
    }
}

extension CellPredicate.Column {
    init?(_ field: Field) {
        switch field {
        case .gateway: self = .gateway
        case .eventType: self = .type
        case .transport: self = .transport
        case .appProtocol: self = .app
        default: return nil
        }
    }

    func number(in cell: RollUpCell) -> UInt32 {
        switch self {
        case .gateway: cell.gateway
        case .type: cell.type
        case .transport: cell.transport
        case .app: cell.app
        }
    }
}
