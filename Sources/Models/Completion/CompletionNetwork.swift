// SPDX-License-Identifier: Apache-2.0

/// The completion network of GLCIC (Iizuka et al., "Globally and Locally Consistent Image Completion", 2017), as the demonstrator has it: 17 layers in a
/// row, each a convolution, behind all but the last a batch normalisation and a ReLU, at the end a sigmoid. In goes the picture less its mean
/// with the hole at zero, and the hole as a fourth channel; out comes a picture.
struct CompletionNetwork {
    struct Layer {
        var inputs: Int
        var outputs: Int
        var kernel = 3
        var stride = 1
        var padding = 1
        var dilation = 1
        /// Whether it makes a picture of twice the size.
        var isTransposed = false

        var shape: Shape {
            isTransposed ? Shape(inputs, outputs, kernel, kernel) : Shape(outputs, inputs, kernel, kernel)
        }
    }

    static let layers: [Layer] = [
        Layer(inputs: 4, outputs: 64, kernel: 5, padding: 2),
        Layer(inputs: 64, outputs: 128, stride: 2), Layer(inputs: 128, outputs: 128),
        Layer(inputs: 128, outputs: 256, stride: 2), Layer(inputs: 256, outputs: 256), Layer(inputs: 256, outputs: 256),
        Layer(inputs: 256, outputs: 256, padding: 2, dilation: 2),
        Layer(inputs: 256, outputs: 256, padding: 4, dilation: 4),
        Layer(inputs: 256, outputs: 256, padding: 8, dilation: 8),
        Layer(inputs: 256, outputs: 256, padding: 16, dilation: 16),
        Layer(inputs: 256, outputs: 256), Layer(inputs: 256, outputs: 256),
        Layer(inputs: 256, outputs: 128, kernel: 4, stride: 2, isTransposed: true), Layer(inputs: 128, outputs: 128),
        Layer(inputs: 128, outputs: 64, kernel: 4, stride: 2, isTransposed: true), Layer(inputs: 64, outputs: 32),
        Layer(inputs: 32, outputs: 3),
    ]

    /// What PyTorch adds to a variance, so that nothing is divided by zero.
    static let least = 1e-5

    /// In the file layers are numbered with what stands between them: convolution, normalisation, ReLU.
    static func name(of layer: Int, _ part: String) -> String { "\(3 * layer).\(part)" }
    static func normalName(of layer: Int, _ part: String) -> String { "\(3 * layer + 1).\(part)" }

    /// Names and shapes of all tensors of floating-point numbers: 98.
    static let tensors: [String: Shape] = {
        var all: [String: Shape] = [:]
        for (index, layer) in layers.enumerated() {
            all[name(of: index, "weight")] = layer.shape
            all[name(of: index, "bias")] = Shape(layer.outputs)
            guard index < layers.count - 1 else { continue }
            for part in ["weight", "bias", "running_mean", "running_var"] {
                all[normalName(of: index, part)] = Shape(layer.outputs)
            }
        }
        return all
    }()

    /// The numbers that PyTorch counts batches with since version 0.4.1: whole, and of no use here.
    static let counters = Set((0..<layers.count - 1).map { normalName(of: $0, "num_batches_tracked") })
}
