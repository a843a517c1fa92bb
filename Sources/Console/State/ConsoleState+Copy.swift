// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

extension ConsoleState {
    /// What `y` can copy from here.
    enum CopySource {
        /// A row of a panel.
        case panel(PanelRow)
        /// An event of a list, or the one that is open.
        case event(EventRow)
    }

    /// How many bytes go to a terminal's clipboard at the most; terminals drop longer texts without a word.
    private static let mostBytes = 74_000

    var copySource: CopySource? {
        switch place.depth {
        case .list: return list.row.map { .event($0) }
        case .event:
            if event?.panel == .flow, let row = event?.flowRow { return .event(row) }
            return event?.row.map { .event($0) }
        case .overview, .matrix, .entity:
            guard let row = showsDevices ? deviceRow : showsJobs ? jobRow : panelRow else { return nil }
            if case .event(let event) = row.meaning { return .event(event) }
            return .panel(row)
        }
    }

    /// Copies in a form, asking for the raw bytes first where they are not there.
    mutating func copy(_ form: CopyForm) -> [Effect] {
        switch copySource {
        case nil: return fail("There is nothing to copy here")
        case .panel(let row):
            return copyText(
                form == .field ? row.text.prefixToTab : row.text, label: form == .field ? "the field" : "the row")
        case .event(let row):
            switch form {
            case .field:
                let field = place.depth == .event ? event?.fieldText : nil
                return copyText(field ?? row.summary, label: field == nil ? "the summary" : "the field")
            case .row: return copyText(row.tabbed, label: "the row")
            case .raw, .json: return copyRaw(form, of: row)
            }
        }
    }

    private mutating func copyRaw(_ form: CopyForm, of row: EventRow) -> [Effect] {
        guard event?.id == row.id, let whole = event?.whole else {
            guard place.depth != .event else { return remark("Enter opens this event, then y copies it") }
            let effects = turn(to: OpenEvent(id: row.id, row: row))
            pendingCopy = form
            return effects + ask(.detail(row.id), for: .detail)
        }
        if form == .json, let tree = whole.tree {
            return copyText(tree.laidOut, label: "the event as JSON")
        }
        // Accepted lines are UTF-8, so decoding loses nothing.
        return copyText(String(decoding: whole.raw, as: UTF8.self), label: "the raw line")
    }

    mutating func copyText(_ text: String, label: String) -> [Effect] {
        let count = text.utf8.count
        guard count <= Self.mostBytes else {
            return fail(
                "\(label) has \(count) bytes, terminals take \(Self.mostBytes). `vedette events --raw` writes it to a file"
            )
        }
        return [.copy(text: text, label: label)]
    }
}

extension String {
    /// What stands before the first tab.
    fileprivate var prefixToTab: String { String(prefix { $0 != "\t" }) }
}

extension EventRow {
    /// The row as text, columns parted by tabs; times in full, in UTC.
    var tabbed: String {
        func end(_ address: IPAddress?, _ port: UInt16?) -> String {
            (address.map(\.description) ?? "") + (port.map { ":\($0)" } ?? "")
        }
        return [
            time.rfc3339, type, gateway, end(source, sourcePort), end(destination, destinationPort),
            alert?.signature ?? summary,
        ].joined(separator: "\t")
    }
}

extension OpenEvent {
    /// The value of the field under the cursor as text; a container as JSON.
    var fieldText: String? {
        guard let row = treeRow, let tree = whole?.tree else { return nil }
        if row.packetNode != nil { return row.text }
        if let scalar = tree.nodes[row.node].value.scalar { return scalar.text }
        return tree.laidOut(from: row.node)
    }
}
