// SPDX-License-Identifier: Apache-2.0

internal import Collector
internal import Crypto
internal import EVE
internal import Store

/// Listens for gateways as long as it is tended, and lets in those that the registry knows. The ingest thread alone uses it.
final class CollectorService {
    private let options: StationConfiguration.CollectorOptions
    private let directory: String
    private let registry: GatewayRegistry
    let queue = CollectedQueue()
    private var collector: Collector?
    private var nextTry: Double = 0
    private var token: Int64?
    /// Why nobody is listened to; empty while all is well.
    private(set) var trouble = ""

    /// Seconds between two tries to listen, and two looks at the registry.
    private static let pace = 1.0

    init(_ options: StationConfiguration.CollectorOptions, directory: String) {
        self.options = options
        self.directory = directory
        registry = GatewayRegistry(directory: directory)
    }

    var status: CollectorStatus? { collector?.status }
    /// The port that is listened on.
    var port: Int? { collector?.port }

    /// Listens if it does not yet, and ends connections of gateways that were revoked. To be called often.
    func tend(now: Instant, seconds: Double) {
        guard seconds >= nextTry else { return }
        nextTry = seconds + Self.pace
        if collector == nil { listen(now: now) }
        guard let now = try? registry.changeToken(), now != token else { return }
        token = now
        collector?.recheck { [registry] certificate, gateway in
            // A registry that cannot be read has revoked nobody.
            guard let known = try? registry.gateway(withCertificate: certificate.bytes) else { return false }
            return known == gateway
        }
    }

    private func listen(now: Instant) {
        do {
            let keys = try StationKeys.load(directory: directory, now: now)
            let access = Collector.Access(identity: keys.identity, authority: keys.authority.certificate) {
                [registry] certificate in
                // Who cannot be looked up is not let in, and tries again.
                try? registry.gateway(withCertificate: certificate.fingerprint.bytes)
            }
            collector = try Collector(host: options.host, port: options.port, access: access, queue: queue)
            trouble = ""
        } catch let error as StationKeyError {
            trouble = error.message
        } catch let error as CollectorError {
            trouble = error.message
        } catch {
            trouble = "gateways are not listened to: \(error)"
        }
    }

    func end() { collector?.end() }
}
