// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension CorrelationEngine {
    /// The first bytes of a state.
    private static let magic = Array("VdCo".utf8)
    private static let version: UInt64 = 2

    /// All that is remembered, for `restore`. Losses are not in it.
    ///
    /// The format is the project's own: magic, version, watermark, and for each correlation its fingerprint and a block; at the
    /// end FNV-1a over all of it, which finds accidents and no forgers.
    package func encoded() -> [UInt8] {
        var writer = StateWriter()
        for byte in Self.magic { writer.number(UInt64(byte)) }
        writer.number(Self.version)
        writer.time(watermark)
        let plans = network.plans.compactMap { $0 }
        writer.count(plans.count)
        for plan in plans {
            writer.word(plan.fingerprint)
            var block = StateWriter()
            states[plan.index].write(to: &block, plan)
            writer.block(block.bytes)
        }
        writer.word(StateWriter.checksum(writer.bytes[...]))
        return writer.bytes
    }

    /// Takes up what `encoded` gave, in place of all that is remembered.
    ///
    /// Returns the correlations that found nothing in it, because they are new or were changed, and so begin anew. After an
    /// error nothing has changed.
    package mutating func restore(_ bytes: [UInt8]) throws(CorrelationStateError) -> [Int] {
        guard bytes.starts(with: Self.magic), bytes.count > Self.magic.count + 8 else { throw .notAState }
        var reader = StateReader(bytes[Self.magic.count..<(bytes.count - 8)])
        let version = try reader.number()
        guard version == Self.version else { throw .unknownVersion(version) }
        var end = StateReader(bytes.suffix(8))
        guard try end.word() == StateWriter.checksum(bytes.dropLast(8)) else { throw .wrongChecksum }
        let time = try reader.time()
        var restored: [CorrelationState?] = Array(repeating: nil, count: states.count)
        for _ in 0..<(try reader.count()) {
            let fingerprint = try reader.word()
            var block = StateReader(try reader.block())
            let plan = network.plans.first {
                $0?.fingerprint == fingerprint && $0.map { restored[$0.index] == nil } == true
            }
            guard case let plan?? = plan else { continue }
            restored[plan.index] = try CorrelationState(from: &block, plan)
        }
        guard reader.isAtEnd else { throw reader.damage }
        adopt(restored, at: time)
        return network.plans.compactMap { $0?.index }.filter { restored[$0] == nil }
    }
}
