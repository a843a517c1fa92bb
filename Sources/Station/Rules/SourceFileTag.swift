// SPDX-License-Identifier: Apache-2.0

package import Rules

/// The tag by which a signature remembers the file that it was added from, `file.emerging-scan.rules`: what `group:` and `filename:` of
/// suricata-update's files mean. A revision that a person writes, or that comes from an exported
/// folder, does not bear it.
package enum SourceFileTag {
    private static let lead = "file."

    /// The heading with the tag of a file, whose name must end in `.rules`; others are no group of signatures.
    package static func heading(_ heading: RuleHeading, from path: String) -> RuleHeading {
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        guard name.hasSuffix(".rules"), (lead + name).utf8.count <= RuleLimit.label else { return heading }
        return RuleHeading(
            title: heading.title, level: heading.level, tags: heading.tags + [lead + name],
            techniques: heading.techniques, tactics: heading.tactics)
    }

    /// The name of the file; `nil` where none is known.
    package static func file(of heading: RuleHeading) -> String? {
        heading.tags.first { $0.hasPrefix(lead) && $0.hasSuffix(".rules") }.map { String($0.dropFirst(lead.count)) }
    }
}
