// SPDX-License-Identifier: Apache-2.0

/// A `.caffemodel`: a NetParameter of Caffe (`src/caffe/proto/caffe.proto`) in Protocol Buffers' wire format. Of each layer its name and its tensors
/// ("blobs"); both kinds of layers are read, `layer` (100) and the older `layers` (2), and both ways to give a shape.
struct CaffeWeights {
    /// No file that is read has more layers, or tensors in one.
    static let layersMost = 2000
    static let tensorsMost = 8

    private var left = SSD512Graph.tensors
    private var layers = 0

    /// Holds a file against the graph of SSD512: every layer with weights is there once, each of its tensors with its shape and finite numbers. Layers
    /// that SSD512 has not, as those that are for training alone, are passed over: nothing uses them.
    static func check(_ bytes: [UInt8]) throws(ModelProblem) {
        var weights = CaffeWeights()
        try WireReader.each(bytes) { (number, value) throws(ModelProblem) in
            guard number == 100 || number == 2 else { return }
            guard case .bytes(let range) = value else {
                throw ModelProblem("has a layer that is none: is it a .caffemodel?")
            }
            try weights.take(bytes, range, isOld: number == 2)
        }
        if let missing = weights.left.keys.min() {
            throw ModelProblem("has no weights of layer '\(missing)': is it the .caffemodel of an SSD512?")
        }
    }

    private mutating func take(_ bytes: [UInt8], _ range: Range<Int>, isOld: Bool) throws(ModelProblem) {
        layers += 1
        guard layers <= Self.layersMost else { throw ModelProblem("has more than \(Self.layersMost) layers") }
        var name = ""
        var blobs: [Range<Int>] = []
        try WireReader.each(bytes, range) { (number, value) throws(ModelProblem) in
            if number == (isOld ? 4 : 1) { name = try WireReader.text(bytes, value) }
            if number == (isOld ? 6 : 7), case .bytes(let blob) = value {
                blobs.append(blob)
                guard blobs.count <= Self.tensorsMost else { throw ModelProblem("has a layer of too many tensors") }
            }
        }
        guard let wanted = SSD512Graph.tensors[name], !blobs.isEmpty else { return }
        guard left.removeValue(forKey: name) != nil else { throw ModelProblem("has weights of layer '\(name)' twice") }
        guard blobs.count == wanted.count else {
            throw ModelProblem("layer '\(name)' has \(blobs.count) tensors, and SSD512's \(wanted.count)")
        }
        for (index, (blob, shape)) in zip(blobs, wanted).enumerated() {
            do throws(ModelProblem) { try Self.check(bytes, blob, shape) } catch {
                throw error.of("layer '\(name)', tensor \(index + 1)")
            }
        }
    }

    /// A BlobProto: its shape is that of the graph, it has as many numbers as that takes, and they are finite.
    private static func check(_ bytes: [UInt8], _ range: Range<Int>, _ wanted: Shape) throws(ModelProblem) {
        var older = [1, 1, 1, 1]
        var isOlder = false
        var sides: [Int]?
        var numbers = 0
        try WireReader.each(bytes, range) { (number, value) throws(ModelProblem) in
            switch (number, value) {
            case (1...4, .number(let side)):
                older[number - 1] = Int(truncatingIfNeeded: min(side, 1 << 32))
                isOlder = true
            case (5, .bytes(let data)):
                guard data.count.isMultiple(of: 4) else { throw ModelProblem("ends in the middle of a number") }
                try soundly(bytes, data)
                numbers += data.count / 4
            case (5, .four(let data)):
                try soundly(bytes, data)
                numbers += 1
            case (7, .bytes(let shape)):
                var dims: [Int] = []
                try WireReader.each(bytes, shape) { (number, value) throws(ModelProblem) in
                    if number == 1 { try WireReader.addIntegers(bytes, value, to: &dims, most: 8) }
                }
                sides = dims
            case (8, _), (9, _): throw ModelProblem("holds numbers of double length, which are not read")
            default: break
            }
        }
        let shape = try Shape(checking: sides ?? (isOlder ? older : []))
        guard shape == wanted || (sides == nil && shape.trimmed == wanted.trimmed) else {
            throw ModelProblem("is \(shape), and SSD512's is \(wanted)")
        }
        guard numbers == wanted.count else { throw ModelProblem("has \(numbers) numbers where \(wanted.count) belong") }
    }

    private static func soundly(_ bytes: [UInt8], _ range: Range<Int>) throws(ModelProblem) {
        if let place = Floats.firstUnsound(bytes, range) { throw ModelProblem("number \(place + 1) is not finite") }
    }
}
