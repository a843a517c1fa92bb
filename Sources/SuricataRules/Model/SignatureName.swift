// SPDX-License-Identifier: Apache-2.0

package import Rules

/// What names a signature: its generator and its number within it.
package struct SignatureName: Hashable, Comparable, Sendable, Codable {
    package let gid: UInt32
    package let sid: UInt32

    package init(gid: UInt32 = 1, sid: UInt32) {
        self.gid = gid
        self.sid = sid
    }

    /// The name of `signature`; `nil` if it has no valid `sid`.
    package init?(_ signature: Signature) {
        guard let sid = signature.sid else { return nil }
        self.init(gid: signature.gid, sid: sid)
    }

    /// The name that a text has as `gid:sid`; `nil` for any other text.
    package init?(text: String) {
        let numbers = text.split(separator: ":", omittingEmptySubsequences: false).map { UInt32($0) }
        guard numbers.count == 2, let gid = numbers[0], let sid = numbers[1] else { return nil }
        self.init(gid: gid, sid: sid)
    }

    package static func < (left: SignatureName, right: SignatureName) -> Bool {
        (left.gid, left.sid) < (right.gid, right.sid)
    }

    /// The signatures that stand in more than one of `files`, by the file that comes later.
    ///
    /// The answer has one list for each file, in their order. What stands twice in one file is not in it.
    package static func repeated(across files: [(path: String, file: SignatureFile)]) -> [[RuleProblem]] {
        var seen: [SignatureName: (signature: Signature, path: String)] = [:]
        return files.map { path, file in
            var found: [RuleProblem] = []
            var own: [SignatureName: Signature] = [:]
            for signature in file.rules {
                guard let name = SignatureName(signature) else { continue }
                if own[name] == nil, let first = seen[name] {
                    found.append(problem(signature, after: first.signature, in: first.path))
                }
                if let earlier = own[name], (earlier.rev ?? 0) >= (signature.rev ?? 0) { continue }
                own[name] = signature
            }
            seen.merge(own.mapValues { ($0, path) }) { first, _ in first }
            return found
        }
    }

    /// Suricata refuses the second of two signatures unless its revision is higher; then it takes the place of the first.
    static func problem(_ second: Signature, after first: Signature, in path: String?) -> RuleProblem {
        let name = first.gid == 1 ? "sid \(first.sid ?? 0)" : "\(first.gid):\(first.sid ?? 0)"
        let place = path.map { "\($0):\(first.position.line)" } ?? "line \(first.position.line)"
        let position = second.option("sid")?.position ?? second.position
        if (second.rev ?? 0) > (first.rev ?? 0) {
            return RuleProblem(
                .warning, position, "\(name) takes the place of that in \(place), whose revision is lower",
                help: "Remove one of them.")
        }
        return RuleProblem(
            .error, position, "\(name) stands in \(place) already", help: "Give this rule a number of its own.")
    }
}
