// SPDX-License-Identifier: Apache-2.0

/// The fields of one message in the wire format of Protocol Buffers (protobuf.dev, "Encoding"), one after the other. Groups, which no model uses,
/// are refused.
struct WireReader {
    enum Value {
        case number(UInt64)
        case eight(Range<Int>)
        /// A text, a message, or packed numbers.
        case bytes(Range<Int>)
        case four(Range<Int>)
    }

    private var reader: ByteReader

    init(_ bytes: [UInt8], _ range: Range<Int>? = nil) { reader = ByteReader(bytes, range) }

    /// The next field; `nil` at the end.
    mutating func next() throws(ModelProblem) -> (number: Int, value: Value)? {
        guard reader.left > 0 else { return nil }
        let tag = try varint()
        guard tag >> 3 > 0, tag >> 3 < 1 << 29 else {
            throw ModelProblem("is no such message at byte \(reader.position)")
        }
        let number = Int(tag >> 3)
        switch tag & 7 {
        case 0: return (number, .number(try varint()))
        case 1: return (number, .eight(try reader.take(8)))
        case 2:
            guard let count = Int(exactly: try varint()) else { throw ModelProblem("has a length past all bounds") }
            return (number, .bytes(try reader.take(count)))
        case 5: return (number, .four(try reader.take(4)))
        default: throw ModelProblem("is no such message at byte \(reader.position)")
        }
    }

    private mutating func varint() throws(ModelProblem) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            let byte = try reader.byte()
            value |= UInt64(byte & 0x7f) << UInt64(shift)
            if byte < 0x80 { return value }
        }
        throw ModelProblem("has a number of more than ten bytes at byte \(reader.position)")
    }

    /// Calls for each field.
    static func each(
        _ bytes: [UInt8], _ range: Range<Int>? = nil, _ body: (Int, Value) throws(ModelProblem) -> Void
    ) throws(ModelProblem) {
        var reader = WireReader(bytes, range)
        while let (number, value) = try reader.next() { try body(number, value) }
    }

    /// Adds what one field says of repeated whole numbers, packed or one by one; `most` at the most.
    static func addIntegers(_ bytes: [UInt8], _ value: Value, to all: inout [Int], most: Int) throws(ModelProblem) {
        switch value {
        case .number(let number): all.append(Int(truncatingIfNeeded: number))
        case .bytes(let range):
            var packed = WireReader(bytes, range)
            while packed.reader.left > 0, all.count <= most { all.append(Int(truncatingIfNeeded: try packed.varint())) }
        default: throw ModelProblem("has a number of another kind")
        }
        guard all.count <= most else { throw ModelProblem("has more than \(most) numbers where few belong") }
    }

    /// A text; `most` bytes at the most.
    static func text(_ bytes: [UInt8], _ value: Value, most: Int = 512) throws(ModelProblem) -> String {
        guard case .bytes(let range) = value else { throw ModelProblem("has a name that is none") }
        guard range.count <= most else { throw ModelProblem("has a name of \(range.count) bytes") }
        return String(decoding: bytes[range], as: UTF8.self)
    }
}
