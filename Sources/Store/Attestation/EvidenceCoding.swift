// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Crypto
internal import Foundation

/// How evidence and what goes with it stand in `attest.db`.
enum EvidenceCoding {
    /// Values of registers, in order: bank (2 bytes), register, count, the value.
    static func bytes(of values: [PCR: [UInt8]]) -> [UInt8] {
        let order = values.sorted { ($0.key.bank.rawValue, $0.key.index) < ($1.key.bank.rawValue, $1.key.index) }
        return order.flatMap { register, value in
            let bank = register.bank.rawValue
            return [
                UInt8(bank >> 8), UInt8(bank & 0xff), UInt8(truncatingIfNeeded: register.index),
                UInt8(truncatingIfNeeded: value.count),
            ] + value.prefix(255)
        }
    }

    static func values(of bytes: [UInt8]) throws(StoreError) -> [PCR: [UInt8]] {
        var values: [PCR: [UInt8]] = [:]
        var offset = 0
        while offset < bytes.count {
            guard offset + 4 <= bytes.count, offset + 4 + Int(bytes[offset + 3]) <= bytes.count else {
                throw PartTable.damage("values of registers are cut")
            }
            let bank = UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1])
            let end = offset + 4 + Int(bytes[offset + 3])
            values[PCR(AlgorithmID(rawValue: bank), Int(bytes[offset + 2]))] = Array(bytes[offset + 4..<end])
            offset = end
        }
        return values
    }

    /// What the record's hashes hold of evidence.
    static func hash(of evidence: QuoteEvidence) -> [UInt8] {
        var digest = FramedDigest()
        digest.add(evidence.attest)
        digest.add(evidence.signature)
        digest.add(evidence.keyArea)
        digest.add(bytes(of: evidence.values))
        digest.add(evidence.eventLog.map { SHA256.digest(of: $0) } ?? [])
        return digest.digest()
    }

    static func json(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        // Numbers, texts and bytes always encode.
        guard let data = try? encoder.encode(value) else { return "null" }
        return String(decoding: data, as: UTF8.self)
    }

    static func value<Value: Decodable>(_ type: Value.Type, _ json: some Sequence<UInt8>) throws(StoreError) -> Value {
        guard let value = try? JSONDecoder().decode(type, from: Data(json)) else {
            throw PartTable.damage("a value of the record cannot be read")
        }
        return value
    }
}

/// SHA-256 of parts, each with its length before it, so that no two lists of parts are the same bytes.
struct FramedDigest: ~Copyable {
    private var digest_ = SHA256()

    mutating func add(_ bytes: [UInt8]) {
        add(Int64(bytes.count))
        digest_.add(bytes)
    }

    mutating func add(_ text: String) { add(Array(text.utf8)) }

    mutating func add(_ number: Int64) {
        digest_.add((0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * Int64($0))) })
    }

    consuming func digest() -> [UInt8] { digest_.digest() }
}
