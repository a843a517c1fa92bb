// SPDX-License-Identifier: Apache-2.0

package import Rules

/// What all log sources of Sigma are on EVE.
package struct MappingSet: Sendable {
    /// What a log source is here.
    package enum Resolution: Sendable {
        /// Rules look at events of these types, all if `nil`; `names` gives the EVE paths of a rule's field.
        case mapped(eventTypes: [String]?, names: FieldNames)
        /// No event is of this log source, so that its rules never match; why, in one line without a full stop.
        case absent(reason: String)
    }

    /// In the order in which they were added; `nil` where every name and every event is taken as it stands.
    private var mappings: [FieldMapping]?

    private init(mappings: [FieldMapping]?) {
        self.mappings = mappings
    }

    /// Every rule looks at all events and calls fields as they are called there.
    package static let none = MappingSet(mappings: nil)

    /// The log sources that come with the program.
    package static let builtin: MappingSet = {
        var set = MappingSet(mappings: [])
        for text in BuiltinMappings.texts { _ = set.add(text) }
        return set
    }()

    /// Takes in what a mapping file says: a mapping with a name that is known extends that one, others are new.
    ///
    /// A part that is wrong is left out and reported; the rest counts.
    package mutating func add(_ text: String) -> [RuleProblem] {
        var reader = MappingReader()
        let read = reader.read(text)
        var known = mappings ?? []
        for mapping in read {
            if let place = known.firstIndex(where: { $0.name == mapping.name }) {
                known[place] = known[place].extended(by: mapping)
            } else {
                known.append(mapping)
            }
        }
        mappings = known
        return reader.problems
    }

    /// What this log source is here.
    package func resolve(_ source: LogSource) -> Resolution {
        guard let mappings else { return .mapped(eventTypes: nil, names: .asWritten) }
        guard source != LogSource() else {
            return .absent(reason: "the log source names no category, product or service")
        }
        let serving = mappings.filter { $0.serves(source) }
        guard !serving.isEmpty else { return .absent(reason: "no log source here is \(Self.text(source))") }
        return .mapped(eventTypes: eventTypes(serving, source), names: names(serving))
    }

    private func eventTypes(_ serving: [FieldMapping], _ source: LogSource) -> [String]? {
        var types: [String] = []
        for mapping in serving {
            switch mapping.events {
            case .all: return nil
            case .service:
                guard let service = source.service else { return nil }
                types.append(service.lowercased())
            case .types(let some): types += some.filter { !types.contains($0) }
            }
        }
        return types
    }

    private func names(_ serving: [FieldMapping]) -> FieldNames {
        var tables: [[String: [String]]] = []
        for mapping in serving {
            guard case .table(let own) = mapping.fields else { return .asWritten }
            guard let also = mapping.also, let other = mappings?.first(where: { $0.name == also }),
                case .table(let more) = other.fields
            else {
                tables.append(own)
                continue
            }
            tables.append(more.merging(own) { $1 })
        }
        return FieldNames(tables: tables)
    }

    /// The event types that a service of this log source may name, if it names one that is none of them.
    func servicesInstead(of source: LogSource) -> [String]? {
        guard let service = source.service?.lowercased() else { return nil }
        let serving = mappings?.filter { $0.events == .service && $0.serves(source) } ?? []
        let known = serving.flatMap(\.services)
        return known.isEmpty || known.contains(service) ? nil : known
    }

    /// `category: dns, product: windows`.
    static func text(_ source: LogSource) -> String {
        [("category", source.category), ("product", source.product), ("service", source.service)]
            .compactMap { name, value in value.map { "\(name): \($0)" } }.joined(separator: ", ")
    }
}
