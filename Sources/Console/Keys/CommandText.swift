// SPDX-License-Identifier: Apache-2.0

/// How a command is called in the footer, in help and in the palette.
package struct CommandText: Sendable, Hashable {
    /// The group under which help lists it.
    package enum Group: String, Sendable, CaseIterable {
        case panes = "Panes"
        case cursor = "Cursor and rows"
        case time = "Time"
        case filter = "Filter and order"
        case event = "Event"
        case rules = "Rules"
        case triage = "Triage"
        case jobs = "Jobs"
        case ruleEditor = "Rule editor"
        case view = "View"
        case console = "Console"
        case menu = "Menus"
        case text = "Text fields"
    }

    package var group: Group
    /// A word or two for the footer.
    package var label: String
    /// What it does, for help.
    package var purpose: String
    /// What the palette calls it; `nil` where it makes no sense there (moving in a menu).
    package var phrase: String?
    /// What the argument is called, `nil` where there is none.
    package var argument: String?

    init(_ group: Group, _ label: String, _ purpose: String, phrase: String? = nil, argument: String? = nil) {
        self.group = group
        self.label = label
        self.purpose = purpose
        self.phrase = phrase
        self.argument = argument
    }
}

extension Command {
    /// What people read about this command.
    package var text: CommandText {
        // Flat tables, one for each group; every command is in exactly one of them.
        paneText ?? ruleText ?? ruleEditorText ?? triageText ?? detailText ?? jobText ?? cursorText ?? timeText
            ?? filterText
            ?? viewText
            ?? consoleText
            ?? menuText ?? editText
            ?? CommandText(.console, rawValue, rawValue)
    }

    private var paneText: CommandText? {
        switch self {
        case .paneAlerts: CommandText(.panes, "alerts", "alerts overview", phrase: "alerts")
        case .paneEvents: CommandText(.panes, "events", "events overview", phrase: "events")
        case .paneInbox: CommandText(.panes, "inbox", "inbox: triage of alerts and matches", phrase: "inbox")
        case .paneRules: CommandText(.panes, "rules", "rules", phrase: "rules")
        case .paneGateways: CommandText(.panes, "gateways", "gateways and their losses", phrase: "gateways")
        case .gatewayOrder:
            CommandText(
                .panes, "order", "by trouble, name, quiet, rate, losses or certificate", phrase: "gateway order")
        case .pushStart:
            CommandText(
                .panes, "push rules", "bring the station's rules to gateways, after a look at the difference",
                phrase: "push")
        case .pushDifference:
            CommandText(.panes, "difference", "what a push to this gateway would change", phrase: "push difference")
        case .pushUndo:
            CommandText(.panes, "undo push", "take back your newest push or muting at gateways", phrase: "push undo")
        case .sensorMute:
            CommandText(
                .panes, "mute at gateway", "let the gateway's own sensor tell nothing of the signature for a time",
                phrase: "mute gateway")
        case .sensorMutes:
            CommandText(
                .panes, "mutings there", "what is muted at gateways; Enter ends one", phrase: "mutings gateways")
        case .paneDevices: CommandText(.panes, "devices", "devices and their evidence", phrase: "devices")
        case .deviceQuote:
            CommandText(.panes, "quote now", "ask the device's TPM for a quote at once", phrase: "quote")
        case .deviceAccept:
            CommandText(
                .panes, "accept reference", "take the device's values as reference, after a look at the difference",
                phrase: "accept reference")
        case .deviceRevoke:
            CommandText(.panes, "revoke", "believe the device's keys no more", phrase: "revoke device")
        case .deviceRecheck:
            CommandText(.panes, "recheck", "judge the kept evidence of the device again", phrase: "recheck")
        case .deviceLog: CommandText(.panes, "event log", "what the device measured as it started", phrase: "event log")
        case .paneJobs: CommandText(.panes, "jobs", "jobs of the video anonymizer", phrase: "jobs")
        case .matrixShow:
            CommandText(
                .panes, "matrix", "alerts by signature and gateway: what is everywhere, what is only here",
                phrase: "matrix")
        case .mapShow:
            CommandText(.panes, "map", "a map of the world with where events come from and go to", phrase: "map")
        case .panelNext: CommandText(.panes, "next panel", "focus the next panel", phrase: "panel next")
        case .panelPrevious: CommandText(.panes, "previous panel", "focus the panel before", phrase: "panel previous")
        case .panelZoom:
            CommandText(.panes, "zoom panel", "the focused panel takes the whole pane, and back", phrase: "panel zoom")
        case .panelOneScale:
            CommandText(.panes, "one scale", "rows share one scale, or each has its own", phrase: "panel one scale")
        default: nil
        }
    }

    private var triageText: CommandText? {
        switch self {
        case .inboxMark: CommandText(.triage, "mark", "mark the group for the next deed, or no longer")
        case .inboxMarkAll:
            CommandText(.triage, "mark all", "mark all groups that are listed", phrase: "inbox mark all")
        case .inboxMarkNone: CommandText(.triage, "mark none", "mark no group", phrase: "inbox mark none")
        case .inboxMarkSame:
            CommandText(
                .triage, "mark same", "mark all groups of the same signature or rule", phrase: "inbox mark same")
        case .inboxRegroup:
            CommandText(
                .triage, "regroup", "by signature, source and destination, then by less", phrase: "inbox regroup")
        case .inboxOrder: CommandText(.triage, "sort", "by urgency, last alert or count", phrase: "inbox order")
        case .inboxView:
            CommandText(.triage, "view", "what is open, escalated, archived, or all", phrase: "inbox view")
        case .inboxEscalated:
            CommandText(.triage, "escalated", "the inbox with what was escalated", phrase: "inbox escalated")
        case .triageArchive: CommandText(.triage, "archive", "archive, with a reason", phrase: "archive")
        case .triageArchiveNow:
            CommandText(.triage, "archive now", "archive without a reason", phrase: "archive without reason")
        case .triageEscalate:
            CommandText(.triage, "escalate", "say that it matters; its events are kept", phrase: "escalate")
        case .triageAcknowledge:
            CommandText(.triage, "ack", "say that somebody knows of it; it stays in the inbox", phrase: "acknowledge")
        case .triageReopen: CommandText(.triage, "reopen", "as new again", phrase: "reopen")
        case .triageComment: CommandText(.triage, "comment", "say something about it", phrase: "comment")
        case .triageAssign:
            CommandText(
                .triage, "assign", "give it to yourself, or to somebody by name; - takes it from everybody",
                phrase: "assign", argument: "NAME")
        case .triageTag: CommandText(.triage, "tag", "add tags, or take them away: +a -b", phrase: "tag")
        case .triageMute:
            CommandText(
                .triage, "mute", "hide such alerts until a time, after a look at what that would have hidden",
                phrase: "mute")
        case .orderGive:
            CommandText(
                .triage, "order",
                "have the station archive, escalate or acknowledge what the filter lets through by itself, for a time",
                phrase: "order")
        case .mutingsShow:
            CommandText(.triage, "mutings", "what is muted or ordered, and why; Enter ends one", phrase: "mutings")
        case .triageUndo: CommandText(.triage, "undo", "take back what you did last", phrase: "undo")
        case .triageRedo: CommandText(.triage, "redo", "do again what you took back last", phrase: "redo")
        default: nil
        }
    }

    private var ruleText: CommandText? {
        switch self {
        case .ruleEdit: CommandText(.rules, "edit", "edit the rule under the cursor", phrase: "rule edit")
        case .ruleNew:
            CommandText(
                .rules, "new rule", "begin a rule; on an event, from the fields that were picked", phrase: "rule new")
        case .ruleToggle: CommandText(.rules, "on/off", "match the rule, or no longer", phrase: "rule on or off")
        case .ruleRevert:
            CommandText(.rules, "revert", "the revision before comes again, as a new one", phrase: "rule revert")
        case .ruleOrder: CommandText(.rules, "order", "by hits, title, level, cost or change", phrase: "rule order")
        case .ruleGroup:
            CommandText(.rules, "group", "by tag, by tactic, by kind, or not", phrase: "rule group")
        case .fieldPick:
            CommandText(.rules, "pick field", "pick the field for a new rule, or put it back", phrase: "field pick")
        default: nil
        }
    }

    private var cursorText: CommandText? {
        switch self {
        case .cursorDown: CommandText(.cursor, "down", "one row down")
        case .cursorUp: CommandText(.cursor, "up", "one row up")
        case .cursorPageDown: CommandText(.cursor, "page down", "one page down")
        case .cursorPageUp: CommandText(.cursor, "page up", "one page up")
        case .cursorFirst: CommandText(.cursor, "first", "first row", phrase: "first row")
        case .cursorLast: CommandText(.cursor, "last", "last row", phrase: "last row")
        case .cursorLeft: CommandText(.cursor, "left", "one bucket to the left; in a tree: fold, or go to the parent")
        case .cursorRight: CommandText(.cursor, "right", "one bucket to the right; in a tree: unfold, or go inside")
        case .rowChoose:
            CommandText(
                .cursor, "filter by row", "filter by the row, zoom into the bucket, or open the event",
                phrase: "choose row")
        case .rowOpen: CommandText(.cursor, "open events", "list the events behind the row", phrase: "open events")
        case .copyMenu: CommandText(.cursor, "copy", "copy the field, row, raw line or JSON", phrase: "copy")
        default: nil
        }
    }

    private var timeText: CommandText? {
        switch self {
        case .timePick: CommandText(.time, "time", "choose the time range", phrase: "time")
        case .timeLastQuarter: CommandText(.time, "15 m", "the last 15 minutes", phrase: "time last 15 minutes")
        case .timeLastHour: CommandText(.time, "1 h", "the last hour", phrase: "time last hour")
        case .timeLastDay: CommandText(.time, "24 h", "the last 24 hours", phrase: "time last 24 hours")
        case .timeLastWeek: CommandText(.time, "7 d", "the last 7 days", phrase: "time last 7 days")
        case .timeAll: CommandText(.time, "all", "everything stored", phrase: "time all")
        case .timeCustom:
            CommandText(
                .time, "custom", "a time range as text: -3h, 06:00..08:30, 2026-11-20..now", phrase: "time",
                argument: "RANGE")
        case .timeZoomIn:
            CommandText(.time, "zoom in", "half of the time range, around the cursor", phrase: "time zoom in")
        case .timeZoomOut: CommandText(.time, "zoom out", "twice the time range", phrase: "time zoom out")
        case .timeEarlier: CommandText(.time, "earlier", "half a range earlier", phrase: "time earlier")
        case .timeLater: CommandText(.time, "later", "half a range later", phrase: "time later")
        case .liveToggle:
            CommandText(.time, "freeze", "freeze the screen and count what comes, or follow again", phrase: "freeze")
        default: nil
        }
    }

    private var filterText: CommandText? {
        switch self {
        case .filterEdit: CommandText(.filter, "filter", "edit the filter", phrase: "filter", argument: "FILTER")
        case .filterRemove: CommandText(.filter, "remove chip", "remove or disable a chip", phrase: "filter remove")
        case .filterClear: CommandText(.filter, "clear", "remove every chip", phrase: "filter clear")
        case .viewsOpen:
            CommandText(.filter, "views", "put a saved view on, or take it off", phrase: "view open", argument: "NAME")
        case .viewsSave:
            CommandText(
                .filter, "save view", "keep the filter as a view; a key behind the name puts it on",
                phrase: "view save", argument: "NAME [KEY]")
        case .viewsForget:
            CommandText(.filter, "forget view", "forget a saved view", phrase: "view forget", argument: "NAME")
        case .viewsDefault:
            CommandText(
                .filter, "default view", "the view is on when the console starts, or no longer",
                phrase: "view default", argument: "NAME")
        case .sortChoose: CommandText(.filter, "sort", "choose what the list is sorted by", phrase: "sort")
        case .treeToggle: CommandText(.event, "fold", "fold or unfold the row", phrase: "fold")
        case .rawToggle:
            CommandText(.event, "raw line", "the raw line as it was received, or the tree", phrase: "raw line")
        case .eventNext: CommandText(.event, "next event", "the next event of the list", phrase: "event next")
        case .eventPrevious: CommandText(.event, "previous event", "the event before it", phrase: "event previous")
        default: nil
        }
    }

    private var viewText: CommandText? {
        switch self {
        case .historyBack: CommandText(.view, "back", "back to the view before", phrase: "back")
        case .historyForward: CommandText(.view, "forward", "forward again", phrase: "forward")
        case .viewLeave: CommandText(.view, "leave", "dismiss the message, the zoom or the drill-down", phrase: "leave")
        case .entityShow:
            CommandText(
                .view, "page", "the page of a value: when and where it was seen, and what is around it", phrase: "page",
                argument: "VALUE")
        case .sideToggle: CommandText(.view, "side column", "show or hide the side column", phrase: "side column")
        case .zoneToggle: CommandText(.view, "UTC/local", "times in UTC or local", phrase: "utc or local")
        case .themeChange: CommandText(.view, "theme", "change the theme", phrase: "theme", argument: "NAME")
        case .glyphsChange:
            CommandText(.view, "glyphs", "change the glyph set", phrase: "glyphs", argument: "full|blocks|ascii")
        default: nil
        }
    }

    private var consoleText: CommandText? {
        switch self {
        case .paletteOpen: CommandText(.console, "commands", "find and run a command")
        case .helpOpen: CommandText(.console, "keys", "the keys that work here", phrase: "help")
        case .messagesShow: CommandText(.console, "messages", "every message so far", phrase: "messages")
        case .reportShow:
            CommandText(.console, "report", "what the period brought, whatever the filter", phrase: "report")
        case .screenSave:
            CommandText(
                .console, "save screen", "write the screen as text to a file", phrase: "save-screen", argument: "PATH")
        case .screenRedraw: CommandText(.console, "redraw", "draw the whole screen anew", phrase: "redraw")
        case .doctorShow:
            CommandText(.console, "doctor", "how to check what is installed and reachable", phrase: "doctor")
        case .suspend: CommandText(.console, "suspend", "stop and give the shell back; fg returns", phrase: "suspend")
        case .quit: CommandText(.console, "quit", "leave; it asks nothing, since nothing can be lost", phrase: "quit")
        default: nil
        }
    }

    private var menuText: CommandText? {
        switch self {
        case .menuDown: CommandText(.menu, "down", "one row down")
        case .menuUp: CommandText(.menu, "up", "one row up")
        case .menuPageDown: CommandText(.menu, "page down", "one page down")
        case .menuPageUp: CommandText(.menu, "page up", "one page up")
        case .menuFirst: CommandText(.menu, "first", "first row")
        case .menuLast: CommandText(.menu, "last", "last row")
        case .menuAccept: CommandText(.menu, "choose", "choose the row")
        case .menuLeave: CommandText(.menu, "leave", "close without choosing")
        case .menuSearch: CommandText(.menu, "search", "search in the rows")
        case .menuToggle:
            CommandText(
                .menu, "disable chip",
                "disable the chip, or enable it again; put the view on at the start, or no longer")
        default: nil
        }
    }

    private var editText: CommandText? {
        switch self {
        case .editAccept: CommandText(.text, "run", "take the text")
        case .editLeave: CommandText(.text, "leave", "leave the text as it was")
        case .editComplete: CommandText(.text, "complete", "complete by the chosen row")
        case .editNext: CommandText(.text, "next", "next row below")
        case .editPrevious: CommandText(.text, "previous", "row above, or the text typed before")
        case .editLeft: CommandText(.text, "left", "one character to the left")
        case .editRight: CommandText(.text, "right", "one character to the right")
        case .editStart: CommandText(.text, "start", "start of the text")
        case .editEnd: CommandText(.text, "end", "end of the text")
        case .editDeleteBack: CommandText(.text, "delete", "delete the character before")
        case .editDeleteForward: CommandText(.text, "delete forward", "delete the character under the cursor")
        case .editDeleteWord: CommandText(.text, "delete word", "delete the word before")
        case .editClear: CommandText(.text, "clear", "delete everything before the cursor")
        default: nil
        }
    }
}
