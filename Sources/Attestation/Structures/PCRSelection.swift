// SPDX-License-Identifier: Apache-2.0

package import Crypto

/// Registers of one bank: `TPMS_PCR_SELECTION` (TPM 2.0 Library, part 2, section 10.6.2).
package struct PCRSelection: Sendable, Hashable {
    /// How many registers a bank has (PC Client Platform TPM Profile, section 4.6).
    package static let registerCount = 24

    /// The bank, by its hash.
    package let bank: AlgorithmID
    /// In rising order, each once, below `registerCount`.
    package let registers: [Int]

    /// Registers of a bank; what is out of range or there twice is left out.
    package init(_ bank: DigestAlgorithm, _ registers: [Int]) {
        self.bank = AlgorithmID(bank)
        self.registers = Set(registers.filter { (0..<Self.registerCount).contains($0) }).sorted()
    }

    init(_ reader: inout StructureReader) throws(FailedCheck) {
        bank = AlgorithmID(rawValue: try reader.number16())
        let count = Int(try reader.number8())
        guard (1...4).contains(count) else {
            throw FailedCheck(.malformed, expected: .text("a bitmap of 1 to 4 bytes"), found: .text("\(count) bytes"))
        }
        let bitmap = try reader.take(count)
        registers = (0..<count * 8).filter { bitmap[$0 / 8] >> UInt8($0 % 8) & 1 == 1 }
        guard registers.allSatisfy({ $0 < Self.registerCount }) else {
            throw FailedCheck(.malformed, found: .text("register \(registers.last ?? 0)"))
        }
    }

    /// `TPML_PCR_SELECTION` (section 10.9.7): at most 16 banks.
    static func list(_ reader: inout StructureReader) throws(FailedCheck) -> [PCRSelection] {
        let count = try reader.number32()
        guard count <= 16 else {
            throw FailedCheck(.malformed, expected: .text("at most 16 banks"), found: .number(UInt64(count)))
        }
        var list: [PCRSelection] = []
        for _ in 0..<count { list.append(try PCRSelection(&reader)) }
        return list
    }
}

extension PCRSelection: CustomStringConvertible {
    package var description: String { "\(bank):" + registers.map(String.init).joined(separator: ",") }
}

/// One register of one bank.
package struct PCR: Sendable, Hashable {
    package let bank: AlgorithmID
    package let index: Int

    package init(_ bank: AlgorithmID, _ index: Int) {
        self.bank = bank
        self.index = index
    }
}

extension PCR: CustomStringConvertible {
    package var description: String { "\(bank) PCR \(index)" }
}
