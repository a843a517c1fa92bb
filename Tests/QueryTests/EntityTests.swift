// SPDX-License-Identifier: Apache-2.0

import EVE
import Testing

@testable import Query

@Suite("What has a page") struct EntityTests {
    private static let alert = AlertRow(
        generatorID: 1, signatureID: 7, revision: 2, severity: 1, signature: "s", category: nil, action: nil)

    @Test(
        "a value of an event is known for what it is",
        arguments: [
            ("src_ip", "10.0.0.1", "address 10.0.0.1"), ("dns.answers.rdata", "2001:db8::1", "address 2001:db8::1"),
            ("dns.rrname", "Evil.Example", "domain evil.example"), ("tls.sni", "a.example", "domain a.example"),
            ("ether.src_mac", "02:42:ac:11:00:02", "MAC address 02:42:ac:11:00:02"),
            ("dhcp.client_mac", "02:42:AC:11:00:02", "MAC address 02:42:ac:11:00:02"),
            ("dhcp.hostname", "cam-1", "DHCP name cam-1"), ("mqtt.connect.client_id", "x", "MQTT client x"),
            ("tls.ja4", "t13d", "JA4 t13d"), ("alert.signature", "s", "signature 1:7"),
            ("http.url", "/a", "http.url /a"), ("proto", "TCP", "proto TCP"), ("http.url", "", "http.url "),
            // Twelve digits without separators may be anything.
            ("smb.filename", "0242ac110002", "smb.filename 0242ac110002"),
        ])
    func reading(path: String, text: String, wanted: String) throws {
        let path = try #require(FieldPath(path))
        let entity = Entity(path, .string(text), alert: Self.alert)
        #expect("\(entity.kind) \(entity.text)" == wanted)
    }

    @Test(
        "what is typed is known, too",
        arguments: [
            ("10.0.0.1", "address"), ("fe80::1", "address"), ("gw-a", "gateway"), ("1:7", "signature"),
            ("9000602", "signature"), ("02-42-ac-11-00-02", "MAC address"), ("a.example", "domain"),
        ])
    func typing(text: String, kind: String) {
        #expect(Entity(typed: text, gateways: ["gw-a"])?.kind == kind)
    }

    @Test("what is nothing has no page", arguments: ["", "a", "a b.c", "99999999999", "1:2:3"])
    func nothing(text: String) {
        #expect(Entity(typed: text, gateways: []) == nil)
    }

    @Test("the filter of a page can be typed, and is read back as itself")
    func filters() throws {
        let address = try #require(IPAddress("10.0.0.1"))
        let url = try #require(FieldPath("http.url"))
        let entities: [Entity] = [
            .address(address), .domain("a.example"), .device(.mac, "02:42:ac:11:00:02"), .device(.ja4, "t13d"),
            .signature(generatorID: 1, signatureID: 7), .signature(generatorID: 3, signatureID: 7), .rule("id"),
            .gateway("gw-a"), .value(.path(url), .scalar(.string("a \"b"))),
        ]
        for entity in entities {
            #expect(try FilterParser.parse(entity.filter.label) == entity.filter.simplified, "\(entity)")
        }
        #expect(Entity.domain("a.example").filter.label == "@domain:a.example")
        #expect(try FilterParser.parse("domain:a.example") == Entity.domain("a.example").filter)
    }

    @Test(
        "DNS answers are read in every form that Suricata has",
        arguments: [
            #"{"dns":{"version":2,"rrname":"a.b","answers":[{"rrname":"a.b","rdata":"10.0.0.1"},{"rrname":"c"}]}}"#,
            #"{"dns":{"rrname":"a.b","grouped":{"A":["10.0.0.1"],"CNAME":["x"]}}}"#,
            #"{"dns":{"version":3,"queries":[{"rrname":"a.b"}],"answers":[{"rrname":"a.b","rdata":"10.0.0.1"}]}}"#,
            #"{"event_type":"alert","dns":{"answer":{"rrname":"a.b","rdata":"10.0.0.1"}}}"#,
            #"{"event_type":"alert","dns":{"answer":[{"rrname":"a.b","rdata":"10.0.0.1"}]}}"#,
            #"{"dns":{"rrname":"a.b","answers":[{"rrname":"a.b","rdata":"10.0.0.1"}],"grouped":{"A":["10.0.0.1"]}}}"#,
        ])
    func answers(line: String) throws {
        let tree = try EveTree.parse(Array(line.utf8))
        #expect(DNSAnswer.all(in: tree) == [DNSAnswer(name: "a.b", data: "10.0.0.1")])
    }

    @Test(
        "what is no answer is none",
        arguments: [
            "{}", #"{"dns":1}"#, #"{"dns":{"answers":{}}}"#, #"{"dns":{"answers":[1,[],{"rdata":"x"}]}}"#, "[]",
        ])
    func noAnswers(line: String) throws {
        #expect(DNSAnswer.all(in: try EveTree.parse(Array(line.utf8))).isEmpty)
    }
}
