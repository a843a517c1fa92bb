// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Foundation
internal import Glibc
package import Rules

/// A folder of rules on the disk: `sigma/`, `signature/`, `threshold/`, `indicators/`, and `index.json`.
///
/// Other files in it are left alone, and links are not followed.
package struct RuleFolderFiles: Sendable {
    /// A file that was passed over.
    package struct Skipped: Hashable, Sendable {
        /// From the folder on.
        package var path: String
        /// Why, in one line that says how to mend it.
        package var reason: String
    }

    /// What a write did, in files.
    package struct Report: Hashable, Sendable {
        package var written = 0
        package var unchanged = 0
        package var removed = 0
    }

    private let path: String

    /// How many files are read.
    private static let fileLimit = 200_000
    /// How many bytes of texts are read.
    private static let byteLimit = 1 << 30

    /// The folder at `path`, which may be a link to one.
    package init(_ path: String) {
        self.path = path
    }

    // MARK: Reading

    /// Reads all texts, and the index where there is one.
    package func read() throws(RuleFolderError) -> (folder: RuleFolder, skipped: [Skipped]) {
        let root = try Self.opened(path)
        var folder = RuleFolder(notes: try Self.index(root))
        var skipped: [Skipped] = []
        var room = Self.byteLimit
        for kind in RuleKind.allCases {
            try read(kind, in: root, &folder, &skipped, &room)
        }
        return (folder, skipped)
    }

    private func read(
        _ kind: RuleKind, in root: borrowing FolderHandle, _ folder: inout RuleFolder, _ skipped: inout [Skipped],
        _ room: inout Int
    ) throws(RuleFolderError) {
        do throws(StoreError) {
            guard let inner = try root.folder(kind.rawValue) else { return }
            for name in try inner.names() where kind.endings.contains(where: name.hasSuffix) && !name.hasPrefix(".") {
                let place = "\(kind.rawValue)/\(name)"
                guard let path = RulePath(kind, name) else {
                    skipped.append(Skipped(path: place, reason: "give it a name of printable ASCII"))
                    continue
                }
                switch try inner.read(name, limit: RuleLimit.text) {
                case .absent: break
                case .noFile: skipped.append(Skipped(path: place, reason: "it is no plain file; put a copy there"))
                case .tooLong:
                    skipped.append(Skipped(path: place, reason: "it is longer than \(RuleLimit.text) bytes; divide it"))
                case .bytes(let text):
                    room -= text.count
                    folder.texts[path] = text
                }
                // Thrown below, as this is no failure of a file.
                if room < 0 || folder.texts.count > Self.fileLimit { break }
            }
        } catch {
            throw .file(error)
        }
        if room < 0 { throw .tooMuch(what: "bytes", limit: Self.byteLimit) }
        if folder.texts.count > Self.fileLimit { throw .tooMuch(what: "files", limit: Self.fileLimit) }
    }

    private static func opened(_ path: String) throws(RuleFolderError) -> FolderHandle {
        do throws(StoreError) { return try FolderHandle.open(path) } catch { throw .file(error) }
    }

    private static func index(_ root: borrowing FolderHandle) throws(RuleFolderError) -> [RulePath: RuleFolder.Note] {
        let path = root.path + "/" + RuleIndex.name
        let content: FolderHandle.Content
        do throws(StoreError) {
            content = try root.read(RuleIndex.name, limit: RuleIndex.limit)
        } catch {
            throw .file(error)
        }
        switch content {
        case .absent: return [:]
        case .bytes(let bytes): return try RuleIndex.decode(bytes, path: path)
        case .tooLong: throw .index(path: path, reason: "it is longer than \(RuleIndex.limit) bytes")
        case .noFile: throw .index(path: path, reason: "it is no plain file")
        }
    }

    // MARK: Writing

    /// Brings the folder to `folder`, making it where it is not there. Files of rules that are no more go; other files stay. It does
    /// not wait for the disk: the same can be written again.
    ///
    /// - Throws: `RuleFolderError.edited`, with nothing done, where a file has a text that the store never had, unless
    ///   `overwriting`.
    package func write(_ folder: RuleFolder, overwriting: Bool = false) throws(RuleFolderError) -> Report {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw .file(.system(path: path, call: "mkdir", code: errno == 0 ? EACCES : errno))
        }
        let root = try Self.opened(path)
        let before = try Self.index(root)
        let gone = before.filter { folder.notes[$0.key] == nil }
        if !overwriting { try expectUnedited(folder, before, in: root) }
        guard let index = try? RuleIndex.encode(folder.notes) else {
            throw .index(path: path + "/" + RuleIndex.name, reason: "it cannot be written")
        }
        do throws(StoreError) {
            var report = Report()
            for kind in RuleKind.allCases { try write(kind, of: folder, in: root, &report) }
            for path in gone.keys { try remove(path, in: root, &report) }
            // Last: while it is the old one, a text that the store has had is still known for one.
            if try root.read(RuleIndex.name, limit: RuleIndex.limit) != .bytes(index) {
                try root.write(index, as: RuleIndex.name)
            }
            return report
        } catch {
            throw .file(error)
        }
    }

    private func write(
        _ kind: RuleKind, of folder: RuleFolder, in root: borrowing FolderHandle, _ report: inout Report
    ) throws(StoreError) {
        let paths = folder.texts.keys.filter { $0.kind == kind }.sorted()
        guard !paths.isEmpty, let inner = try root.folder(kind.rawValue, making: true) else { return }
        for path in paths {
            let text = folder.texts[path] ?? []
            if try inner.read(path.name, limit: RuleLimit.text) == .bytes(text) {
                report.unchanged += 1
            } else {
                try inner.write(text, as: path.name)
                report.written += 1
            }
        }
    }

    private func remove(
        _ path: RulePath, in root: borrowing FolderHandle, _ report: inout Report
    ) throws(StoreError) {
        guard let inner = try root.folder(path.kind.rawValue) else { return }
        guard try inner.read(path.name, limit: 0) != .absent else { return }
        try inner.remove(path.name)
        report.removed += 1
    }

    /// Every file that would be replaced or removed must hold a text that the store has had.
    private func expectUnedited(
        _ folder: RuleFolder, _ before: [RulePath: RuleFolder.Note], in root: borrowing FolderHandle
    ) throws(RuleFolderError) {
        var edited: [RulePath] = []
        do throws(StoreError) {
            for kind in RuleKind.allCases {
                guard let inner = try root.folder(kind.rawValue) else { continue }
                for path in Set(folder.notes.keys).union(before.keys) where path.kind == kind {
                    let known = [folder.notes[path], before[path]].compactMap { $0?.lineage }.joined()
                    switch try inner.read(path.name, limit: RuleLimit.text) {
                    case .absent: break
                    case .bytes(let text) where known.contains(Fingerprint.hash(text)): break
                    case .bytes, .tooLong, .noFile: edited.append(path)
                    }
                }
            }
        } catch {
            throw .file(error)
        }
        if let first = edited.min() { throw .edited(path: first, count: edited.count) }
    }
}
