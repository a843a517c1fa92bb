// SPDX-License-Identifier: Apache-2.0

/// How an alert stands now. One that nobody has touched has the standing `Standing()`.
package struct Standing: Hashable, Sendable {
    package var disposition = Disposition.new
    /// Only of an archived alert.
    package var reason: ArchiveReason?
    /// Who looks after it; empty for nobody.
    package var assignee = ""
    /// In order, each once.
    package var tags: [String] = []

    package init(
        disposition: Disposition = .new, reason: ArchiveReason? = nil, assignee: String = "", tags: [String] = []
    ) {
        self.disposition = disposition
        self.reason = reason
        self.assignee = assignee
        self.tags = tags
    }

    /// What `deed` makes of it. Tags that would make more than `TriageLimit.tags` leave it as it is.
    package func after(_ deed: TriageDeed) -> Standing {
        var next = self
        switch deed {
        case .dispose(let disposition, let reason):
            next.disposition = disposition
            next.reason = disposition == .archived ? reason : nil
        case .assign(let person): next.assignee = person
        case .tag(let added, let removed):
            let kept = tags.filter { !removed.contains($0) }
            let tags = Set(kept + added)
            if tags.count <= TriageLimit.tags { next.tags = tags.sorted() }
        case .comment, .mute, .order, .end: break
        }
        return next
    }
}
