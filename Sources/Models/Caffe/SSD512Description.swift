// SPDX-License-Identifier: Apache-2.0

/// Holds a `deploy.prototxt` against the graph of SSD512: the input, every convolution by name, input and sizes, seven layers of prior boxes, one
/// output of detections. What does without weights is looked at by its type alone.
struct SSD512Description {
    private static let types: Set<String> = [
        "Input", "Convolution", "ReLU", "Pooling", "Normalize", "Permute", "Flatten", "PriorBox", "Concat", "Reshape",
        "Softmax", "DetectionOutput",
    ]

    private var left = Dictionary(uniqueKeysWithValues: SSD512Graph.convolutions.map { ($0.name, $0) })
    private var known: Set<String> = []
    private var hasInput = false
    private var isNormalised = false
    private var priors = 0
    private var outputs = 0

    static func check(_ bytes: [UInt8]) throws(ModelProblem) {
        let text = try ProtoText(parsing: bytes)
        guard text.messages("layers").isEmpty else {
            throw ModelProblem("is of Caffe's older kind ('layers'), which is not read")
        }
        let layers = text.messages("layer")
        guard (1...500).contains(layers.count) else {
            throw ModelProblem("has \(layers.count) layers: it is no SSD512")
        }
        var graph = SSD512Description()
        if let input = text.word("input") {
            let dims = text.message("input_shape")?.words("dim") ?? text.words("input_dim")
            try graph.take(input: input, dims)
        }
        for layer in layers { try graph.take(layer) }
        try graph.finish()
    }

    private mutating func take(input: String, _ dims: [String]) throws(ModelProblem) {
        guard dims.map(Int.init) == [1, 3, SSD512Graph.side, SSD512Graph.side] else {
            throw ModelProblem(
                "takes a picture of \(ModelProblem.quoted(dims.prefix(8).joined(separator: "x"))), and SSD512 one of 1x3x512x512"
            )
        }
        hasInput = true
        known.insert(input)
    }

    private mutating func take(_ layer: ProtoText) throws(ModelProblem) {
        // The demonstrator's own file has a layer without a name.
        let name = layer.word("name") ?? layer.word("top") ?? ""
        let type = layer.word("type") ?? ""
        guard Self.types.contains(type) else {
            throw ModelProblem(
                "layer \(ModelProblem.quoted(name)) is a \(ModelProblem.quoted(type)), which SSD512 has not")
        }
        for bottom in layer.words("bottom") where !known.contains(bottom) {
            throw ModelProblem(
                "layer \(ModelProblem.quoted(name)) goes on from \(ModelProblem.quoted(bottom)), which is none before it"
            )
        }
        switch type {
        case "Input":
            try take(input: layer.word("top") ?? "", layer.message("input_param")?.message("shape")?.words("dim") ?? [])
        case "Convolution": try convolution(name, layer)
        case "Normalize":
            let sizes = layer.message("norm_param")
            guard name == SSD512Graph.normalised, layer.words("bottom") == ["conv4_3"], !isNormalised,
                sizes?.word("across_spatial") == "false", sizes?.word("channel_shared") ?? "false" == "false"
            else { throw ModelProblem("layer \(ModelProblem.quoted(name)) normalises otherwise than SSD512") }
            isNormalised = true
        case "PriorBox": priors += 1
        case "DetectionOutput":
            guard layer.message("detection_output_param")?.word("num_classes") == "\(SSD512Graph.classes)" else {
                throw ModelProblem(
                    "layer \(ModelProblem.quoted(name)) is not of the \(SSD512Graph.classes) classes of Pascal VOC")
            }
            outputs += 1
        default: break
        }
        known.formUnion(layer.words("top"))
    }

    private mutating func convolution(_ name: String, _ layer: ProtoText) throws(ModelProblem) {
        guard let wanted = left.removeValue(forKey: name) else {
            throw ModelProblem("convolution \(ModelProblem.quoted(name)) is none of SSD512, or there twice")
        }
        let sizes = layer.message("convolution_param") ?? layer
        let said = ["num_output", "kernel_size", "stride", "pad", "dilation", "group"].map { sizes.words($0) }
        let are = zip(said, [nil, nil, "1", "0", "1", "1"]).map { words, standard in
            words.count > 1 ? nil : words.first ?? standard
        }
        let should = [wanted.outputs, wanted.kernel, wanted.stride, wanted.padding, wanted.dilation, 1].map { "\($0)" }
        guard are == should, sizes.word("bias_term") ?? "true" == "true", layer.words("bottom") == [wanted.bottom],
            layer.words("top") == [name]
        else {
            throw ModelProblem(
                "convolution \(ModelProblem.quoted(name)) has not the sizes, or not the input, of SSD512's")
        }
    }

    private func finish() throws(ModelProblem) {
        guard hasInput else { throw ModelProblem("names no input") }
        if let missing = left.keys.min() { throw ModelProblem("has no convolution '\(missing)': it is no SSD512") }
        guard isNormalised, priors == 7, outputs == 1 else {
            throw ModelProblem("has \(priors) layers of prior boxes and \(outputs) of detections: it is no SSD512")
        }
    }
}
