// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Foundation
import Testing

@testable import Vision

@Suite("Images")
struct ImageTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    @Test(
        "a PNG comes back as it was, a JPEG near to it, each of its own kind", arguments: [true, false])
    func image(isPNG: Bool) throws {
        let name = isPNG ? "a.png" : "a.jpg"
        try DrawnClip.write(
            folder.file(name), width: 61, height: 45, frames: 1, source: .image, isPNG: isPNG)
        let reader = try ClipReader(input: folder.file(name))
        #expect(reader.info.source == .image && reader.info.frames == 1 && reader.info.rate == 0)
        _ = try DrawnClip.copy(folder.file(name), to: folder.file("b"))
        #expect(try folder.read("b").starts(with: isPNG ? [0x89, 0x50] : [0xff, 0xd8]))
        let picture = try #require(try DrawnClip.pictures(folder.file("b")).first)
        let nearness = DrawnClip.nearness(picture, DrawnClip.picture(61, 45, frame: 0))
        #expect(isPNG ? nearness == .infinity : nearness > 28, "\(nearness)")
        let text = String(decoding: try folder.read("b"), as: UTF8.self)
        #expect(!text.contains("Exif") && !text.contains("Lavc"))
    }

    @Test(
        "how a JPEG is to be turned is carried out on its pixels, and the output does not say it",
        arguments: [3, 6, 8])
    func orientation(_ orientation: UInt8) throws {
        try DrawnClip.write(folder.file("a.jpg"), frames: 1, source: .image, isPNG: false)
        let plain = try #require(try DrawnClip.pictures(folder.file("a.jpg")).first)
        try folder.write(Containers.oriented(try folder.read("a.jpg"), orientation), "turned.jpg")
        let turned = try #require(try DrawnClip.pictures(folder.file("turned.jpg")).first)
        let degrees = [3: 180, 6: 90, 8: 270][orientation] ?? 0
        #expect(turned.bytes == Containers.turned(plain, by: degrees).bytes)
        _ = try DrawnClip.copy(folder.file("turned.jpg"), to: folder.file("b.jpg"))
        #expect(Containers.place(of: "Exif", in: try folder.read("b.jpg")) == nil)
        #expect(try DrawnClip.pictures(folder.file("b.jpg")).first?.width == turned.width)
    }

    @Test("a folder of images becomes a folder of images of the same names and kinds")
    func folderOfImages() throws {
        try FileManager.default.createDirectory(
            atPath: folder.file("in"), withIntermediateDirectories: false)
        for (index, name) in ["b.jpg", "a.png", "c.JPEG"].enumerated() {
            try DrawnClip.write(
                folder.file("drawn"), frames: 1, source: .image, isPNG: name.hasSuffix("png"))
            try FileManager.default.moveItem(
                atPath: folder.file("drawn"), toPath: folder.file("in/\(name)"))
            #expect(index < 3)
        }
        try folder.write(Array("no image".utf8), "in/notes.txt")
        let reader = try ClipReader(input: folder.file("in"))
        #expect(reader.info.source == .folder && reader.info.frames == 3)
        _ = try DrawnClip.copy(folder.file("in"), to: folder.file("out"))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.file("out")).sorted() == [
                "a.png", "b.jpg", "c.JPEG",
            ])
        #expect(try folder.read("out/b.jpg").starts(with: [0xff, 0xd8]))
        #expect(try DrawnClip.pictures(folder.file("out")).map(\.time) == [0, 1, 2])
    }

    @Test(
        "of a folder every image has to be good and of one size, and no output is left where one is not"
    )
    func badFolder() throws {
        try FileManager.default.createDirectory(
            atPath: folder.file("in"), withIntermediateDirectories: false)
        #expect(throws: JobFailure.self) { try ClipReader(input: folder.file("in")) }
        try DrawnClip.write(folder.file("in/1.png"), frames: 1, source: .image)
        try DrawnClip.write(folder.file("in/2.png"), width: 50, frames: 1, source: .image)
        #expect(throws: JobFailure.self) {
            try DrawnClip.copy(folder.file("in"), to: folder.file("out"))
        }
        try folder.write(Array(try folder.read("in/1.png").prefix(300)), "in/2.png")
        #expect(throws: JobFailure.self) {
            try DrawnClip.copy(folder.file("in"), to: folder.file("out"))
        }
        #expect(try folder.names == ["in"])
    }
}
