// SPDX-License-Identifier: Apache-2.0

internal import GRDBSQLite
internal import Glibc
internal import Query

/// Why the store could not be opened, written or read. Paths name the file that is concerned.
package enum StoreError: Error, Sendable, Equatable {
    /// Another process writes this store; `process` is its id where it could be told.
    case busy(path: String, process: Int32?)
    /// The disk or the quota is full; nothing of the append was committed to this file, and it may be tried again.
    case diskFull(path: String)
    /// SQLite refused; `code` is its extended result code.
    case database(path: String, code: Int32, reason: String)
    /// A system call failed with `code` (`errno`).
    case system(path: String, call: String, code: Int32)
    /// The file was written by a newer program.
    case newerSchema(path: String)
    /// A stored block of raw events cannot be opened again; `block` is its offset in the file.
    case damagedBlock(path: String, block: UInt64)
    /// An event is said to lie where no raw line can.
    case damagedPlace(path: String)
    /// A row of counts cannot be read.
    case damagedRollUp(path: String, row: Int64)
    /// A row of the list of alerts cannot be read.
    case damagedAlertList(path: String, row: Int64)
    /// The file of raw events ends before what is committed of it.
    case rawFileTooShort(path: String, length: UInt64, wanted: UInt64)
    /// A day has raw events, and the file that tells about them is not there.
    case indexMissing(path: String)
    /// The file belongs to another store.
    case foreignFile(path: String)
    /// What people made of alerts cannot be read.
    case triage(path: String, reason: String, help: String)

    /// One line for people: what failed, where, and what to do.
    package var message: String {
        switch self {
        case .busy(let path, let process):
            "\(path) is being written by \(process.map { "process \($0)" } ?? "another process"); "
                + "stop that one first, or use another data directory"
        case .diskFull(let path):
            "no space left for \(path); free some, the store goes on where it stopped"
        case .database(let path, let code, let reason):
            "\(path): \(reason) (SQLite \(code)); "
                + (isDamage
                    ? "stop the writer and run `vedette doctor --repair`" : "check the disk and the file's permissions")
        case .system(let path, let call, let code):
            "\(path): \(call): \(Self.text(ofErrno: code)); check that the directory is there and may be written"
        case .newerSchema(let path):
            "\(path) was written by a newer vedette; use that version"
        case .damagedBlock(let path, let block):
            "\(path): the raw block at byte \(block) is damaged; stop the writer and run `vedette doctor --repair`"
        case .damagedPlace(let path):
            "\(path) names places outside of the raw file; stop the writer and run `vedette doctor --repair`"
        case .damagedRollUp(let path, let row):
            "\(path): row \(row) of the counts is damaged; stop the writer and run `vedette doctor --repair`"
        case .damagedAlertList(let path, let row):
            "\(path): row \(row) of the list of alerts is damaged; stop the writer and run `vedette doctor --repair`"
        case .rawFileTooShort(let path, let length, let wanted):
            "\(path) has \(length) bytes of \(wanted); stop the writer and run `vedette doctor --repair`"
        case .indexMissing(let path):
            "\(path) is missing, and its raw events are there; run `vedette doctor --repair`"
        case .foreignFile(let path):
            "\(path) belongs to another store; move it away, or restore the station.db that it was written with"
        case .triage(let path, let reason, let help):
            "\(path): \(reason); \(help)"
        }
    }

    /// The same failure as the readers' interface has it.
    var queryFailure: QueryFailure {
        switch self {
        case .busy(let path, _), .diskFull(let path), .newerSchema(let path):
            .storage(path: path, reason: message)
        case .database(let path, let code, let reason):
            .storage(path: path, reason: "\(reason) (SQLite \(code))")
        case .system(let path, let call, let code):
            .storage(path: path, reason: "\(call): \(Self.text(ofErrno: code))")
        case .damagedBlock(let path, let block):
            .storage(path: path, reason: "the raw block at byte \(block) is damaged; run `vedette doctor --repair`")
        case .triage(let path, let reason, _):
            .storage(path: path, reason: reason)
        case .damagedPlace(let path), .damagedRollUp(let path, _), .damagedAlertList(let path, _),
            .rawFileTooShort(let path, _, _), .indexMissing(let path), .foreignFile(let path):
            .storage(path: path, reason: message)
        }
    }

    /// The failure behind an extended result code of SQLite, with what it says in one line of bounded length: of a damaged file it quotes
    /// whatever stands there now.
    static func sqlite(_ code: Int32, path: String, reason: String) -> StoreError {
        if code & 0xff == SQLITE_FULL { return .diskFull(path: path) }
        let words = reason.prefix(2 * Self.reasonLimit).split { $0.isWhitespace || $0.isNewline }
        return .database(path: path, code: code, reason: String(words.joined(separator: " ").prefix(Self.reasonLimit)))
    }

    private static let reasonLimit = 300

    private static func text(ofErrno code: Int32) -> String {
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }
}
