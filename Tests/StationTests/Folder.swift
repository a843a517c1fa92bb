// SPDX-License-Identifier: Apache-2.0

import Foundation
import Query
import Store

@testable import Station

/// A directory of a test's own, removed with it.
final class Folder: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "vedette-station-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        // A directory that cannot be removed is the system's to clean.
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file, and the folders that it lies in; gives its path.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        let file = path + "/" + name
        let folder = URL(filePath: file).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: file))
        return file
    }

    func append(_ text: String, to name: String) throws {
        let handle = try FileHandle(forWritingTo: URL(filePath: path + "/" + name))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    /// A station with its data in this folder.
    var configuration: StationConfiguration { StationConfiguration(dataDirectory: path + "/data") }

    var reader: StoreReader { StoreReader(directory: path + "/data") }

    /// How many events are stored, and how many of them are different lines.
    func stored() throws -> (events: Int, different: Int) {
        var lines: Set<[UInt8]> = []
        var count = 0
        try reader.forEachRaw(PageRequest(isDescending: false, limit: .max), until: Cancellation()) { _, raw in
            lines.insert(raw)
            count += 1
            return true
        }
        return (count, lines.count)
    }
}

/// Lines of flow events, each with a number of its own.
func flowLines(_ numbers: Range<Int>) -> String {
    numbers.map { number in
        let second = number % 60 < 10 ? "0\(number % 60)" : "\(number % 60)"
        return
            "{\"timestamp\":\"2026-11-24T10:\(10 + number / 60 % 50):\(second).000000+0000\",\"event_type\":\"flow\","
            + "\"flow_id\":\(number)}\n"
    }.joined()
}

/// Waits until the condition holds, a minute at the most; whether it did.
func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = Date(timeIntervalSinceNow: 60)
    while Date() < deadline {
        if try condition() { return true }
        Thread.sleep(forTimeInterval: 0.01)
    }
    return false
}
