// SPDX-License-Identifier: Apache-2.0

package import Rules

/// What every Sigma document says about itself.
///
/// Source: Sigma specification 2.1.0, `sigma-rules-specification.md`, chapter "Components".
package struct SigmaHeader: Hashable, Sendable {
    /// `title`.
    package var title: String
    /// `id`, as it is written; `nil` if the rule has none.
    package var id: String?
    /// `name`: what correlations and filters may call the rule instead of its id.
    package var name: String?
    /// `status`, if it is one of the specification.
    package var status: SigmaStatus?
    /// `description`.
    package var description: String
    /// `author`.
    package var author: String
    /// `level`; `nil` where the rule gives none.
    package var level: SigmaLevel?
    /// `tags`, as written: `attack.t1110`, `tlp.amber`.
    package var tags: [String]
    /// `falsepositives`.
    package var falsePositives: [String]
    /// `references`.
    package var references: [String]
    /// `fields`: what an analyst wants to see of an event that matched.
    package var fields: [String]
    /// Where the document begins in its file.
    package var position: TextPosition

    package init(
        title: String, id: String? = nil, name: String? = nil, status: SigmaStatus? = nil, description: String = "",
        author: String = "", level: SigmaLevel? = nil, tags: [String] = [], falsePositives: [String] = [],
        references: [String] = [], fields: [String] = [], position: TextPosition = .start
    ) {
        self.title = title
        self.id = id
        self.name = name
        self.status = status
        self.description = description
        self.author = author
        self.level = level
        self.tags = tags
        self.falsePositives = falsePositives
        self.references = references
        self.fields = fields
        self.position = position
    }
}

/// `level`: how much a match of a rule matters.
package enum SigmaLevel: String, CaseIterable, Comparable, Sendable {
    case informational, low, medium, high, critical

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    package static func < (left: SigmaLevel, right: SigmaLevel) -> Bool { left.rank < right.rank }
}

/// `status`: how far a rule is trusted by its author.
package enum SigmaStatus: String, CaseIterable, Sendable {
    case stable, test, experimental, deprecated, unsupported
}

/// `logsource`: which logs a rule is meant for. `nil` where a part is not given, which means any.
package struct LogSource: Hashable, Sendable {
    package var category: String?
    package var product: String?
    package var service: String?

    package init(category: String? = nil, product: String? = nil, service: String? = nil) {
        self.category = category
        self.product = product
        self.service = service
    }
}

/// One document of a Sigma file.
package enum SigmaDocument: Hashable, Sendable {
    case rule(DetectionRule)
    case correlation(CorrelationRule)
    case filter(FilterRule)

    /// What the document says about itself.
    package var header: SigmaHeader {
        switch self {
        case .rule(let rule): rule.header
        case .correlation(let rule): rule.header
        case .filter(let rule): rule.header
        }
    }
}

/// A rule that looks at one event at a time.
package struct DetectionRule: Hashable, Sendable {
    package var header: SigmaHeader
    package var logSource: LogSource
    /// When it matches: the conditions, any of which is enough, with all searches, modifiers and quantifiers resolved.
    package var expression: SigmaExpression

    package init(header: SigmaHeader, logSource: LogSource, expression: SigmaExpression) {
        self.header = header
        self.logSource = logSource
        self.expression = expression
    }
}
