// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// What is wrong with the text of a source in the configuration.
package enum SourcePatternProblem: Error, Sendable, Hashable {
    /// There is no text, or a component of it is empty.
    case empty
    /// No gateway is named, and the pattern has no `{gateway}` to take it from.
    case noGateway
    /// `{gateway}` stands twice, or beside a gateway's name.
    case twoGateways
    /// Braces hold something else than `gateway`.
    case unknownPlaceholder(String)
    /// A component has more than four `*` and `{gateway}`.
    case tooManyWildcards(String)

    /// What it is, and what to do.
    package var message: String {
        switch self {
        case .empty: "the path is empty; write the path of an eve.json"
        case .noGateway: "no gateway is named; write one before the path, or {gateway} into it"
        case .twoGateways: "the gateway is named twice; write {gateway} once, or a name"
        case .unknownPlaceholder(let text): "\"\(text)\" has braces around something else than \"gateway\""
        case .tooManyWildcards(let text): "\"\(text)\" has more than four * or {gateway}; use fewer"
        }
    }
}

/// Where the files of one or many gateways are, as the configuration says it.
///
/// Either a gateway's name with a path, or a path in which `{gateway}` stands for the name: a whole component or a part of
/// one. `*` and `?` match within a component as in glob(7); brackets and backslashes are ordinary characters.
package struct SourcePattern: Sendable, Hashable {
    /// A file to be followed, and whose it is.
    package struct Source: Sendable, Hashable {
        /// The path of the file; it need not exist where the pattern has nothing to match.
        package var path: String
        /// The gateway's name, which is valid.
        package var gateway: String
    }

    /// What is wrong with a pattern's text.
    package typealias Problem = SourcePatternProblem

    /// The path as it was written.
    package let text: String
    private let gateway: String?
    private let isAbsolute: Bool
    private let components: [GlobComponent]

    /// The path `text` for the gateway `gateway`, or a pattern with `{gateway}` if that is `nil`.
    ///
    /// - Throws: `badPattern`, `badGateway`.
    package init(_ text: String, gateway: String? = nil) throws(IntakeError) {
        if let gateway, !GatewayName.isValid(gateway) {
            throw .badGateway(name: gateway, path: text)
        }
        self.text = text
        self.gateway = gateway
        isAbsolute = text.hasPrefix("/")
        do throws(SourcePatternProblem) {
            components = try Self.components(of: text)
            let placeholders = components.reduce(0) { $0 + $1.parts.filter { $0 == .gateway }.count }
            guard placeholders + (gateway == nil ? 0 : 1) <= 1 else {
                throw .twoGateways
            }
            guard placeholders == 1 || gateway != nil else {
                throw .noGateway
            }
        } catch {
            throw .badPattern(text: text, problem: error)
        }
    }

    /// The files that match now, ordered by path, and what stood in the way; to be asked again for files that come later.
    ///
    /// A path without wildcards is always given, so that it can be waited for. Rotated forms of a matching file are left
    /// to its tailer.
    package func expand() -> (sources: [Source], problems: [IntakeError]) {
        var problems: [IntakeError] = []
        if let gateway, components.allSatisfy(\.isLiteral) {
            return ([Source(path: text, gateway: gateway)], [])
        }
        var found: [(path: String, gateway: String?)] = [(isAbsolute ? "/" : ".", gateway)]
        for (index, component) in components.enumerated() {
            let isLast = index == components.count - 1
            found = found.flatMap { step($0, component, isLast: isLast, &problems) }
        }
        var sources: [Source] = []
        for (path, gateway) in found.sorted(by: { $0.path < $1.path }) {
            guard let gateway, GatewayName.isValid(gateway) else {
                problems.append(.badGateway(name: gateway ?? "", path: path))
                continue
            }
            sources.append(Source(path: path, gateway: gateway))
        }
        return (sources, problems)
    }

    private static func components(of text: String) throws(SourcePatternProblem) -> [GlobComponent] {
        var components: [GlobComponent] = []
        for part in text.split(separator: "/") {
            components.append(try GlobComponent(part))
        }
        guard !components.isEmpty, !text.hasSuffix("/") else {
            throw .empty
        }
        return components
    }

    /// What `component` matches below a path.
    private func step(
        _ place: (path: String, gateway: String?), _ component: GlobComponent, isLast: Bool,
        _ problems: inout [IntakeError]
    ) -> [(path: String, gateway: String?)] {
        guard !component.isLiteral else {
            let path = PathParts.join(place.path, component.text)
            return Self.exists(path, asFile: isLast) ? [(path, place.gateway)] : []
        }
        let names: [String]
        do throws(IntakeError) {
            names = try DirectoryListing.names(in: place.path)
        } catch {
            problems.append(error)
            return []
        }
        let matches = names.compactMap { name in component.match(name).map { (name, $0.gateway) } }
        return matches.compactMap { name, gateway in
            let path = PathParts.join(place.path, name)
            let isRotated = isLast && matches.contains { $0.0 != name && SiblingName(name, of: $0.0) != nil }
            return !isRotated && Self.exists(path, asFile: isLast) ? (path, place.gateway ?? gateway) : nil
        }
    }

    private static func exists(_ path: String, asFile: Bool) -> Bool {
        // One that cannot be asked about is no match yet; it is asked again.
        guard let status = try? FileStatus.of(path: path) else {
            return false
        }
        return status.kind == (asFile ? .regular : .directory)
    }
}
