// SPDX-License-Identifier: Apache-2.0

import Sigma
import Testing

@Suite("Mapping: rules of others", .enabled(if: SharedRules.isThere, "skipped: no ../shared"))
struct MappingSampleTests {
    @Test("rules about networks have a log source here, and rules about hosts and clouds have none")
    func sources() throws {
        var mapped: [String: Int] = [:]
        var absent: Set<String> = []
        var unknown: [String: Set<String>] = [:]
        for rule in try rules() {
            let source = rule.logSource
            let name = [source.category, source.product, source.service].compactMap(\.self).joined(separator: "/")
            guard case .mapped(_, let names) = MappingSet.builtin.resolve(source) else {
                absent.insert(source.product ?? name)
                continue
            }
            mapped[name, default: 0] += 1
            unknown[name, default: []].formUnion(fields(rule.expression).filter { names($0).isEmpty })
        }
        #expect(absent.isSuperset(of: ["windows", "linux", "macos", "aws", "azure", "okta", "antivirus", "cisco"]))
        #expect(
            mapped == [
                "dns": 7, "firewall": 1, "proxy": 29, "webserver": 13, "zeek/dce_rpc": 3, "zeek/dns": 5, "zeek/http": 3,
                "zeek/kerberos": 1, "zeek/rdp": 1, "zeek/smb_files": 7, "zeek/x509": 1,
            ])
        let missing = unknown.filter { !$0.value.isEmpty }
        #expect(
            missing == [
                "proxy": ["c-uri-extension"], "firewall": ["blocked"], "zeek/dce_rpc": ["endpoint", "operation"],
                "zeek/dns": ["Z", "rejected"], "zeek/kerberos": ["request_type"], "zeek/x509": ["certificate.serial"],
            ])
    }

    private func rules() throws -> [DetectionRule] {
        try SharedRules.files("rules").flatMap { file in
            SigmaFile.parse(file.bytes).documents.compactMap { if case .rule(let rule) = $0 { rule } else { nil } }
        }
    }

    private func fields(_ expression: SigmaExpression) -> [String] {
        switch expression {
        case .all(let parts), .any(let parts): parts.flatMap(fields)
        case .not(let part): fields(part)
        case .test(let test): test.field.map { [$0] } ?? []
        }
    }
}
