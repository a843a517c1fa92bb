// SPDX-License-Identifier: Apache-2.0

internal import Canvas

/// The devices pane before any device is enrolled: what will be there, and which key or command helps now.
struct AbsentPane {
    let keys: KeyTable

    func draw(into surface: inout Surface, in rect: Rect) {
        PanelTitle(Pane.devices.title, facts: "not set up yet", isFocused: true).draw(on: &surface, in: rect)
        let body = Rect(x: rect.x, y: rect.y + 1, columns: rect.columns, rows: rect.rows - 1)
        EmptyState(lines).draw(on: &surface, in: body)
    }

    private func key(_ command: Command) -> StyledLine.Span {
        .text(keys.hint(for: command) ?? command.rawValue, .key, .bold)
    }

    private var lines: [StyledLine] {
        [
            StyledLine("No device is enrolled, so no gateway has proved its state."),
            StyledLine("Every trust mark is unattested until gateways with a TPM are enrolled.", .textDim),
            [],
            [
                .text("vedette attest enroll NAME", .key, .bold),
                .text(" in a shell takes in one that has a TPM", .textDim),
            ],
            [key(.paneGateways), .text(" shows the gateways and what they lost", .textDim)],
        ]
    }
}
