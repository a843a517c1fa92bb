// SPDX-License-Identifier: Apache-2.0

package import Assets
internal import Foundation
internal import Rules
internal import Synchronization

/// The assets of the file that the configuration names, read again when it has changed.
///
/// A file that cannot be read any more, or of which nothing holds, leaves the assets as they were.
package final class AssetFile: Sendable {
    private struct State {
        var stamp: FileStamp?
        var book = AssetBook.empty
        var trouble = ""
    }

    private let path: String?
    private let state: Mutex<State>

    /// Reads the file, if the configuration names one.
    package init(_ configuration: StationConfiguration) {
        path = configuration.assets
        state = Mutex(State())
        _ = refresh()
    }

    /// The assets that hold; empty without a file.
    package var book: AssetBook { state.withLock { $0.book } }

    /// What keeps assets of the file from holding, in one line for a person; empty where nothing does.
    package var trouble: String { state.withLock { $0.trouble } }

    /// Reads the file if it is another than last time; whether the assets, or the trouble with them, are others now.
    package func refresh() -> Bool {
        guard let path else { return false }
        // Of the file as it is before it is read: what is written meanwhile is seen the next time. A link tells nothing of its file.
        let stamp = FileStamp(URL(filePath: path).resolvingSymlinksInPath().path)
        guard state.withLock({ $0.stamp != stamp }) else { return false }
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
            state = State(stamp: stamp, book: book, trouble: line)
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
