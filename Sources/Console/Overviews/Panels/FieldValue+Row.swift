// SPDX-License-Identifier: Apache-2.0

internal import Query

extension FieldValue {
    /// The value as a row shows it: never empty, and hostile text still, neutralised only when it becomes cells.
    var rowText: String {
        if self == .absent { return "(missing)" }
        let text = text
        return text.isEmpty ? "(empty)" : text
    }
}
