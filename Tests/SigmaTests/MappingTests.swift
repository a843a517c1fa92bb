// SPDX-License-Identifier: Apache-2.0

import EVE
import Rules
import Testing

@testable import Sigma

@Suite("Mapping: log sources and fields")
struct MappingTests {
    @Test(
        "a log source stands for event types, and its fields for paths",
        arguments: [
            (LogSource(category: "dns"), ["dns", "alert"], "query", "dns.queries.rrname"),
            (LogSource(category: "dns_query"), ["dns", "alert"], "QueryName", "dns.rrname"),
            (
                LogSource(category: "network", service: "dns"), ["dns", "alert"], "dns.question.name",
                "dns.query.rrname"
            ),
            (LogSource(category: "network", service: "connection"), ["flow"], "source.bytes", "flow.bytes_toserver"),
            (
                LogSource(category: "network_connection"), ["flow", "tls", "quic", "http"], "DestinationHostname",
                "quic.sni"
            ),
            (LogSource(category: "proxy"), ["http", "tls", "quic", "alert"], "c-useragent", "http.http_user_agent"),
            (LogSource(category: "webserver"), ["http", "alert"], "cs-uri-query", "http.url"),
            (LogSource(category: "firewall"), ["flow", "drop"], "dst_port", "dest_port"),
            (LogSource(product: "zeek", service: "conn"), ["flow"], "id.resp_p", "dest_port"),
            (LogSource(product: "zeek", service: "kerberos"), ["krb5", "alert"], "cipher", "krb5.ticket_encryption"),
            (LogSource(product: "zeek", service: "smb_files"), ["smb", "alert"], "name", "smb.filename"),
            (LogSource(product: "Zeek", service: "RDP"), ["rdp"], "ID.Orig_H", "src_ip"),
        ])
    func served(source: LogSource, types: [String], field: String, path: String) throws {
        let (found, names) = try #require(mapped(MappingSet.builtin, source))
        #expect(found == types)
        #expect(names(field).contains(path))
        #expect(names("no such field") == [])
    }

    @Test(
        "a log source that EVE cannot hold says so",
        arguments: [
            LogSource(category: "process_creation", product: "windows"), LogSource(product: "linux", service: "auth"),
            LogSource(category: "network_connection", product: "windows"), LogSource(product: "aws"),
            LogSource(product: "zeek", service: "weird"), LogSource(category: "dns", service: "bind"), LogSource(),
            LogSource(service: "apache"),
        ])
    func absent(source: LogSource) {
        guard case .absent(let reason) = MappingSet.builtin.resolve(source) else {
            Issue.record("\(source) is there")
            return
        }
        #expect(!reason.isEmpty && !reason.contains("\n"))
    }

    @Test("a service of Suricata is an event type, and its names are paths as they stand")
    func suricata() throws {
        let (types, names) = try #require(mapped(.builtin, LogSource(product: "suricata", service: "mqtt")))
        #expect(types == ["mqtt"])
        #expect(names("mqtt.connect.flags.Username") == ["mqtt.connect.flags.Username"])
        let (all, _) = try #require(mapped(.builtin, LogSource(product: "suricata")))
        #expect(all == nil)
    }

    @Test("a log source that leaves its service open looks at the events of all")
    func openService() throws {
        let (types, names) = try #require(mapped(.builtin, LogSource(product: "zeek")))
        #expect(types?.contains("krb5") == true && types?.contains("dns") == true)
        #expect(types?.filter { $0 == "alert" }.count == 1)
        #expect(names("service") == ["app_proto", "smb.service.request", "smb.service.response", "krb5.sname"])
    }

    @Test("without a mapping every name stands as it is and every event is looked at")
    func none() throws {
        let (types, names) = try #require(mapped(.none, LogSource(category: "process_creation", product: "windows")))
        #expect(types == nil)
        #expect(names("Image") == ["Image"])
    }

    @Test("a station's file adds log sources, and takes fields over by the mapping's name")
    func extended() throws {
        var set = MappingSet.builtin
        let problems = set.add(
            """
            name: dns
            fields:
              client: src_ip
              record_type: []
            ---
            name: honeypot
            sources:
              - {product: honeypot}
            events: [alert]
            also: zeek-ends
            fields:
              id.resp_p: flow.dest_port
            """)
        #expect(problems == [])
        let (types, names) = try #require(mapped(set, LogSource(category: "dns")))
        #expect(types == ["dns", "alert"])
        #expect(names("client") == ["src_ip"] && names("record_type") == [] && names("answer").count > 1)
        let (own, pot) = try #require(mapped(set, LogSource(product: "honeypot")))
        #expect(own == ["alert"])
        #expect(pot("id.orig_h") == ["src_ip"] && pot("id.resp_p") == ["flow.dest_port"])
    }

    @Test("a rule that asks for what EVE has not is warned")
    func warnings() {
        func rule(_ source: LogSource, _ fields: [String]) -> DetectionRule {
            let tests = fields.map { SigmaExpression.test(FieldTest(field: $0, .exists(true))) }
            let compared = FieldTest(field: fields[0], .field(FieldReference(field: fields[0])))
            return DetectionRule(
                header: SigmaHeader(title: "t", position: TextPosition(line: 7, column: 1)), logSource: source,
                expression: .all([.any(tests), .not(.test(compared)), .test(FieldTest(field: nil, .null))]))
        }
        let set = MappingSet.builtin
        #expect(set.problems(rule(LogSource(category: "dns"), ["query"])) == [])
        #expect(set.problems(rule(LogSource(product: "suricata", service: "dns"), ["dns.opcode"])) == [])
        let fields = set.problems(rule(LogSource(product: "zeek", service: "ssl"), ["version", "ja3", "cipher"]))
        #expect(fields.map(\.message) == ["no field here is version, cipher (product: zeek, service: ssl)"])
        #expect(fields.first?.position == TextPosition(line: 7, column: 1))
        let service = set.problems(rule(LogSource(product: "suricata", service: "dsn"), ["src_ip"]))
        #expect(service.map(\.message) == ["Suricata has no event type 'dsn'"])
        let absent = set.problems(rule(LogSource(product: "aws"), ["eventName"]))
        #expect(absent.map(\.message) == ["no log source here is product: aws"])
        #expect((fields + service + absent).allSatisfy { $0.weight == .warning })
    }
}

/// What a mapped log source is; `nil` if it is absent.
func mapped(_ set: MappingSet, _ source: LogSource) -> (types: [String]?, names: FieldNames)? {
    guard case .mapped(let types, let names) = set.resolve(source) else { return nil }
    return (types, names)
}
