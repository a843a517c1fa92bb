// SPDX-License-Identifier: Apache-2.0

package import EVE

/// One entry of the record of `jobs.db`: what was done about a job, by whom.
package struct JobEntry: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// It was put into the queue.
        case submitted
        /// A try was begun.
        case begun
        /// The station ended while it ran; it is in the queue again.
        case interrupted
        /// A try failed; the content is its report where there is one.
        case failed
        /// It is done; the content is its report.
        case succeeded
        case cancelled
        /// Somebody put it into the queue again.
        case retried
        case prioritised
        /// Somebody looked at a frame of the original.
        case looked
        /// Files of it were removed, as they were kept long enough.
        case dropped
    }

    /// Counted from 1 without a gap; 0 before it is kept.
    package var number: Int64 = 0
    package var time: Instant
    package var job: Int64
    package var kind: Kind
    /// Who did it; "station" where nobody had to.
    package var person: String
    package var words: String
    /// A report as JSON, or empty.
    package var content: String

    package init(
        time: Instant, job: Int64, kind: Kind, person: String = "station", words: String = "", content: String = ""
    ) {
        self.time = time
        self.job = job
        self.kind = kind
        self.person = person
        self.words = words
        self.content = content
    }
}
