// SPDX-License-Identifier: Apache-2.0

internal import Canvas

extension KeyTable {
    /// The keys as they come.
    package static let standard = KeyTable(
        bindings: [
            histogram, overview, matrix, entity, list, event, rules, inbox, gateways, devices, jobs, everywhere, menu,
            text,
            ruleEditor, ruleHits, ruleDifference,
        ].flatMap { $0 })

    /// One row of the table below: keys in notation parted by spaces between alternatives.
    private static func bind(
        _ scope: KeyScope, _ command: Command, _ alternatives: [String], _ label: String? = nil, rank: Int? = nil
    ) -> [Binding] {
        alternatives.enumerated().compactMap { index, notation in
            // A notation that cannot be read would drop a key; a test proves that none does.
            guard let keys = try? Key.sequence(notation) else { return nil }
            return Binding(
                keys: keys, command: command, scope: scope, label: label, footerRank: index == 0 ? rank : nil)
        }
    }

    private static let histogram: [Binding] = [
        bind(.histogram, .cursorLeft, ["Left", "h"], "bucket", rank: 12),
        bind(.histogram, .cursorRight, ["Right", "l"]),
        bind(.histogram, .rowChoose, ["Enter"], "zoom in", rank: 10),
    ].flatMap { $0 }

    private static let overview: [Binding] = [
        bind(.overview, .rowChoose, ["Enter"], "filter by row", rank: 10),
        bind(.overview, .rowOpen, ["o"], "open events", rank: 11),
        bind(.overview, .panelNext, ["Tab"], rank: 20),
        bind(.overview, .panelPrevious, ["S-Tab"]),
        bind(.overview, .panelZoom, ["z"], rank: 21),
        bind(.overview, .panelOneScale, ["="], rank: 50),
        bind(.overview, .sideToggle, ["S"], rank: 60),
        bind(.overview, .matrixShow, ["M"], rank: 34),
        bind(.overview, .mapShow, ["W"]),
    ].flatMap { $0 }

    private static let matrix: [Binding] = [
        bind(.matrix, .rowChoose, ["Enter"], "filter by cell", rank: 10),
        bind(.matrix, .rowOpen, ["o"], "open events", rank: 11),
        bind(.matrix, .cursorLeft, ["Left", "h"], "gateway", rank: 12),
        bind(.matrix, .cursorRight, ["Right", "l"], "gateway to the right"),
        bind(.matrix, .viewLeave, ["Esc"], "back", rank: 13),
    ].flatMap { $0 }

    private static let entity: [Binding] = [
        bind(.entity, .rowChoose, ["Enter"], "page of the row", rank: 10),
        bind(.entity, .rowOpen, ["o"], "its events", rank: 11),
        bind(.entity, .panelNext, ["Tab"], rank: 20),
        bind(.entity, .panelPrevious, ["S-Tab"]),
        bind(.entity, .panelZoom, ["z"], rank: 21),
        bind(.entity, .viewLeave, ["Left", "h"], "back", rank: 12),
    ].flatMap { $0 }

    private static let list: [Binding] = [
        bind(.list, .rowChoose, ["Enter", "Right", "o"], "open", rank: 10),
        bind(.list, .sortChoose, ["O"], rank: 22),
        bind(.list, .viewLeave, ["Left"]),
    ].flatMap { $0 }

    private static let event: [Binding] = [
        bind(.event, .rowChoose, ["Enter"], "filter by field", rank: 10),
        bind(.event, .eventNext, ["n"], rank: 11),
        bind(.event, .eventPrevious, ["N"], rank: 12),
        bind(.event, .cursorLeft, ["Left", "h"], "fold", rank: 13),
        bind(.event, .cursorRight, ["Right", "l"], "unfold", rank: 14),
        bind(.event, .treeToggle, ["u"]),
        bind(.event, .fieldPick, ["Space"], rank: 15),
        bind(.event, .ruleNew, ["R"], rank: 16),
        bind(.event, .panelNext, ["Tab"], rank: 20),
        bind(.event, .panelPrevious, ["S-Tab"]),
        bind(.event, .panelZoom, ["z"]),
        bind(.event, .rawToggle, ["J"], rank: 21),
        bind(.event, .payloadNext, ["x"], rank: 24),
        bind(.event, .payloadDeeper, ["D"]),
        bind(.event, .captureSave, ["w"], rank: 25),
        bind(.event, .userCommandList, ["!"], rank: 26),
        bind(.event, .triageArchive, ["e"], rank: 22),
        bind(.event, .triageEscalate, ["s", "F9"], rank: 23),
        bind(.event, .triageAcknowledge, ["a"]),
        bind(.event, .triageArchiveNow, ["F8"]),
        bind(.event, .triageReopen, ["r"]),
        bind(.event, .sensorMute, ["S"], rank: 27),
        bind(.event, .eventClip, ["v"], rank: 28),
        bind(.event, .triageComment, ["c"]),
        bind(.event, .triageAssign, ["i"]),
        bind(.event, .triageRedo, ["C-r"]),
    ].flatMap { $0 }

    private static let rules: [Binding] = [
        bind(.rules, .rowChoose, ["Enter", "o"], "its matches", rank: 10),
        bind(.rules, .ruleEdit, ["e"], rank: 11),
        bind(.rules, .ruleNew, ["n"], rank: 12),
        bind(.rules, .ruleToggle, ["Space"], rank: 13),
        bind(.rules, .ruleRevert, ["R"], rank: 14),
        bind(.rules, .ruleOrder, ["O"], rank: 22),
        bind(.rules, .ruleGroup, ["T"], rank: 23),
        bind(.rules, .pushStart, ["P"], rank: 15),
        bind(.rules, .pushUndo, ["u"]),
    ].flatMap { $0 }

    /// The keys are EveBox's where it has the same command.
    private static let inbox: [Binding] = [
        bind(.inbox, .rowChoose, ["Enter", "o"], "its events", rank: 10),
        bind(.inbox, .triageArchive, ["e"], rank: 11),
        bind(.inbox, .triageEscalate, ["s", "F9"], rank: 12),
        bind(.inbox, .triageAcknowledge, ["a"], rank: 13),
        bind(.inbox, .inboxMark, ["Space", "x"], rank: 14),
        bind(.inbox, .triageUndo, ["u"], rank: 15),
        bind(.inbox, .inboxRegroup, ["G"], rank: 16),
        bind(.inbox, .triageComment, ["c"], rank: 17),
        bind(.inbox, .triageMute, ["m"], rank: 19),
        bind(.inbox, .sensorMute, ["S"], rank: 23),
        bind(.inbox, .triageAssign, ["i"], rank: 20),
        bind(.inbox, .triageTag, ["T"], rank: 21),
        bind(.inbox, .mutingsShow, ["M"]),
        bind(.inbox, .orderGive, ["A"]),
        bind(.inbox, .inboxView, ["v"], rank: 18),
        bind(.inbox, .inboxOrder, ["O"], rank: 22),
        bind(.inbox, .triageArchiveNow, ["F8"]),
        bind(.inbox, .triageReopen, ["r"]),
        bind(.inbox, .triageRedo, ["C-r"]),
        bind(.inbox, .inboxMarkAll, ["* a"]),
        bind(.inbox, .inboxMarkNone, ["* n"]),
        bind(.inbox, .inboxMarkSame, ["* 1"]),
    ].flatMap { $0 }

    private static let gateways: [Binding] = [
        bind(.gateways, .rowChoose, ["Enter"], "its page", rank: 10),
        bind(.gateways, .rowOpen, ["o"], "its events", rank: 11),
        bind(.gateways, .gatewayOrder, ["O"], rank: 22),
        bind(.gateways, .pushStart, ["P"], rank: 12),
        bind(.gateways, .pushDifference, ["D"], rank: 13),
        bind(.gateways, .sensorMutes, ["M"], rank: 24),
        bind(.gateways, .pushUndo, ["u"], rank: 23),
    ].flatMap { $0 }

    private static let devices: [Binding] = [
        bind(.devices, .deviceQuote, ["q"], rank: 9),
        bind(.devices, .rowChoose, ["Enter"], "open check", rank: 10),
        bind(.devices, .deviceAccept, ["A"], rank: 11),
        bind(.devices, .deviceRevoke, ["X"], rank: 12),
        bind(.devices, .deviceRecheck, ["r"], rank: 13),
        bind(.devices, .deviceLog, ["L"], rank: 14),
        bind(.devices, .rowOpen, ["p", "o"], "pivot to events", rank: 15),
        bind(.devices, .panelNext, ["Tab"], rank: 20),
        bind(.devices, .panelPrevious, ["S-Tab"]),
        bind(.devices, .viewLeave, ["Left", "h"], "back"),
    ].flatMap { $0 }

    private static let ruleEditor: [Binding] = [
        bind(.ruleEditor, .editorSave, ["C-s"], rank: 10),
        bind(.ruleEditor, .editorMend, ["F4"], rank: 11),
        bind(.ruleEditor, .editorComplete, ["Tab"], rank: 12),
        bind(.ruleEditor, .editorUndo, ["A-u"], rank: 13),
        bind(.ruleEditor, .editorDifference, ["C-d"], rank: 14),
        bind(.ruleEditor, .editorHits, ["A-h"], rank: 15),
        bind(.ruleEditor, .editorWindow, ["A-w"], rank: 16),
        bind(.ruleEditor, .editorExternal, ["C-e"], rank: 17),
        bind(.ruleEditor, .editorSearch, ["C-f"], rank: 18),
        bind(.ruleEditor, .editorRedo, ["A-r"], rank: 19),
        bind(.ruleEditor, .editorRevert, ["C-r"], rank: 20),
        bind(.ruleEditor, .editorLine, ["C-g"], rank: 21),
        bind(.ruleEditor, .editorLayOut, ["A-l"]),
        bind(.ruleEditor, .editorComment, ["A-/"]),
        bind(.ruleEditor, .editorDeleteLines, ["A-k"]),
        bind(.ruleEditor, .editorMark, ["C-Space"]),
        bind(.ruleEditor, .editorSelectAll, ["A-a"]),
        bind(.ruleEditor, .editorCut, ["C-x"]),
        bind(.ruleEditor, .editorCopy, ["C-c"]),
        bind(.ruleEditor, .editorPaste, ["C-v"]),
        bind(.ruleEditor, .editorLeave, ["Esc", "C-q"]),
        // Not help.open: the key that a user gives that may be a letter.
        bind(.ruleEditor, .editorHelp, ["F1"]),
        bind(.ruleEditor, .screenRedraw, ["C-l"]),
        bind(.ruleEditor, .suspend, ["C-z"]),
    ].flatMap { $0 }

    private static let ruleHits: [Binding] = [
        bind(.ruleHits, .rowChoose, ["Enter"], "open", rank: 10),
        bind(.ruleHits, .hitsGained, ["g"], rank: 11),
        bind(.ruleHits, .hitsLost, ["l"], rank: 12),
        bind(.ruleHits, .editorWindow, ["A-w"], rank: 13),
        bind(.ruleHits, .editorText, ["Esc"], rank: 14),
        bind(.ruleHits, .cursorDown, ["Down", "j"]),
        bind(.ruleHits, .cursorUp, ["Up", "k"]),
        bind(.ruleHits, .cursorFirst, ["Home"]),
        bind(.ruleHits, .cursorLast, ["End"]),
    ].flatMap { $0 }

    private static let ruleDifference: [Binding] = [
        bind(.ruleDifference, .editorText, ["Esc", "Enter"], rank: 10),
        bind(.ruleDifference, .editorSave, ["C-s"], rank: 11),
        bind(.ruleDifference, .editorRevert, ["C-r"], rank: 12),
        bind(.ruleDifference, .cursorPageDown, ["PageDown", "Space"], "page down", rank: 13),
        bind(.ruleDifference, .cursorPageUp, ["PageUp"]),
        bind(.ruleDifference, .cursorDown, ["Down", "j"]),
        bind(.ruleDifference, .cursorUp, ["Up", "k"]),
        bind(.ruleDifference, .cursorFirst, ["Home"]),
        bind(.ruleDifference, .cursorLast, ["End"]),
    ].flatMap { $0 }

    private static let jobs: [Binding] = [
        bind(.jobs, .jobSubmit, ["N"], rank: 9),
        bind(.jobs, .rowChoose, ["Enter"], "all of it", rank: 17),
        bind(.jobs, .jobCancel, ["c"], rank: 10),
        bind(.jobs, .jobRetry, ["r"], rank: 11),
        bind(.jobs, .jobRaise, ["+"], rank: 12),
        bind(.jobs, .jobLower, ["-"], rank: 13),
        bind(.jobs, .jobReport, ["o"], rank: 14),
        bind(.jobs, .previewLarge, ["v"], rank: 15),
        bind(.jobs, .previewOutlines, ["b"], rank: 16),
        bind(.jobs, .previewWay, ["h"], rank: 18),
        bind(.jobs, .previewEarlier, ["<"], rank: 19),
        bind(.jobs, .previewLater, [">"], rank: 20),
        bind(.jobs, .previewFarEarlier, ["{"]),
        bind(.jobs, .previewFarLater, ["}"]),
        bind(.jobs, .jobOriginal, ["O"], rank: 21),
        bind(.jobs, .panelNext, ["Tab"]),
        bind(.jobs, .panelPrevious, ["S-Tab"]),
        bind(.jobs, .viewLeave, ["Left"], "back"),
    ].flatMap { $0 }

    private static let everywhere: [Binding] = [
        bind(.everywhere, .cursorDown, ["j", "Down"]),
        bind(.everywhere, .cursorUp, ["k", "Up"]),
        bind(.everywhere, .cursorPageDown, ["PageDown", "C-f"]),
        bind(.everywhere, .cursorPageUp, ["PageUp", "C-b"]),
        bind(.everywhere, .cursorFirst, ["g g", "Home"]),
        bind(.everywhere, .cursorLast, ["G", "End"]),
        bind(.everywhere, .timePick, ["t"], rank: 30),
        bind(.everywhere, .filterEdit, ["/"], rank: 31),
        bind(.everywhere, .liveToggle, ["f"], rank: 32),
        bind(.everywhere, .historyBack, ["Backspace", "["], rank: 33),
        bind(.everywhere, .historyForward, ["]"]),
        bind(.everywhere, .entityShow, ["p"], rank: 35),
        bind(.everywhere, .filterRemove, ["X"], rank: 40),
        bind(.everywhere, .filterClear, ["\\"]),
        bind(.everywhere, .viewsOpen, ["V"]),
        bind(.everywhere, .timeZoomIn, ["+"]),
        bind(.everywhere, .timeZoomOut, ["-"]),
        bind(.everywhere, .timeEarlier, ["<"]),
        bind(.everywhere, .timeLater, [">"]),
        bind(.everywhere, .copyMenu, ["y"], rank: 41),
        bind(.everywhere, .zoneToggle, ["U"], rank: 42),
        bind(.everywhere, .viewLeave, ["Esc"]),
        bind(.everywhere, .paneAlerts, ["1", "g a"]),
        bind(.everywhere, .paneEvents, ["2"]),
        bind(.everywhere, .paneInbox, ["3", "g i"]),
        bind(.everywhere, .inboxEscalated, ["g s"]),
        bind(.everywhere, .paneRules, ["4"]),
        bind(.everywhere, .paneGateways, ["5"]),
        bind(.everywhere, .paneDevices, ["6"]),
        bind(.everywhere, .paneJobs, ["7"]),
        bind(.everywhere, .paletteOpen, [":"], rank: 70),
        bind(.everywhere, .helpOpen, ["?"]),
        bind(.everywhere, .screenRedraw, ["C-l"]),
        bind(.everywhere, .suspend, ["C-z"]),
        bind(.everywhere, .quit, ["q", "C-c"], rank: 80),
    ].flatMap { $0 }

    private static let menu: [Binding] = [
        bind(.menu, .menuAccept, ["Enter"], rank: 10),
        bind(.menu, .menuDown, ["Down", "j"]),
        bind(.menu, .menuUp, ["Up", "k"]),
        bind(.menu, .menuPageDown, ["PageDown", "C-f"]),
        bind(.menu, .menuPageUp, ["PageUp", "C-b"]),
        bind(.menu, .menuFirst, ["Home", "g g"]),
        bind(.menu, .menuLast, ["End", "G"]),
        bind(.menu, .menuSearch, ["/"], rank: 20),
        bind(.menu, .menuToggle, ["Space"], rank: 21),
        bind(.menu, .menuLeave, ["Esc", "q"], rank: 30),
        bind(.menu, .screenRedraw, ["C-l"]),
        bind(.menu, .suspend, ["C-z"]),
    ].flatMap { $0 }

    private static let text: [Binding] = [
        bind(.text, .editAccept, ["Enter"], rank: 10),
        bind(.text, .editComplete, ["Tab"], rank: 20),
        bind(.text, .editNext, ["Down", "C-n"]),
        bind(.text, .editPrevious, ["Up", "C-p"]),
        bind(.text, .editLeft, ["Left"]),
        bind(.text, .editRight, ["Right"]),
        bind(.text, .editStart, ["Home", "C-a"]),
        bind(.text, .editEnd, ["End", "C-e"]),
        bind(.text, .editDeleteBack, ["Backspace", "C-h"]),
        bind(.text, .editDeleteForward, ["Delete", "C-d"]),
        bind(.text, .editDeleteWord, ["C-w"]),
        bind(.text, .editClear, ["C-u"]),
        bind(.text, .editLeave, ["Esc", "C-c"], rank: 30),
        bind(.text, .screenRedraw, ["C-l"]),
        bind(.text, .suspend, ["C-z"]),
    ].flatMap { $0 }
}
