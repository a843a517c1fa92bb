// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Crypto
internal import Devices
internal import Yams

extension ConfigurationReader {
    /// What `devices` says.
    func devices(_ node: Node) throws(UserMessage) -> DeviceOptions {
        var options = DeviceOptions()
        var silent: Int?
        for (keyNode, value) in try mapping(node, "devices") {
            let key = try string(keyNode, "a key of devices")
            switch key {
            case "roots": options.roots = try strings(value, key)
            case "intermediates": options.intermediates = try strings(value, key)
            case "crls": options.lists = try strings(value, key)
            case "every": options.everySeconds = try within(10...3600, value, key)
            case "silent-after": silent = try within(20...86_400, value, key)
            case "bank": options.bank = try bank(value)
            case "registers": options.registers = try registers(value, key)
            case "log": options.logRegisters = try registers(value, key)
            case "evidence": options.evidenceDays = try days(value, key)
            case "readings": options.readingDays = try days(value, key)
            case "pseudonyms": options.pseudonymSeconds = try pseudonyms(value, key)
            default:
                throw problem(
                    keyNode, "unknown key '\(key)' in devices",
                    "Known: roots, intermediates, crls, every, silent-after, bank, registers, log, evidence, readings, "
                        + "pseudonyms.")
            }
        }
        options.silentAfterSeconds = silent ?? options.everySeconds * 3
        guard options.silentAfterSeconds > options.everySeconds else {
            throw problem(node, "devices would be silent before they are asked again", "Give a longer silent-after.")
        }
        guard Set(options.logRegisters).isSubset(of: options.registers) else {
            throw problem(node, "log names a register that is not asked for", "Add it to registers.")
        }
        return options
    }

    /// How long one is good; `nil` for `off`.
    private func pseudonyms(_ node: Node, _ what: String) throws(UserMessage) -> Int? {
        guard try string(node, what) != "off" else { return nil }
        return try within(3600...2_592_000, node, what)
    }

    private func within(_ range: ClosedRange<Int>, _ node: Node, _ what: String) throws(UserMessage) -> Int {
        let count = try seconds(node, what)
        guard range.contains(count) else {
            throw problem(
                node, "\(what): \(count) s is out of range", "Give \(range.lowerBound)s to \(range.upperBound)s.")
        }
        return count
    }

    private func bank(_ node: Node) throws(UserMessage) -> DigestAlgorithm {
        switch try string(node, "bank") {
        case "sha256": return .sha256
        case "sha384": return .sha384
        case let name: throw problem(node, "bank: '\(name)' is none that is believed", "Give sha256 or sha384.")
        }
    }

    private func registers(_ node: Node, _ what: String) throws(UserMessage) -> [Int] {
        var found: Set<Int> = []
        for text in try strings(node, what) {
            guard let number = Int(text), (0..<PCRSelection.registerCount).contains(number) else {
                throw problem(node, "\(what): '\(text)' is no register", "Give numbers from 0 to 23.")
            }
            guard !AppraisalPolicy.resettable.contains(number) else {
                throw problem(
                    node, "\(what): software may reset register \(number), so that it proves nothing", "Leave it out.")
            }
            found.insert(number)
        }
        guard !found.isEmpty else { throw problem(node, "\(what) names no register", "") }
        return found.sorted()
    }
}
