// SPDX-License-Identifier: Apache-2.0

internal import Query

extension ConsoleState {
    /// How wide the text of a report is on this screen.
    private var reportColumns: Int { MenuView.tallColumns(of: size) }

    /// Asks for a report of the period and opens the list of its lines.
    mutating func showReport() -> [Effect] {
        report = nil
        let question = Question.report(range, now: present, columns: reportColumns)
        return open(Menu(.report)) + ask(question, for: .report)
    }

    /// The lines that hold what is searched.
    func reportEntries(_ text: String) -> [MenuEntry] {
        (report ?? []).filter { text.isEmpty || $0.lowercased().contains(text.lowercased()) }.map {
            MenuEntry("", note: $0, action: .copyText($0, label: "the line"))
        }
    }
}
