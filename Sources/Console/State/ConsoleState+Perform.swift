// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query

extension ConsoleState {
    /// Does a command, or says why it cannot be done now.
    package mutating func perform(_ invocation: Invocation) -> [Effect] {
        let command = invocation.command
        if let effects = performRuleEditor(command) { return effects }
        if let reason = reasonAgainst(command) {
            notices.add(Notice(.remark, "\(command.text.label): \(reason)"), now: now)
            return []
        }
        // Flat dispatch: each group knows its commands and returns nil for others.
        return performDevice(command) ?? performJob(command) ?? performPane(command) ?? performCursor(command)
            ?? performTime(invocation)
            ?? performFilter(invocation)
            ?? performDetail(invocation) ?? performRule(command) ?? performInbox(invocation) ?? performView(invocation)
            ?? performPush(command) ?? performMenu(command)
            ?? performEdit(command) ?? []
    }

    private mutating func performPane(_ command: Command) -> [Effect]? {
        switch command {
        case .paneAlerts: show(.alerts)
        case .paneEvents: show(.events)
        case .paneInbox: show(.inbox)
        case .paneRules: show(.rules)
        case .paneGateways: show(.gateways)
        case .gatewayOrder: changeGatewayOrder()
        case .paneDevices: show(.devices)
        case .paneJobs: show(.jobs)
        case .matrixShow: showMatrix()
        case .mapShow: showMap()
        case .panelNext: focusPanel(by: 1)
        case .panelPrevious: focusPanel(by: -1)
        case .panelZoom: toggleZoom()
        case .panelOneScale: changeSettings { $0.sharesScale.toggle() }
        default: nil
        }
    }

    private mutating func performCursor(_ command: Command) -> [Effect]? {
        switch command {
        case .cursorDown: moveCursor(.by(1))
        case .cursorUp: moveCursor(.by(-1))
        case .cursorPageDown: moveCursor(.page(1))
        case .cursorPageUp: moveCursor(.page(-1))
        case .cursorFirst: moveCursor(.first)
        case .cursorLast: moveCursor(.last)
        case .cursorLeft: moveSideways(by: -1)
        case .cursorRight: moveSideways(by: 1)
        case .rowChoose: chooseRow()
        case .rowOpen: openRow()
        case .copyMenu: open(Menu(.copy))
        case .treeToggle: toggleFold()
        case .rawToggle: toggleRaw()
        case .eventNext: stepEvent(by: 1)
        case .eventPrevious: stepEvent(by: -1)
        default: nil
        }
    }

    private mutating func performTime(_ invocation: Invocation) -> [Effect]? {
        switch invocation.command {
        case .timePick: open(Menu(.time))
        case .timeLastQuarter: go { $0.period = .lastQuarter }
        case .timeLastHour: go { $0.period = .lastHour }
        case .timeLastDay: go { $0.period = .lastDay }
        case .timeLastWeek: go { $0.period = .lastWeek }
        case .timeAll: go { $0.period = .all }
        case .timeCustom: customTime(invocation.argument)
        case .timeZoomIn: zoomTime(in: true)
        case .timeZoomOut: zoomTime(in: false)
        case .timeEarlier: moveTime(later: false)
        case .timeLater: moveTime(later: true)
        case .liveToggle: toggleFreeze()
        default: nil
        }
    }

    private mutating func performFilter(_ invocation: Invocation) -> [Effect]? {
        switch invocation.command {
        case .filterEdit: editFilter(invocation.argument)
        case .filterRemove: removeChip()
        case .filterClear: go { $0.chips = [] }
        case .viewsOpen: openView(invocation.argument)
        case .viewsSave: saveView(invocation.argument)
        case .viewsForget: forgetView(invocation.argument)
        case .viewsDefault: makeDefault(invocation.argument)
        case .sortChoose: open(Menu(.sort))
        default: nil
        }
    }

    private mutating func performView(_ invocation: Invocation) -> [Effect]? {
        switch invocation.command {
        case .historyBack: goBack()
        case .historyForward: goForward()
        case .viewLeave: leave()
        case .entityShow: showEntity(invocation.argument)
        case .sideToggle: changeSettings { $0.showsSide.toggle() } + reshape()
        case .zoneToggle: changeSettings { $0.usesLocalTime.toggle() }
        case .themeChange: changeTheme(invocation.argument)
        case .glyphsChange: changeGlyphs(invocation.argument)
        case .paletteOpen: open(Menu(.palette))
        case .helpOpen: open(Menu(.help, scopes: scopes))
        case .messagesShow: open(Menu(.messages))
        case .reportShow: showReport()
        case .screenSave: saveScreen(invocation.argument)
        case .doctorShow: remark("vedette doctor, run in a shell, says what is installed, reachable and too old")
        case .screenRedraw: [.redraw]
        case .suspend: [.suspend]
        case .quit: quit()
        default: nil
        }
    }

    /// Leaves, unless a text would be lost.
    private mutating func quit() -> [Effect] {
        guard ruleEditor?.isChanged == true else { return [.quit] }
        ruleEditorIsAside = false
        ruleEditor?.message = MessageLine(.error, "This text is not saved. Save it, or leave it with Esc, then quit")
        return []
    }

    /// Changes the settings and has them kept.
    mutating func changeSettings(_ change: (inout Settings) -> Void) -> [Effect] {
        change(&settings)
        return [.persist(settings)]
    }

    private mutating func changeTheme(_ name: String?) -> [Effect] {
        guard let name, !name.isEmpty else {
            let known = themes.isEmpty ? "" : ": \(themes.joined(separator: ", "))"
            return fail("theme needs a name\(known)")
        }
        settings.theme = name
        return [.changeTheme(name: name), .persist(settings)]
    }

    private mutating func changeGlyphs(_ name: String?) -> [Effect] {
        guard let name, let glyphs = GlyphSet(rawValue: name) else {
            return fail("glyphs needs one of \(GlyphSet.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return changeSettings { $0.glyphs = glyphs } + [.redraw]
    }

    private mutating func saveScreen(_ path: String?) -> [Effect] {
        guard let path, !path.isEmpty else { return fail("save-screen needs the path of a file") }
        return [.saveScreen(path: path)]
    }

    /// Tells of a command that could not be done.
    mutating func fail(_ text: String) -> [Effect] {
        notices.add(Notice(.error, text), now: now)
        return []
    }
}
