// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Rules
internal import Sigma
package import Triage

/// Writes the muting of a Sigma rule as a Sigma Filter, which takes the same matches away wherever the rule runs.
///
/// Source: Sigma specification 2.1.0, "Sigma Filters". A filter has no end, so that stands in its description.
package enum MutingFilter {
    /// Why a muting has no such form.
    package enum Failure: Error, Sendable, Equatable {
        /// Signatures are no Sigma rules; `thresholdLine` is for them.
        case isOfSignature
        /// The rule is gone, or is no rule of Sigma with a log source: what does not end there is told by its name.
        case hasNoLogSource
        /// Sigma rules do not see the gateway.
        case isOfGateway

        /// What it is, for people.
        package var message: String {
            switch self {
            case .isOfSignature: "is of a signature; --threshold is for those"
            case .hasNoLogSource: "is of a rule without a log source"
            case .isOfGateway: "is of one gateway, which Sigma rules do not see"
            }
        }
    }

    /// The filter of a muting, as YAML. `text` is that of the rule.
    ///
    /// - Throws: `Failure`.
    package static func text(
        _ suppression: Suppression, number: Int64, title: String, rule text: [UInt8]
    ) throws(Failure) -> String {
        guard case .rule(let id) = suppression.subject else { throw .isOfSignature }
        guard case .rule(let rule)? = SigmaFile.parse(text).documents.first, rule.logSource != LogSource() else {
            throw .hasNoLogSource
        }
        let source = rule.logSource
        var lines = [
            "title: \(quoted("Muting \(number): \(title.prefix(200))"))",
            "description: \(quoted("holds until \(suppression.expiry.rfc3339)"))", "logsource:",
        ]
        for (name, value) in [("category", source.category), ("product", source.product), ("service", source.service)] {
            if let value { lines.append("  \(name): \(quoted(value))") }
        }
        lines += ["filter:", "  rules: [\(quoted(id))]", "  selection:"]
        for (field, value) in try tests(suppression.scope) { lines.append("    \(field): \(value)") }
        lines.append("  condition: not selection")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func tests(_ scope: Suppression.Scope) throws(Failure) -> [(field: String, value: String)] {
        switch scope {
        case .everywhere: [("event_type|exists", "true")]
        case .source(let address): [("src_ip", quoted(address.description))]
        case .subnet(let network): [("src_ip|cidr", quoted(network.description))]
        case .pair(let source, let destination):
            [("src_ip", quoted(source.description)), ("dest_ip", quoted(destination.description))]
        case .gateway: throw .isOfGateway
        }
    }

    /// A double-quoted scalar of YAML, which every string of JSON is.
    private static func quoted(_ text: String) -> String {
        String(decoding: JSONValue.string(text).bytes, as: UTF8.self)
    }
}
