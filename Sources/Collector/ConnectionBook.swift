// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import NIOCore
internal import Synchronization

/// Who is connected, and who was turned away. Threads share it.
final class ConnectionBook: Sendable {
    private struct Entry {
        var channel: any Channel
        var certificate: Fingerprint
        var gateway: String
    }

    private struct Content {
        var open = 0
        var entries: [ObjectIdentifier: Entry] = [:]
        var status = CollectorStatus()
    }

    private let content = Mutex(Content())
    private let limits: CollectorLimits

    init(_ limits: CollectorLimits) { self.limits = limits }

    var status: CollectorStatus { content.withLock { $0.status } }

    /// Whether one connection more may be open; it counts from now on.
    func open() -> Bool {
        content.withLock { content in
            guard content.open < limits.connections else { return false }
            content.open += 1
            return true
        }
    }

    /// Notes whose connection it is; false where the gateway has too many.
    func enter(_ channel: any Channel, of gateway: String, _ certificate: Fingerprint) -> Bool {
        content.withLock { content in
            var known = content.status.gateways[gateway] ?? CollectorStatus.Gateway()
            guard known.connections < limits.connectionsPerGateway else { return false }
            known.connections += 1
            known.address = channel.remoteAddress.hostText
            content.status.gateways[gateway] = known
            content.entries[ObjectIdentifier(channel)] = Entry(
                channel: channel, certificate: certificate, gateway: gateway)
            return true
        }
    }

    /// Notes that a connection is closed.
    func leave(_ channel: any Channel) {
        content.withLock { content in
            content.open -= 1
            guard let entry = content.entries.removeValue(forKey: ObjectIdentifier(channel)) else { return }
            content.status.gateways[entry.gateway]?.connections -= 1
            if content.status.gateways[entry.gateway]?.connections == 0 { content.status.gateways[entry.gateway] = nil }
        }
    }

    /// Notes why a connection is ended.
    func refuse(_ address: SocketAddress?, _ reason: String) {
        content.withLock { $0.status.refuse(address.hostText, reason) }
    }

    /// Closes the connections whose certificates are not, or not any more, those of their gateways.
    func close(unless isGood: (Fingerprint, String) -> Bool) {
        let bad = content.withLock { $0.entries.values.filter { !isGood($0.certificate, $0.gateway) } }
        for entry in bad {
            refuse(entry.channel.remoteAddress, "\(entry.gateway) was revoked or renamed")
            entry.channel.close(promise: nil)
        }
    }
}

extension SocketAddress? {
    /// The address without the port, which is another with each connection.
    var hostText: String { self?.ipAddress ?? "somewhere" }
}
