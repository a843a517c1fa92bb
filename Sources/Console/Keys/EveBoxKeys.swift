// SPDX-License-Identifier: Apache-2.0

/// EveBox's keys beside those of the console, for people who come from there.
///
/// Source: EveBox 0.28.0, webapp/src/Help.tsx.
enum EveBoxKeys {
    /// One of its commands.
    struct Row {
        /// Its keys, in EveBox's own notation.
        let theirs: String
        /// What it does there.
        let does: String
        /// The commands here that do it.
        let commands: [Command]
        /// How it differs here; empty where it does not.
        let note: String
    }

    static let rows = [
        Row(theirs: "?", does: "help", commands: [.helpOpen], note: ""),
        Row(theirs: "g i", does: "inbox", commands: [.paneInbox], note: ""),
        Row(theirs: "g s", does: "escalated", commands: [.inboxEscalated], note: ""),
        Row(
            theirs: "g a", does: "alerts", commands: [.paneAlerts],
            note: "the overview; the inbox's views show archived alerts"),
        Row(theirs: "j k", does: "down, up", commands: [.cursorDown, .cursorUp], note: ""),
        Row(theirs: "x", does: "select", commands: [.inboxMark], note: ""),
        Row(
            theirs: "e", does: "archive what is selected", commands: [.triageArchive], note: "asks for the reason first"
        ),
        Row(
            theirs: "F8", does: "archive at the cursor", commands: [.triageArchiveNow],
            note: "what is marked goes first"),
        Row(theirs: "s", does: "escalate", commands: [.triageEscalate], note: ""),
        Row(
            theirs: "Shift-s, F9", does: "escalate and archive", commands: [.triageEscalate],
            note: "an alert is either escalated or archived"),
        Row(theirs: ".", does: "menu of actions", commands: [.paletteOpen], note: "by the beginning of a word"),
        Row(theirs: "* a", does: "select all", commands: [.inboxMarkAll], note: ""),
        Row(theirs: "* n", does: "select none", commands: [.inboxMarkNone], note: ""),
        Row(theirs: "* 1", does: "select the same signature", commands: [.inboxMarkSame], note: ""),
        Row(theirs: "Shift-h, Shift-g", does: "first, last", commands: [.cursorFirst, .cursorLast], note: ""),
        Row(theirs: "Ctrl-\\", does: "clear the filter", commands: [.filterClear], note: ""),
        Row(theirs: "\\", does: "time range", commands: [.timePick], note: ""),
        Row(
            theirs: "", does: "take back, do again", commands: [.triageUndo, .triageRedo], note: "not there in EveBox"),
        Row(theirs: "", does: "automatic archiving", commands: [.orderGive], note: "in EveBox by a filter of its own"),
    ]
}

extension KeyTable {
    /// The table of EveBox's keys and the keys here, as docs/keys.md has it.
    func evebox() -> String {
        var text = """

            ## Beside EveBox

            | EveBox | does | here | |
            |---|---|---|---|

            """
        for row in EveBoxKeys.rows {
            let keys = row.commands.flatMap { command in
                bindings.filter { $0.command == command && [.inbox, .everywhere].contains($0.scope) }
                    .map { "`\(Self.cell(Self.text($0.keys)))`" }
            }
            let theirs = row.theirs.isEmpty ? "" : "`\(Self.cell(row.theirs))`"
            text += "| \(theirs) | \(row.does) | \(keys.joined(separator: " ")) | \(row.note) |\n"
        }
        return text
    }
}
