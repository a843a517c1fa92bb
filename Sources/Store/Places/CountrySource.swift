// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Foundation
internal import GRDB
internal import Query

/// The countries of addresses for one query, also in SQL. There is no column for them: databases change, and old events move with them.
struct CountrySource: Sendable {
    private let geography: any Geography

    init(_ geography: any Geography) {
        self.geography = geography
    }

    func country(of address: IPAddress) -> Country {
        geography.country(of: address)
    }

    /// The SQL function's name: it takes an address as columns have it, and gives `Country.index`.
    static let function = "country_of"

    /// Makes the function known to a connection, on which no statement runs that uses it.
    func install(in database: Database) {
        database.add(
            function: DatabaseFunction(Self.function, argumentCount: 1, pure: true) { [self] values in
                let address: IPAddress? =
                    switch values[0].storage {
                    case .int64(let number): UInt32(exactly: number).map { IPAddress(v4: $0) }
                    case .blob(let bytes): IPAddress(bytes: Array(bytes))
                    case .null, .double, .string: nil
                    }
                return address.map { country(of: $0).index }
            })
    }

    /// The numbers of the countries for which a comparison holds.
    static func indices(_ comparison: Comparison) -> [Int] {
        let test = ValueTest(comparison)
        return (0..<Country.count).filter { number in
            Country(number: number).map { test.accepts(.text($0.text)) } ?? false
        }
    }
}
