// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// The weights of a completion network, each normalisation folded into the convolution before it, as OpenCV gets them.
struct CompletionModel {
    private let file: [UInt8]
    private let tensors: [String: TorchTensor]

    /// Holds the tensors of a `.pth` against the network: every name and shape, no other tensor, finite numbers, no negative variance.
    init(_ file: TorchFile) throws(ModelProblem) {
        for name in file.tensors.keys.sorted()
        where CompletionNetwork.tensors[name] == nil && !CompletionNetwork.counters.contains(name) {
            throw ModelProblem("has a tensor \(ModelProblem.quoted(name)), which the completion network has not")
        }
        for (name, shape) in CompletionNetwork.tensors.sorted(by: { $0.key < $1.key }) {
            guard let tensor = file.tensors[name] else {
                throw ModelProblem("has no tensor '\(name)': is it GLCIC's completion network?")
            }
            guard tensor.kind == .float, tensor.sides == shape.sides else {
                throw ModelProblem("tensor '\(name)' is \(tensor.text), and the network's is \(shape)")
            }
            if let place = Floats.firstUnsound(file.bytes, tensor.data) {
                throw ModelProblem("tensor '\(name)', number \(place + 1) is not finite")
            }
            if name.hasSuffix("running_var"), Floats.read(file.bytes, tensor.data).contains(where: { $0 < 0 }) {
                throw ModelProblem("tensor '\(name)' holds a variance below zero")
            }
        }
        let counters = file.tensors.keys.filter(CompletionNetwork.counters.contains)
        guard counters.isEmpty || counters.count == CompletionNetwork.counters.count else {
            throw ModelProblem("counts batches for \(counters.count) of \(CompletionNetwork.counters.count) layers")
        }
        self.file = file.bytes
        tensors = file.tensors
    }

    /// The numbers of a tensor that `init` has seen.
    private func numbers(_ name: String) -> [Float] {
        tensors[name].map { Floats.read(file, $0.data) } ?? []
    }

    /// A layer's weights and bias with its normalisation in them, worked out in double length.
    private func folded(_ index: Int) -> (weights: [Float], bias: [Float]) {
        let layer = CompletionNetwork.layers[index]
        var weights = numbers(CompletionNetwork.name(of: index, "weight"))
        var bias = numbers(CompletionNetwork.name(of: index, "bias"))
        guard index < CompletionNetwork.layers.count - 1 else { return (weights, bias) }
        let scale = numbers(CompletionNetwork.normalName(of: index, "weight"))
        let shift = numbers(CompletionNetwork.normalName(of: index, "bias"))
        let mean = numbers(CompletionNetwork.normalName(of: index, "running_mean"))
        let variance = numbers(CompletionNetwork.normalName(of: index, "running_var"))
        let factors = zip(scale, variance).map { Double($0) / (Double($1) + CompletionNetwork.least).squareRoot() }
        // Numbers of one output in a row, and how often outputs follow each other.
        let run = layer.isTransposed ? layer.kernel * layer.kernel : layer.inputs * layer.kernel * layer.kernel
        for place in weights.indices {
            weights[place] = Float(Double(weights[place]) * factors[place / run % layer.outputs])
        }
        for place in bias.indices {
            bias[place] = Float((Double(bias[place]) - Double(mean[place])) * factors[place] + Double(shift[place]))
        }
        return (weights, bias)
    }

    /// The network as an ONNX model of operators 11: input `input` of 1x4xHxW, output `output` of 1x3xHxW, sides by 4.
    ///
    /// - Throws: where a number of the folded network is not finite.
    func onnx() throws(ModelProblem) -> [UInt8] {
        var graph = WireWriter()
        var tensors = WireWriter()
        var last = "input"
        for (index, layer) in CompletionNetwork.layers.enumerated() {
            let (weights, bias) = folded(index)
            let data = [
                ("weight", layer.shape.sides, Floats.bytes(weights)), ("bias", [layer.outputs], Floats.bytes(bias)),
            ]
            for (part, sides, numbers) in data {
                guard Floats.firstUnsound(numbers, 0..<numbers.count) == nil else {
                    throw ModelProblem("layer \(index) is not finite once its normalisation is in it")
                }
                tensors.message(5) { $0.tensor("\(index).\(part)", sides, numbers) }
            }
            let isLast = index == CompletionNetwork.layers.count - 1
            graph.message(1) { $0.node(layer, from: [last, "\(index).weight", "\(index).bias"], to: "c\(index)") }
            last = isLast ? "output" : "r\(index)"
            graph.message(1) { node in
                node.text(1, "c\(index)")
                node.text(2, last)
                node.text(4, isLast ? "Sigmoid" : "Relu")
            }
        }
        graph.text(2, "completion")
        graph.message(11) { $0.port("input", channels: 4) }
        graph.message(12) { $0.port("output", channels: 3) }
        var model = WireWriter()
        model.number(1, 6)
        model.text(2, "vedette")
        model.data(7, graph.bytes + tensors.bytes)
        model.message(8) { $0.number(2, 11) }
        return model.bytes
    }
}

extension WireWriter {
    /// A TensorProto of floats.
    fileprivate mutating func tensor(_ name: String, _ sides: [Int], _ numbers: [UInt8]) {
        for side in sides { number(1, side) }
        number(2, 1)
        text(8, name)
        data(9, numbers)
    }

    /// A ValueInfoProto of a picture whose height and width are open.
    fileprivate mutating func port(_ name: String, channels: Int) {
        text(1, name)
        message(2) { type in
            type.message(1) { tensor in
                tensor.number(1, 1)
                tensor.message(2) { shape in
                    shape.message(1) { $0.number(1, 1) }
                    shape.message(1) { $0.number(1, channels) }
                    shape.message(1) { $0.text(2, "height") }
                    shape.message(1) { $0.text(2, "width") }
                }
            }
        }
    }

    /// A NodeProto of a convolution, or of a transposed one.
    fileprivate mutating func node(_ layer: CompletionNetwork.Layer, from inputs: [String], to output: String) {
        for input in inputs { text(1, input) }
        text(2, output)
        text(4, layer.isTransposed ? "ConvTranspose" : "Conv")
        attribute("dilations", [layer.dilation, layer.dilation])
        message(5) { group in
            group.text(1, "group")
            group.number(3, 1)
            group.number(20, 2)
        }
        attribute("kernel_shape", [layer.kernel, layer.kernel])
        attribute("pads", [layer.padding, layer.padding, layer.padding, layer.padding])
        attribute("strides", [layer.stride, layer.stride])
    }

    /// An AttributeProto of whole numbers.
    private mutating func attribute(_ name: String, _ values: [Int]) {
        message(5) { attribute in
            attribute.text(1, name)
            for value in values { attribute.number(8, value) }
            attribute.number(20, 7)
        }
    }
}
