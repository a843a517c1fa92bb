// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Vision

@Suite("Clips to begin fuzzing with")
struct CorpusTests {
    static let folder = ProcessInfo.processInfo.environment["CORPUS"]

    @Test(
        "small clips and images are written where that is asked for", .enabled(if: folder != nil, "CORPUS is not set"))
    func write() throws {
        let folder = try #require(Self.folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let drawn = try TestFolder()
        try DrawnClip.write(drawn.file("plain.mp4"), width: 48, height: 32, frames: 6)
        try DrawnClip.write(drawn.file("odd.mp4"), width: 33, height: 17, frames: 3, times: [0, 10, 4000])
        try DrawnClip.write(drawn.file("a.jpg"), width: 33, height: 17, frames: 1, source: .image, isPNG: false)
        try DrawnClip.write(drawn.file("a.png"), width: 33, height: 17, frames: 1, source: .image)
        try drawn.write(Containers.turned(try drawn.read("plain.mp4"), by: 90), "turned.mp4")
        try drawn.write(Containers.oriented(try drawn.read("a.jpg"), 6), "turned.jpg")
        let image = try drawn.read("a.jpg")
        try drawn.write(image + image + image, "motion.mjpeg")
        for name in try drawn.names {
            try? FileManager.default.removeItem(atPath: "\(folder)/clip-\(name)")
            try FileManager.default.copyItem(atPath: drawn.file(name), toPath: "\(folder)/clip-\(name)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count >= 7)
    }
}
