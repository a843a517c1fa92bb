// SPDX-License-Identifier: Apache-2.0

import EVE
import Indicators
import Testing

@Suite("Looking indicators up")
struct LookupTests {
    @Test("an address matches itself and the networks around it, the smallest first")
    func networks() throws {
        let set = try IndicatorSet(
            ["192.0.2.0/24", "192.0.2.7", "192.0.0.0/16", "198.51.100.7", "2001:db8::/32", "2001:db8::1"].map {
                try indicator(.network, $0)
            })
        #expect(set.texts(.address, "192.0.2.7") == ["192.0.2.7", "192.0.2.0/24", "192.0.0.0/16"])
        #expect(set.texts(.address, "192.0.3.7") == ["192.0.0.0/16"])
        #expect(set.texts(.address, "192.1.2.7") == [])
        #expect(set.texts(.address, "::ffff:198.51.100.7") == ["198.51.100.7"])
        #expect(
            set.texts(.address, "2001:0db8:0000:0000:0000:0000:0000:0001") == ["2001:db8::1", "2001:db8::/32"])
        #expect(set.texts(.address, "not an address") == [])
    }

    @Test("a domain matches itself and the domains above it, and no part of a label")
    func domains() throws {
        let set = try IndicatorSet(
            ["example.net", "a.example.net", "bücher.example"].map { try indicator(.domain, $0) })
        #expect(set.texts(.host, "B.A.Example.NET.") == ["example.net", "a.example.net"])
        #expect(set.texts(.host, "example.net:8080") == ["example.net"])
        #expect(set.texts(.host, "an-example.net") == [])
        #expect(set.texts(.host, "net") == [])
        #expect(set.texts(.host, "www.BÜCHER.example") == ["bücher.example"])
        #expect(set.texts(.host, "É.example.net") == ["example.net"])
        #expect(set.texts(.host, String(repeating: "x", count: 5000) + ".example.net") == ["example.net"])
    }

    @Test("a host that is an address is looked up as one, with or without a port")
    func hosts() throws {
        let set = try IndicatorSet([indicator(.network, "192.0.2.7"), indicator(.network, "2001:db8::1")])
        #expect(set.texts(.host, "192.0.2.7") == ["192.0.2.7"])
        #expect(set.texts(.host, "192.0.2.7:3000") == ["192.0.2.7"])
        for text in ["2001:db8::1", "[2001:DB8::1]", "[2001:db8:0::1]:8080"] {
            #expect(set.texts(.host, text) == ["2001:db8::1"])
        }
        #expect(set.texts(.host, "[192.0.2.7") == [])
    }

    @Test(
        "a request matches the URL that it is for, whatever the scheme",
        arguments: [
            ("example.net", nil, "/a?b=C"), ("EXAMPLE.net.", nil, "/a?b=C"), ("example.net", 443, "/a?b=C"),
            ("example.net:80", nil, "/a?b=C"), ("proxy.test", 3128, "http://example.net/a?b=C"),
            ("", nil, "HTTPS://u:p@Example.net:443/a?b=C#d"), ("example.net", 80, "/a?b=C#d"),
        ] as [(String, UInt16?, String)])
    func requests(host: String, port: UInt16?, target: String) throws {
        let set = try IndicatorSet([indicator(.url, "hxxps://example.net/a?b=C")])
        #expect(set.texts(host: host, port: port, target: target) == ["https://example.net/a?b=C"])
    }

    @Test(
        "a request for something else matches no URL",
        arguments: [
            ("example.net", 8080, "/a?b=C"), ("example.net", nil, "/a?b=c"), ("example.net", nil, "/a"),
            ("www.example.net", nil, "/a?b=C"), ("", nil, "/a?b=C"), ("example.net", nil, ""),
            ("example.net", nil, "example.net:443"), ("example.net", nil, "*"),
        ] as [(String, UInt16?, String)])
    func otherRequests(host: String, port: UInt16?, target: String) throws {
        let set = try IndicatorSet([indicator(.url, "http://example.net/a?b=C")])
        #expect(set.texts(host: host, port: port, target: target) == [])
    }

    @Test("a URL's port and empty path count as the URL says")
    func ports() throws {
        let set = try IndicatorSet([indicator(.url, "http://192.0.2.7:8080"), indicator(.url, "http://h?q")])
        #expect(set.texts(host: "192.0.2.7", port: 8080, target: "/") == ["http://192.0.2.7:8080/"])
        #expect(set.texts(host: "192.0.2.7:8080", target: "/") == ["http://192.0.2.7:8080/"])
        #expect(set.texts(host: "192.0.2.7", target: "/") == [])
        #expect(set.texts(.url, "http://192.0.2.7:8080") == ["http://192.0.2.7:8080/"])
        #expect(set.texts(.url, "h/?q") == ["http://h/?q"])
        #expect(set.texts(.requestTarget, "http://192.0.2.7:8080/") == ["http://192.0.2.7:8080/"])
    }

    @Test("digests match by kind, in either case, with colons or without")
    func digests() throws {
        let sha1 = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
        let md5 = "d41d8cd98f00b204e9800998ecf8427e"
        let set = try IndicatorSet([
            indicator(.sha1, sha1), indicator(.certificate, sha1), indicator(.ja3, md5),
            indicator(.ja4, "t13d1516h2_8daaf6152771_b186095e22b6"),
        ])
        #expect(set.texts(.digest(.sha1), sha1.uppercased()) == [sha1])
        #expect(set.texts(.digest(.ja3), md5) == [md5])
        #expect(set.texts(.digest(.md5), md5) == [])
        let fingerprint = "da:39:a3:ee:5e:6b:4b:0d:32:55:bf:ef:95:60:18:90:af:d8:07:09"
        #expect(set.texts(.digest(.certificate), fingerprint) == [fingerprint])
        #expect(set.texts(.digest(.certificate), String(fingerprint.dropLast())) == [])
        #expect(set.texts(.ja4, "T13d1516h2_8daaf6152771_b186095e22b6").count == 1)
    }

    @Test("an expired indicator does not match, and one value may come from several sources")
    func sources() throws {
        let end = Instant(seconds: 1_000)
        var set = IndicatorSet()
        #expect(set.insert(try indicator(.domain, "example.net", source: "a", expiry: end)) == .added(0))
        #expect(set.insert(try indicator(.domain, "example.net", source: "b", note: "b's")) == .added(1))
        #expect(set.texts(.host, "example.net", at: Instant(seconds: 999)).count == 2)
        var found: [Int] = []
        set.addMatches(domain: Array("example.net".utf8).span, at: end, to: &found)
        #expect(found.map { set[$0].note } == ["b's"])
        #expect(set.insert(try indicator(.domain, "example.net", source: "a")) == .merged(0))
        #expect(set[0].expiry == nil)
        let compact = set.compacted(droppingExpiredAt: end)
        #expect(Array(compact) == Array(set))
    }

    @Test("URLs that differ in their scheme alone are two indicators, and a request matches both")
    func schemes() throws {
        let set = try IndicatorSet([indicator(.url, "http://h/a"), indicator(.url, "https://h/a")])
        #expect(set.texts(host: "h", target: "/a") == ["http://h/a", "https://h/a"])
    }

    @Test("a value has a limited number of sources, so that a lookup stays short")
    func sharedLimit() throws {
        var set = IndicatorSet()
        for number in 0..<IndicatorSet.sharedLimit {
            #expect(set.insert(try indicator(.domain, "example.net", source: "\(number)")) == .added(number))
        }
        #expect(set.insert(try indicator(.domain, "example.net", source: "one more")) == .full)
        #expect(set.count == IndicatorSet.sharedLimit)
    }

    @Test("an overlay finds old and new indicators at once, and merging drops the expired")
    func overlay() throws {
        let end = Instant(seconds: 2_000_000_000)
        var overlay = IndicatorOverlay(try IndicatorSet([indicator(.network, "192.0.2.7", expiry: end)]))
        #expect(overlay.insert(try indicator(.network, "192.0.2.0/24", source: "honeypot gw")))
        var found: [Int] = []
        let address = try #require(IPAddress("192.0.2.7"))
        overlay.addMatches(to: &found) { set, found in set.addMatches(address: address, at: now, to: &found) }
        #expect(found.map { overlay[$0].value.text } == ["192.0.2.7", "192.0.2.0/24"])
        #expect(overlay.merged(at: now).map(\.value.text) == ["192.0.2.7", "192.0.2.0/24"])
        #expect(overlay.merged(at: end).map(\.value.text) == ["192.0.2.0/24"])
        #expect(overlay.count == 2 && !overlay.isFull)
    }

    @Test("an overlay takes new indicators up to its limit, and says when it is full")
    func fullOverlay() throws {
        var overlay = IndicatorOverlay(IndicatorSet())
        for number in 0..<IndicatorOverlay.recentLimit {
            #expect(overlay.insert(try indicator(.network, "198.51.\(number >> 8).\(number & 255)")))
        }
        #expect(overlay.isFull)
        #expect(!overlay.insert(try indicator(.network, "192.0.2.7")))
    }
}
