// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Rules

extension AssetReader {
    mutating func takeAddress(_ value: Value, into asset: inout Asset) {
        guard let network = IPNetwork(value.text) else {
            return report(
                .error, value.position, "`\(Self.quoted(value.text))` is no address and no network",
                "Write it as 10.20.4.40, 10.20.4.0/24 or 2001:db8::/48.")
        }
        let address = IPAddress(value.text.prefix { $0 != "/" })
        if address != network.address {
            report(
                .warning, value.position, "`\(value.text)` has bits behind its prefix", "It is taken for \(network).")
        }
        let holder = Holder(name: asset.name, line: asset.position.line)
        guard let other = networks.updateValue(holder, forKey: network) else {
            return asset.networks.append(network)
        }
        networks[network] = other
        reportTaken(value, by: other, holder)
    }

    mutating func takeMAC(_ value: Value, into asset: inout Asset) {
        guard let mac = MACAddress(value.text) else {
            return report(
                .error, value.position, "`\(Self.quoted(value.text))` is no hardware address",
                "Write it as 02:4c:49:0b:00:47.")
        }
        let holder = Holder(name: asset.name, line: asset.position.line)
        guard let other = macs.updateValue(holder, forKey: mac) else { return asset.macs.append(mac) }
        macs[mac] = other
        reportTaken(value, by: other, holder)
    }

    mutating func reportTaken(_ value: Value, by other: Holder, _ holder: Holder) {
        if other.line == holder.line, other.name == holder.name {
            return report(.warning, value.position, "`\(value.text)` is there twice", "")
        }
        report(
            .error, value.position,
            "`\(holder.name)` of line \(holder.line) has `\(value.text)`, which is of `\(other.name)` of line \(other.line)",
            "It stays with the first one; take it from one of them.")
    }
}
