// SPDX-License-Identifier: Apache-2.0

/// The layers of SSD512 that have weights: VGG-16 up to conv5_3, fc6 and fc7 as convolutions, five more stages, and two heads on each of seven
/// layers (Liu et al., "SSD: Single Shot MultiBox Detector", 2016; for the 21 classes of Pascal VOC).
struct SSD512Graph {
    /// A convolution: its bias has as many numbers as there are outputs.
    struct Convolution {
        var name: String
        var bottom: String
        var inputs: Int
        var outputs: Int
        var kernel = 3
        var stride = 1
        var padding = 1
        var dilation = 1

        var shapes: [Shape] { [Shape(outputs, inputs, kernel, kernel), Shape(outputs)] }
    }

    static let side = 512
    static let classes = 21
    static let normalised = "conv4_3_norm"
    static let normalisedChannels = 512

    static let convolutions: [Convolution] = trunk + stages + heads

    /// Of each layer with weights what they are, by its name.
    static let tensors: [String: [Shape]] = {
        var all = [normalised: [Shape(normalisedChannels)]]
        for layer in convolutions { all[layer.name] = layer.shapes }
        return all
    }()

    private static let trunk: [Convolution] = {
        var all: [Convolution] = []
        var bottom = "data"
        var inputs = 3
        for (stage, (outputs, count)) in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)].enumerated() {
            for index in 1...count {
                let name = "conv\(stage + 1)_\(index)"
                all.append(Convolution(name: name, bottom: bottom, inputs: inputs, outputs: outputs))
                (bottom, inputs) = (name, outputs)
            }
            bottom = "pool\(stage + 1)"
        }
        all.append(Convolution(name: "fc6", bottom: bottom, inputs: 512, outputs: 1024, padding: 6, dilation: 6))
        all.append(Convolution(name: "fc7", bottom: "fc6", inputs: 1024, outputs: 1024, kernel: 1, padding: 0))
        return all
    }()

    private static let stages: [Convolution] = {
        var all: [Convolution] = []
        var bottom = "fc7"
        var inputs = 1024
        for (stage, (narrow, wide)) in [(256, 512), (128, 256), (128, 256), (128, 256), (128, 256)].enumerated() {
            let first = "conv\(stage + 6)_1"
            let second = "conv\(stage + 6)_2"
            all.append(Convolution(name: first, bottom: bottom, inputs: inputs, outputs: narrow, kernel: 1, padding: 0))
            let isLast = stage == 4
            all.append(
                Convolution(
                    name: second, bottom: first, inputs: narrow, outputs: wide, kernel: isLast ? 4 : 3,
                    stride: isLast ? 1 : 2))
            (bottom, inputs) = (second, wide)
        }
        return all
    }()

    private static let heads: [Convolution] = [
        (normalised, 512, 4), ("fc7", 1024, 6), ("conv6_2", 512, 6), ("conv7_2", 256, 6), ("conv8_2", 256, 6),
        ("conv9_2", 256, 4), ("conv10_2", 256, 4),
    ].flatMap { (bottom: String, inputs: Int, priors: Int) in
        [
            Convolution(name: "\(bottom)_mbox_loc", bottom: bottom, inputs: inputs, outputs: 4 * priors),
            Convolution(name: "\(bottom)_mbox_conf", bottom: bottom, inputs: inputs, outputs: classes * priors),
        ]
    }
}
