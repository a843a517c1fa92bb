// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Fixtures
import Foundation
import Testing

@testable import Vision

@Suite("Inputs that are not to be trusted")
struct BadInputTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    /// That a copy fails with one line that says `what` about the input, and leaves nothing.
    private func expectRefusal(
        of name: String, _ what: String, location: SourceLocation = #_sourceLocation
    ) throws {
        let before = try folder.names
        let failure = #expect(throws: JobFailure.self, sourceLocation: location) {
            try DrawnClip.copy(folder.file(name), to: folder.file("out.mp4"))
        }
        let line = failure?.line ?? ""
        #expect(failure?.kind == .input, sourceLocation: location)
        #expect(
            (what.isEmpty || line.contains(what)) && line.contains(name) && !line.contains("\n"),
            "\(line)",
            sourceLocation: location)
        #expect(try folder.names == before, sourceLocation: location)
    }

    @Test("what is not there, is empty, is no video, or is nothing to be read as a file is refused")
    func wrongKinds() throws {
        try expectRefusal(of: "absent.mp4", "No such file")
        try folder.write([], "empty.mp4")
        try expectRefusal(of: "empty.mp4", "is empty")
        try folder.write(Array(String(repeating: "no video at all\n", count: 200).utf8), "text.mp4")
        try expectRefusal(of: "text.mp4", "is no video or image")
        try folder.write([UInt8](repeating: 0, count: 5000), "zeros.mp4")
        try expectRefusal(of: "zeros.mp4", "is no video or image")
        let failure = #expect(throws: JobFailure.self) { try ClipReader(input: "/dev/null") }
        #expect(failure?.kind == .input)
    }

    @Test("lists of other files, and addresses of anything but streams, are not followed")
    func playlists() throws {
        try DrawnClip.write(folder.file("a.mp4"), frames: 3)
        try folder.write(
            Array("ffconcat version 1.0\nfile '\(folder.file("a.mp4"))'\n".utf8), "list.mp4")
        try expectRefusal(of: "list.mp4", "is no video or image")
        let playlist =
            "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n\(folder.file("a.mp4"))\n#EXT-X-ENDLIST\n"
        try folder.write(Array(playlist.utf8), "list.m3u8")
        try expectRefusal(of: "list.m3u8", "is no video or image")
        for address in ["http://127.0.0.1/a.mp4", "file:///etc/passwd", "concat:/a|/b", "data://x"] {
            let failure = #expect(throws: JobFailure.self) { try ClipReader(input: address) }
            #expect(failure?.kind == .input)
        }
    }

    @Test("a clip that is cut short anywhere is refused, not processed as far as it goes")
    func cutShort() throws {
        try DrawnClip.write(folder.file("a.mp4"), frames: 60)
        let whole = try folder.read("a.mp4")
        for part in [0.1, 0.5, 0.9, 0.999] {
            try folder.write(Array(whole.prefix(Int(Double(whole.count) * part))), "cut.mp4")
            try expectRefusal(of: "cut.mp4", "")
        }
    }

    @Test(
        "an AVI that is cut short is refused",
        .enabled(if: SharedMaterial.isExpected("data/video"), "the shared clips are not here"))
    func cutShortAVI() throws {
        let clip = SharedMaterial.folder.appending(path: "data/video/videos/highway-fixed-video1.avi")
        let whole = [UInt8](try Data(contentsOf: clip))
        for part in [0.3, 0.95] {
            try folder.write(Array(whole.prefix(Int(Double(whole.count) * part))), "cut.avi")
            try expectRefusal(of: "cut.avi", "cut short")
        }
    }

    @Test("a clip without a frame is refused")
    func noFrames() throws {
        let info = ClipInfo(width: 64, height: 48, rate: 25)
        let writer = try ClipWriter(output: folder.file("a.mp4"), source: nil, info: info)
        #expect(throws: JobFailure.self) { try writer.finish() }
        // A track whose table of samples says that there are none: ISO/IEC 14496-12, section 8.7.3.
        try DrawnClip.write(folder.file("b.mp4"), frames: 5)
        var clip = try folder.read("b.mp4")
        let sizes = try #require(Containers.place(of: "stsz", in: clip))
        for place in (sizes + 12)..<(sizes + 16) { clip[place] = 0 }
        try folder.write(clip, "b.mp4")
        try expectRefusal(of: "b.mp4", "")
    }

    @Test("a clip of larger pictures than are read is refused before any is decoded")
    func tooLarge() throws {
        try DrawnClip.write(folder.file("a.mp4"), frames: 3)
        var clip = try folder.read("a.mp4")
        // The sample entry's width and height: ISO/IEC 14496-12, section 12.1.3.
        let entry = try #require(lastPlace(of: "avc1", in: clip))
        clip.replaceSubrange((entry + 28)..<(entry + 32), with: [0x1e, 0x00, 0x10, 0xe0])
        try folder.write(clip, "8k.mp4")
        try expectRefusal(of: "8k.mp4", "7680x4320")
    }

    @Test("a clip of pictures in which nothing can be told apart is refused")
    func tooSmall() throws {
        let info = ClipInfo(width: 15, height: 40, rate: 1, source: .image)
        try folder.write(try ImageOutput.encode(Picture(width: 15, height: 40), as: info.clip, name: ""), "a.png")
        try expectRefusal(of: "a.png", "15x40")
    }

    @Test("an image of larger size than is read is refused")
    func tooLargeImage() throws {
        let info = ClipInfo(width: 7680, height: 4320, rate: 1, source: .image)
        let image = try ImageOutput.encode(Picture(width: 7680, height: 4320), as: info.clip, name: "")
        try folder.write(image, "8k.png")
        try expectRefusal(of: "8k.png", "7680x4320")
    }

    @Test("damage within pictures is a failure")
    func damage() throws {
        try DrawnClip.write(folder.file("a.mp4"), frames: 60)
        var clip = try folder.read("a.mp4")
        let data = try #require(Containers.place(of: "mdat", in: clip))
        for place in stride(from: data + 2000, to: data + 6000, by: 7) where place < clip.count {
            clip[place] ^= 0x5a
        }
        try folder.write(clip, "bad.mp4")
        try expectRefusal(of: "bad.mp4", "damaged")
        try DrawnClip.write(folder.file("a.png"), frames: 1, source: .image)
        var image = try folder.read("a.png")
        image[image.count / 2] ^= 0xff
        try folder.write(image, "bad.png")
        try expectRefusal(of: "bad.png", "damaged")
    }

    private func lastPlace(of text: String, in bytes: [UInt8]) -> Int? {
        let wanted = Array(text.utf8)
        return bytes.indices.last { bytes[$0...].starts(with: wanted) }
    }
}
