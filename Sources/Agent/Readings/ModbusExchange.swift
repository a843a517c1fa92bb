// SPDX-License-Identifier: Apache-2.0

/// The one question to a Modbus device, "read holding registers", and its answer, as bytes (MODBUS Application Protocol 1.1b3, section 6.3; MODBUS
/// Messaging on TCP/IP 1.0b, section 3.1.3).
struct ModbusExchange: Sendable, Hashable {
    /// Why an answer is none to the question.
    enum Failure: Error, Hashable {
        case malformed
        /// The device refused, with a code of section 7.
        case refused(code: UInt8)
    }

    /// Of the answer; an answer that refuses has two less.
    static let answerCount = 11
    static let refusalCount = 9
    private static let function: UInt8 = 3

    let transaction: UInt16
    let unit: UInt8
    let register: UInt16

    var question: [UInt8] {
        Self.big(transaction) + [0, 0, 0, 6, unit, Self.function] + Self.big(register) + [0, 1]
    }

    /// How long the answer is of which these are the first 8 bytes; `nil` where it is none.
    func answerCount(_ head: [UInt8]) -> Int? {
        guard head.count >= 8, head.starts(with: Self.big(transaction) + [0, 0]), head[6] == unit else { return nil }
        let length = Int(head[4]) << 8 | Int(head[5])
        switch head[7] {
        case Self.function: return length == Self.answerCount - 6 ? Self.answerCount : nil
        case Self.function | 0x80: return length == Self.refusalCount - 6 ? Self.refusalCount : nil
        default: return nil
        }
    }

    /// The register's value.
    func value(_ answer: [UInt8]) throws(Failure) -> UInt16 {
        guard let count = answerCount(answer), answer.count == count else { throw .malformed }
        guard answer[7] == Self.function else { throw .refused(code: answer[8]) }
        guard answer[8] == 2 else { throw .malformed }
        return UInt16(answer[9]) << 8 | UInt16(answer[10])
    }

    private static func big(_ number: UInt16) -> [UInt8] {
        [UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)]
    }
}
