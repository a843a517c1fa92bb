// SPDX-License-Identifier: Apache-2.0

/// What a TPM knows of time and of itself: `TPMS_CLOCK_INFO` and the firmware's version (TPM 2.0 Library, part 2, sections 10.11.1 and 10.12.8).
///
/// Counters and firmware are those of the TPM only for keys under the endorsement or platform hierarchy; others get them obfuscated, with
/// the same constant each time.
package struct TPMClock: Sendable, Hashable, Codable {
    /// Milliseconds for which the TPM was powered, over its whole life.
    package var clock: UInt64
    /// How often it was reset: a start of the machine.
    package var resetCount: UInt32
    /// How often it was restarted or resumed since.
    package var restartCount: UInt32
    /// Whether no later time than this was ever given out.
    package var isSafe: Bool
    /// The firmware's version, as the vendor numbers it.
    package var firmware: UInt64

    package init(clock: UInt64, resetCount: UInt32, restartCount: UInt32, isSafe: Bool = true, firmware: UInt64) {
        self.clock = clock
        self.resetCount = resetCount
        self.restartCount = restartCount
        self.isSafe = isSafe
        self.firmware = firmware
    }

    init(_ reader: inout StructureReader) throws(FailedCheck) {
        clock = try reader.number64()
        resetCount = try reader.number32()
        restartCount = try reader.number32()
        let safe = try reader.number8()
        guard safe <= 1 else {
            throw FailedCheck(.malformed, expected: .text("safe 0 or 1"), found: .number(UInt64(safe)))
        }
        isSafe = safe == 1
        firmware = try reader.number64()
    }

    /// Compares with what the same key said before.
    ///
    /// - Returns: what is to be shown, if anything: `firmwareChanged`, also where it came with a start; else `rebooted`.
    /// - Throws: `resetCountRollback`, `clockRollback`.
    func follow(_ prior: TPMClock) throws(FailedCheck) -> Reason? {
        guard resetCount >= prior.resetCount else { throw rollback(prior) }
        if resetCount == prior.resetCount {
            guard restartCount >= prior.restartCount else { throw rollback(prior) }
            guard clock >= prior.clock else {
                throw FailedCheck(
                    .clockRollback, expected: .text("at least \(prior.clock) ms"), found: .text("\(clock) ms"))
            }
        }
        if firmware != prior.firmware { return .firmwareChanged }
        return resetCount > prior.resetCount ? .rebooted : nil
    }

    private func rollback(_ prior: TPMClock) -> FailedCheck {
        FailedCheck(
            .resetCountRollback, expected: .text("reset \(prior.resetCount), restart \(prior.restartCount) or more"),
            found: .text("reset \(resetCount), restart \(restartCount)"))
    }
}
