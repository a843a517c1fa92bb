// SPDX-License-Identifier: Apache-2.0

/// Everything that a key or the palette can do. Raw values are stable: configuration, help, tests and logs use them.
package enum Command: String, CaseIterable, Sendable, Hashable {
    case paneAlerts = "pane.alerts"
    case paneEvents = "pane.events"
    case paneInbox = "pane.inbox"
    case paneRules = "pane.rules"
    case paneGateways = "pane.gateways"
    case paneDevices = "pane.devices"
    case paneJobs = "pane.jobs"
    case matrixShow = "matrix.show"

    case panelNext = "panel.next"
    case panelPrevious = "panel.previous"
    case panelZoom = "panel.zoom"
    case panelOneScale = "panel.oneScale"

    case cursorDown = "cursor.down"
    case cursorUp = "cursor.up"
    case cursorPageDown = "cursor.pageDown"
    case cursorPageUp = "cursor.pageUp"
    case cursorFirst = "cursor.first"
    case cursorLast = "cursor.last"
    case cursorLeft = "cursor.left"
    case cursorRight = "cursor.right"

    case rowChoose = "row.choose"
    case rowOpen = "row.open"
    case copyMenu = "copy.menu"

    case historyBack = "history.back"
    case historyForward = "history.forward"
    case viewLeave = "view.leave"

    case timePick = "time.pick"
    case timeLastQuarter = "time.last15Minutes"
    case timeLastHour = "time.lastHour"
    case timeLastDay = "time.lastDay"
    case timeLastWeek = "time.lastWeek"
    case timeAll = "time.all"
    case timeCustom = "time.custom"
    case timeZoomIn = "time.zoomIn"
    case timeZoomOut = "time.zoomOut"
    case timeEarlier = "time.earlier"
    case timeLater = "time.later"
    case liveToggle = "live.toggle"

    case filterEdit = "filter.edit"
    case filterRemove = "filter.remove"
    case filterClear = "filter.clear"

    case sortChoose = "sort.choose"
    case sideToggle = "side.toggle"
    case zoneToggle = "zone.toggle"

    case treeToggle = "tree.toggle"
    case rawToggle = "raw.toggle"
    case eventNext = "event.next"
    case eventPrevious = "event.previous"

    case ruleEdit = "rule.edit"
    case ruleNew = "rule.new"
    case ruleToggle = "rule.toggle"
    case ruleRevert = "rule.revert"
    case ruleOrder = "rule.order"
    case ruleGroup = "rule.group"
    case fieldPick = "field.pick"

    case inboxMark = "inbox.mark"
    case inboxMarkAll = "inbox.markAll"
    case inboxMarkNone = "inbox.markNone"
    case inboxMarkSame = "inbox.markSame"
    case inboxRegroup = "inbox.regroup"
    case inboxOrder = "inbox.order"
    case inboxView = "inbox.view"
    case inboxEscalated = "inbox.escalated"
    case triageArchive = "triage.archive"
    case triageArchiveNow = "triage.archiveNow"
    case triageEscalate = "triage.escalate"
    case triageAcknowledge = "triage.acknowledge"
    case triageReopen = "triage.reopen"
    case triageComment = "triage.comment"
    case triageUndo = "triage.undo"
    case triageRedo = "triage.redo"

    case paletteOpen = "palette.open"
    case helpOpen = "help.open"
    case messagesShow = "messages.show"
    case themeChange = "theme.change"
    case glyphsChange = "glyphs.change"
    case screenSave = "screen.save"
    case screenRedraw = "screen.redraw"
    case doctorShow = "doctor.show"
    case suspend = "console.suspend"
    case quit = "console.quit"

    case menuDown = "menu.down"
    case menuUp = "menu.up"
    case menuPageDown = "menu.pageDown"
    case menuPageUp = "menu.pageUp"
    case menuFirst = "menu.first"
    case menuLast = "menu.last"
    case menuAccept = "menu.accept"
    case menuLeave = "menu.leave"
    case menuSearch = "menu.search"
    case menuToggle = "menu.toggle"

    case editAccept = "edit.accept"
    case editLeave = "edit.leave"
    case editComplete = "edit.complete"
    case editNext = "edit.next"
    case editPrevious = "edit.previous"
    case editLeft = "edit.left"
    case editRight = "edit.right"
    case editStart = "edit.start"
    case editEnd = "edit.end"
    case editDeleteBack = "edit.deleteBack"
    case editDeleteForward = "edit.deleteForward"
    case editDeleteWord = "edit.deleteWord"
    case editClear = "edit.clear"
}

/// A command with what was typed behind it.
package struct Invocation: Hashable, Sendable {
    package var command: Command
    /// The text behind the phrase, for commands that take one (`theme light`).
    package var argument: String?

    package init(_ command: Command, argument: String? = nil) {
        self.command = command
        self.argument = argument
    }
}
