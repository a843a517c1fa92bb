// SPDX-License-Identifier: Apache-2.0

internal import Messages

extension MessageMembers {
    /// The revision of a member; `nil` where there is none.
    func revision(_ key: String) throws(MessageError) -> RulesRevision? {
        guard has(key) else { return nil }
        guard let revision = RulesRevision(try text(key)) else { throw .badValue(key) }
        return revision
    }
}
