// SPDX-License-Identifier: Apache-2.0

internal import Collector
internal import Crypto
internal import Devices
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
    private var enrolment: EnrolmentListener?
    /// The lines of orders, on the port for enrolments, and who sends on them.
    private let orders: OrdersBook
    private var pushes: RoundKeeper?
    /// The lines on which devices' TPMs are asked, on the same port, and who asks.
    private let attesters: AttestersBook
    private var devices: RoundKeeper?
    private let deviceOptions: DeviceOptions
    private var nextTry: Double = 0
    private var token: Int64?
    private var collectorTrouble = ""
    private var enrolmentTrouble = ""
    private var socketTrouble = ""
    private var registryTrouble = ""

    /// Seconds between two tries to listen, and two looks at the registry.
    private static let pace = 1.0

    /// `nil` where nobody is to be listened to.
    init?(_ configuration: StationConfiguration) {
        guard configuration.collector != nil || !configuration.sockets.isEmpty else { return nil }
        options = configuration.collector
        sockets = configuration.sockets
        directory = configuration.dataDirectory
        registry = GatewayRegistry(directory: directory)
        deviceOptions = configuration.devices
        attesters = AttestersBook { [registry] certificate in
            try? registry.gateway(withCertificate: certificate.fingerprint.bytes)
        }
        orders = OrdersBook(clock: { SystemClock.now }) { [registry] certificate in
            // Who cannot be looked up is not let in, and tries again.
            try? registry.gateway(withCertificate: certificate.fingerprint.bytes)
        }
    }

    /// `nil` while nobody is listened to.
    var status: CollectorStatus? {
        guard var status = collector?.status ?? enrolment.map({ _ in CollectorStatus() }) else { return nil }
        if let enrolment {
            status.add(enrolment.status)
            status.add(orders.status)
            status.add(attesters.status)
        }
        return status
    }
    /// The port that is listened on for events.
    var port: Int? { collector?.port }
    /// The port that is listened on for enrolments.
    var enrolmentPort: Int? { enrolment?.port }
    /// Why gateways are not listened to; empty while all is well.
    var trouble: String {
        let all = [
            collectorTrouble, enrolmentTrouble, socketTrouble, registryTrouble, pushes?.trouble ?? "",
            devices?.trouble ?? "",
        ]
        return all.filter { !$0.isEmpty }.joined(separator: "; ")
    }

    /// Listens if it does not yet, and ends connections of gateways that were revoked. To be called often.
    func tend(now: Instant, seconds: Double) {
        guard seconds >= nextTry else { return }
        nextTry = seconds + Self.pace
        if collector == nil, let options {
            collectorTrouble = Self.trouble { collector = try listen(options, now: now) }
        }
        if enrolment == nil, let place = options?.enrolment {
            enrolmentTrouble = Self.trouble { enrolment = try listenForEnrolments(at: place, now: now) }
        }
        if !sockets.isEmpty { listenAtSockets() }
        do throws(RegistryFailure) {
            let now = try registry.changeToken()
            registryTrouble = ""
            guard now != token else { return }
            token = now
        } catch {
            registryTrouble = "gateways cannot be looked up: \(error.message)"
            return
        }
        let isGood = { [registry] (certificate: Crypto.Fingerprint, gateway: String) in
            // Where the registry cannot be read, the gateway is looked up when it comes again.
            guard let known = try? registry.gateway(withCertificate: certificate.bytes) else { return false }
            return known == gateway
        }
        collector?.recheck(isGood)
        orders.close(unless: isGood)
        attesters.close(unless: isGood)
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

    private func listen(
        _ options: StationConfiguration.CollectorOptions, now: Instant
    ) throws -> Collector {
        let keys = try StationKeys.load(directory: directory, now: now)
        let access = Collector.Access(identity: keys.identity, authority: keys.authority.certificate) {
            [registry] certificate in
            // Who cannot be looked up is not let in, and tries again.
            try? registry.gateway(withCertificate: certificate.fingerprint.bytes)
        }
        return try Collector(host: options.host, port: options.port, access: access, queue: queue)
    }

    private func listenForEnrolments(
        at place: StationConfiguration.CollectorOptions.Place, now: Instant
    ) throws -> EnrolmentListener? {
        // Gateways are told the port for events, so there must be one.
        guard let port else { return nil }
        let keys = try StationKeys.load(directory: directory, now: now)
        let desk = GatewayEnrolment(registry: registry, keys: keys, port: port) { SystemClock.now }
        let listener = try EnrolmentListener(
            host: place.host, port: place.port, identity: keys.identity, authority: keys.authority.certificate,
            orders: orders, attesters: attesters
        ) { request, shown, address in
            desk.reply(to: request, shown, from: address)
        }
        let (directory, orders, attesters, queue, options) = (directory, orders, attesters, queue, deviceOptions)
        let key = keys.identity.key
        pushes = RoundKeeper(pace: 1) { PushRound(store: PushStore(directory: directory), book: orders, key: key) }
        devices = RoundKeeper(pace: 0.25) {
            DeviceRound(
                options, directory: directory, store: AttestationStore(directory: directory), book: attesters,
                queue: queue, seconds: SystemClock.monotonicSeconds)
        }
        return listener
    }

    /// Why something cannot be done, in one line; empty if it was.
    private static func trouble(_ body: () throws -> Void) -> String {
        do {
            try body()
            return ""
        } catch let error as KeyFileError {
            return error.message
        } catch let error as CollectorError {
            return error.message
        } catch {
            return "gateways are not listened to: \(error)"
        }
    }

    func end() {
        enrolment?.end()
        pushes?.end()
        devices?.end()
        collector?.end()
        for listener in listeners { listener.end() }
    }
}
