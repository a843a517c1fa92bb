// SPDX-License-Identifier: Apache-2.0

/// An installed model as a worker gets it.
package struct UsedModel: Sendable, Hashable, Codable {
    package var name: String
    package var kind: ModelKind
    /// The files, in the order of the kind, and the SHA-256 of each in hexadecimal: the worker refuses another content.
    package var files: [File]

    package struct File: Sendable, Hashable, Codable {
        package var path: String
        package var sha256: String

        package init(path: String, sha256: String) {
            self.path = path
            self.sha256 = sha256
        }
    }

    package init(name: String, kind: ModelKind, files: [File]) {
        self.name = name
        self.kind = kind
        self.files = files
    }
}

/// What a model is and by which files it comes.
package enum ModelKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// SSD512 of the demonstrator: `deploy.prototxt` and `.caffemodel`, classes of Pascal VOC.
    case ssd512
    /// Darknet: `.cfg` and `.weights`, classes of COCO, or one class that is a person.
    case yolo
    /// YOLOX or NanoDet, classes of COCO: one `.onnx`.
    case onnx
    /// Completion: imported from a `.pth`, kept as `.onnx`.
    case glcic

    /// Whether it finds regions; the others fill them.
    package var detects: Bool { self != .glcic }
}
