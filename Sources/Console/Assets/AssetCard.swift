// SPDX-License-Identifier: Apache-2.0

internal import Assets
internal import Canvas
internal import EVE

/// What is known of the thing at an address of an event.
struct AssetCard {
    let address: IPAddress
    let asset: Asset

    /// The cards of both ends of an event; one where both are one asset at one address.
    static func all(from source: IPAddress?, to destination: IPAddress?, _ book: AssetBook) -> [AssetCard] {
        var cards: [AssetCard] = []
        for address in [source, destination] {
            guard let address, let asset = book.asset(at: address), !cards.contains(where: { $0.address == address })
            else {
                continue
            }
            cards.append(AssetCard(address: address, asset: asset))
        }
        return cards
    }

    /// How many lines a note has at the most.
    private static let noteLines = 4

    /// How many rows it needs, with its title, where it is so many columns wide.
    func rows(columns: Int) -> Int { 1 + facts(columns: columns).count }

    func draw(into surface: inout Surface, in rect: Rect) {
        PanelTitle("\(address)  \(asset.name)").draw(on: &surface, in: rect)
        for (offset, fact) in facts(columns: rect.columns).prefix(max(0, rect.rows - 1)).enumerated() {
            let y = rect.y + 1 + offset
            surface.write(fact.label, x: rect.x + 2, y: y, width: 11, style: Style(.textDim))
            surface.write(fact.text, x: rect.x + 14, y: y, width: rect.columns - 15, style: fact.style)
        }
    }

    /// All of it in one line.
    var line: StyledLine {
        let texts = [asset.what, asset.street, asset.owner].filter { !$0.isEmpty }
        return [
            .text("\(address) ", .textDim), .text(asset.name, .textStrong),
            .text("  " + texts.joined(separator: ", ") + (texts.isEmpty ? "" : "  "), .text),
            .text(asset.criticality.rawValue, asset.criticality.role),
        ]
    }

    private func facts(columns: Int) -> [(label: String, text: String, style: Style)] {
        var facts: [(String, String, Style)] = [
            ("what", asset.what, Style(.text)), ("owner", asset.owner, Style(.text)),
            ("street", asset.street, Style(.text)),
            ("criticality", asset.criticality.rawValue, Style(asset.criticality.role)),
            ("groups", asset.groups.joined(separator: ", "), Style(.text)),
        ]
        let note = CellText.wrapped(asset.note, columns: columns - 15, linesMost: Self.noteLines)
        for (offset, line) in note.enumerated() { facts.append((offset == 0 ? "note" : "", line, Style(.text))) }
        return facts.filter { !$0.1.isEmpty }
    }
}

extension Criticality {
    /// The colour of an asset's weight; its word is always there.
    var role: Role {
        switch self {
        case .critical: .urgencyCritical
        case .high: .urgencyHigh
        case .normal: .text
        case .low: .textDim
        }
    }
}
