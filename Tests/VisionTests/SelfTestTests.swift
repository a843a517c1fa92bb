// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Crypto
import Fixtures
import Foundation
import Testing

@testable import Vision

@Suite struct SelfTestTests {
    private func region(_ kind: RegionClass, _ box: PixelBox, _ confidence: Double = 0.9) -> Region {
        Region(box: box, kind: kind, confidence: confidence, origin: .detected)
    }

    private func refusal(_ street: [Region], _ empty: [Region] = [], knowsCars: Bool = true) -> String? {
        DetectorTest(street: street, empty: empty, knowsCars: knowsCars).refusal
    }

    private var person: Region { region(.person, TestPicture.person) }
    private var car: Region { region(.car, TestPicture.car) }

    @Test func personAndCarMustBeFoundWhereTheyStand() {
        #expect(refusal([person, car]) == nil)
        #expect(refusal([person], knowsCars: false) == nil)
        #expect(refusal([person])?.contains("car") == true)
        #expect(refusal([car])?.contains("person") == true)
        #expect(refusal([])?.contains("person") == true)
        #expect(refusal([region(.person, TestPicture.person, 0.29), car])?.contains("person") == true)
        #expect(refusal([region(.car, TestPicture.person), car])?.contains("person") == true)
        let shifted = PixelBox(x: 26 + 60, y: 179, width: 94, height: 248)
        #expect(refusal([region(.person, shifted), car])?.contains("person") == true)
        #expect(refusal([region(.person, PixelBox(x: 0, y: 0, width: 640, height: 480)), car]) != nil)
    }

    @Test func nothingMayBeFoundInTheEmptyStreet() {
        #expect(refusal([person, car], [car])?.contains("has none") == true)
        #expect(refusal([person, car], [region(.bus, TestPicture.person)])?.contains("has none") == true)
        #expect(refusal([person, car], [region(.person, TestPicture.person, 0.2)]) == nil)
    }

    @Test func whatFindsThingsEverywhereIsRefused() {
        var random = SeededGenerator(seed: 5)
        let strays = (0..<40).map { _ in
            region(
                .person,
                PixelBox(
                    x: Int.random(in: 150...500, using: &random), y: Int.random(in: 0...400, using: &random), width: 30,
                    height: 60))
        }
        #expect(refusal([person, car] + strays)?.contains("everywhere") == true)
        #expect(refusal([person, car], strays)?.contains("everywhere") == true)
        #expect(refusal([person, car, strays[0]], [strays[1]]) == nil)
    }

    @Test func thePicturesAreOfOneStreet() throws {
        let street = try TestPicture.street.picture()
        let empty = try TestPicture.empty.picture()
        #expect(street.width == 640 && street.height == 480 && empty.width == 640 && empty.height == 480)
        var (inside, outside) = ((sum: 0, count: 0), (sum: 0, count: 0))
        // Shadows go beyond the boxes: the sky's corner has none.
        for y in 0..<480 {
            for x in 0..<640 {
                let difference = abs(Int(street.bytes[3 * (y * 640 + x)]) - Int(empty.bytes[3 * (y * 640 + x)]))
                let pixel = PixelBox(x: x, y: y, width: 1, height: 1)
                if pixel.overlap(TestPicture.person) > 0 || pixel.overlap(TestPicture.car) > 0 {
                    inside = (inside.sum + difference, inside.count + 1)
                } else if y < 170 {
                    outside = (outside.sum + difference, outside.count + 1)
                }
            }
        }
        #expect(inside.sum / inside.count > 20 && outside.sum / outside.count < 3)
    }

    @Test func oneColourDoesNotCompleteAndTheTruePictureDoes() throws {
        let test = CompletionTest(picture: try TestPicture.empty.picture())
        #expect(try test.refusal { (picture, hole) throws(JobFailure) in } == nil)
        let grey = try test.refusal { (picture, hole) throws(JobFailure) in
            for y in hole.y..<hole.y + hole.height {
                for x in 3 * hole.x..<3 * (hole.x + hole.width) { picture.bytes[3 * y * picture.width + x] = 127 }
            }
        }
        #expect(grey?.contains("no better than one colour") == true)
    }

    @Test func aModelWithAnotherContentIsRefused() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "selftest-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "a.onnx")
        try Data("nothing".utf8).write(to: file)
        let other = UsedModel(
            name: "a", kind: .onnx, files: [.init(path: file.path, sha256: String(repeating: "0", count: 64))])
        #expect(try SelfTest.refusal(of: other)?.contains("not what it was") == true)
        let hash = Hexadecimal.text(SHA256.digest(of: Array("nothing".utf8)))
        let broken = UsedModel(name: "a", kind: .onnx, files: [.init(path: file.path, sha256: hash)])
        #expect(try SelfTest.refusal(of: broken)?.contains("cannot be used") == true)
    }

    /// A published model; with `noise`, every weight behind the head of the last file is replaced by chance.
    private func refusal(_ kind: ModelKind, _ names: [String], noise: Bool = false) throws -> String? {
        let folder = FileManager.default.temporaryDirectory.appending(path: "selftest-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = try names.map { name in
            var bytes = [UInt8](
                try Data(contentsOf: SharedMaterial.folder.appending(path: "data/video/weights/\(name)")))
            if noise, name.hasSuffix(".weights") {
                var random = SeededGenerator(seed: 11)
                for place in stride(from: 20, to: bytes.count - 3, by: 4) {
                    let bits = Float.random(in: -0.3...0.3, using: &random).bitPattern
                    for byte in 0..<4 { bytes[place + byte] = UInt8(truncatingIfNeeded: bits >> (8 * byte)) }
                }
            }
            let path = folder.appending(path: name)
            try Data(bytes).write(to: path)
            return UsedModel.File(path: path.path, sha256: Hexadecimal.text(SHA256.digest(of: bytes)))
        }
        return try SelfTest.refusal(of: UsedModel(name: "m", kind: kind, files: files))
    }

    private static let hasWeights = SharedMaterial.isExpected("data/video/weights")

    @Test(
        .enabled(if: Self.hasWeights, "no shared data set: no published weights are tested"),
        arguments: [
            (ModelKind.yolo, ["yolo-fastest-1.1-xl.cfg", "yolo-fastest-1.1-xl.weights"]),
            (.yolo, ["yolo-fastest-1.1.cfg", "yolo-fastest-1.1.weights"]),
            (.yolo, ["yolo-fastest-1.1_body.cfg", "yolo-fastest-1.1_body.weights"]), (.onnx, ["yolox_nano.onnx"]),
            (.onnx, ["nanodet_m.onnx"]),
        ])
    func publishedWeightsPass(_ kind: ModelKind, _ names: [String]) throws {
        #expect(try refusal(kind, names) == nil)
    }

    @Test(.enabled(if: Self.hasWeights, "no shared data set: no weights of chance are tested"))
    func weightsOfChanceDoNot() throws {
        #expect(try refusal(.yolo, ["yolo-fastest-1.1-xl.cfg", "yolo-fastest-1.1-xl.weights"], noise: true) != nil)
        #expect(try refusal(.yolo, ["yolo-fastest-1.1_body.cfg", "yolo-fastest-1.1_body.weights"], noise: true) != nil)
    }
}
