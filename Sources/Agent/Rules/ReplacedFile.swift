// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A file that Suricata reads and a station's orders replace, with what is kept beside it.
///
/// Every call leaves the file whole, the old one or the new one, and what it did survives the loss of power.
struct ReplacedFile: Sendable, Hashable {
    let path: String

    /// What is to take its place.
    var new: String { path + ".new" }
    /// What was there before the last order.
    private var previous: String { path + ".before" }
    /// What was there before the first order.
    var original: String { path + ".before-vedette" }

    /// What somebody else put in the place of what was ordered, and an agent took back.
    var found: String { path + ".found" }

    /// The most bytes of a file that is kept.
    static let sizeLimit = 64 << 20
    /// Suricata runs as another user.
    private static let mode: mode_t = 0o644

    /// The bytes of the file; `nil` where there is none.
    func bytes() throws(AgentProblem) -> [UInt8]? { try AgentFile.read(path, limit: Self.sizeLimit) }

    /// Writes what is to take its place.
    func stage(_ text: String) throws(AgentProblem) {
        try AgentFile.write(new, Array(text.utf8), mode: Self.mode, isDurable: true)
    }

    /// Removes what was to take its place.
    func unstage() { _ = unsafe unlink(new) }

    /// Keeps what is there, to be restored; whether there was anything.
    func keep() throws(AgentProblem) -> Bool {
        guard let bytes = try bytes() else { return false }
        try AgentFile.write(previous, bytes, mode: Self.mode, isDurable: true)
        try AgentFile.settle(folderOf: path)
        return true
    }

    /// Keeps what was there before any order, once; whether it did so now.
    func keepOriginal() throws(AgentProblem) -> Bool {
        guard !AgentFile.isThere(original), let bytes = try bytes(), !bytes.isEmpty else { return false }
        let half = original + ".new"
        try AgentFile.write(half, bytes, mode: Self.mode, isDurable: true)
        try AgentFile.move(half, to: original)
        return true
    }

    /// Keeps what is there, which nobody ordered; whether there was anything.
    func keepFound() throws(AgentProblem) -> Bool {
        guard let bytes = try bytes(), !bytes.isEmpty else { return false }
        let half = found + ".new"
        try AgentFile.write(half, bytes, mode: Self.mode, isDurable: true)
        try AgentFile.move(half, to: found)
        return true
    }

    /// Puts in place what is to be there. Where it is there already, this does nothing.
    func place() throws(AgentProblem) {
        if AgentFile.isThere(new) { try AgentFile.move(new, to: path) }
    }

    /// Puts back what was kept; where there was nothing, removes what is there.
    func restore(_ wasThere: Bool) throws(AgentProblem) {
        guard wasThere else {
            unstage()
            return try AgentFile.remove(path)
        }
        guard let bytes = try AgentFile.read(previous, limit: Self.sizeLimit) else {
            throw AgentProblem(.environment, "\(previous) is gone: what was in \(path) cannot be put back")
        }
        try AgentFile.write(new, bytes, mode: Self.mode, isDurable: true)
        try AgentFile.move(new, to: path)
    }
}
