// SPDX-License-Identifier: Apache-2.0

internal import GRDBSQLite

extension StoreProblem {
    static let mend = "stop the writer and run `vedette doctor --repair`"
    static let restore = "restore it from a backup; what it held is lost otherwise"
}

extension StoreError {
    /// Whether a file does not hold what was written into it, which no second try mends. A full disk, a lock or a permission is
    /// no damage.
    package var isDamage: Bool {
        switch self {
        case .database(_, let code, let reason):
            // A file that was cut short reads short; a table or column that no migration lacks was renamed by a damage. Everything
            // else SQLite finds by its form.
            [SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT].contains(code & 0xff) || code == SQLITE_IOERR | 2 << 8
                || (code == SQLITE_ERROR && reason.hasPrefix("no such "))
        case .damagedBlock, .damagedPlace, .damagedRollUp, .damagedAlertList, .rawFileTooShort, .indexMissing,
            .foreignFile:
            true
        // Of another file than the one that was read for it.
        case .triage: false
        case .busy, .diskFull, .system, .newerSchema: false
        }
    }

    /// What is wrong, without where and without advice.
    var fact: String {
        switch self {
        case .busy: "it is being written"
        case .diskFull: "no space left"
        case .database(_, let code, let reason): "\(reason) (SQLite \(code))"
        case .system(_, let call, let code): "\(call) failed with \(code)"
        case .newerSchema: "it was written by a newer vedette"
        case .damagedBlock(_, let block): "the raw block at byte \(block) is damaged"
        case .damagedPlace: "it names places outside of the raw file"
        case .damagedRollUp(_, let row): "row \(row) of the counts is damaged"
        case .damagedAlertList(_, let row): "row \(row) of the list of alerts is damaged"
        case .rawFileTooShort(_, let length, let wanted): "its raw file has \(length) bytes of \(wanted)"
        case .indexMissing: "it is missing, and its raw events are there"
        case .foreignFile: "it belongs to another store"
        case .triage(_, let reason, _): reason
        }
    }
}
