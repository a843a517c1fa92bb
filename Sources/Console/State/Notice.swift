// SPDX-License-Identifier: Apache-2.0

package import EVE

/// One line for the people in front of the screen.
package struct Notice: Sendable, Hashable, Codable {
    /// How loud it is, and how long it stays.
    package enum Kind: Sendable, Hashable, Codable {
        /// Something was done; stays until the next action.
        case done
        /// Something failed; stays until Esc or a success.
        case error
        /// A remark; stays six seconds.
        case remark
    }

    package var kind: Kind
    /// Hostile where it quotes events; neutralised where it becomes cells.
    package var text: String

    package init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}

/// Every notice so far, the last of which may be on the message line.
package struct NoticeLog: Sendable, Hashable {
    /// A notice with its time.
    package struct Entry: Sendable, Hashable {
        package var time: Instant
        package var notice: Notice
    }

    /// At most `limit`, oldest first.
    package private(set) var entries: [Entry] = []
    /// What the message line shows.
    package private(set) var shown: Entry?

    /// How many are kept.
    package static let limit = 200
    private static let remarkMicroseconds: Int64 = 6_000_000

    package init() {}

    /// Keeps a notice and shows it, unless a remark would cover an error.
    package mutating func add(_ notice: Notice, now: Instant) {
        let entry = Entry(time: now, notice: notice)
        entries.append(entry)
        if entries.count > Self.limit { entries.removeFirst(entries.count - Self.limit) }
        if notice.kind == .remark, shown?.notice.kind == .error { return }
        shown = entry
    }

    /// Clears what has stood long enough.
    package mutating func tick(now: Instant) {
        guard let entry = shown, entry.notice.kind == .remark else { return }
        if entry.time.advanced(byMicroseconds: Self.remarkMicroseconds) <= now { shown = nil }
    }

    /// The user did something: what was done needs no saying any more.
    package mutating func acted() {
        if let entry = shown, entry.notice.kind != .error { shown = nil }
    }

    /// Takes the line away; whether there was one.
    package mutating func dismiss() -> Bool {
        defer { shown = nil }
        return shown != nil
    }
}
