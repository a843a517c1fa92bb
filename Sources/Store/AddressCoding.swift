// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension IPAddress {
    /// As the store's columns have it: a number for IPv4, 16 bytes in network order for IPv6. Their order in SQLite is that of
    /// addresses.
    var argument: Argument {
        isV4 ? .integer(Int64(bitPattern: low)) : .bytes(bytes)
    }
}

extension Statement {
    func bind(_ index: Int32, _ address: IPAddress?) {
        guard let address else { return bindNull(index) }
        if address.isV4 { bind(index, Int64(bitPattern: address.low)) } else { bind(index, address.bytes) }
    }

    /// The address in a column; `nil` where there is none, or what is none.
    func address(_ column: Int32) -> IPAddress? {
        if let number = number(column) { return UInt32(exactly: number).map { IPAddress(v4: $0) } }
        return isNull(column) ? nil : IPAddress(bytes: bytes(column))
    }
}
