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
        // 2026-11-28T03:10:59 without its marks but for one.
        let time = when.description.prefix(19).filter { $0.isNumber || $0 == "T" }
        ending = ".\(word)-" + time.replacing("T", with: "-")
    }

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
        for companion in StoreFile.companions { try Self.rename(path + companion, to: name + companion) }
        return isThere ? name : nil
    }

    /// Puts a file of SQLite in the place of another, which is kept; there is one at any moment.
    func replace(database path: String, with new: String) throws(StoreError) {
        let name = free(path)
        guard unsafe link(path, name) == 0 || errno == ENOENT else { throw .failed("link", path: path) }
        for companion in StoreFile.companions { try Self.rename(path + companion, to: name + companion) }
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
}
