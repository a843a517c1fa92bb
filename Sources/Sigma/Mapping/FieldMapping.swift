// SPDX-License-Identifier: Apache-2.0

/// How the rules of some log sources see EVE: which events they look at, and which paths stand behind their field names.
///
/// The format of its text is explained in `docs/rules.md`.
struct FieldMapping: Hashable, Sendable {
    /// Which events a log source stands for.
    enum Events: Hashable, Sendable {
        case all
        /// The rule's `service` is the event type; without one, all.
        case service
        case types([String])
    }

    /// What a field's name means.
    enum Fields: Hashable, Sendable {
        /// It is an EVE path.
        case asWritten
        /// EVE paths by the name in lower case. An empty list takes a name away.
        case table([String: [String]])
    }

    /// What another file calls it by, to extend it.
    var name: String
    /// The log sources that it serves. A part that is `nil` is one that the rule must not give, but for `service`, where
    /// that is the event type.
    var sources: [LogSource] = []
    var events = Events.all
    /// The event types that are known; only where `events` is `.service`, and only to find slips of the pen.
    var services: [String] = []
    var fields = Fields.table([:])
    /// Another mapping, whose fields this one has too where it does not name them itself.
    var also: String?

    /// What `newer`, a mapping of the same name, makes of this one: its sources and fields are added, its fields
    /// replace those of the same name, its events replace these if it gives any.
    func extended(by newer: FieldMapping) -> FieldMapping {
        var result = self
        result.sources += newer.sources.filter { !sources.contains($0) }
        result.services += newer.services
        if newer.events != .all { result.events = newer.events }
        if let also = newer.also { result.also = also }
        switch (fields, newer.fields) {
        case (.table(let old), .table(let new)): result.fields = .table(old.merging(new) { $1 })
        case (_, .asWritten): result.fields = .asWritten
        case (.asWritten, .table(let new)): if !new.isEmpty { result.fields = newer.fields }
        }
        return result
    }

    /// Whether rules with this log source are meant. A part that the rule leaves open may be anything.
    func serves(_ source: LogSource) -> Bool {
        sources.contains { served in
            func fits(_ wanted: String?, _ own: String?) -> Bool { wanted == nil || wanted?.lowercased() == own }
            let isService = events == .service && (source.category, source.product) != (nil, nil)
            return fits(source.category, served.category) && fits(source.product, served.product)
                && (isService || fits(source.service, served.service))
        }
    }
}
