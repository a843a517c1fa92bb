// SPDX-License-Identifier: Apache-2.0

/// What was done to a text and can be undone, in groups.
///
/// Edits are kept as whole lines: the characters of a line may join or part when it changes, so that columns alone
/// would not lead back.
struct EditHistory: Sendable {
    /// Lines that took the place of others.
    struct Edit: Sendable {
        var first: Int
        var before: [TextBuffer.Line]
        var after: [TextBuffer.Line]

        var bytes: Int { (before + after).reduce(64) { $0 + $1.bytes } }
    }

    /// What one undo takes back.
    struct Group: Sendable {
        var edits: [Edit]
        var kind: EditKind
        var cursorBefore: EditPosition
        var cursorAfter: EditPosition

        var bytes: Int { edits.reduce(64) { $0 + $1.bytes } }
    }

    static let groupsMost = 1000
    static let bytesMost = 8 << 20

    private(set) var done: [Group] = []
    private(set) var undone: [Group] = []
    /// Of `done` alone; what was undone was part of it once.
    private var bytes = 0
    /// Whether the next edit begins a group of its own.
    private var isClosed = true

    /// Ends the group, so that the next edit is undone by itself.
    mutating func close() { isClosed = true }

    /// Takes an edit. Edits of one kind run together, if the kind allows, until `close`.
    mutating func record(_ edit: Edit, kind: EditKind, before: EditPosition, after: EditPosition) {
        undone = []
        defer { isClosed = false }
        if !isClosed, kind.runsTogether, var group = done.last, group.kind == kind, group.cursorAfter == before {
            bytes -= group.bytes
            group.add(edit)
            group.cursorAfter = after
            bytes += group.bytes
            done[done.count - 1] = group
        } else {
            done.append(Group(edits: [edit], kind: kind, cursorBefore: before, cursorAfter: after))
            bytes += done.last?.bytes ?? 0
        }
        forget()
    }

    mutating func takeDone() -> Group? {
        isClosed = true
        guard let group = done.popLast() else { return nil }
        bytes -= group.bytes
        undone.append(group)
        return group
    }

    mutating func takeUndone() -> Group? {
        isClosed = true
        guard let group = undone.popLast() else { return nil }
        bytes += group.bytes
        done.append(group)
        return group
    }

    /// Drops the oldest groups past the bounds; the newest stays whatever its size.
    private mutating func forget() {
        var dropped = 0
        while done.count - dropped > 1, done.count - dropped > Self.groupsMost || bytes > Self.bytesMost {
            bytes -= done[dropped].bytes
            dropped += 1
        }
        done.removeFirst(dropped)
    }
}

extension EditHistory.Group {
    /// Adds an edit; one that changes just what the last one left becomes part of it.
    mutating func add(_ edit: EditHistory.Edit) {
        if let last = edits.last, last.first == edit.first, last.after.count == edit.before.count {
            edits[edits.count - 1].after = edit.after
        } else {
            edits.append(edit)
        }
    }
}

/// What an edit is, for undo.
enum EditKind: Sendable, Hashable {
    case typing, deleting
    /// Anything that is undone by itself.
    case single

    var runsTogether: Bool { self != .single }
}
