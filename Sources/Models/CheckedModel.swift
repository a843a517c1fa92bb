// SPDX-License-Identifier: Apache-2.0

package import Anonymizer

/// A model's files after every check that needs no network to run, as they are to be kept. What comes in hostile ends here.
package struct CheckedModel: Sendable {
    /// A file's name in the model's folder, and its bytes.
    package struct File: Sendable {
        package var name: String
        package var bytes: [UInt8]
    }

    package let kind: ModelKind
    /// In the order of the kind.
    package let files: [File]
    /// What it is, for a person: "yolo of 320x320, 80 classes, 923,464 weights".
    package let summary: String

    /// No file of a model that is read has more bytes: YOLOv4's weights have 258 million.
    package static let bytesMost = 320 << 20

    /// The files of each kind, in their order, by what their names end in.
    package static func endings(of kind: ModelKind) -> [String] {
        switch kind {
        case .ssd512: [".prototxt", ".caffemodel"]
        case .yolo: [".cfg", ".weights"]
        case .onnx: [".onnx"]
        case .glcic: [".pth"]
        }
    }

    /// Checks files of a kind, in its order.
    ///
    /// - Throws: what is wrong with one of them; `names` are what it is called by.
    package init(kind: ModelKind, _ all: [[UInt8]], names: [String]) throws(ModelProblem) {
        guard all.count == Self.endings(of: kind).count, names.count == all.count else {
            throw ModelProblem("\(kind.rawValue) takes \(Self.endings(of: kind).joined(separator: " and "))")
        }
        self.kind = kind
        switch kind {
        case .ssd512:
            try Self.naming(names[0]) { () throws(ModelProblem) in try SSD512Description.check(all[0]) }
            try Self.naming(names[1]) { () throws(ModelProblem) in try CaffeWeights.check(all[1]) }
            files = [File(name: "deploy.prototxt", bytes: all[0]), File(name: "weights.caffemodel", bytes: all[1])]
            summary = "SSD512 for the classes of Pascal VOC, \(SSD512Graph.tensors.count) layers with weights"
        case .yolo:
            let network = try Self.naming(names[0]) { () throws(ModelProblem) in try DarknetNetwork(parsing: all[0]) }
            try Self.naming(names[1]) { () throws(ModelProblem) in try network.check(weights: all[1]) }
            files = [File(name: "network.cfg", bytes: all[0]), File(name: "network.weights", bytes: all[1])]
            let classes = network.classes == 1 ? "persons alone" : "\(network.classes) classes"
            summary =
                "Darknet of \(network.width)x\(network.height), \(network.layers) layers, \(network.weights) weights, \(classes)"
        case .onnx:
            let detector = try Self.naming(names[0]) { () throws(ModelProblem) in try ONNXDetector.recognise(all[0]) }
            files = [File(name: "network.onnx", bytes: all[0])]
            summary = "\(detector.rawValue) for the classes of COCO"
        case .glcic:
            let made = try Self.naming(names[0]) { () throws(ModelProblem) in
                try CompletionModel(TorchFile(parsing: all[0])).onnx()
            }
            files = [File(name: "completion.onnx", bytes: made)]
            summary = "GLCIC's completion network, made over into ONNX"
        }
    }

    private static func naming<Value>(_ name: String, _ body: () throws(ModelProblem) -> Value) throws(ModelProblem)
        -> Value
    {
        do throws(ModelProblem) { return try body() } catch { throw error.of(name) }
    }
}
