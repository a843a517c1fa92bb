// SPDX-License-Identifier: Apache-2.0

/// A ModelProto of ONNX with its graph, as far as a network that is to be run needs it: what goes in and comes out, the tensors, and that each node
/// goes on from something before it.
struct ONNXGraph {
    /// An input or output.
    struct Port: Hashable {
        var name: String
        /// `nil` for a side without a number.
        var sides: [Int?]
    }

    private(set) var operators = 0
    /// Inputs that no tensor of the file fills.
    private(set) var inputs: [Port] = []
    private(set) var outputs: [Port] = []
    private(set) var tensors = 0
    private(set) var nodes = 0

    private var known: Set<String> = []
    private var filled: Set<String> = []

    /// No graph that is read has more nodes, tensors or ports.
    static let partsMost = 10_000

    /// - Throws: what is wrong with it.
    init(parsing bytes: [UInt8]) throws(ModelProblem) {
        var graph: Range<Int>?
        try WireReader.each(bytes) { (number, value) throws(ModelProblem) in
            switch (number, value) {
            case (7, .bytes(let range)):
                guard graph == nil else { throw ModelProblem("has two graphs") }
                graph = range
            case (8, .bytes(let range)): try addOperators(bytes, range)
            case (25, _): throw ModelProblem("has functions of its own, which are not read")
            default: break
            }
        }
        guard let graph else { throw ModelProblem("has no graph: is it an .onnx file?") }
        guard (7...17).contains(operators) else {
            throw ModelProblem("is written for operators of version \(operators); 7 to 17 are read")
        }
        try readTensors(bytes, graph)
        try readPorts(bytes, graph)
        try readNodes(bytes, graph)
        for port in outputs where !known.contains(port.name) {
            throw ModelProblem("output \(ModelProblem.quoted(port.name)) comes from no node")
        }
    }

    private mutating func addOperators(_ bytes: [UInt8], _ range: Range<Int>) throws(ModelProblem) {
        try WireReader.each(bytes, range) { (number, value) throws(ModelProblem) in
            if number == 1 { try Self.requirePlain(bytes, value) }
            if number == 2, case .number(let version) = value { operators = Int(min(version, 1000)) }
        }
    }

    /// That a domain of operators is ONNX's own.
    private static func requirePlain(_ bytes: [UInt8], _ value: WireReader.Value) throws(ModelProblem) {
        let domain = try WireReader.text(bytes, value)
        guard domain.isEmpty || domain == "ai.onnx" else {
            throw ModelProblem("uses operators of \(ModelProblem.quoted(domain)), which are not read")
        }
    }

    private mutating func readTensors(_ bytes: [UInt8], _ graph: Range<Int>) throws(ModelProblem) {
        try WireReader.each(bytes, graph) { (number, value) throws(ModelProblem) in
            guard number != 15 else { throw ModelProblem("has sparse tensors, which are not read") }
            guard number == 5, case .bytes(let range) = value else { return }
            let tensor = try ONNXTensor(bytes, range)
            guard filled.insert(tensor.name).inserted, !tensor.name.isEmpty else {
                throw ModelProblem("has tensor \(ModelProblem.quoted(tensor.name)) twice")
            }
            tensors += 1
            guard tensors <= Self.partsMost else { throw ModelProblem("has more than \(Self.partsMost) tensors") }
        }
        known = filled
    }

    private mutating func readPorts(_ bytes: [UInt8], _ graph: Range<Int>) throws(ModelProblem) {
        try WireReader.each(bytes, graph) { (number, value) throws(ModelProblem) in
            guard number == 11 || number == 12, case .bytes(let range) = value else { return }
            let port = try Self.port(bytes, range)
            if number == 12 {
                outputs.append(port)
            } else if known.insert(port.name).inserted {
                inputs.append(port)
            }
            guard inputs.count + outputs.count <= 64 else { throw ModelProblem("has more than 64 inputs and outputs") }
        }
    }

    /// A ValueInfoProto of a tensor.
    private static func port(_ bytes: [UInt8], _ range: Range<Int>) throws(ModelProblem) -> Port {
        var port = Port(name: "", sides: [])
        try WireReader.each(bytes, range) { (number, value) throws(ModelProblem) in
            if number == 1 { port.name = try WireReader.text(bytes, value) }
            guard number == 2, case .bytes(let type) = value else { return }
            try WireReader.each(bytes, type) { (number, value) throws(ModelProblem) in
                guard number == 1, case .bytes(let tensor) = value else { return }
                try WireReader.each(bytes, tensor) { (number, value) throws(ModelProblem) in
                    guard number == 2, case .bytes(let shape) = value else { return }
                    guard port.sides.isEmpty else {
                        throw ModelProblem("gives \(ModelProblem.quoted(port.name)) two shapes")
                    }
                    port.sides = try sides(bytes, shape)
                }
            }
        }
        return port
    }

    private static func sides(_ bytes: [UInt8], _ shape: Range<Int>) throws(ModelProblem) -> [Int?] {
        var all: [Int?] = []
        try WireReader.each(bytes, shape) { (number, value) throws(ModelProblem) in
            guard number == 1, case .bytes(let dimension) = value, all.count < 8 else { return }
            var side: Int?
            try WireReader.each(bytes, dimension) { (number, value) throws(ModelProblem) in
                if number == 1, case .number(let count) = value { side = Int(min(count, 1 << 32)) }
            }
            all.append(side)
        }
        return all
    }

    private mutating func readNodes(_ bytes: [UInt8], _ graph: Range<Int>) throws(ModelProblem) {
        try WireReader.each(bytes, graph) { (number, value) throws(ModelProblem) in
            guard number == 1, case .bytes(let range) = value else { return }
            nodes += 1
            guard nodes <= Self.partsMost else { throw ModelProblem("has more than \(Self.partsMost) nodes") }
            try readNode(bytes, range)
        }
    }

    private mutating func readNode(_ bytes: [UInt8], _ range: Range<Int>) throws(ModelProblem) {
        var made: [String] = []
        try WireReader.each(bytes, range) { (number, value) throws(ModelProblem) in
            switch (number, value) {
            case (1, _):
                let name = try WireReader.text(bytes, value)
                guard name.isEmpty || known.contains(name) else {
                    throw ModelProblem(
                        "node \(nodes) goes on from \(ModelProblem.quoted(name)), which is nothing before it")
                }
            case (2, _):
                made.append(try WireReader.text(bytes, value))
                guard made.count <= 256 else { throw ModelProblem("node \(nodes) has more than 256 outputs") }
            case (5, .bytes(let attribute)): try Self.checkAttribute(bytes, attribute)
            case (7, _): try Self.requirePlain(bytes, value)
            default: break
            }
        }
        for name in made where !name.isEmpty {
            guard known.insert(name).inserted else {
                throw ModelProblem("has \(ModelProblem.quoted(name)) from two nodes")
            }
        }
    }

    private static func checkAttribute(_ bytes: [UInt8], _ range: Range<Int>) throws(ModelProblem) {
        var hasTensor = false
        try WireReader.each(bytes, range) { (number, value) throws(ModelProblem) in
            switch (number, value) {
            case (5, .bytes(let tensor)):
                // Whoever reads it joins two of them to one, which then is none of those that were looked at.
                guard !hasTensor else { throw ModelProblem("has an attribute with two tensors where one belongs") }
                hasTensor = true
                _ = try ONNXTensor(bytes, tensor)
            case (10, .bytes(let tensor)): _ = try ONNXTensor(bytes, tensor)
            case (2, .four(let floats)), (7, .four(let floats)), (7, .bytes(let floats)):
                guard Floats.firstUnsound(bytes, floats) == nil else {
                    throw ModelProblem("has an attribute that is not finite")
                }
            case (6, _), (11, _), (22, _), (23, _):
                throw ModelProblem("has graphs in nodes, or sparse tensors, which are not read")
            default: break
            }
        }
    }
}
