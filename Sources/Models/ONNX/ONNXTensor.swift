// SPDX-License-Identifier: Apache-2.0

/// A TensorProto of ONNX (onnx/onnx, `onnx/onnx.proto`): its name, kind and shape; its numbers are counted, and floating-point ones are finite.
struct ONNXTensor {
    private(set) var name = ""
    private(set) var shape = Shape()

    /// The kinds that are read, and how many bytes a number takes in `raw_data`.
    private enum Kind: UInt64 {
        case float = 1
        case uint8, int8, uint16, int16, int32, int64
        case bool = 9
        case float16, double, uint32, uint64

        var size: Int {
            switch self {
            case .uint8, .int8, .bool: 1
            case .uint16, .int16, .float16: 2
            case .float, .int32, .uint32: 4
            case .int64, .double, .uint64: 8
            }
        }

        var isFloat: Bool { self == .float || self == .float16 || self == .double }

        /// The field besides `raw_data` in which its numbers may stand; `nil` for none, as whoever reads a kind looks in no other. Numbers of
        /// half length stand in whole ones there, which no exporter writes.
        var field: Int? {
            switch self {
            case .float: 4
            case .uint8, .int8, .uint16, .int16, .int32, .bool: 5
            case .int64: 7
            case .double: 10
            case .uint32, .uint64: 11
            case .float16: nil
            }
        }
    }

    /// - Throws: what is wrong with it, its name before.
    init(_ bytes: [UInt8], _ range: Range<Int>) throws(ModelProblem) {
        var kind: Kind?
        var sides: [Int] = []
        var raw: Range<Int>?
        // What stands in fields of numbers instead: how many in each, and where floating-point ones are.
        var numbers: [Int: Int] = [:]
        var floats: [(Range<Int>, size: Int)] = []
        try WireReader.each(bytes, range) { (number, value) throws(ModelProblem) in
            switch (number, value) {
            case (1, _): try WireReader.addIntegers(bytes, value, to: &sides, most: 8)
            case (2, .number(let type)): kind = Kind(rawValue: type)
            case (4, .bytes(let data)):
                floats.append((data, 4))
                numbers[4, default: 0] += data.count / 4
            case (4, .four(let data)), (10, .eight(let data)):
                // One by one: each is looked at at once, so that nothing grows with them.
                guard Floats.firstUnsound(bytes, data, size: data.count) == nil else {
                    throw ModelProblem("has a number that is not finite")
                }
                numbers[number, default: 0] += 1
            case (5, _), (7, _), (11, _): numbers[number, default: 0] += try Self.integers(bytes, value)
            case (8, _): name = try WireReader.text(bytes, value)
            case (9, .bytes(let data)): raw = data
            case (10, .bytes(let data)):
                floats.append((data, 8))
                numbers[10, default: 0] += data.count / 8
            case (13, _): throw ModelProblem("keeps its numbers in another file, which is not read")
            case (14, .number(let place)) where place != 0:
                throw ModelProblem("keeps its numbers in another file, which is not read")
            case (3, _), (6, _): throw ModelProblem("is in parts or holds texts, which is not read")
            default: break
            }
            guard floats.count <= 16 else { throw ModelProblem("is in too many parts") }
        }
        do throws(ModelProblem) {
            guard let kind else { throw ModelProblem("is of a kind that is not read") }
            // A side of zero is an empty list, as exporters leave them behind.
            let isEmpty = sides.contains(0)
            shape = try Shape(checking: isEmpty ? [] : sides)
            let count = isEmpty ? 0 : shape.count
            let own = kind.field.flatMap { numbers[$0] } ?? 0
            guard numbers.values.reduce(0, +) == own else {
                throw ModelProblem("has numbers in a field that is not its kind's")
            }
            if let raw {
                guard raw.count == count * kind.size, own == 0 else {
                    throw ModelProblem("has \(raw.count) bytes where \(count * kind.size) belong")
                }
                if kind.isFloat { floats.append((raw, kind.size)) }
            } else {
                guard own == count else { throw ModelProblem("has \(own) numbers where \(count) belong") }
            }
            for (range, size) in floats where kind.isFloat {
                if let place = Floats.firstUnsound(bytes, range, size: size) {
                    throw ModelProblem("number \(place + 1) is not finite")
                }
            }
        } catch { throw error.of("tensor \(ModelProblem.quoted(name))") }
    }

    /// How many whole numbers a field has.
    private static func integers(_ bytes: [UInt8], _ value: WireReader.Value) throws(ModelProblem) -> Int {
        switch value {
        case .number: return 1
        case .bytes(let range):
            // Of each number the last byte alone has no upper bit.
            return bytes[range].count { $0 < 0x80 }
        default: throw ModelProblem("has a number of another kind")
        }
    }
}
