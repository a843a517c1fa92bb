// SPDX-License-Identifier: Apache-2.0

internal import Rules
internal import Sigma

/// A mapping that puts every field of any rule on a field that EVE has, so that no rule is idle.
///
/// The fields that rules ask most are dealt out first, to the fields that most events have. It means nothing: it is the
/// most that rules can cost.
struct DenseMapping {
    /// Texts of EVE, those of most events first.
    private static let paths = [
        "app_proto", "dest_ip", "src_ip", "proto", "flow.state", "flow.reason", "in_iface", "dns.rrname", "tls.sni",
        "http.url", "http.hostname", "http.http_user_agent", "alert.signature", "fileinfo.filename", "tls.subject",
        "tls.issuerdn", "ssh.client.software_version", "smb.filename", "http.http_method", "dns.rrtype",
    ]

    let set: MappingSet

    init(_ documents: [SigmaDocument]) {
        var counts: [String: Int] = [:]
        var sources: Set<LogSource> = []
        for document in documents {
            guard case .rule(let rule) = document else { continue }
            sources.insert(rule.logSource)
            rule.expression.count(into: &counts)
        }
        var lines = ["name: dense", "events: all", "sources:"]
        for source in sources where source != LogSource() {
            let parts = [("category", source.category), ("product", source.product), ("service", source.service)]
                .compactMap { name, value in value.map { "\(name): \(Self.quoted($0))" } }
            lines.append("  - {\(parts.joined(separator: ", "))}")
        }
        lines.append("fields:")
        let ranked = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        for (rank, field) in ranked.enumerated() {
            lines.append("  \(Self.quoted(field.key)): [\(Self.paths[rank % Self.paths.count])]")
        }
        var set = MappingSet.none
        for problem in set.add(lines.joined(separator: "\n")) { print(problem.message) }
        self.set = set
    }

    private static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }
}

extension SigmaExpression {
    /// Counts the tests of each field, by its name in lower case.
    fileprivate func count(into counts: inout [String: Int]) {
        switch self {
        case .all(let parts), .any(let parts): for part in parts { part.count(into: &counts) }
        case .not(let part): part.count(into: &counts)
        case .test(let test):
            if let field = test.field { counts[field.lowercased(), default: 0] += 1 }
            if case .field(let other) = test.predicate { counts[other.field.lowercased(), default: 0] += 1 }
        }
    }
}
