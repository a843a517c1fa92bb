// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A folder of a test's own, removed with it; the home of the processes that the test starts.
final class Room {
    let path: String

    init() throws {
        path =
            FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appending(path: "vedette-test-\(UUID().uuidString)").path
        for folder in ["home", "tmp"] {
            try FileManager.default.createDirectory(atPath: file(folder), withIntermediateDirectories: true)
        }
    }

    deinit {
        // A folder that cannot be removed is the system's to clean.
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of something in it.
    func file(_ name: String) -> String { path + "/" + name }

    /// The store's directory.
    var data: String { file("data") }

    /// The environment of a user who has configured nothing, without a terminal.
    var environment: [String: String] {
        [
            "HOME": file("home"), "TMPDIR": file("tmp"), "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
        ]
    }

    /// Writes a file and returns its path.
    @discardableResult
    func write(_ data: Data, to name: String) throws -> String {
        let url = URL(filePath: file(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
        return url.path
    }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try write(Data(text.utf8), to: name)
    }

    /// Writes a script of the shell that can be run, under a name of its own, and returns its path.
    func script(_ lines: String) throws -> String {
        let path = try write("#!/bin/sh\n\(lines)\n", to: "script-\(UUID().uuidString)")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        return path
    }
}

/// What lies in the repository and beside it.
enum Place {
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static let variables = ProcessInfo.processInfo.environment

    /// The shared data set: the environment's VEDETTE_SHARED, or `shared` beside the repository.
    static let shared =
        variables["VEDETTE_SHARED"].map { URL(filePath: $0) }
        ?? repository.deletingLastPathComponent().appending(path: "shared")

    /// Whether tests over the shared data can run. Where CI is set they must, and fail without it.
    static let hasShared = isCI || FileManager.default.fileExists(atPath: shared.appending(path: "data/eve").path)

    static let isCI = variables["CI"] == "true"

    /// Whether the long forms are asked for: many rounds, all of the sample logs.
    static let isSoak = variables["SOAK"] == "1"

    /// Files of the shared data set whose names end so, in the order of their names.
    static func sharedFiles(_ ending: String) throws -> [String] {
        let folder = shared.appending(path: "data/eve")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(ending) }
        try #require(!names.isEmpty)
        return names.sorted().map { folder.appending(path: $0).path }
    }

    /// The recorded day of a gateway of the sample city.
    static func sample(_ gateway: String) -> String {
        repository.appending(path: "sample-logs/\(gateway)/eve.json.zst").path
    }
}

/// Waits until `condition` holds, asking again after each `pause`; false if it does not within `seconds`, which are many, for slow machines.
func eventually(within seconds: Double = 120, pause: Double = 0.02, _ condition: () throws -> Bool) rethrows -> Bool {
    let end = Date.now.addingTimeInterval(seconds)
    while try !condition() {
        guard Date.now < end else { return false }
        Thread.sleep(forTimeInterval: pause)
    }
    return true
}
