// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Crypto
internal import Foundation

/// An order for the worker, with the defaults of all options but the camera.
enum Ordering {
    static func run(_ arguments: [String]) throws {
        var order = WorkerOrder.Processing(input: arguments[0], output: arguments[1], regions: arguments[2])
        order.options.camera = CameraMode(rawValue: arguments[3]) ?? .auto
        order.models = try arguments.dropFirst(4).map { try model($0) }
        printJSON(WorkerOrder.process(order))
    }

    /// "NAME=FILE,FILE": of what kind it is shows the first file's ending.
    static func model(_ text: String) throws -> UsedModel {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { end("a model is NAME=FILE,FILE: \(text)") }
        let paths = parts[1].split(separator: ",").map(String.init)
        let kind: ModelKind = paths[0].hasSuffix(".cfg") ? .yolo : paths[0].hasSuffix(".prototxt") ? .ssd512 : .onnx
        return UsedModel(
            name: parts[0], kind: kind,
            files: try paths.map { path in
                let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
                return .init(path: path, sha256: Hexadecimal.text(SHA256.digest(of: bytes)))
            })
    }
}
