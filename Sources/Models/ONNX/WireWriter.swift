// SPDX-License-Identifier: Apache-2.0

/// A message in the wire format of Protocol Buffers, field by field.
struct WireWriter {
    private(set) var bytes: [UInt8] = []

    mutating func number(_ field: Int, _ value: Int) {
        varint(UInt64(field) << 3)
        varint(UInt64(bitPattern: Int64(value)))
    }

    mutating func data(_ field: Int, _ value: [UInt8]) {
        varint(UInt64(field) << 3 | 2)
        varint(UInt64(value.count))
        bytes += value
    }

    mutating func text(_ field: Int, _ value: String) { data(field, Array(value.utf8)) }

    mutating func message(_ field: Int, _ build: (inout WireWriter) -> Void) {
        var inner = WireWriter()
        build(&inner)
        data(field, inner.bytes)
    }

    private mutating func varint(_ value: UInt64) {
        var left = value
        while left > 0x7f {
            bytes.append(UInt8(left & 0x7f | 0x80))
            left >>= 7
        }
        bytes.append(UInt8(left))
    }
}
