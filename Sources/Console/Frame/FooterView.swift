// SPDX-License-Identifier: Apache-2.0

internal import Canvas

/// The last two rows: what was done or failed, and the keys that work now.
struct FooterView {
    let state: ConsoleState

    func draw(into surface: inout Surface, layout: ScreenLayout) {
        let footer = Rect(x: 0, y: layout.footerRow, columns: layout.size.columns, rows: 1)
        let message = state.notices.shown.map { line(for: $0.notice) }
        if message == nil || !layout.sharesFooter {
            KeyHints(hints, last: KeyHint(state.keys.hint(for: .helpOpen) ?? ":help", "keys")).draw(
                on: &surface, in: footer)
        }
        message?.draw(on: &surface, in: Rect(x: 0, y: layout.messageRow, columns: layout.size.columns, rows: 1))
    }

    /// What works now, most used first; what is disabled is left out.
    private var hints: [KeyHint] {
        let scopes = state.scopes
        return state.keys.reachable(in: scopes).filter { $0.footerRank != nil }
            .sorted { ($0.footerRank ?? 0) < ($1.footerRank ?? 0) }
            .filter { state.reasonAgainst($0.command) == nil && isFitting($0.command) }
            .map { KeyHint(KeyTable.text($0.keys), label(of: $0)) }
    }

    private func isFitting(_ command: Command) -> Bool {
        switch command {
        case .menuSearch: state.menu?.isSearched == true
        case .menuToggle: state.menu?.kind == .chips || state.menu?.kind == .views
        case .editComplete: state.editor?.purpose == .filter || state.menu?.kind == .palette
        default: true
        }
    }

    private func label(of binding: Binding) -> String {
        switch binding.command {
        case .liveToggle: state.freeze == nil ? "freeze" : "follow"
        case .zoneToggle: state.settings.usesLocalTime ? "UTC" : "local time"
        case .panelOneScale: state.settings.sharesScale ? "own scales" : "one scale"
        case .rawToggle: state.event?.showsRaw == true ? "tree" : "raw line"
        case .menuToggle where state.menu?.kind == .views: "at the start"
        case .rowChoose where state.place.depth == .event && state.event?.panel == .flow: "open"
        default: binding.shortLabel
        }
    }

    private func line(for notice: Notice) -> MessageLine {
        switch notice.kind {
        case .done: MessageLine(.done, notice.text)
        case .error: MessageLine(.error, notice.text, hints: [KeyHint("Esc", "dismiss")])
        case .remark: MessageLine(.notice, notice.text)
        }
    }
}
