// SPDX-License-Identifier: Apache-2.0

internal import Collector
internal import Crypto
internal import EVE
internal import Store

/// Listens for gateways and sensors as long as it is tended, and lets in the gateways that the registry knows. The ingest thread alone
/// uses it.
final class CollectorService {
    private let options: StationConfiguration.CollectorOptions?
    /// Those that are not listened to yet.
    private var sockets: [StationConfiguration.GatewaySocket]
    private var listeners: [SocketListener] = []
    private let directory: String
    private let registry: GatewayRegistry
    let queue = CollectedQueue()
    private var collector: Collector?
    private var nextTry: Double = 0
    private var token: Int64?
    private var collectorTrouble = ""
    private var socketTrouble = ""

    /// Why somebody is not listened to; empty while all is well.
    var trouble: String { [collectorTrouble, socketTrouble].filter { !$0.isEmpty }.joined(separator: "; ") }

    /// Seconds between two tries to listen, and two looks at the registry.
    private static let pace = 1.0

    /// `nil` where nobody is to be listened to.
    init?(_ configuration: StationConfiguration) {
        guard configuration.collector != nil || !configuration.sockets.isEmpty else { return nil }
        options = configuration.collector
        sockets = configuration.sockets
        directory = configuration.dataDirectory
        registry = GatewayRegistry(directory: directory)
    }

    var status: CollectorStatus? { collector?.status }
    /// The port that is listened on.
    var port: Int? { collector?.port }

    /// Listens if it does not yet, and ends connections of gateways that were revoked. To be called often.
    func tend(now: Instant, seconds: Double) {
        guard seconds >= nextTry else { return }
        nextTry = seconds + Self.pace
        if collector == nil, let options { listen(options, now: now) }
        if !sockets.isEmpty { listenAtSockets() }
        guard let now = try? registry.changeToken(), now != token else { return }
        token = now
        collector?.recheck { [registry] certificate, gateway in
            // A registry that cannot be read has revoked nobody.
            guard let known = try? registry.gateway(withCertificate: certificate.bytes) else { return false }
            return known == gateway
        }
    }

    private func listenAtSockets() {
        socketTrouble = ""
        sockets.removeAll { socket in
            do throws(CollectorError) {
                listeners.append(try SocketListener(path: socket.path, gateway: socket.gateway, queue: queue))
                return true
            } catch {
                socketTrouble = error.message
                return false
            }
        }
    }

    private func listen(_ options: StationConfiguration.CollectorOptions, now: Instant) {
        do {
            let keys = try StationKeys.load(directory: directory, now: now)
            let access = Collector.Access(identity: keys.identity, authority: keys.authority.certificate) {
                [registry] certificate in
                // Who cannot be looked up is not let in, and tries again.
                try? registry.gateway(withCertificate: certificate.fingerprint.bytes)
            }
            collector = try Collector(host: options.host, port: options.port, access: access, queue: queue)
            collectorTrouble = ""
        } catch let error as StationKeyError {
            collectorTrouble = error.message
        } catch let error as CollectorError {
            collectorTrouble = error.message
        } catch {
            collectorTrouble = "gateways are not listened to: \(error)"
        }
    }

    func end() {
        collector?.end()
        for listener in listeners { listener.end() }
    }
}
