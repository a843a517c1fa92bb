// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// The forms in which a report can be had.
package enum ReportFormat: String, Sendable, Hashable, CaseIterable {
    case text, markdown, html, json
}

extension Report {
    /// The report as text of so many columns, at least 40, without line feeds at the ends of lines.
    package func lines(columns: Int) -> [String] {
        TextReport.render(self, columns: max(40, columns)).split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast().map(String.init)
    }

    /// The report in a form, as UTF-8 that ends with a line feed. Equal reports give equal bytes.
    package func bytes(as format: ReportFormat) -> [UInt8] {
        switch format {
        case .text: Array(TextReport.render(self).utf8)
        case .markdown: Array(MarkdownReport.render(self).utf8)
        case .html: Array(HTMLReport.render(self).utf8)
        case .json: json.bytes + [UInt8(ascii: "\n")]
        }
    }
}
