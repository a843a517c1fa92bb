// SPDX-License-Identifier: Apache-2.0

@testable import Models

/// Models that are as small as their formats allow, made here byte by byte.
enum SmallModels {
    /// A Darknet network of two convolutions that detects persons alone: 3*4*9 + 4*4 and 4*6 + 6 weights.
    static let config = """
        [net]
        # A comment.
        width=64
        height = 32
        channels=3

        [convolutional]
        batch_normalize=1
        filters=4
        size=3
        stride=2
        pad=1
        activation=leaky

        [convolutional]
        filters=6
        size=1
        stride=1

        [yolo]
        mask=0
        anchors=10,14
        classes=1
        num=1

        """

    static let configWeights = 108 + 16 + 24 + 6

    /// Weights of version 0.2.5: a head of 20 bytes, then floats.
    static func weights(_ count: Int = configWeights, value: Float = 0.25) -> [UInt8] {
        let head: [UInt8] = [0, 0, 0, 0, 2, 0, 0, 0, 5, 0, 0, 0] + [UInt8](repeating: 0, count: 8)
        return head + Floats.bytes([Float](repeating: value, count: count))
    }

    /// A `deploy.prototxt` of SSD512, as far as it is looked at.
    static func description(_ change: (inout [SSD512Graph.Convolution]) -> Void = { _ in }) -> String {
        var convolutions = SSD512Graph.convolutions
        change(&convolutions)
        var text = "name: \"SSD\"  # a comment\ninput: \"data\"\ninput_shape { dim: [1, 3], dim: 512 dim: 512 }\n"
        func layer(_ name: String, _ type: String, _ bottoms: [String], _ rest: String = "") {
            text +=
                "layer { name: '\(name)' type: \"\(type)\" \(bottoms.map { "bottom: \"\($0)\"" }.joined(separator: " "))"
            text += " top: \"\(name)\" \(rest) }\n"
        }
        for one in convolutions {
            if one.bottom == SSD512Graph.normalised, one.name.hasSuffix("loc") {
                layer(
                    one.bottom, "Normalize", ["conv4_3"], "norm_param { across_spatial: false channel_shared: false }")
            }
            let sizes =
                "num_output: \(one.outputs) kernel_size: \(one.kernel) stride: \(one.stride) pad: \(one.padding) "
                + "dilation: \(one.dilation) weight_filler < type: \"xavier\" >"
            layer(one.name, "Convolution", [one.bottom], "convolution_param { \(sizes) }")
            // Pools, one of them without a name as in the demonstrator's file.
            if let stage = ["conv1_2", "conv2_2", "conv3_3", "conv4_3", "conv5_3"].firstIndex(of: one.name) {
                text +=
                    "layer { type: \"Pooling\" bottom: \"\(one.name)\" top: \"pool\(stage + 1)\" pooling_param { pool: MAX } }\n"
            }
            if one.name.hasSuffix("_loc") { layer("\(one.bottom)_prior", "PriorBox", [one.bottom, "data"]) }
        }
        layer("out", "DetectionOutput", ["fc7_mbox_loc"], "detection_output_param { num_classes: 21 }")
        return text
    }

    /// A layer of a `.caffemodel`: its name, and of each tensor the shape and the numbers' bytes.
    static func caffeLayer(
        _ name: String, _ tensors: [(shape: [Int], numbers: [UInt8])], isOld: Bool = false, hasOldShapes: Bool = false
    ) -> [UInt8] {
        var file = WireWriter()
        file.message(isOld ? 2 : 100) { layer in
            layer.text(isOld ? 4 : 1, name)
            for tensor in tensors {
                layer.message(isOld ? 6 : 7) { blob in
                    if hasOldShapes {
                        let four = [Int](repeating: 1, count: 4 - tensor.shape.count) + tensor.shape
                        for (index, side) in four.enumerated() { blob.number(index + 1, side) }
                    } else {
                        blob.message(7) { shape in for side in tensor.shape { shape.number(1, side) } }
                    }
                    blob.data(5, tensor.numbers)
                }
            }
        }
        return file.bytes
    }

    /// A YOLOX of 64x32 that is one node: what comes out has the right shape and means nothing.
    static func onnx(
        version: Int = 11, output: [Int] = [1, 42, 85], domain: String = "", tensor: (inout WireWriter) -> Void = plain,
        more: [UInt8] = [], attribute: [UInt8]? = nil
    ) -> [UInt8] {
        var model = WireWriter()
        model.number(1, 6)
        model.message(7) { graph in
            graph.message(1) { node in
                node.text(1, "images")
                node.text(1, "w")
                node.text(2, "output")
                node.text(4, "Conv")
                if let attribute { node.data(5, attribute) }
                if !domain.isEmpty { node.text(7, domain) }
            }
            var first = WireWriter()
            tensor(&first)
            graph.data(5, first.bytes + more)
            graph.message(11) { $0.port("images", [1, 3, 32, 64]) }
            graph.message(12) { $0.port("output", output) }
        }
        model.message(8) { $0.number(2, version) }
        return model.bytes
    }

    /// A field of four or eight bytes, as one number stands that is not packed.
    static func alone(_ field: Int, _ number: [UInt8]) -> [UInt8] {
        [UInt8(field << 3 | (number.count == 4 ? 5 : 1))] + number
    }

    /// Two floats, called `w`.
    static func plain(_ tensor: inout WireWriter) {
        tensor.number(1, 2)
        tensor.number(2, 1)
        tensor.text(8, "w")
        tensor.data(9, Floats.bytes([1, 2]))
    }
}

extension WireWriter {
    fileprivate mutating func port(_ name: String, _ sides: [Int]) {
        text(1, name)
        message(2) { type in
            type.message(1) { tensor in
                tensor.number(1, 1)
                tensor.message(2) { shape in for side in sides { shape.message(1) { $0.number(1, side) } } }
            }
        }
    }
}
