// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Fixtures
import Foundation
import Testing

@testable import Vision

@Suite("Networks that are published, on photographs")
struct RealModelTests {
    static let folder = SharedMaterial.folder.appending(path: "data/video")

    private static func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: "weights/\(name)")))
    }

    static func detector(_ name: String) throws -> any Detector {
        if name.hasSuffix(".onnx") { return try GridDetector(name, graph: try read(name)) }
        return try DarknetDetector(name, graph: try read("\(name).cfg"), weights: try read("\(name).weights"))
    }

    @Test(
        "each finds the persons before a bus, and those of many classes the bus",
        .enabled(if: SharedMaterial.isExpected("data/video"), "the shared clips and weights are absent"),
        arguments: [
            "yolo-fastest-1.1-xl", "yolo-fastest-1.1", "yolo-fastest-1.1_body", "yolox_nano.onnx", "nanodet_m.onnx",
        ])
    func bus(name: String) throws {
        let reader = try ClipReader(input: Self.folder.appending(path: "images/nanodet-bus.jpg").path)
        var picture = Picture(width: reader.info.width, height: reader.info.height)
        _ = try reader.next(into: &picture)
        let found = try Self.detector(name).find(in: picture, confidence: 0.3)
        #expect(found.count { $0.kind == .person } >= 2)
        let area = picture.width * picture.height
        #expect(name.hasSuffix("body") || found.contains { $0.kind == .bus && $0.box.area * 5 > area }, "\(found)")
        #expect(found.allSatisfy { $0.box == $0.box.clipped(width: picture.width, height: picture.height) })
    }
}
