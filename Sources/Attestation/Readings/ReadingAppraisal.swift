// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// The check of readings of one device, against the last one that was taken.
package struct ReadingAppraisal: Sendable {
    /// What is known before a reading comes.
    package struct Enrolled: Sendable, Hashable {
        package let device: String
        /// Name of the sensor key.
        package let keyName: [UInt8]

        package init(device: String, keyName: [UInt8]) {
            self.device = device
            self.keyName = keyName
        }
    }

    /// Where a device's readings are.
    package struct Position: Sendable, Hashable, Comparable {
        package var boot: UInt64
        package var sequence: UInt64

        package init(boot: UInt64, sequence: UInt64) {
            self.boot = boot
            self.sequence = sequence
        }

        package static func < (one: Position, other: Position) -> Bool {
            (one.boot, one.sequence) < (other.boot, other.sequence)
        }
    }

    /// What came of one.
    package struct Result: Sendable {
        package let verdict: Verdict
        package let reason: Reason
        /// The reading; `nil` for a bare value and for what was rejected.
        package let reading: SignedReading?
        /// How many are missing before it.
        package let missing: UInt64

        /// One that is not taken.
        package static func refused(_ reason: Reason) -> Result {
            Result(verdict: .reject, reason: reason, reading: nil, missing: 0)
        }
    }

    package var enrolled: Enrolled
    /// The last reading that was taken; `nil` before the first.
    package var last: Position?

    package init(enrolled: Enrolled, last: Position? = nil) {
        self.enrolled = enrolled
        self.last = last
    }

    /// Appraises a message and its `TPMT_SIGNATURE` by the key of a `TPM2B_PUBLIC`.
    ///
    /// - Parameter isBare: the message is a value and nothing more, as the first demonstrator signed it: authentic at best, never fresh. Nobody signs that
    ///   it is, so that a message which is a reading is judged as one all the same.
    package func result(message: [UInt8], signature: [UInt8], keyArea: [UInt8], isBare: Bool = false) -> Result {
        do throws(FailedCheck) {
            let area = try PublicArea(sized: keyArea)
            let name = try area.name()
            guard name == enrolled.keyName else {
                throw FailedCheck(.keyUnknown, expected: .bytes(enrolled.keyName), found: .bytes(name))
            }
            return result(message: message, signature: signature, key: try SensorKey(checking: area), isBare: isBare)
        } catch {
            return .refused(error.reason)
        }
    }

    /// The same with a key that was checked before.
    package func result(message: [UInt8], signature: [UInt8], key: SensorKey, isBare: Bool = false) -> Result {
        do throws(FailedCheck) {
            guard key.name == enrolled.keyName else { throw FailedCheck(.keyUnknown) }
            try key.verify(signature, of: message)
            // Nothing that begins like a structure of the TPM's own was ever to be signed by a key that is not restricted.
            guard !message.starts(with: AttestedData.magic) else { throw FailedCheck(.magic) }
            let reading: SignedReading
            do throws(FailedCheck) { reading = try SignedReading(message) } catch {
                guard isBare else { throw error }
                return Result(verdict: .flag, reason: .noFreshness, reading: nil, missing: 0)
            }
            return try placed(reading)
        } catch {
            return .refused(error.reason)
        }
    }

    private func placed(_ reading: SignedReading) throws(FailedCheck) -> Result {
        guard reading.device == enrolled.device else {
            throw FailedCheck(.readingDevice, expected: .text(enrolled.device), found: .text(reading.device))
        }
        let position = Position(boot: reading.boot, sequence: reading.sequence)
        guard let last else { return Result(verdict: .accept, reason: .ok, reading: reading, missing: 0) }
        guard position > last else {
            throw FailedCheck(
                .replay, expected: .text("after boot \(last.boot), reading \(last.sequence)"),
                found: .text("boot \(position.boot), reading \(position.sequence)"))
        }
        // What was lost at the end of an earlier start cannot be told; at the beginning of this one it can.
        let missing = position.boot == last.boot ? position.sequence - last.sequence - 1 : position.sequence
        guard missing > 0 else { return Result(verdict: .accept, reason: .ok, reading: reading, missing: 0) }
        return Result(verdict: .flag, reason: .sequenceGap, reading: reading, missing: missing)
    }
}
