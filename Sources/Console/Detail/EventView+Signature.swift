// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Pushes
internal import Query
internal import SuricataRules

extension EventView {
    /// The text of the signature that fired, where it stands, and whether that is the revision that fired.
    func drawSignature(_ event: OpenEvent, into surface: inout Surface, in rect: Rect) {
        guard let fired = event.signature else { return }
        var facts: StyledLine = []
        if fired.revision != fired.wanted {
            let revision = fired.revision.map { "rev \($0)" } ?? "without rev"
            facts.spans.append(.text("rev \(fired.wanted) fired, this is \(revision)  ", .stateWarn, .bold))
        }
        if fired.isDisabled { facts.spans.append(.text("out of use now  ", .stateWarn)) }
        facts.spans.append(.text(fired.place, .textDim))
        if fired.revision == fired.wanted { facts.spans.append(.text("  rev \(fired.wanted)", .textDim)) }
        facts.spans.append(contentsOf: gatewayRules(event).spans)
        PanelTitle("Signature that fired", facts: facts, isFocused: isFocused(.signature)).draw(on: &surface, in: rect)
        let lines = SignatureText(fired).lines
        let height = rect.rows - 1
        let top = max(0, min(event.cursor(of: .signature), lines.count - height))
        for (offset, line) in lines.dropFirst(top).prefix(height).enumerated() {
            surface.write(line, x: rect.x + 2, y: rect.y + 1 + offset, width: rect.columns - 3)
        }
    }

    /// What was pushed to the gateway that told of it, against what runs there; nothing where nothing was.
    private func gatewayRules(_ event: OpenEvent) -> StyledLine {
        guard let gateway = event.row?.gateway, let rules = state.pushes.gateways?[gateway], let wanted = rules.wanted
        else { return [] }
        let running = rules.running.map(\.text) ?? "none of ours"
        let isSame = rules.running == wanted.revision
        return [
            .text("  \(gateway): ", .textDim), .text(rules.state.words, rules.state.role),
            .text(isSame ? " \(wanted.revision)" : " \(wanted.revision) wanted, \(running) runs", .textDim),
        ]
    }
}
