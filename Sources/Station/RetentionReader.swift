// SPDX-License-Identifier: Apache-2.0

internal import Store
internal import Yams

extension ConfigurationReader {
    /// `retention`: what is dropped and when. Units are required: a number alone could mean anything, and it deletes.
    func retention(_ node: Node) throws(UserMessage) -> RetentionPolicy {
        var policy = RetentionPolicy()
        for (keyNode, value) in try mapping(node, "retention") {
            let key = try string(keyNode, "a key")
            switch key {
            case "age": policy.days = try days(value, key)
            case "size": policy.size = try bytes(value, key)
            case "free": policy.free = try bytes(value, key)
            default: throw problem(keyNode, "unknown key 'retention: \(key)'", "Known: age, size, free.")
            }
        }
        return policy
    }

    func days(_ node: Node, _ what: String) throws(UserMessage) -> Int {
        let text = try string(node, what)
        guard text.last == "d", let count = Self.count(text.dropLast()), count <= 100_000 else {
            throw problem(node, "\(what): '\(text)' is no number of days", "Give whole days, for example 90d.")
        }
        return Int(count)
    }

    private func bytes(_ node: Node, _ what: String) throws(UserMessage) -> UInt64 {
        let text = try string(node, what)
        let units: [(name: String, bytes: UInt64)] = [
            ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("MiB", 1 << 20), ("GiB", 1 << 30),
            ("TiB", 1 << 40),
        ]
        guard let unit = units.first(where: { text.hasSuffix($0.name) }),
            let count = Self.count(text.dropLast(unit.name.count))
        else {
            throw problem(
                node, "\(what): '\(text)' is no size",
                "Give a whole number of MB, GB or TB (or MiB, GiB, TiB), for example 200GB.")
        }
        return count * unit.bytes
    }

    /// A number above 0 in digits alone.
    private static func count(_ digits: Substring) -> UInt64? {
        guard (1...6).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return UInt64(digits).flatMap { $0 > 0 ? $0 : nil }
    }
}
