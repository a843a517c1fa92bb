// SPDX-License-Identifier: Apache-2.0

package import EVE

/// One push as the log has it: who ordered what of which gateways.
package struct PushRecord: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
        /// The station's rules, as they were then.
        case rules
        /// What an earlier push had changed was taken back.
        case undo
        /// A muting began.
        case mute
        /// A person ended one.
        case unmute
        /// The time of one was over.
        case expiry
    }

    /// What it brought one gateway.
    package struct Share: Sendable, Hashable, Codable {
        package var gateway: String
        /// The number of the order.
        package var order: Int
        package var revision: RulesRevision
        /// What was wanted before; `nil` where nothing was.
        package var before: RulesRevision?

        package init(gateway: String, order: Int, revision: RulesRevision, before: RulesRevision?) {
            self.gateway = gateway
            self.order = order
            self.revision = revision
            self.before = before
        }
    }

    /// Ascends, from 1.
    package var number: Int
    package var kind: Kind
    package var person: String
    package var time: Instant
    package var comment: String
    package var mayRunFewer: Bool
    /// The muting that began or ended.
    package var mute: Int?
    /// The push that it took back.
    package var undoes: Int?
    /// The push that has taken it back.
    package var undoneBy: Int?
    /// By gateway.
    package var shares: [Share]

    package init(
        number: Int, kind: Kind, person: String, time: Instant, comment: String, mayRunFewer: Bool, mute: Int? = nil,
        undoes: Int? = nil, undoneBy: Int? = nil, shares: [Share]
    ) {
        self.number = number
        self.kind = kind
        self.person = person
        self.time = time
        self.comment = comment
        self.mayRunFewer = mayRunFewer
        self.mute = mute
        self.undoes = undoes
        self.undoneBy = undoneBy
        self.shares = shares
    }

    /// Who pushes what nobody asked for at that moment.
    package static let station = "vedette"
    /// Bytes of a person's name and of a comment.
    package static let personLimit = 200
    package static let commentLimit = 1000
}
