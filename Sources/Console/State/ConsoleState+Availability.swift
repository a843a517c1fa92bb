// SPDX-License-Identifier: Apache-2.0

internal import Query

extension ConsoleState {
    /// Why a command cannot be done now, in a few words that say what would help; `nil` when it can.
    package func reasonAgainst(_ command: Command) -> String? {
        if isRestricted, command.leavesConsole { return "it is switched off in this console" }
        // Its keys are all that can be pressed then.
        if showsRuleEditor { return nil }
        if command.ruleEditorText != nil { return "only the editor of a rule has it" }
        if let reason = reasonAgainstDetail(command) ?? reasonAgainstPush(command) ?? reasonAgainstDevice(command)
            ?? reasonAgainstJob(command)
        {
            return reason
        }
        switch command {
        case .panelNext where place.depth == .matrix, .panelPrevious where place.depth == .matrix,
            .panelZoom where place.depth == .matrix:
            return "the matrix has one panel"
        case .matrixShow: return place.depth == .matrix ? "it is on the screen, Esc leaves it" : nil
        case .mapShow: return mapReason
        case .panelNext, .panelPrevious:
            return showsPanels || place.depth == .event || showsDevices || showsJobs ? nil : "this pane has one panel"
        case .panelZoom:
            return showsPanels || place.depth == .event ? nil : "this pane has one panel"
        case .panelOneScale, .sideToggle:
            return place.pane.isOverview && place.depth == .overview ? nil : "only the overviews, 1 and 2, have it"
        case .rowChoose: return rowReason
        // Without a row it lists everything that the overview covers.
        case .rowOpen: return showsPanels ? nil : rowReason
        case .copyMenu: return copySource == nil ? "there is nothing to copy" : nil
        case .historyBack: return history.before.isEmpty ? "this is the first view" : nil
        case .historyForward: return history.after.isEmpty ? "this is the newest view" : nil
        case .ruleEdit, .ruleToggle, .ruleRevert, .ruleOrder, .ruleGroup:
            return place.pane == .rules && place.depth == .overview ? nil : "only the rules pane, 4, has it"
        case .gatewayOrder:
            return place.pane == .gateways && place.depth == .overview ? nil : "only the gateways pane, 5, has it"
        case .inboxMark, .inboxMarkAll, .inboxMarkNone, .inboxMarkSame, .inboxRegroup, .inboxOrder, .inboxView:
            return place.pane == .inbox && place.depth == .overview ? nil : "only the inbox, 3, has it"
        case .triageMute where place.pane != .inbox || place.depth != .overview || inbox.selected == nil:
            return "only a group of the inbox, 3, can be muted"
        case .orderGive where place.pane != .inbox || place.depth != .overview: return "only the inbox, 3, has it"
        case .mutingsShow where inForce.isEmpty: return "nothing is muted, and no order holds"
        case .triageArchive, .triageArchiveNow, .triageEscalate, .triageAcknowledge, .triageReopen, .triageComment,
            .triageAssign, .triageTag:
            return showsAlerts ? nil : "only the inbox, 3, and an open event have alerts to act on"
        case .fieldPick:
            return place.depth == .event && event?.treeRow != nil ? nil : "no field is under the cursor"
        case .filterEdit where place.depth == .entity, .filterRemove where place.depth == .entity,
            .filterClear where place.depth == .entity, .viewsOpen where place.depth == .entity,
            .viewsSave where place.depth == .entity:
            return "a page is about all events of its value, o lists them"
        case .filterEdit where place.pane == .rules && place.depth == .overview: return nil
        case .filterEdit where showsJobs: return nil
        case .filterClear where showsJobs: return jobs.text.isEmpty ? "there is no filter" : nil
        case .filterEdit where !showsEvents: return "only panes 1, 2 and 3 are filtered"
        case .timePick where !showsEvents, .timeZoomIn where !showsEvents, .timeZoomOut where !showsEvents,
            .timeEarlier where !showsEvents, .timeLater where !showsEvents, .liveToggle where !showsEvents:
            return "only panes 1, 2 and 3 have a time range"
        case .viewsOpen where !showsEvents: return "only panes 1, 2 and 3 are filtered"
        case .viewsSave:
            return !showsEvents
                ? "only panes 1, 2 and 3 are filtered" : place.chips.isEmpty ? "there is no filter" : nil
        case .viewsForget where settings.views.isEmpty, .viewsDefault where settings.views.isEmpty:
            return "there are no views, :view save NAME makes one"
        case .filterRemove, .filterClear:
            return !showsEvents
                ? "only panes 1, 2 and 3 are filtered" : place.chips.isEmpty ? "there is no filter" : nil
        case .sortChoose: return place.depth == .list ? nil : "only the event list can be sorted, o opens it"
        case .treeToggle, .rawToggle, .eventNext, .eventPrevious:
            return place.depth == .event ? nil : "no event is open"
        case .liveToggle: return place.period.isLive ? nil : "a fixed time range does not move, t chooses another"
        case .zoneToggle: return localZone.isUTC ? "the local zone is UTC" : nil
        default: return nil
        }
    }

    /// Whether what is on the screen follows the time range and the filter.
    var showsEvents: Bool { place.pane.isOverview || place.pane == .inbox || place.depth > .overview }

    /// Whether there is anything that could be archived.
    private var showsAlerts: Bool {
        place.depth == .event || place.pane == .inbox && place.depth == .overview && inbox.selected != nil
    }

    private var rowReason: String? {
        switch place.depth {
        case .list: return list.window.rows.isEmpty ? "the list is empty" : nil
        case .event: return event?.whole == nil ? "the event is not loaded" : nil
        case .matrix: return matrixCell == nil ? "there is no cell to choose" : nil
        case .entity: return page?.profile == nil ? "nothing is loaded yet" : nil
        case .overview:
            if place.pane == .inbox { return inbox.selected == nil ? "the inbox is empty" : nil }
            if place.pane == .rules { return rules.selected == nil ? "there is no rule" : nil }
            if place.pane == .devices { return selectedDevice == nil ? "there is no device" : nil }
            if place.pane == .jobs { return selectedJob == nil ? "there is no job" : nil }
            if place.pane == .gateways { return gatewayRows.isEmpty ? "there is no gateway" : nil }
            guard place.pane.isOverview else { return "this pane has no rows to choose" }
            guard let view = overviewView, let focus = focusedPanel else { return "nothing is loaded yet" }
            return view.rowCount(of: focus) == 0 ? "the panel is empty" : nil
        }
    }
}
