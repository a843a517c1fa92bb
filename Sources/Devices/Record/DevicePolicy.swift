// SPDX-License-Identifier: Apache-2.0

package import Attestation
package import EVE

/// The reference values of a class of devices in one edition. Editions are never changed; version 0 is none.
package struct DevicePolicy: Sendable, Hashable {
    /// The good values of one register.
    package struct Register: Sendable, Hashable, Codable {
        /// The bank by the number of its hash.
        package var bank: UInt16
        package var index: Int
        /// In rising order.
        package var values: [[UInt8]]

        package init(bank: UInt16, index: Int, values: [[UInt8]]) {
            self.bank = bank
            self.index = index
            self.values = values
        }
    }

    /// The most good values of one register.
    package static let valueLimit = 64
    /// The most bytes of a class's name, of a comment and of a person's name.
    package static let textLimit = 400

    package var deviceClass: String
    package var version: Int
    /// By bank and index.
    package var registers: [Register]
    package var comment: String
    package var person: String
    package var time: Instant

    package init(
        deviceClass: String, version: Int, registers: [Register], comment: String, person: String, time: Instant
    ) {
        self.deviceClass = deviceClass
        self.version = version
        self.registers = registers
        self.comment = comment
        self.person = person
        self.time = time
    }

    /// The good values by register.
    package var reference: [PCR: Set<[UInt8]>] {
        var reference: [PCR: Set<[UInt8]>] = [:]
        for register in registers {
            reference[PCR(AlgorithmID(rawValue: register.bank), register.index)] = Set(register.values)
        }
        return reference
    }

    /// Registers of good values, in order.
    package static func registers(of reference: [PCR: Set<[UInt8]>]) -> [Register] {
        reference.map { register, values in
            Register(
                bank: register.bank.rawValue, index: register.index,
                values: values.sorted { $0.lexicographicallyPrecedes($1) })
        }.sorted { ($0.bank, $0.index) < ($1.bank, $1.index) }
    }
}

/// What a policy would change, register by register.
package struct PolicyDifference: Sendable, Hashable {
    /// A register whose good values become others.
    package struct Change: Sendable, Hashable {
        package var register: PCR
        /// Empty where the policy says nothing about it.
        package var before: Set<[UInt8]>
        package var after: Set<[UInt8]>
    }

    package var changes: [Change]

    /// From one reference to another.
    package init(from before: [PCR: Set<[UInt8]>], to after: [PCR: Set<[UInt8]>]) {
        let registers = Set(before.keys).union(after.keys).sorted {
            ($0.bank.rawValue, $0.index) < ($1.bank.rawValue, $1.index)
        }
        changes = registers.compactMap { register in
            let (old, new) = (before[register] ?? [], after[register] ?? [])
            return old == new ? nil : Change(register: register, before: old, after: new)
        }
    }
}
