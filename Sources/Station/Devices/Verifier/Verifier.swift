// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import AttesterProtocol
internal import Collector
internal import Devices
internal import EVE
internal import Store

/// The verifier (RFC 9334): asks enrolled devices for quotes, judges what they answer, and says how they stand. It knows keys that the identifier has
/// taken, and policies; it enrols nobody. One thread uses it.
///
/// A device that does not answer keeps no good state: it becomes silent.
struct Verifier {
    /// A device as it is known here.
    private struct Known {
        var standing: DeviceStanding
        var enrolment: DeviceEnrolment
        var policy: DevicePolicy?
        /// Monotonic seconds: when it is asked next, and when its evidence came last.
        var due: Double
        var heard: Double
        var wishes: [Int] = []
        /// Whether it is silent, and that was not told.
        var isUntold = false
    }

    /// A question that is open.
    private struct Pending {
        var device: String
        var enrolment: DeviceEnrolment
        var policy: DevicePolicy?
        var nonce: [UInt8]
        var terms: QuoteTerms
        var wishes: [Int]
    }

    private let options: DeviceOptions
    private let store: AttestationStore
    private let keys = AttestationKeys()
    private var devices: [String: Known] = [:]
    private var pending: [Int: Pending] = [:]
    /// Judged, and not kept yet.
    private var judged: [(AttestationStore.Judged, wishes: [Int])] = []
    /// Since when it asks.
    private let began: Double

    /// How much may wait to be kept before nothing more is asked.
    private static let waitingLimit = 4096

    /// - Parameter seconds: monotonic.
    init(_ options: DeviceOptions, store: AttestationStore, seconds: Double) {
        self.options = options
        self.store = store
        began = seconds
    }

    // MARK: What is known

    /// Takes over who is enrolled and what is expected of them.
    mutating func reload(now: Instant, seconds: Double) throws(AttestationFailure) {
        let enrolments = Dictionary(
            uniqueKeysWithValues: try store.currentEnrolments().map { ($0.number, $0) })
        var policies: [String: DevicePolicy] = [:]
        for policy in try store.policies() where policies[policy.deviceClass] == nil {
            policies[policy.deviceClass] = policy
        }
        var known: [String: Known] = [:]
        for standing in try store.devices() where !standing.isRevoked {
            guard let number = standing.enrolment, let enrolment = enrolments[number] else { continue }
            let old = devices[standing.name].flatMap { $0.enrolment.number == number ? $0 : nil }
            let quiet = standing.evidenceTime.map { Double(now.microseconds - $0.microseconds) / 1e6 } ?? 0
            known[standing.name] = Known(
                standing: standing, enrolment: enrolment, policy: policies[standing.deviceClass],
                // Who was just enrolled is asked at once; the others are spread, so that not all answer at the same time.
                due: old?.due ?? (standing.evidence == nil ? seconds : seconds + spread(standing.name)),
                heard: old?.heard ?? seconds - max(0, quiet), wishes: old?.wishes ?? [],
                isUntold: old?.isUntold ?? false)
        }
        devices = known
    }

    /// Seconds below the pace, the same for a name each time.
    private func spread(_ name: String) -> Double {
        let hash = name.utf8.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        return Double(hash % 10_000) / 10_000 * Double(options.everySeconds)
    }

    /// Asks a device as soon as it can be asked, for somebody who waits.
    mutating func take(_ wish: DeviceWish) -> DeviceWish.Answer? {
        guard devices[wish.device] != nil else {
            return .init(isDone: false, words: "\(wish.device) is not enrolled, or was revoked")
        }
        devices[wish.device]?.wishes.append(wish.number)
        devices[wish.device]?.due = 0
        return nil
    }

    /// Forgets a wish for which the device could not even be asked; whether that is so.
    mutating func giveUp(_ wish: DeviceWish) -> Bool {
        guard let index = devices[wish.device]?.wishes.firstIndex(of: wish.number) else { return false }
        devices[wish.device]?.wishes.remove(at: index)
        return true
    }

    // MARK: Asking

    /// Asks all devices whose time has come and that can be asked.
    mutating func ask(_ book: AttestersBook, seconds: Double) {
        guard judged.count < Self.waitingLimit else { return }
        for (name, device) in devices
        where device.due <= seconds && book.canAsk(name, at: device.standing.gateway) {
            let nonce = (0..<32).map { _ in UInt8.random(in: 0...255) }
            let terms = terms(of: device)
            let banks = terms.selection.map { bank in
                AttesterQuestion.Bank(name: "\(AlgorithmID(rawValue: bank.bank))", registers: bank.registers)
            }
            let question = AttesterQuestion.Content.quote(nonce: nonce, banks: banks, log: !terms.explained.isEmpty)
            guard let ticket = book.ask(question, of: name, at: device.standing.gateway) else { continue }
            pending[ticket] = Pending(
                device: name, enrolment: device.enrolment, policy: device.policy, nonce: nonce, terms: terms,
                wishes: device.wishes)
            devices[name]?.wishes = []
            devices[name]?.due = seconds + Double(options.everySeconds)
        }
    }

    private func terms(of device: Known) -> QuoteTerms {
        var banks: [UInt16: Set<Int>] = [AlgorithmID(options.bank).rawValue: Set(options.registers)]
        for register in device.policy?.registers ?? [] { banks[register.bank, default: []].insert(register.index) }
        return QuoteTerms(
            selection: banks.sorted { $0.key < $1.key }.map {
                QuoteTerms.Bank(bank: $0.key, registers: $0.value.sorted())
            },
            explained: options.logRegisters, mostAge: DeviceOptions.mostAge, age: 0, prior: device.standing.clock)
    }

    // MARK: Judging

    /// Takes an answer; false where it is to no question of the verifier's. The wish that it was asked for may come to an end by it.
    mutating func take(
        _ answer: AttestersBook.Answer, now: Instant, finish: (Int, DeviceWish.Answer) -> Void
    ) throws(AttestationFailure) -> Bool {
        guard let asked = pending.removeValue(forKey: answer.ticket) else { return false }
        func end(_ words: String) {
            for wish in asked.wishes { finish(wish, .init(isDone: false, words: words)) }
        }
        // Who was revoked or enrolled anew meanwhile is judged by other keys.
        guard let device = devices[asked.device], device.enrolment.number == asked.enrolment.number else {
            end("\(asked.device) was revoked or enrolled anew meanwhile")
            return true
        }
        guard case .quoted(let attest, let signature, let key, let values, let log)? = answer.content else {
            switch answer.content {
            case .fault(let fault)?: end("\(asked.device) cannot answer: \(fault)")
            case nil: end("\(asked.device) did not answer within \(Int(answer.age.rounded())) s")
            default: end("\(asked.device) answered something else than a quote")
            }
            return true
        }
        guard try !store.isUsed(asked.nonce) else {
            // Chance would have to repeat 32 bytes.
            end("the question to \(asked.device) was not a new one")
            return true
        }
        let evidence = QuoteEvidence(
            attest: attest, signature: signature, keyArea: key, values: Self.values(values), eventLog: log)
        var terms = asked.terms
        terms.age = answer.age
        terms.prior = device.standing.clock
        let result = terms.result(
            for: evidence, nonce: asked.nonce, of: asked.enrolment, policy: asked.policy, keys: keys)
        let entry = RecordEntry(
            time: now, device: asked.device, kind: .quote, enrolment: asked.enrolment.number,
            deviceClass: asked.enrolment.deviceClass, policyVersion: result.policyVersion, state: result.state,
            quote: RecordEntry.Quote(
                nonce: asked.nonce, terms: terms, verdict: result.verdict, reason: result.reason,
                checks: result.checks, clock: result.quote?.clock, evidence: evidence))
        let name = asked.device
        judged.append(
            (
                AttestationStore.Judged(entry) { number in
                    DeviceNews.line(name, result.state, entry: number, at: now)
                }, wishes: asked.wishes
            ))
        return true
    }

    /// Values as they were said; what names no bank, or a register twice, stays in as a value that nobody asked for.
    private static func values(_ said: [AttesterAnswer.Value]) -> [PCR: [UInt8]] {
        var values: [PCR: [UInt8]] = [:]
        for value in said {
            let register = PCR(AlgorithmID(bank: value.bank) ?? AlgorithmID(rawValue: 0), value.register)
            let isTwice = values[register] != nil
            values[isTwice ? PCR(AlgorithmID(rawValue: 0), value.register) : register] = value.bytes
        }
        return values
    }

    // MARK: Silence

    /// Puts devices that have not answered for too long into silence, from the moment on at which they should have.
    mutating func hush(now: Instant, seconds: Double) {
        let limit = Double(options.silentAfterSeconds)
        for (name, device) in devices where seconds - device.heard > limit && device.standing.state.needsEvidence {
            let since = now.advanced(byMicroseconds: -Int64((seconds - device.heard - limit) * 1e6))
            // Where nobody asked, it is not the device's fault; it is told if it goes on.
            let isTold = seconds - began > limit
            devices[name]?.isUntold = !isTold
            // So that it is not put so again before it is kept.
            devices[name]?.standing.state = .silent
            judged.append(
                (
                    AttestationStore.Judged(
                        RecordEntry(
                            time: since, device: name, kind: .silent, enrolment: device.enrolment.number,
                            deviceClass: device.enrolment.deviceClass, state: .silent,
                            words: isTold ? "it did not answer" : "nobody asked it")
                    ) { number in
                        isTold ? DeviceNews.line(name, .silent, entry: number, at: now) : nil
                    }, wishes: []
                ))
        }
    }

    /// Tells of devices that are silent since before anybody asked, once they had the time to answer.
    private mutating func tellOfSilence(now: Instant, seconds: Double) throws(AttestationFailure) {
        guard seconds - began > Double(options.silentAfterSeconds) else { return }
        for (name, device) in devices where device.isUntold {
            devices[name]?.isUntold = false
            guard device.standing.state == .silent, let line = DeviceNews.line(name, .silent, entry: nil, at: now)
            else {
                continue
            }
            try store.addNews([line], of: device.standing.gateway)
        }
    }

    // MARK: Keeping

    /// Keeps what was judged, all of a round in one transaction.
    mutating func keep(
        now: Instant, seconds: Double, finish: (Int, DeviceWish.Answer) -> Void
    ) throws(AttestationFailure) {
        try tellOfSilence(now: now, seconds: seconds)
        guard !judged.isEmpty else { return }
        let numbers = try store.keep(judged.map(\.0))
        for ((one, wishes), number) in zip(judged, numbers) {
            let entry = one.entry
            guard let number else {
                for wish in wishes {
                    finish(wish, .init(isDone: false, words: "\(entry.device) was revoked or enrolled anew meanwhile"))
                }
                continue
            }
            apply(entry, number, seconds)
            guard let state = entry.state else { continue }
            let reason = state.reason.map { ": \($0.words)" } ?? ""
            for wish in wishes {
                finish(wish, .init(isDone: true, words: "\(entry.device) is \(state.word)\(reason)", entry: number))
            }
        }
        judged.removeAll()
    }

    private mutating func apply(_ entry: RecordEntry, _ number: Int, _ seconds: Double) {
        guard var device = devices[entry.device], device.enrolment.number == entry.enrolment else { return }
        var numbered = entry
        numbered.number = number
        device.standing.take(numbered)
        if let state = entry.state { device.standing.state = state }
        if entry.quote != nil {
            device.heard = seconds
            device.isUntold = false
        }
        devices[entry.device] = device
    }

    /// How many devices are asked.
    var count: Int { devices.count }
}
