// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Foundation
internal import Glibc

/// Moves files out of the store's sight without removing them.
struct SetAside {
    /// The ending that the files get.
    let ending: String

    /// `when` is the station's clock; `word` says why: `damaged`.
    init(_ word: String, at when: Instant) {
        let time = CivilTime(when)
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        ending =
            ".\(word)-\(padded(time.year, 4))\(padded(time.month, 2))\(padded(time.day, 2))"
            + "-\(padded(time.hour, 2))\(padded(time.minute, 2))\(padded(time.second, 2))"
    }

    /// What SQLite has beside a file.
    private static let companions = ["-wal", "-shm", "-journal"]

    /// A name that a file may have now; a second one within a second gets another.
    private func free(_ path: String) -> String {
        var name = path + ending
        var number = 2
        while FileManager.default.fileExists(atPath: name) {
            name = path + ending + "-\(number)"
            number += 1
        }
        return name
    }

    /// Moves a file of SQLite with what belongs to it; the answer is its new name, `nil` where it is not there.
    ///
    /// The file goes first: as long as it is not there, nobody takes the raw lines behind it for unfinished. Its log must go, too,
    /// or it would be taken for that of the next file of this name.
    @discardableResult
    func move(database path: String) throws(StoreError) -> String? {
        let isThere = FileManager.default.fileExists(atPath: path)
        let name = free(path)
        try Self.rename(path, to: name)
        for companion in Self.companions { try Self.rename(path + companion, to: name + companion) }
        return isThere ? name : nil
    }

    /// Puts a file of SQLite in the place of another, which is kept; there is one at any moment.
    func replace(database path: String, with new: String) throws(StoreError) {
        let name = free(path)
        guard unsafe link(path, name) == 0 || errno == ENOENT else { throw .failed("link", path: path) }
        for companion in Self.companions { try Self.rename(path + companion, to: name + companion) }
        try Self.rename(new, to: path)
    }

    /// Moves a file.
    func move(_ path: String) throws(StoreError) { try Self.rename(path, to: free(path)) }

    /// Gives a file a second name, so that another can take its place in one step.
    func keep(_ path: String) throws(StoreError) {
        guard unsafe link(path, free(path)) == 0 || errno == ENOENT else { throw .failed("link", path: path) }
    }

    /// What is not there need not be moved.
    static func rename(_ old: String, to new: String) throws(StoreError) {
        guard unsafe Glibc.rename(old, new) == 0 || errno == ENOENT else { throw .failed("rename", path: old) }
    }

    /// Removes what a repair that did not end has left.
    static func removeUnfinished(_ path: String) {
        for ending in [""] + companions { unsafe _ = unlink(path + ending) }
    }

    /// Waits until the names in a directory are on the disk.
    static func synchronise(directory: String) throws(StoreError) {
        let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .failed("open", path: directory) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .failed("fsync", path: directory) }
    }
}
