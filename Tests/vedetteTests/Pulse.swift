// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Counts the changes of a store's files that were seen, as signs of its work.
struct Pulse {
    private let directory: String
    private let goal: Int
    private var beats = 0
    private var last: [String: [Int]]

    init(of directory: String, goal: Int) {
        self.directory = directory
        self.goal = goal
        last = Self.look(directory)
    }

    mutating func isReached() -> Bool {
        let now = Self.look(directory)
        if now != last { beats += 1 }
        last = now
        return beats >= goal
    }

    /// Size and time of change of each file.
    private static func look(_ directory: String) -> [String: [Int]] {
        var seen: [String: [Int]] = [:]
        for name in FileManager.default.enumerator(atPath: directory)?.compactMap({ $0 as? String }) ?? [] {
            var status = stat()
            guard unsafe stat(directory + "/" + name, &status) == 0 else { continue }
            seen[name] = [Int(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
        }
        return seen
    }
}
