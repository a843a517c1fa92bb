// SPDX-License-Identifier: Apache-2.0

/// An ONNX file of one convolution without a reach: of red, green, blue and the mask it makes three numbers.
enum TinyCompletion {
    /// - Parameters:
    ///   - weights: what each of three outputs takes of the four inputs, output by output.
    ///   - bias: what is added to each output.
    static func file(weights: [Float], bias: [Float]) -> [UInt8] {
        let kernel = field(1, "kernel_shape") + number(20, 7) + number(8, 1) + number(8, 1)
        var node = field(1, "input") + field(1, "w") + field(1, "b")
        node += field(2, "output") + field(3, "conv") + field(4, "Conv") + field(5, kernel)
        var graph = field(1, node) + field(2, "tiny")
        graph += field(5, tensor("w", [3, 4, 1, 1], weights)) + field(5, tensor("b", [3], bias))
        graph += field(11, value("input", channels: 4)) + field(12, value("output", channels: 3))
        return number(1, 6) + field(8, field(1, "") + number(2, 11)) + field(7, graph)
    }

    private static func tensor(_ name: String, _ sizes: [UInt64], _ values: [Float]) -> [UInt8] {
        let raw = values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } }
        var tensor = sizes.flatMap { number(1, $0) }
        tensor += number(2, 1) + field(8, name) + field(9, raw)
        return tensor
    }

    private static func value(_ name: String, channels: UInt64) -> [UInt8] {
        var sizes = field(1, number(1, 1)) + field(1, number(1, channels))
        sizes += field(1, field(2, "h")) + field(1, field(2, "w"))
        return field(1, name) + field(2, field(1, number(1, 1) + field(2, sizes)))
    }

    private static func variable(_ value: UInt64) -> [UInt8] {
        value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + variable(value >> 7)
    }

    private static func number(_ field: UInt64, _ value: UInt64) -> [UInt8] { variable(field << 3) + variable(value) }

    private static func field(_ field: UInt64, _ bytes: [UInt8]) -> [UInt8] {
        variable(field << 3 | 2) + variable(UInt64(bytes.count)) + bytes
    }

    private static func field(_ number: UInt64, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }
}
