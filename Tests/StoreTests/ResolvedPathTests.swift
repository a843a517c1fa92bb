// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Store

@Suite("Where a path leads to")
struct ResolvedPathTests {
    private let folder: String

    init() throws {
        let made = FileManager.default.temporaryDirectory.appending(path: "paths-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
        folder = ResolvedPath.of(made.path)
        for (link, target) in [
            ("broken", "none/a.mp4"), ("chain", "broken"), ("whole", folder + "/none"), ("loop", "loop"),
            ("back", ".."),
        ] {
            try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(link)", withDestinationPath: target)
        }
    }

    @Test(
        "is one, whichever way it is written, and though nothing is there",
        arguments: [
            ("none/a.mp4", "none/a.mp4"), (".//none/./x/../a.mp4", "none/a.mp4"), ("broken", "none/a.mp4"),
            ("chain", "none/a.mp4"), ("whole/a.mp4", "none/a.mp4"), ("whole/../none/a.mp4", "none/a.mp4"),
        ])
    func one(path: String, place: String) throws {
        #expect(ResolvedPath.of("\(folder)/\(path)") == "\(folder)/\(place)")
        try FileManager.default.removeItem(atPath: folder)
    }

    @Test("ends though links go round, and follows those that lead out")
    func round() throws {
        #expect(ResolvedPath.of("\(folder)/loop").hasPrefix(folder))
        #expect(ResolvedPath.of("\(folder)/back") == ResolvedPath.of((folder as NSString).deletingLastPathComponent))
        try FileManager.default.removeItem(atPath: folder)
    }
}
