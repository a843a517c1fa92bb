// SPDX-License-Identifier: Apache-2.0

package import EVE

/// A field of EVE in which values of indicators occur.
package struct IndicatorField: Hashable, Sendable {
    /// How a field's text is looked up.
    package enum Content: Hashable, Sendable {
        /// An address.
        case address
        /// A domain name or an address.
        case host
        /// A URL with its host.
        case url
        /// The target of a request, whose host is in `http.hostname` and whose port in `http.http_port`.
        case requestTarget
        /// A digest of this kind.
        case digest(IndicatorKind)
        /// A JA4 text.
        case ja4
    }

    package let path: FieldPath
    package let content: Content

    /// The fields that are looked at, in the order in which a person would name them.
    ///
    /// Source: Suricata `etc/schema.json`, versions 7 and 8.
    package static let all: [IndicatorField] = table.compactMap { name, content in
        FieldPath(name).map { IndicatorField(path: $0, content: content) }
    }

    static let table: [(name: String, content: Content)] = [
        ("src_ip", .address), ("dest_ip", .address),
        ("tunnel.src_ip", .address), ("tunnel.dest_ip", .address),
        // The third form of a DNS event is Suricata 8's, the first two are older ones.
        ("dns.rrname", .host), ("dns.query.rrname", .host), ("dns.queries.rrname", .host),
        ("dns.rdata", .host), ("dns.answers.rdata", .host),
        ("dns.grouped.A", .address), ("dns.grouped.AAAA", .address), ("dns.grouped.CNAME", .host),
        ("tls.sni", .host), ("tls.subjectaltname", .host), ("quic.sni", .host),
        ("http.hostname", .host), ("http.url", .requestTarget),
        ("http.http_refer", .url), ("http.redirect", .url), ("email.url", .url),
        ("fileinfo.md5", .digest(.md5)), ("fileinfo.sha1", .digest(.sha1)), ("fileinfo.sha256", .digest(.sha256)),
        ("files.md5", .digest(.md5)), ("files.sha1", .digest(.sha1)), ("files.sha256", .digest(.sha256)),
        ("tls.ja3.hash", .digest(.ja3)), ("tls.ja3s.hash", .digest(.ja3)),
        ("quic.ja3.hash", .digest(.ja3)), ("quic.ja3s.hash", .digest(.ja3)),
        ("tls.ja4", .ja4), ("quic.ja4", .ja4),
        ("tls.fingerprint", .digest(.certificate)), ("tls.client.fingerprint", .digest(.certificate)),
    ]
}

extension IndicatorSet {
    /// Adds to `found` the indices of the indicators that hold at `time` and that match `text`, the value of a field
    /// with this content.
    ///
    /// A request's target, which needs its host, is looked up here only where it is a whole URL; the call for all
    /// targets is `addMatches(host:port:target:at:to:)`.
    package func addMatches(
        _ content: IndicatorField.Content, _ text: Span<UInt8>, at time: Instant, to found: inout [Int]
    ) {
        switch content {
        case .address:
            guard has(.network), let address = IPAddress(text: text) else { return }
            addMatches(address: address, at: time, to: &found)
        case .host: addMatches(host: text, at: time, to: &found)
        case .url: addMatches(url: text, at: time, to: &found)
        case .requestTarget: addMatches(host: Span(), port: nil, target: text, at: time, to: &found)
        case .digest(let kind): addMatches(digest: text, kind, at: time, to: &found)
        case .ja4: addMatches(ja4: text, at: time, to: &found)
        }
    }

    /// An address if it is one, otherwise a domain; brackets and a port do not count.
    private func addMatches(host text: Span<UInt8>, at time: Instant, to found: inout [Int]) {
        if let address = IPAddress(text: text) { return addMatches(address: address, at: time, to: &found) }
        var end = text.count
        while end > 0, text.count - end < 5, 0x30...0x39 ~= text[end - 1] { end -= 1 }
        let hasPort = end > 0 && end < text.count && text[end - 1] == UInt8(ascii: ":")
        let host = hasPort ? text.extracting(..<(end - 1)) : text
        let isBracketed =
            host.count > 2 && host[0] == UInt8(ascii: "[") && host[host.count - 1] == UInt8(ascii: "]")
        let inside = isBracketed ? host.extracting(1..<(host.count - 1)) : host
        if hasPort || isBracketed, let address = IPAddress(text: inside) {
            return addMatches(address: address, at: time, to: &found)
        }
        addMatches(domain: host, at: time, to: &found)
    }
}
