// SPDX-License-Identifier: Apache-2.0

import EVE
import Indicators
import Testing

@Suite("Indicators from honeypots")
struct HoneypotTests {
    private let honeypot = Honeypot(
        gateway: "gw-h", scope: NetworkScope(ownNetworks: [IPNetwork("203.0.113.0/24")].compactMap { $0 }),
        lifetime: 60_000_000)

    /// The values that an event between these two addresses gives, each with its tag.
    private func values(_ members: String, from source: String, to destination: String) throws -> [String] {
        let text = #"{"src_ip":"\#(source)","dest_ip":"\#(destination)",\#(members)}"#
        let event = try EveTree.parse(Array(text.utf8))
        return honeypot.indicators(from: event, at: now).map {
            "\($0.value.kind.name) \($0.value.text) \($0.tags.joined())"
        }
    }

    @Test("a visitor who completed a handshake becomes an indicator that expires")
    func visitor() throws {
        let text =
            #"{"event_type":"ssh","proto":"TCP","src_ip":"198.51.100.7","dest_ip":"203.0.113.1","ssh":{}}"#
        let found = honeypot.indicators(from: try EveTree.parse(Array(text.utf8)), at: now)
        let one = try #require(found.first)
        #expect(found.count == 1 && one.value.text == "198.51.100.7")
        #expect(one.source == "honeypot gw-h" && one.note == "ssh of 198.51.100.7 to 203.0.113.1")
        #expect(one.expiry == now.advanced(byMicroseconds: 60_000_000))
    }

    @Test(
        "an address that may be forged, and one of one's own, never becomes an indicator",
        arguments: [
            (#""event_type":"dns","proto":"UDP""#, "198.51.100.7", "203.0.113.1"),
            (#""event_type":"flow","proto":"TCP","flow":{"state":"closed"}"#, "198.51.100.7", "203.0.113.1"),
            (#""event_type":"alert","proto":"TCP","app_proto":"failed""#, "198.51.100.7", "203.0.113.1"),
            (#""event_type":"ssh","proto":"TCP""#, "10.0.0.1", "203.0.113.1"),
            (#""event_type":"ssh","proto":"TCP""#, "203.0.113.2", "203.0.113.1"),
            (#""event_type":"ssh","proto":"TCP""#, "::ffff:203.0.113.2", "203.0.113.1"),
            (#""event_type":"ssh","proto":"TCP""#, "198.51.100.7", "198.51.100.8"),
            (#""event_type":"ssh","proto":"TCP""#, "fe80::1", "203.0.113.1"),
            (#""event_type":"stats","proto":"TCP""#, "198.51.100.7", "203.0.113.1"),
            (#""event_type":"ssh","proto":"TCP""#, "what", "203.0.113.1"),
        ])
    func noVisitor(members: String, source: String, destination: String) throws {
        let found = try values(members, from: source, to: destination)
        #expect(found == [])
    }

    @Test("an alert on an answer names the visitor who asked, and not the honeypot's own server")
    func direction() throws {
        let alert = #""event_type":"alert","proto":"TCP","app_proto":"http","direction":"to_client""#
        let asked = try values(alert, from: "203.0.113.1", to: "198.51.100.7")
        #expect(asked == ["ip 198.51.100.7 visitor"])
        let fetched = try values(alert, from: "198.51.100.7", to: "203.0.113.1")
        #expect(fetched == [])
        let flow = alert + #","flow":{"src_ip":"198.51.100.7"}"#
        let named = try values(flow, from: "203.0.113.1", to: "198.51.100.7")
        #expect(named == ["ip 198.51.100.7 visitor"])
    }

    @Test("what the honeypot was made to fetch becomes a URL and digests, the server's address does not")
    func download() throws {
        let http = #""http":{"hostname":"example.net","http_port":8080,"url":"/bin.sh","http_method":"GET"}"#
        let request = try values(
            #""event_type":"http","proto":"TCP",\#(http)"#, from: "203.0.113.1", to: "198.51.100.7")
        #expect(request == ["url http://example.net:8080/bin.sh download"])
        let md5 = "00112233445566778899aabbccddeeff"
        let file = #""fileinfo":{"state":"CLOSED","size":7,"md5":"\#(md5)"}"#
        let members = #""event_type":"fileinfo","proto":"TCP","app_proto":"http",\#(http),\#(file)"#
        let download = try values(members, from: "198.51.100.7", to: "203.0.113.1")
        #expect(download == ["url http://example.net:8080/bin.sh download", "md5 \(md5) file"])
    }

    @Test("an upload gives the visitor and the file, and no URL of the visitor's choice")
    func upload() throws {
        let md5 = "00112233445566778899aabbccddeeff"
        func members(_ state: String, _ size: Int) -> String {
            #""event_type":"fileinfo","proto":"TCP","app_proto":"http","http":{"hostname":"victim.example","url":"/a","http_method":"POST"},"fileinfo":{"state":"\#(state)","size":\#(size),"md5":"\#(md5)"}"#
        }
        let whole = try values(members("CLOSED", 7), from: "198.51.100.7", to: "203.0.113.1")
        #expect(whole == ["ip 198.51.100.7 visitor", "md5 \(md5) file"])
        for (state, size) in [("TRUNCATED", 7), ("CLOSED", 0)] {
            let part = try values(members(state, size), from: "198.51.100.7", to: "203.0.113.1")
            #expect(part == ["ip 198.51.100.7 visitor"])
        }
    }

    @Test("a visitor's TLS library is told by JA4, the honeypot's own is not")
    func clients() throws {
        let tls = #""event_type":"tls","proto":"TCP","tls":{"ja4":"t13d1516h2_8daaf6152771_b186095e22b6"}"#
        let visitor = try values(tls, from: "198.51.100.7", to: "203.0.113.1")
        #expect(visitor == ["ip 198.51.100.7 visitor", "ja4 t13d1516h2_8daaf6152771_b186095e22b6 client"])
        let own = try values(tls, from: "203.0.113.1", to: "198.51.100.7")
        #expect(own == [])
    }
}
