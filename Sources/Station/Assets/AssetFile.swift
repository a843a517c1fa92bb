// SPDX-License-Identifier: Apache-2.0

package import Assets
internal import Foundation
internal import Rules
internal import Synchronization

/// The assets of the file that the configuration names, read again when it has changed.
///
/// A file that cannot be read any more, or of which nothing holds, leaves the assets as they were. One that has changed is read once two
/// looks have found it the same: the first may have found it half written.
package final class AssetFile: Sendable {
    private struct State {
        /// Of the file as it was read, and as the last look has found it.
        var stamp: FileStamp?
        var seen: FileStamp?
        var book = AssetBook.empty
        var trouble = ""
    }

    private let path: String?
    private let state: Mutex<State>

    /// Reads the file, if the configuration names one.
    package init(_ configuration: StationConfiguration) {
        path = configuration.assets
        state = Mutex(State())
        if let path { _ = take(path, Self.stamp(path)) }
    }

    /// The assets that hold; empty without a file.
    package var book: AssetBook { state.withLock { $0.book } }

    /// What keeps assets of the file from holding, in one line for a person; empty where nothing does.
    package var trouble: String { state.withLock { $0.trouble } }

    /// Reads the file if it is another than last time and rests; whether the assets, or the trouble with them, are others now.
    package func refresh() -> Bool {
        guard let path else { return false }
        let stamp = Self.stamp(path)
        let rests = state.withLock { state in
            defer { state.seen = stamp }
            return state.stamp != stamp && state.seen == stamp
        }
        return rests && take(path, stamp)
    }

    /// A link tells nothing of its file.
    private static func stamp(_ path: String) -> FileStamp {
        FileStamp(URL(filePath: path).resolvingSymlinksInPath().path)
    }

    /// Reads the file. Its stamp is of before: what is written meanwhile is seen the next time.
    private func take(_ path: String, _ stamp: FileStamp) -> Bool {
        let reading: AssetReading?
        let trouble: String
        do throws(UserMessage) {
            let found = try Self.read(path)
            reading = found
            trouble = Self.trouble(found, path)
        } catch {
            reading = nil
            trouble = error.line
        }
        return state.withLock { state in
            let isUsed = reading.map { !$0.book.isEmpty || $0.errorCount == 0 } ?? false
            let book = isUsed ? reading?.book ?? .empty : state.book
            let isKept = !isUsed && !book.isEmpty
            let line =
                isKept ? Self.line(trouble, and: "the \(book.assets.count) assets read before still hold") : trouble
            let isChanged = book != state.book || line != state.trouble
            state = State(stamp: stamp, seen: stamp, book: book, trouble: line)
            return isChanged
        }
    }

    private static func trouble(_ reading: AssetReading, _ path: String) -> String {
        guard let first = reading.problems.first(where: { $0.weight == .error }) else { return "" }
        let line = RuleCheck.Finding(path: path, problem: first).line
        let others = reading.errorCount - 1
        return others == 0 ? line : Self.line(line, and: "\(others) more, which 'vedette assets check \(path)' tells")
    }

    private static func line(_ line: String, and more: String) -> String {
        "\(line.hasSuffix(".") ? String(line.dropLast()) : line); \(more)"
    }

    /// The assets of a file, and what is wrong with it.
    ///
    /// - Throws: `UserMessage` where it cannot be read, or is no file.
    package static func read(_ path: String) throws(UserMessage) -> AssetReading {
        let resolved = URL(filePath: path).resolvingSymlinksInPath().path
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: resolved) else {
            throw UserMessage(.environment, "\(path): there is no such file.", help: "Give a file of assets.")
        }
        // Anything else could let its reader wait.
        guard attributes[.type] as? FileAttributeType == .typeRegular else {
            throw UserMessage(.wrongUse, "\(path): this is no file.", help: "Give a file of assets.")
        }
        guard let file = FileHandle(forReadingAtPath: resolved) else {
            throw UserMessage(.environment, "\(path): cannot be read.", help: "Check the file's permissions.")
        }
        defer { try? file.close() }
        do {
            return AssetReading(Array(try file.read(upToCount: AssetLimits.fileBytes + 1) ?? Data()))
        } catch {
            throw UserMessage(.environment, "\(path): \(error.localizedDescription).", help: "Check the file.")
        }
    }
}
