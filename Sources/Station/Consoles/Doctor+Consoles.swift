// SPDX-License-Identifier: Apache-2.0

package import Access
internal import Glibc
internal import Sockets

extension Doctor {
    /// Where consoles attach, and whether the groups that the configuration names are there.
    static func consoles(_ configuration: StationConfiguration) -> [Finding] {
        let path = configuration.consoleSocket
        var status = stat()
        let isThere = unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
        var findings: [Finding] = []
        if isThere || configuration.consoles != StationConfiguration.ConsoleOptions() {
            findings.append(
                Finding(
                    subject: "consoles", state: .good, found: isThere ? path : "\(path) is not there",
                    advice: isThere ? "" : "'vedette serve' makes it when it starts"))
        }
        return findings
            + missingGroups(configuration.consoles.access).map { line in
                Finding(subject: "consoles", state: .warn, found: line, advice: "Make it (addgroup), or take it out")
            }
    }

    /// What is wrong with the groups of a configuration, in lines for a person.
    package static func missingGroups(_ access: AccessGroups) -> [String] {
        access.names.filter { SystemGroup.number(of: $0) == nil }
            .map { "there is no group '\($0)' on this machine, so nobody has a role by it" }
    }
}
