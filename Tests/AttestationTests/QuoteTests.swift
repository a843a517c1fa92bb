// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Crypto
internal import Fixtures
internal import Testing

@Suite("Quotes")
struct QuoteTests {
    private let attester: SoftwareAttester
    private let nonce = [UInt8](0..<32)
    private let clock = TPMClock(clock: 1000, resetCount: 5, restartCount: 1, firmware: 7)
    private let values = [0: [UInt8](repeating: 1, count: 32), 7: [UInt8](repeating: 2, count: 32)]

    init() throws {
        attester = try SoftwareAttester()
    }

    private var challenge: QuoteChallenge {
        QuoteChallenge(nonce: nonce, selection: [PCRSelection(.sha256, [0, 7])], mostAge: 60)
    }

    private func appraisal(
        _ policy: AppraisalPolicy = AppraisalPolicy(version: 3), prior: TPMClock? = nil, isRevoked: Bool = false
    ) throws -> Appraisal {
        Appraisal(
            policy: policy, enrolled: EnrolledKey(name: try attester.name(), isRevoked: isRevoked), prior: prior)
    }

    private func result(
        _ evidence: QuoteEvidence, _ appraisal: Appraisal, age: Double = 1, isUsed: Bool = false
    ) -> AttestationResult {
        appraisal.result(for: evidence, answering: challenge, age: age, isUsed: isUsed)
    }

    @Test func aGoodQuoteIsAcceptedStepByStep() throws {
        let result = result(try attester.quote(values, nonce: nonce, clock: clock), try appraisal())
        #expect(result.verdict == .accept)
        #expect(result.reason == .ok)
        #expect(result.policyVersion == 3)
        #expect(result.checks.map(\.step) == Check.Step.allCases)
        #expect(result.checks.allSatisfy { $0.outcome == .passed || $0.outcome == .skipped })
        #expect(result.quote?.values[PCR(.sha256, 7)] == values[7])
    }

    @Test func theFirstStepThatFailsEndsItWithWhatWasFound() throws {
        let evidence = try attester.quote(values, nonce: [UInt8](repeating: 9, count: 32), clock: clock)
        let result = result(evidence, try appraisal())
        #expect(result.verdict == .reject)
        #expect(result.reason == .nonce)
        #expect(result.checks.last?.step == .nonce)
        #expect(result.checks.last?.expected == .bytes(nonce))
        #expect(result.quote == nil)
    }

    @Test func aUsedNonceIsAReplay() throws {
        let result = result(try attester.quote(values, nonce: nonce, clock: clock), try appraisal(), isUsed: true)
        #expect(result.reason == .replay)
    }

    @Test(arguments: [-1.0, 60.5, .nan])
    func anAnswerThatIsNotOfNowIsStale(age: Double) throws {
        let result = result(try attester.quote(values, nonce: nonce, clock: clock), try appraisal(), age: age)
        #expect(result.reason == .stale)
    }

    @Test func aRevokedKeyIsRefusedBeforeAllElse() throws {
        let evidence = try attester.quote(values, nonce: [], clock: clock)
        #expect(result(evidence, try appraisal(isRevoked: true)).reason == .akRevoked)
    }

    @Test func aKeyThatSignsAnythingIsNoAttestationKey() throws {
        var loose = attester
        loose.attributes.remove(.restricted)
        let appraisal = Appraisal(policy: AppraisalPolicy(), enrolled: EnrolledKey(name: try loose.name()))
        let result = result(try loose.quote(values, nonce: nonce, clock: clock), appraisal)
        #expect(result.reason == .akAttributes)
    }

    @Test func anotherTPMUnderTheSameNameIsUnknown() throws {
        let other = try SoftwareAttester()
        #expect(result(try other.quote(values, nonce: nonce, clock: clock), try appraisal()).reason == .akUnknown)
    }

    @Test func aRebootIsShownAndFewerStartsAreRefused() throws {
        let evidence = try attester.quote(values, nonce: nonce, clock: clock)
        var prior = clock
        prior.resetCount = 4
        let rebooted = result(evidence, try appraisal(prior: prior))
        #expect(rebooted.verdict == .flag)
        #expect(rebooted.reason == .rebooted)
        #expect(rebooted.checks.contains { $0.step == .counters && $0.outcome == .flagged })
        prior.resetCount = 6
        #expect(result(evidence, try appraisal(prior: prior)).reason == .resetCountRollback)
    }

    @Test func anotherFirmwareIsToldBeforeTheRestartThatCameWithIt() throws {
        var prior = clock
        prior.resetCount = 4
        prior.firmware = 6
        let result = result(try attester.quote(values, nonce: nonce, clock: clock), try appraisal(prior: prior))
        #expect(result.verdict == .flag && result.reason == .firmwareChanged)
        #expect(result.checks.first { $0.step == .counters }?.reason == .firmwareChanged)
    }

    @Test func aClockThatRunsBackwardsIsRefused() throws {
        var prior = clock
        prior.clock = 1001
        let result = result(try attester.quote(values, nonce: nonce, clock: clock), try appraisal(prior: prior))
        #expect(result.reason == .clockRollback)
    }

    @Test func aClockThatMayHaveLostTimeIsShown() throws {
        var unsafe = clock
        unsafe.isSafe = false
        let result = result(try attester.quote(values, nonce: nonce, clock: unsafe), try appraisal())
        #expect(result.verdict == .flag)
        #expect(result.reason == .clockUnsafe)
    }

    @Test func aRegisterThatDiffersIsNamedThoughTheQuoteIsProven() throws {
        let policy = AppraisalPolicy(version: 1, reference: [PCR(.sha256, 7): [[UInt8](repeating: 3, count: 32)]])
        let result = result(try attester.quote(values, nonce: nonce, clock: clock), try appraisal(policy))
        #expect(result.reason == .pcrPolicy)
        #expect(result.quote != nil)
        #expect(result.checks.last?.found?.description.hasPrefix("sha256 PCR 7 0202") == true)
    }

    @Test func aReferenceForARegisterThatWasNotQuotedIsNotMet() throws {
        let policy = AppraisalPolicy(version: 1, reference: [PCR(.sha256, 4): [[UInt8](repeating: 0, count: 32)]])
        let result = result(try attester.quote(values, nonce: nonce, clock: clock), try appraisal(policy))
        #expect(result.reason == .pcrPolicy)
    }

    @Test func whatWasLearnedIsAcceptedAgainAndResettableRegistersAreNot() throws {
        let wide = [7: values[7] ?? [], 16: [UInt8](repeating: 5, count: 32)]
        let wideChallenge = QuoteChallenge(nonce: nonce, selection: [PCRSelection(.sha256, [7, 16])], mostAge: 60)
        let evidence = try attester.quote(wide, nonce: nonce, clock: clock)
        let first = try appraisal().result(for: evidence, answering: wideChallenge, age: 1)
        let policy = AppraisalPolicy.learned(from: try #require(first.quote), version: 2)
        #expect(policy.reference.keys.map(\.index) == [7])
        #expect(try appraisal(policy).result(for: evidence, answering: wideChallenge, age: 1).verdict == .accept)
    }

    @Test func aLogThatIsAskedForMustBeThereAndLeadToTheValue() throws {
        var writer = EventLogWriter(banks: [.sha256])
        writer.add(register: 7, type: 4, data: "\0\0\0\0")
        let value = try #require(EventLog(writer.bytes).value(of: PCR(.sha256, 7)))
        let measured = [0: values[0] ?? [], 7: value]
        let policy = AppraisalPolicy(explained: [7])
        let good = try attester.quote(measured, nonce: nonce, clock: clock, log: writer.bytes)
        let accepted = result(good, try appraisal(policy))
        #expect(accepted.verdict == .accept)
        #expect(accepted.events.count == 1)
        let none = try attester.quote(measured, nonce: nonce, clock: clock)
        #expect(result(none, try appraisal(policy)).reason == .eventLogMismatch)
        let other = try attester.quote(values, nonce: nonce, clock: clock, log: writer.bytes)
        #expect(result(other, try appraisal(policy)).reason == .eventLogMismatch)
    }

    @Test func onlyWhatWentIntoAQuotedValueIsAProvenEvent() throws {
        var writer = EventLogWriter(banks: [.sha1, .sha256])
        writer.add(register: 7, type: 3, data: "nobody measured this", isMeasured: false)
        writer.add(register: 7, type: 4, data: "\0\0\0\0")
        writer.add(register: 4, type: 4, data: "\0\0\0\0")
        let value = try #require(EventLog(writer.bytes).value(of: PCR(.sha256, 7)))
        let evidence = try attester.quote(
            [0: values[0] ?? [], 7: value], nonce: nonce, clock: clock, log: writer.bytes)
        let events = result(evidence, try appraisal(AppraisalPolicy(explained: [7]))).events
        #expect(events.map(\.type) == [.separator])
        #expect(events.first?.register == 7 && events.first.map { Array($0.digests.keys) } == [.sha256])
    }

    @Test func damagedEvidenceIsNeverAccepted() throws {
        var random = SeededGenerator(seed: 7)
        let good = try attester.quote(values, nonce: nonce, clock: clock)
        let appraisal = try appraisal()
        let keys = AttestationKeys()
        for _ in 0..<2000 {
            var evidence = good
            switch Int.random(in: 0..<3, using: &random) {
            case 0: evidence.attest.mutate(with: [0xff, 0xff], using: &random)
            case 1: evidence.signature.mutate(with: [0xff, 0xff], using: &random)
            default: evidence.keyArea.mutate(with: [0xff, 0xff], using: &random)
            }
            guard evidence != good else { continue }
            let result = appraisal.result(for: evidence, answering: challenge, age: 1, keys: keys)
            #expect(result.verdict == .reject)
        }
    }
}
