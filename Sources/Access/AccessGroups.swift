// SPDX-License-Identifier: Apache-2.0

/// Which groups of the system's users have which role. A group may have several; whoever is in several groups has the highest.
package struct AccessGroups: Sendable, Hashable {
    /// The groups of each role, in the order of the configuration. A role that is missing is nobody's by itself.
    package var groups: [Role: [String]]

    package init(_ groups: [Role: [String]]) {
        self.groups = groups
    }

    /// The role of somebody who is in `member`; `nil` where none of these groups has one.
    package func role(ofMember member: some Collection<String>) -> Role? {
        Role.allCases.last { role in groups[role, default: []].contains { member.contains($0) } }
    }

    /// The groups whose members have `right`, those of the least role first, each once.
    package func groups(with right: Right) -> [String] {
        var found: [String] = []
        for role in Role.allCases where role.may(right) {
            for group in groups[role, default: []] where !found.contains(group) { found.append(group) }
        }
        return found
    }
}

extension AccessGroups {
    /// Why one of `role`, or without any, may not do what needs `right`, in one line that first says what it takes and who has it, as a narrow
    /// screen cuts its end. Names of groups are the configuration's and stand in it as they are.
    package func refusal(of right: Right, to role: Role?) -> String {
        let who = role.map { "as \($0.article) \($0.rawValue) you have" } ?? "you have"
        return "it needs the role \(right.least.rawValue) (\(told(groups(with: right)))): \(who) no right \(right.told)"
    }

    private func told(_ groups: [String]) -> String {
        switch groups.count {
        case 0: "no group has it"
        case 1: "group \(groups[0])"
        default: "groups \(groups.joined(separator: ", "))"
        }
    }
}

extension Role {
    fileprivate var article: String { self == .analyst || self == .administrator ? "an" : "a" }
}
