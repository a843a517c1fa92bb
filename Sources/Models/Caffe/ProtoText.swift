// SPDX-License-Identifier: Apache-2.0

/// A message in the text format of Protocol Buffers (protobuf.dev, "Text Format"), as Caffe's `.prototxt` files have it: fields in their order, without
/// knowing what they mean.
struct ProtoText {
    enum Value {
        case word(String)
        case message(ProtoText)
    }

    private(set) var fields: [(name: String, value: Value)] = []

    /// A file past one of these is none that is read.
    static let bytesMost = 1 << 20
    static let fieldsMost = 20_000
    static let depthMost = 12

    init(parsing bytes: [UInt8]) throws(ModelProblem) {
        guard bytes.count <= Self.bytesMost else { throw ModelProblem("has more than \(Self.bytesMost) bytes") }
        var scanner = ProtoScanner(bytes)
        try scanner.step()
        var count = 0
        self = try ProtoText(&scanner, depth: 0, &count)
        guard scanner.token == nil else { throw scanner.problem("has a bracket too many") }
    }

    private init(_ scanner: inout ProtoScanner, depth: Int, _ count: inout Int) throws(ModelProblem) {
        guard depth <= Self.depthMost else { throw scanner.problem("is nested too deep") }
        while case .word(let name)? = scanner.token {
            try scanner.step()
            let hasColon = scanner.token == .mark(":")
            if hasColon { try scanner.step() }
            if hasColon, scanner.token == .mark("[") {
                repeat {
                    try scanner.step()
                    if scanner.token == .mark("]") { break }
                    fields.append((name, try Self.value(&scanner, depth: depth, hasColon: true, &count)))
                } while scanner.token == .mark(",")
                guard scanner.token == .mark("]") else { throw scanner.problem("has a list without an end") }
                try scanner.step()
            } else {
                fields.append((name, try Self.value(&scanner, depth: depth, hasColon: hasColon, &count)))
            }
            while scanner.token == .mark(",") || scanner.token == .mark(";") { try scanner.step() }
        }
    }

    private static func value(
        _ scanner: inout ProtoScanner, depth: Int, hasColon: Bool, _ count: inout Int
    ) throws(ModelProblem) -> Value {
        count += 1
        guard count <= fieldsMost else { throw scanner.problem("has more than \(fieldsMost) fields") }
        switch scanner.token {
        case .mark("{"), .mark("<"):
            let closing: ProtoScanner.Token = scanner.token == .mark("{") ? .mark("}") : .mark(">")
            try scanner.step()
            let message = try ProtoText(&scanner, depth: depth + 1, &count)
            guard scanner.token == closing else { throw scanner.problem("has a bracket without its end") }
            try scanner.step()
            return .message(message)
        case .word(let text), .text(let text):
            guard hasColon else { throw scanner.problem("has a value without a colon before it") }
            try scanner.step()
            return .word(text)
        default: throw scanner.problem("has a field without a value")
        }
    }
}

extension ProtoText {
    /// The texts of a field, each time it is there.
    func words(_ name: String) -> [String] {
        fields.compactMap { field in
            if field.name == name, case .word(let word) = field.value { word } else { nil }
        }
    }

    /// The last of them, as the format has it.
    func word(_ name: String) -> String? { words(name).last }

    func messages(_ name: String) -> [ProtoText] {
        fields.compactMap { field in
            if field.name == name, case .message(let message) = field.value { message } else { nil }
        }
    }

    func message(_ name: String) -> ProtoText? { messages(name).last }
}
