// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Foundation
import Testing

@testable import Vision

@Suite("Outlines of a frame that was processed")
struct RegionsLineTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func region(_ x: Int, _ y: Int, _ width: Int, _ height: Int) -> Region {
        Region(
            box: PixelBox(x: x, y: y, width: width, height: height), kind: .car, confidence: 0.5, origin: .detected)
    }

    private func write(_ count: Int) throws {
        let file = try RegionsFile(path: folder.file("regions"))
        for frame in 0..<count { try file.add(.init(frame: frame, regions: [region(frame, 10, 20, 30)])) }
    }

    @Test("a frame's line is found, wherever it lies")
    func found() throws {
        try write(5000)
        for frame in [0, 1, 2622, 4999] {
            #expect(RegionsLine.regions(of: frame, in: folder.file("regions")) == [region(frame, 10, 20, 30)])
        }
        for frame in [-1, 5000, Int.max] {
            #expect(RegionsLine.regions(of: frame, in: folder.file("regions")).isEmpty)
        }
    }

    @Test("a file that is none, or holds anything else, shows no outlines")
    func hostile() throws {
        #expect(RegionsLine.regions(of: 0, in: folder.file("absent")).isEmpty)
        #expect(RegionsLine.regions(of: 0, in: "/dev/zero").isEmpty)
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("link"), withDestinationPath: folder.file("regions"))
        let good = [UInt8](try JSONEncoder().encode(FrameRegions(frame: 0, regions: [region(1, 1, 9, 9)])))
        try folder.write(good + [0x0a], "regions")
        #expect(RegionsLine.regions(of: 0, in: folder.file("regions")).count == 1)
        #expect(RegionsLine.regions(of: 0, in: folder.file("link")).isEmpty)
        let many = FrameRegions(frame: 0, regions: Array(repeating: region(1, 1, 9, 9), count: 5000))
        for bytes in [
            good, [], [0x0a], [UInt8](repeating: 0x5b, count: 3 << 20) + [0x0a], Array("{\"frame\":7}\n".utf8),
            [UInt8](try JSONEncoder().encode(FrameRegions(frame: 3, regions: []))) + [0x0a],
        ] {
            try folder.write(bytes, "regions")
            #expect(RegionsLine.regions(of: 0, in: folder.file("regions")).isEmpty)
        }
        try folder.write([UInt8](try JSONEncoder().encode(many)) + [0x0a], "regions")
        #expect(RegionsLine.regions(of: 0, in: folder.file("regions")).count <= 2000)
    }

    @Test("a preview brings its frame's regions, in its own pixels and within it")
    func preview() throws {
        try DrawnClip.write(folder.file("a.mp4"), width: 192, height: 128, frames: 10)
        let file = try RegionsFile(path: folder.file("regions"))
        for frame in 0..<10 {
            try file.add(
                .init(
                    frame: frame,
                    regions: [region(96, 64, 40, 20), region(180, 0, 500, 500), region(-400, 0, 20, 20)]))
        }
        var wish = WorkerOrder.PreviewWish(
            file: folder.file("a.mp4"), frame: 4, side: 48, regions: folder.file("regions"))
        let picture = try Preview.picture(wish)
        #expect(
            picture.regions.map(\.box) == [
                PixelBox(x: 24, y: 16, width: 10, height: 5), PixelBox(x: 45, y: 0, width: 3, height: 32),
            ])
        #expect(picture.isSound)
        wish.regionsFrame = 77
        #expect(try Preview.picture(wish).regions.isEmpty)
    }
}
