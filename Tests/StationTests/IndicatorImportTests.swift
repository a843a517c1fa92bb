// SPDX-License-Identifier: Apache-2.0

import EVE
import Indicators
import Query
import Rules
import Testing

@testable import Station

@Suite("Lists of indicators at a station")
struct IndicatorImportTests {
    let station: IndicatorStation

    init() throws { station = try IndicatorStation() }

    /// An event of this type from the host with the number.
    private static func event(_ number: Int, _ type: String, _ members: String) -> String {
        "\"event_type\":\"\(type)\",\"src_ip\":\"192.0.2.\(number)\",\(members)"
    }

    private static let events = [
        event(1, "dns", #""dns":{"type":"query","rrname":"a.B.evil.example"}"#),
        event(2, "dns", #""dns":{"version":3,"queries":[{"rrname":"good.example"},{"rrname":"evil.example"}]}"#),
        event(3, "dns", #""dns":{"type":"query","rrname":"notevil.example"}"#),
        event(4, "flow", #""dest_ip":"198.51.100.77","dest_port":443"#),
        event(5, "flow", #""dest_ip":"198.51.101.77","dest_port":443"#),
        event(
            6, "http", #""dest_ip":"203.0.113.9","http":{"hostname":"Load.example","http_port":8080,"url":"/a.sh?x=1"}"#
        ),
        event(7, "http", #""dest_ip":"203.0.113.9","http":{"hostname":"load.example","url":"/a.sh?x=2"}"#),
        event(8, "fileinfo", #""fileinfo":{"sha256":"\#(sha256.uppercased())"}"#),
        event(9, "alert", #""files":[{"md5":"d41d8cd98f00b204e9800998ecf8427e"}],"alert":{"signature_id":1}"#),
        event(10, "tls", #""tls":{"sni":"ok.example","ja4":"t13d1516h2_8daaf6152771_e5627efa2ab1"}"#),
        event(11, "tls", #""tls":{"sni":"x.evil.example","ja4":"t13d1516h2_8daaf6152771_e5627efa2ab2"}"#),
        event(12, "http", #""http":{"url":"/a.sh?x=1","http_port":8080,"hostname":"load.example"}"#),
    ]

    private static let sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    private static let values: [(type: String, text: String, hosts: [Int])] = [
        ("domain", "evil.example", [1, 2, 11]), ("ip", "198.51.100.0/24", [4]),
        ("url", "http://load.example:8080/a.sh?x=1", [6, 12]), ("sha256", sha256, [8]),
        ("md5", "d41d8cd98f00b204e9800998ecf8427e", [9]),
        ("ja4", "t13d1516h2_8daaf6152771_e5627efa2ab1", [10]),
    ]

    private static let hosts = values.flatMap(\.hosts).map { "192.0.2.\($0)" }.sorted()

    private static let lists = ["plain.txt": plain, "columns.csv": csv, "event.json": misp]
    private static let plain = values.map { $0.text + "\n" }.joined()
    private static let csv = "type,indicator\n" + values.map { "\($0.type),\($0.text)\n" }.joined()
    private static let misp =
        #"{"Event":{"info":"n","Attribute":["#
        + zip(values, ["domain", "ip-dst", "url", "sha256", "md5", "ja4-fingerprint"]).map { value, type in
            #"{"type":"\#(type)","value":"\#(value.text)","to_ids":true}"#
        }.joined(separator: ",") + "]}}"

    @Test(
        "a list of every format matches by domain and those below it, network, URL, digest and JA4, and the events are found by its name",
        arguments: ["plain.txt", "columns.csv", "event.json"])
    func formats(name: String) throws {
        let text = try #require(Self.lists[name])
        let draft = try IndicatorStation.draft(text, name: name)
        #expect(draft.problems == [] && draft.content.heading.tags == ["6 indicators"])
        try station.add(text, name: name)
        let report = try station.run(Self.events)
        #expect(report.matches == Self.hosts.count)
        #expect(try station.sources("rule:\(name)") == Self.hosts)
        #expect(try Set(station.matches()) == ["\(name) \(name) (high)"])
    }

    @Test("a STIX bundle matches, too")
    func stix() throws {
        try station.add(
            #"{"type":"bundle","objects":[{"type":"indicator","pattern_type":"stix","pattern":"[domain-name:value = 'evil.example'] OR [ipv4-addr:value = '198.51.100.77']"}]}"#,
            name: "bundle.json")
        try station.run(Self.events)
        #expect(try station.sources("rule:bundle.json") == ["192.0.2.1", "192.0.2.11", "192.0.2.2", "192.0.2.4"])
    }

    @Test("each list that has a value is reported, once for an event")
    func several() throws {
        try station.add("evil.example\n192.0.2.1\n", name: "one.txt")
        try station.add("evil.example\n", name: "two.txt")
        let report = try station.run([Self.events[0]])
        #expect(report.matches == 2)
        #expect(try station.matches() == ["one.txt one.txt (high)", "two.txt two.txt (high)"])
    }

    @Test("an indicator holds until it expires, by the time of the event")
    func expiry() throws {
        try station.add("indicator,expires\nevil.example,2026-11-24T10:00:00Z\n", name: "old.csv")
        let dns = #""event_type":"dns","dns":{"rrname":"evil.example"}"#
        try station.run([
            #""timestamp":"2026-11-24T09:59:59.999999+0000","src_ip":"192.0.2.1",\#(dns)"#,
            #""timestamp":"2026-11-24T10:00:00.000000+0000","src_ip":"192.0.2.2",\#(dns)"#,
        ])
        #expect(try station.sources("rule:old.csv") == ["192.0.2.1"])
    }

    @Test("a list that has changed is read again, and one that is disabled matches no longer")
    func reload() throws {
        try station.add("evil.example\n", name: "list.txt")
        let rules = StationRules(station.configuration)
        #expect(try rules.refresh() == true)
        #expect(try rules.refresh() == false)
        #expect(rules.current.references.map(\.revision) == [1])
        let next = try IndicatorStation.draft("198.51.100.0/24\nbad one\n", name: "list.txt")
        #expect(next.isSound && next.problems.map(\.weight) == [.warning])
        try station.shelf.save("list.txt", next.content, basedOn: 1, by: IndicatorStation.author)
        #expect(try rules.refresh() == true)
        #expect(rules.current.references.map(\.revision) == [2])
        #expect(rules.current.lists.indicators.map(\.value.text) == ["198.51.100.0/24"])
        try station.run(Self.events)
        #expect(try station.sources("rule:list.txt") == ["192.0.2.4"])
        try station.shelf.setEnabled("list.txt", false, by: IndicatorStation.author)
        #expect(try rules.refresh() == true)
        #expect(rules.current.isEmpty)
    }

    @Test("what matched is found again, in the text of the revision that matched")
    func evidence() throws {
        try station.add(Self.plain, name: "list.txt")
        try station.run([Self.events[0], Self.events[5]])
        let reference = RuleReference(id: "list.txt", revision: 1, title: "list.txt", level: "high")
        let next = try IndicatorStation.draft("192.0.2.200\n", name: "list.txt")
        try station.shelf.save("list.txt", next.content, basedOn: 1, by: IndicatorStation.author)
        let time = Instant(seconds: 1_795_000_000)
        let desk = RuleDesk(station.configuration, author: "ada", store: station.folder.reader)
        let parts = [0, 5, 2].map { index in
            desk.parts(by: [reference], of: Array(station.event(Self.events[index]).utf8), at: time)
        }
        #expect(
            parts.map { $0.indicators.map { "\($0.kind) \($0.value) in \($0.field)" } } == [
                ["domain evil.example in dns.rrname"], ["url http://load.example:8080/a.sh?x=1 in http.url"], [],
            ])
        #expect(parts.map(\.fields) == [["dns.rrname": ["list.txt"]], ["http.url": ["list.txt"]], [:]])
    }
}
