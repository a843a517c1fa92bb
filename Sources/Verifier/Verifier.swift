// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import AttesterProtocol
package import Collector
internal import Crypto
package import Devices
package import EVE
package import Store

/// The verifier (RFC 9334): asks enrolled devices for quotes, judges what they answer, and says how they stand. It knows keys that the identifier has
/// taken, and policies; it enrols nobody. One thread uses it.
///
/// A device that does not answer keeps no good state: it becomes silent.
package struct Verifier {
    /// A device as it is known here.
    private struct Known {
        var standing: DeviceStanding
        var enrolment: DeviceEnrolment
        var policy: DevicePolicy?
        /// Monotonic seconds: when it is asked next, and when its evidence came last.
        var due: Double
        var heard: Double
        var wishes: [Int] = []
        /// Whether it is silent, and that was not told as nobody asked it.
        var isUntold = false
    }

    /// A question that is open.
    private struct Pending {
        var question: QuoteQuestion
        var wishes: [Int]
    }

    private let options: DeviceOptions
    private let store: AttestationStore
    private let keys = AttestationKeys()
    private var devices: [String: Known] = [:]
    private var pending: [Int: Pending] = [:]
    /// Judged, and not kept yet.
    private var judged: [(AttestationStore.Judged, wishes: [Int])] = []
    /// Since when it asks without hindrance.
    private var began: Double

    /// How much may wait to be kept before nothing more is asked.
    private static let waitingLimit = 4096

    /// What the record says of a silence that is not told yet.
    private static let unasked = "nobody asked it"

    /// - Parameter seconds: monotonic.
    package init(_ options: DeviceOptions, store: AttestationStore, seconds: Double) {
        self.options = options
        self.store = store
        began = seconds
    }

    // MARK: What is known

    /// Takes over who is enrolled and what is expected of them.
    package mutating func reload(now: Instant, seconds: Double) throws(AttestationFailure) {
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
            let isUntold = if let old { old.isUntold } else { try isUntold(standing) }
            let quiet = standing.evidenceTime.map { Double(now.microseconds - $0.microseconds) / 1e6 } ?? 0
            known[standing.name] = Known(
                standing: standing, enrolment: enrolment, policy: policies[standing.deviceClass],
                // Who was just enrolled is asked at once; the others are spread, so that not all answer at the same time.
                due: old?.due ?? (standing.evidence == nil ? seconds : seconds + spread(standing.name)),
                heard: old?.heard ?? seconds - max(0, quiet), wishes: old?.wishes ?? [],
                isUntold: isUntold)
        }
        devices = known
    }

    /// Whether a station that ended meanwhile has not told that a device is silent.
    private func isUntold(_ standing: DeviceStanding) throws(AttestationFailure) -> Bool {
        guard standing.state == .silent else { return false }
        return try store.silence(of: standing.name) == Self.unasked
    }

    /// Notes that it could not do its work until now: what devices did not answer meanwhile is not their fault.
    package mutating func hinder(seconds: Double) { began = seconds }

    /// Seconds below the pace, the same for a name each time.
    private func spread(_ name: String) -> Double {
        let hash = name.utf8.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        return Double(hash % 10_000) / 10_000 * Double(options.everySeconds)
    }

    /// Asks a device as soon as it can be asked, for somebody who waits.
    package mutating func take(_ wish: DeviceWish) -> DeviceWish.Answer? {
        guard devices[wish.device] != nil else {
            return .init(isDone: false, words: "\(wish.device) is not enrolled, or was revoked")
        }
        devices[wish.device]?.wishes.append(wish.number)
        devices[wish.device]?.due = 0
        return nil
    }

    /// How far a wish is that was taken.
    package enum Progress {
        /// The device could not even be asked yet.
        case waiting
        /// It was asked.
        case asked
        /// The device was revoked or enrolled anew meanwhile.
        case lost
    }

    package func progress(of wish: DeviceWish) -> Progress {
        if devices[wish.device]?.wishes.contains(wish.number) ?? false { return .waiting }
        let isAsked =
            pending.values.contains { $0.wishes.contains(wish.number) }
            || judged.contains { $0.wishes.contains(wish.number) }
        return isAsked ? .asked : .lost
    }

    /// Forgets a wish that waits.
    package mutating func giveUp(_ wish: DeviceWish) {
        devices[wish.device]?.wishes.removeAll { $0 == wish.number }
    }

    // MARK: Asking

    /// Asks all devices whose time has come and that can be asked.
    package mutating func ask(_ book: AttestersBook, seconds: Double) {
        guard judged.count < Self.waitingLimit else { return }
        for (name, device) in devices
        where device.due <= seconds && book.canAsk(name, at: device.standing.gateway) {
            let nonce = [UInt8].random(32)
            let terms = terms(of: device)
            let banks = terms.selection.map { bank in
                AttesterQuestion.Bank(name: "\(AlgorithmID(rawValue: bank.bank))", registers: bank.registers)
            }
            let question = AttesterQuestion.Content.quote(nonce: nonce, banks: banks, log: !terms.explained.isEmpty)
            guard let ticket = book.ask(question, of: name, at: device.standing.gateway) else { continue }
            pending[ticket] = Pending(
                question: QuoteQuestion(
                    enrolment: device.enrolment, policy: device.policy, nonce: nonce, terms: terms),
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

    /// Takes an answer; false where it is to no question of the verifier's. The wish that it was asked for may come to an end by it. Where it throws, the same
    /// answer may be given again.
    package mutating func take(
        _ answer: AttestersBook.Answer, now: Instant, seconds: Double, finish: (Int, DeviceWish.Answer) -> Void
    ) throws(AttestationFailure) -> Bool {
        guard let asked = pending[answer.ticket] else { return false }
        let isUsed = try store.isUsed(asked.question.nonce)
        pending[answer.ticket] = nil
        let enrolment = asked.question.enrolment
        let name = enrolment.device
        func end(_ words: String) {
            for wish in asked.wishes { finish(wish, .init(isDone: false, words: words)) }
        }
        // Who was revoked or enrolled anew meanwhile is judged by other keys.
        guard let device = devices[name], device.enrolment.number == enrolment.number else {
            end(Self.lost(name))
            return true
        }
        let content: AttesterAnswer.Content
        switch answer.content {
        case .fault(let fault)?:
            end("\(name) cannot answer: \(fault)")
            return true
        case nil:
            end("\(name) did not answer within \(Int(answer.age.rounded())) s")
            return true
        case let said?: content = said
        }
        guard !isUsed else {
            // Chance would have to repeat 32 bytes.
            end("the question to \(name) was not a new one")
            return true
        }
        guard
            let entry = asked.question.entry(
                for: content, age: answer.age, prior: device.standing.clock, keys: keys, at: now)
        else {
            end("\(name) answered something else than a quote")
            return true
        }
        devices[name]?.heard = seconds
        judged.append(
            (
                AttestationStore.Judged(entry) { number in
                    entry.state.flatMap { DeviceNews.line(name, $0, entry: number, at: now) }
                }, wishes: asked.wishes
            ))
        return true
    }

    /// Says that the keys that were asked are not those that a device has now.
    package static func lost(_ device: String) -> String { "\(device) was revoked or enrolled anew meanwhile" }

    // MARK: Silence

    /// Puts devices that have not answered for too long into silence, from the moment on at which they should have. Where nobody asked them, that is told once
    /// they had the time to answer.
    package mutating func hush(now: Instant, seconds: Double) {
        let limit = Double(options.silentAfterSeconds)
        let isTold = seconds - began > limit
        for (name, device) in devices {
            if seconds - device.heard > limit, device.standing.state.needsEvidence {
                let since = now.advanced(byMicroseconds: -Int64((seconds - device.heard - limit) * 1e6))
                // So that it is not put so again before it is kept.
                devices[name]?.standing.state = .silent
                devices[name]?.isUntold = !isTold
                silence(device, since: since, isTold: isTold, now: now)
            } else if device.isUntold, isTold {
                devices[name]?.isUntold = false
                guard device.standing.state == .silent else { continue }
                silence(device, since: now, isTold: true, now: now)
            }
        }
    }

    private mutating func silence(_ device: Known, since: Instant, isTold: Bool, now: Instant) {
        let name = device.standing.name
        judged.append(
            (
                AttestationStore.Judged(
                    RecordEntry(
                        time: since, device: name, kind: .silent, enrolment: device.enrolment.number,
                        deviceClass: device.enrolment.deviceClass, state: .silent,
                        words: isTold ? "it did not answer" : Self.unasked), isAlwaysNews: isTold
                ) { number in
                    isTold ? DeviceNews.line(name, .silent, entry: number, at: now) : nil
                }, wishes: []
            ))
    }

    // MARK: Keeping

    /// Keeps what was judged, all of a round in one transaction.
    package mutating func keep(finish: (Int, DeviceWish.Answer) -> Void) throws(AttestationFailure) {
        guard !judged.isEmpty else { return }
        let numbers = try store.keep(judged.map(\.0))
        for ((one, wishes), number) in zip(judged, numbers) {
            let entry = one.entry
            guard let number else {
                for wish in wishes {
                    finish(wish, .init(isDone: false, words: Self.lost(entry.device)))
                }
                continue
            }
            apply(entry, number)
            guard let state = entry.state else { continue }
            let reason = state.reason.map { ": \($0.words)" } ?? ""
            for wish in wishes {
                finish(wish, .init(isDone: true, words: "\(entry.device) is \(state.word)\(reason)", entry: number))
            }
        }
        judged.removeAll()
    }

    private mutating func apply(_ entry: RecordEntry, _ number: Int) {
        guard var device = devices[entry.device], device.enrolment.number == entry.enrolment else { return }
        var numbered = entry
        numbered.number = number
        device.standing.take(numbered)
        if let state = entry.state { device.standing.state = state }
        if entry.quote != nil { device.isUntold = false }
        devices[entry.device] = device
    }
}
