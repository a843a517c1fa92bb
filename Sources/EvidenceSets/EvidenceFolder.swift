// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Crypto
internal import Foundation

/// The files of a set.
struct EvidenceFolder {
    /// A file that a case needs and that cannot be had: the fault of the set, not of the evidence in it.
    struct Missing: Error, CustomStringConvertible {
        let what: String
        let why: String

        var description: String { "\(what): \(why)" }
    }

    /// The most bytes of one file.
    static let sizeLimit = 8 << 20

    let path: String

    /// The bytes of a file below the folder.
    func bytes(_ name: String?, _ what: String) throws(Missing) -> [UInt8] {
        guard let name else { throw Missing(what: what, why: "the case names no such file") }
        guard !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
            throw Missing(what: name, why: "not below the manifest")
        }
        guard let handle = FileHandle(forReadingAtPath: path + "/" + name) else {
            throw Missing(what: name, why: "cannot be opened")
        }
        defer { try? handle.close() }
        guard let data = try? handle.read(upToCount: Self.sizeLimit + 1), data.count <= Self.sizeLimit else {
            // An empty file reads as nothing on some systems, and is evidence like any other.
            if let end = try? handle.seekToEnd(), end == 0 { return [] }
            throw Missing(what: name, why: "cannot be read, or is larger than \(Self.sizeLimit) bytes")
        }
        return [UInt8](data)
    }

    /// All files of a list.
    func all(_ names: [String]?, _ what: String) throws(Missing) -> [[UInt8]] {
        var all: [[UInt8]] = []
        for name in names ?? [] { all.append(try bytes(name, what)) }
        return all
    }

    /// Values of registers: bank, then register, then hexadecimal digits.
    func registers(_ name: String?) throws(Missing) -> [PCR: [UInt8]] {
        let bytes = try bytes(name, "pcrs")
        guard let banks = try? JSONDecoder().decode([String: [String: String]].self, from: Data(bytes)) else {
            throw Missing(what: name ?? "", why: "no values of registers")
        }
        return try Self.registers(banks)
    }

    static func registers(_ banks: [String: [String: String]]) throws(Missing) -> [PCR: [UInt8]] {
        var values: [PCR: [UInt8]] = [:]
        for (bank, registers) in banks {
            let number = try algorithm(bank)
            for (index, digits) in registers {
                guard let register = Int(index), let value = Hexadecimal.bytes(digits) else {
                    throw Missing(what: "\(bank) \(index)", why: "no value of a register")
                }
                values[PCR(number, register)] = value
            }
        }
        return values
    }

    static func algorithm(_ bank: String) throws(Missing) -> AlgorithmID {
        guard let algorithm = AlgorithmID(bank: bank) else { throw Missing(what: bank, why: "no bank") }
        return algorithm
    }
}
