// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Pushes

extension PushReport {
    /// As it stands in the state file.
    var fields: [(name: String, value: JSONValue)] {
        var fields: [(name: String, value: JSONValue)] = [("rules_state", .string(state.rawValue))]
        if number > 0 { fields.append(("rules_number", .int(number))) }
        if let revision { fields.append(("rules_revision", .string(revision.text))) }
        if let tried { fields.append(("rules_tried", .string(tried.text))) }
        if let expected { fields.append(("rules_expected", .int(expected))) }
        if !why.isEmpty { fields.append(("rules_why", .string(why))) }
        if !complaints.isEmpty { fields.append(("rules_complaints", .array(complaints.map { .string($0) }))) }
        return fields
    }
}
