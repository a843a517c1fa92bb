// SPDX-License-Identifier: Apache-2.0

import EVE
import Testing

@Suite("Summaries")
struct EventSummaryTests {
    @Test(
        "an event is summed up in the words of its protocol",
        arguments: [
            ("alert", #""alert":{"signature":"ET SCAN x","signature_id":1}"#, "ET SCAN x"),
            ("alert", #""alert":{"signature_id":7}"#, "signature 7"),
            ("drop", #""drop":{"reason":"flow drop"}"#, "flow drop"),
            ("drop", #""drop":{"reason":"rules"},"alert":{"signature":"X"}"#, "X"),
            ("dns", #""dns":{"type":"query","rrname":"a.test","rrtype":"AAAA"}"#, "AAAA a.test"),
            (
                "dns", #""dns":{"type":"request","queries":[{"rrname":"time.lindhavn.test","rrtype":"A"}]}"#,
                "A time.lindhavn.test"
            ),
            (
                "dns",
                #""dns":{"rrname":"a.test","rrtype":"A","rcode":"NOERROR","answers":[{"rdata":"192.0.2.1"},{"rdata":"192.0.2.2"}]}"#,
                "A a.test -> 192.0.2.1 +1"
            ),
            ("dns", #""dns":{"rrname":"a.test","rrtype":"A","rdata":"192.0.2.1"}"#, "A a.test -> 192.0.2.1"),
            ("dns", #""dns":{"rrname":"a.test","rrtype":"A","rcode":"NXDOMAIN"}"#, "A a.test NXDOMAIN"),
            (
                "mdns", #""mdns":{"queries":[{"rrname":"_smb._tcp.local","rrtype":"ptr"}],"answers":[{"ptr":"nas"}]}"#,
                "PTR _smb._tcp.local -> nas"
            ),
            ("tls", #""tls":{"sni":"a.test","subject":"CN=b","version":"TLS 1.3"}"#, "a.test TLS 1.3"),
            ("tls", #""tls":{"subject":"CN=b"}"#, "CN=b"),
            (
                "http", #""http":{"hostname":"a.test","url":"/x?y","http_method":"GET","status":200}"#,
                "GET a.test/x?y 200"
            ),
            ("http", #""http":{"hostname":"a.test","url":"http://b.test/","http_method":"GET"}"#, "GET http://b.test/"),
            ("fileinfo", #""fileinfo":{"filename":"/a.exe","size":1234567}"#, "/a.exe, 1.2 MB"),
            (
                "flow",
                #""proto":"TCP","app_proto":"http","flow":{"bytes_toserver":4000,"bytes_toclient":199,"start":"2026-01-01T00:00:00.000000+0100","end":"2026-01-01T00:01:00.050000+0100","state":"closed"}"#,
                "http 4.1 kB, 60.0 s closed"
            ),
            (
                "flow", #""proto":"UDP","app_proto":"failed","flow":{"bytes_toserver":512,"age":3,"state":"new"}"#,
                "udp 512 B, 3 s new"
            ),
            ("flow", #""flow":{"bytes_toserver":9223372036854775807,"bytes_toclient":9223372036854775807}"#, "9.2 EB"),
            ("netflow", #""proto":"ICMP","netflow":{"bytes":79,"age":0}"#, "icmp 79 B, 0 s"),
            ("mqtt", #""mqtt":{"publish":{"topic":"lights/7","message":"on é\u0000"}}"#, "PUBLISH lights/7 6 B"),
            (
                "mqtt", #""mqtt":{"connect":{"client_id":"P1","username":"u","password":"hush"},"connack":{}}"#,
                "CONNECT P1"
            ),
            ("mqtt", #""mqtt":{"subscribe":{"topics":[{"topic":"a/#","qos":0}]}}"#, "SUBSCRIBE a/#"),
            (
                "modbus",
                #""modbus":{"id":1,"request":{"unit_id":255,"function_code":"RdCoils","read":{"address":0,"quantity":10}}}"#,
                "RdCoils unit 255, 10 at 0"
            ),
            (
                "ssh",
                #""ssh":{"client":{"software_version":"OpenSSH_7.9p1"},"server":{"software_version":"OpenSSH_7.4"}}"#,
                "OpenSSH_7.9p1 -> OpenSSH_7.4"
            ),
            (
                "smb", #""smb":{"command":"SMB2_COMMAND_CREATE","status":"STATUS_ACCESS_DENIED","filename":"a.txt"}"#,
                "CREATE a.txt STATUS_ACCESS_DENIED"
            ),
            (
                "dhcp",
                #""dhcp":{"type":"request","dhcp_type":"request","client_mac":"c4:61:8b:35:82:a9","hostname":"h","assigned_ip":"0.0.0.0","requested_ip":"192.0.2.7"}"#,
                "request h c4:61:8b:35:82:a9 192.0.2.7"
            ),
            ("anomaly", #""anomaly":{"type":"applayer","event":"GZIP","app_proto":"http"}"#, "GZIP http"),
            (
                "stats", #""stats":{"uptime":3600,"capture":{"kernel_packets":5,"kernel_drops":0}}"#,
                "up 3600 s, 5 packets, 0 dropped"
            ),
            ("ftp", #""ftp":{"command":"PASS","command_data":"hush","completion_code":["230"]}"#, "PASS 230"),
            ("ftp", #""ftp":{"command":"RETR","command_data":"a.txt"}"#, "RETR a.txt"),
            (
                "smtp", #""smtp":{"helo":"h","mail_from":"<a@a.test>","rcpt_to":["<b@b.test>","<c@c.test>"]}"#,
                "<a@a.test> -> <b@b.test> +1"
            ),
            (
                "arp", #""arp":{"opcode":"request","src_ip":"10.0.0.1","dest_ip":"10.0.0.2"}"#,
                "request 10.0.0.1 -> 10.0.0.2"
            ),
            ("sip", #""sip":{"method":"REGISTER","uri":"sip:a.test"}"#, "REGISTER sip:a.test"),
            ("novel", #""novel":{"x":1,"password":"hush","y":{"z":"w"},"n":null}"#, "x 1, z w"),
            ("dnp3", #""dnp3":{"type":"request","application":{"function_code":1}}"#, "request function 1"),
            ("quic", #""quic":{"version":"1"}"#, "version 1"),
            ("novel", #""src_port":1"#, "novel"), ("dns", "", "dns"), ("flow", #""flow":[]"#, "flow"),
            ("mqtt", #""mqtt":7"#, "mqtt"),
        ])
    func summary(type: String, members: String, expected: String) throws {
        let tree = try EveTree.parse(Array(line(members, type: type).utf8))
        #expect(EventSummary.text(of: tree) == expected)
    }

    @Test("a summary has at most 300 scalars, however few characters they make")
    func bounded() throws {
        for text in [String(repeating: "x", count: 5000), "e" + String(repeating: "\u{301}", count: 5000)] {
            let tree = try EveTree.parse(Array(line(#""alert":{"signature":"\#(text)"}"#, type: "alert").utf8))
            let summary = EventSummary.text(of: tree)
            #expect(summary.unicodeScalars.count == EventSummary.limit)
            #expect(summary.unicodeScalars.last == "\u{2026}")
        }
        let fitting = String(repeating: "x", count: 300)
        let tree = try EveTree.parse(Array(line(#""alert":{"signature":"\#(fitting)"}"#, type: "alert").utf8))
        #expect(EventSummary.text(of: tree) == fitting)
    }

    @Test(
        "any JSON has a summary",
        arguments: ["1", "[]", "{}", #"{"event_type":7}"#, #"{"event_type":"alert","alert":{}}"#])
    func anything(text: String) throws {
        #expect(EventSummary.text(of: try EveTree.parse(Array(text.utf8))).unicodeScalars.count <= 300)
    }
}
