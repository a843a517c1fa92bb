// SPDX-License-Identifier: Apache-2.0

package import EVE

/// A gateway that nobody has business with, so that who comes to it is worth knowing at all others.
///
/// A visitor chooses much of what an event says. So an address counts only where a TCP handshake shows that it was
/// not forged, and a name that a visitor sends (`Host:`) counts never; a URL counts where the honeypot itself was made
/// to fetch it. A visitor can still upload a well-known file or use a common TLS library: such indicators expire, and
/// `tags` say which field they are from.
package struct Honeypot: Sendable {
    /// The gateway's name.
    package let gateway: String
    /// The addresses that never become indicators.
    package let scope: NetworkScope
    /// How long an indicator holds after the event, in microseconds.
    package let lifetime: Int64

    package init(gateway: String, scope: NetworkScope, lifetime: Int64) {
        self.gateway = gateway
        self.scope = scope
        self.lifetime = lifetime
    }

    /// The source of its indicators.
    package var source: String { "honeypot \(gateway)" }

    /// The indicators that `event`, which this gateway saw at `time`, gives; most events give none.
    package func indicators(from event: EveTree, at time: Instant) -> [Indicator] {
        guard let visit = HoneypotVisit(event, scope) else { return [] }
        var values: [(IndicatorKind, String, tag: String)] = []
        if visit.isByStranger, visit.isEstablished { values.append((.network, "\(visit.client)", "visitor")) }
        if visit.isFetch, let url = visit.url(event) { values.append((.url, url, "download")) }
        if visit.isFileReceived { values += Self.digests(event) }
        if visit.isByStranger {
            for path in ["tls.ja4", "quic.ja4"] {
                if let text = event.first(path) { values.append((.ja4, text, "client")) }
            }
        }
        let note = "\(visit.type) of \(visit.client) to \(visit.server)"
        return values.compactMap { kind, text, tag in
            guard let value = try? IndicatorValue(kind, text) else { return nil }
            return Indicator(
                value, source: source, expiry: time.advanced(byMicroseconds: lifetime), note: note,
                tags: [tag])
        }
    }

    /// The digests of a file that was seen as a whole and that is not empty.
    private static func digests(_ event: EveTree) -> [(IndicatorKind, String, tag: String)] {
        guard event.first("fileinfo.state") == "CLOSED", event.first("fileinfo.size") != "0" else { return [] }
        return [(IndicatorKind.sha256, "sha256"), (.sha1, "sha1"), (.md5, "md5")].compactMap { kind, name in
            event.first("fileinfo.\(name)").map { (kind, $0, "file") }
        }
    }
}

/// Who came to whom in an event of a honeypot.
struct HoneypotVisit {
    /// The side that began, and the other one.
    let client: IPAddress
    let server: IPAddress
    let type: String
    /// Whether the visitor is a stranger and the honeypot the one visited.
    let isByStranger: Bool
    /// Whether data went both ways, so that the client's address is not forged.
    let isEstablished: Bool
    /// Whether the honeypot asked a stranger for something by HTTP.
    let isFetch: Bool
    /// Whether the event is about a file that the honeypot got from a stranger.
    let isFileReceived: Bool

    /// `nil` for an event that is not between a stranger and a host of one's own.
    init?(_ event: EveTree, _ scope: NetworkScope) {
        guard let source = event.first("src_ip").flatMap({ IPAddress($0) }),
            let destination = event.first("dest_ip").flatMap({ IPAddress($0) }),
            scope.isForeign(source) != scope.isForeign(destination)
        else { return nil }
        let type = event.first("event_type") ?? ""
        self.type = type
        (client, server) = Self.sides(event, type, source, destination)
        isByStranger = scope.isForeign(client)
        isEstablished = event.first("proto") == "TCP" && Self.isEstablished(event, type)
        isFetch = !isByStranger && ["http", "fileinfo"].contains(type)
        isFileReceived = type == "fileinfo" && scope.isForeign(source)
    }

    /// Client and server. Alerts name the flow's sides; a file's event goes with the file; all others go from the
    /// client to the server, unless they say otherwise.
    private static func sides(
        _ event: EveTree, _ type: String, _ source: IPAddress, _ destination: IPAddress
    ) -> (IPAddress, IPAddress) {
        if let client = event.first("flow.src_ip").flatMap({ IPAddress($0) }) {
            return client == source ? (source, destination) : (destination, source)
        }
        if event.first("direction") == "to_client" { return (destination, source) }
        if type == "fileinfo", event.first("http.http_method") == "GET" { return (destination, source) }
        return (source, destination)
    }

    /// A protocol in use shows that the handshake was completed. The state of the flow does not: a forged packet to a
    /// closed port makes a closed flow.
    private static func isEstablished(_ event: EveTree, _ type: String) -> Bool {
        guard ["alert", "drop", "anomaly", "flow", "netflow", "packet", "fileinfo"].contains(type) else {
            return !type.isEmpty && type != "stats"
        }
        return event.first("app_proto").map { $0 != "failed" } ?? false
    }

    /// The URL that the honeypot fetched.
    func url(_ event: EveTree) -> String? {
        guard let target = event.first("http.url"), event.first("http.http_method") != "CONNECT" else { return nil }
        if target.contains("://") { return target }
        guard let host = event.first("http.hostname"), target.hasPrefix("/") else { return nil }
        let hasPort = host.split(separator: ":").count == 2
        let port = hasPort ? nil : event.first("http.http_port")
        return "http://\(host)\(port.map { ":\($0)" } ?? "")\(target)"
    }
}

extension EveTree {
    /// The text of the first value that the path `name` leads to; `nil` if there is none or it is `null`.
    fileprivate func first(_ name: String) -> String? {
        guard let path = FieldPath(name), let scalar = values(of: path).first, scalar != .null else { return nil }
        return scalar.text
    }
}
