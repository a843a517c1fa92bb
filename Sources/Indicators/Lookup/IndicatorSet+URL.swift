// SPDX-License-Identifier: Apache-2.0

package import EVE

extension IndicatorSet {
    /// Adds indicators for the URL `text`, whatever its scheme; a text without one begins with the host.
    package func addMatches(url text: Span<UInt8>, at time: Instant, to found: inout [Int]) {
        guard has(.url), text.count <= 2 * IndicatorValue.byteLimit else { return }
        let start = text.schemeCount
        var split = start
        var host = start
        while split < text.count, !text[split].endsAuthority {
            if text[split] == UInt8(ascii: "@") { host = split + 1 }
            split += 1
        }
        let target = text.extracting(split...)
        addMatches(host: text.extracting(host..<split), port: nil, target: target, at: time, to: &found)
    }

    /// Adds indicators for the request of `target` from `host`: `http.hostname` and `http.url`.
    ///
    /// The port is that of the request (`http.http_port`), not of the flow; without it one at the end of `host`
    /// counts. A target that is a whole URL, as proxies get it, stands for itself.
    package func addMatches(
        host: Span<UInt8>, port: UInt16?, target: Span<UInt8>, at time: Instant, to found: inout [Int]
    ) {
        guard has(.url), host.count + target.count <= 2 * IndicatorValue.byteLimit else { return }
        if target.schemeCount > 0 { return addMatches(url: target, at: time, to: &found) }
        var request = Request(hostCount: host.count, port: port ?? 0)
        if port == nil { request.takePort(from: host) }
        if request.hostCount > 0, host[request.hostCount - 1] == UInt8(ascii: ".") { request.hostCount -= 1 }
        guard request.hostCount > 0 else { return }
        for at in 0..<request.hostCount where host[at] >= 0x80 {
            let folded = Array(host.extracting(..<request.hostCount).text.lowercased().utf8)
            request.hostCount = folded.count
            return add(head(request, folded.span, target), time, &found)
        }
        add(head(request, host, target), time, &found)
    }

    /// The parts of a request that are no bytes of it.
    private struct Request {
        /// How many bytes of the host count.
        var hostCount: Int
        /// 0 where it is not to be compared.
        var port: UInt16

        /// Takes a port off the end of `host`.
        mutating func takePort(from host: Span<UInt8>) {
            var number = 0
            var scale = 1
            var at = hostCount - 1
            while at >= 0, scale < 1_000_000, 0x30...0x39 ~= host[at] {
                number += Int(host[at] - 0x30) * scale
                scale *= 10
                at -= 1
            }
            guard at > 0, host[at] == UInt8(ascii: ":"), number <= 65535 else { return }
            hostCount = at
            port = UInt16(number)
        }
    }

    private func head(_ request: Request, _ host: Span<UInt8>, _ target: Span<UInt8>) -> UInt32? {
        var hash = KeyHash(.url)
        var end = 0
        while end < target.count, target[end] != UInt8(ascii: "#") { end += 1 }
        let hasSlash = end > 0 && target[0] == UInt8(ascii: "/")
        for at in 0..<end { hash.add(target[end - 1 - at]) }
        if !hasSlash { hash.add(UInt8(ascii: "/")) }
        let port = PortText(request.port)
        for at in 0..<port.count { hash.add(port.bytes[port.count - 1 - at]) }
        for at in 0..<request.hostCount { hash.add(host[request.hostCount - 1 - at].lowercased) }
        return head(hash.value) { record in
            let whole = bytes.span.extracting(record.key)
            let key = whole.extracting(IndicatorKey.ignored(.url, whole)...)
            let targetStart = request.hostCount + port.count + (hasSlash ? 0 : 1)
            guard record.kind == .url, key.count == targetStart + end else { return false }
            for at in 0..<request.hostCount where key[at] != host[at].lowercased { return false }
            for at in 0..<port.count where key[request.hostCount + at] != port.bytes[at] { return false }
            guard hasSlash || key[targetStart - 1] == UInt8(ascii: "/") else { return false }
            for at in 0..<end where key[targetStart + at] != target[at] { return false }
            return true
        }
    }

    /// `:8080`, or nothing for the ports that a URL does not name.
    private struct PortText {
        private(set) var bytes = InlineArray<6, UInt8>(repeating: 0)
        private(set) var count = 0

        init(_ port: UInt16) {
            guard port != 0, port != 80, port != 443 else { return }
            var digits = 1
            var rest = port / 10
            while rest > 0 {
                digits += 1
                rest /= 10
            }
            count = digits + 1
            bytes[0] = UInt8(ascii: ":")
            rest = port
            for at in 0..<digits {
                bytes[digits - at] = UInt8(rest % 10) + 0x30
                rest /= 10
            }
        }
    }
}

extension UInt8 {
    /// Whether the host of a URL ends before this byte.
    fileprivate var endsAuthority: Bool {
        self == UInt8(ascii: "/") || self == UInt8(ascii: "?") || self == UInt8(ascii: "#")
    }
}

extension Span<UInt8> {
    /// How many bytes the scheme of a URL and `://` take at the beginning; 0 if there are none.
    fileprivate var schemeCount: Int {
        for at in 0..<Swift.max(0, Swift.min(20, count - 2)) {
            switch self[at] {
            case UInt8(ascii: ":"):
                return self[at + 1] == UInt8(ascii: "/") && self[at + 2] == UInt8(ascii: "/") ? at + 3 : 0
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): break
            default: return 0
            }
        }
        return 0
    }
}
