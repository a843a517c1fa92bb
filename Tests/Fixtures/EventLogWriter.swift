// SPDX-License-Identifier: Apache-2.0

package import Attestation
package import Crypto

/// Writes logs as firmware does (TCG PC Client Platform Firmware Profile, section 10).
package struct EventLogWriter {
    package private(set) var bytes: [UInt8] = []
    private let banks: [DigestAlgorithm]
    private let foreign: AlgorithmID?

    /// - Parameter foreign: a bank of 32 bytes more, of a hash that is not computed here.
    package init(banks: [DigestAlgorithm], foreign: AlgorithmID? = nil) {
        self.banks = banks
        self.foreign = foreign
        let count = UInt32(banks.count + (foreign == nil ? 0 : 1))
        var header = Array("Spec ID Event03\0".utf8) + little(0, 4) + [0, 2, 0, 2] + little(count, 4)
        for bank in banks { header += little(UInt32(AlgorithmID(bank).rawValue), 2) + little(UInt32(bank.count), 2) }
        if let foreign { header += little(UInt32(foreign.rawValue), 2) + little(32, 2) }
        header.append(0)
        bytes =
            little(0, 4) + little(3, 4) + [UInt8](repeating: 0, count: 20) + little(UInt32(header.count), 4) + header
    }

    /// Adds an event; what is `measured` is another text than its data, if it is given.
    package mutating func add(
        register: Int, type: UInt32, data: String, measured: String? = nil, isMeasured: Bool = true,
        extra: DigestAlgorithm? = nil
    ) {
        let all = banks + (extra.map { [$0] } ?? [])
        let count = UInt32(all.count + (foreign == nil ? 0 : 1))
        bytes += little(UInt32(register), 4) + little(type, 4) + little(count, 4)
        for bank in all {
            let digest = bank.digest(of: Array((measured ?? data).utf8))
            bytes += little(UInt32(AlgorithmID(bank).rawValue), 2)
            bytes += isMeasured ? digest : [UInt8](repeating: 0, count: bank.count)
        }
        if let foreign { bytes += little(UInt32(foreign.rawValue), 2) + [UInt8](repeating: 0x5a, count: 32) }
        bytes += little(UInt32(data.utf8.count), 4) + Array(data.utf8)
    }
}

private func little(_ number: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) }
}
