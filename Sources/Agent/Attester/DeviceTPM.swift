// SPDX-License-Identifier: Apache-2.0

internal import AttesterProtocol
internal import EVE
package import Prover
internal import Synchronization

/// One device's TPM with the keys that were made in it, and the file that they are kept in. Its calls wait for the TPM.
package final class DeviceTPM: Sendable {
    private struct State {
        var keys: DeviceKeys?
        var fault = ""
        var pseudonyms = Pseudonyms()
    }

    let prover: DeviceProver
    /// The file of its keys.
    package let file: String
    /// Its event log; `nil` where it has none.
    private let eventLog: String?
    /// Whether it signs readings under pseudonyms, beside others or alone.
    package let isPseudonymous: Bool
    /// By which pseudonyms end.
    private let now: @Sendable () -> Instant
    private let state = Mutex(State())

    init(
        _ prover: DeviceProver, keysIn file: String, eventLog: String? = nil, isPseudonymous: Bool = false,
        now: @escaping @Sendable () -> Instant = { AgentClock.now }
    ) {
        self.prover = prover
        self.file = file
        self.eventLog = eventLog
        self.isPseudonymous = isPseudonymous
        self.now = now
    }

    /// Those of a configuration, by their names. A gateway that is not enrolled has none yet, and is `gateway` here.
    package static func all(of configuration: AgentConfiguration) throws(AgentProblem) -> [(
        name: String, tpm: DeviceTPM
    )] {
        guard let settings = configuration.attester else { return [] }
        let folder = configuration.folder
        try AgentFile.makeFolder(folder.path)
        let name = (try? folder.gateway()) ?? "gateway"
        // No station waits for the answer here.
        var pace = AgentPace()
        pace.tpm = TPMContext.patience * 1000
        return AttesterDesk.devices(settings, folder, pace, gateway: name)
    }

    /// Where the TPM is, as the configuration has it.
    package var address: String { prover.address.description }

    /// Why it cannot be asked, in one line; empty where it can, as far as was seen.
    var fault: String { state.withLock { $0.fault } }

    /// The pseudonym that its readings are signed under; `nil` where there is none.
    var pseudonym: Pseudonym? {
        let now = now()
        return state.withLock { $0.pseudonyms.current(at: now) }
    }

    /// Whether it needs a pseudonym, or soon will.
    var wantsPseudonym: Bool {
        let now = now()
        return isPseudonymous && state.withLock { $0.pseudonyms.isWanted(at: now) }
    }

    /// Its keys: those of the file, or new ones where there is no file.
    package func keys() throws(AgentProblem) -> DeviceKeys {
        if let keys = state.withLock({ $0.keys }) { return keys }
        if let keys = try kept() {
            state.withLock { $0.keys = keys }
            return keys
        }
        return try provision(nil) { _ in }
    }

    /// The keys of the file; `nil` where there is none.
    package func kept() throws(AgentProblem) -> DeviceKeys? {
        guard let text = try AgentFile.read(file, limit: DeviceKeys.textLimit) else { return nil }
        guard let keys = DeviceKeys(text: text) else {
            throw AgentProblem(
                .environment,
                "\(file) is damaged; put it back, or make new keys ('vedette-agent tpm --new --device NAME') and enrol the device again"
            )
        }
        return keys
    }

    /// Takes the TPM into use, step by step.
    ///
    /// - Parameter keys: those that there are; `nil` makes new ones, which are on the disk when this returns.
    package func provision(
        _ keys: DeviceKeys?, tell: @escaping (ProvisioningStep) -> Void
    ) throws(AgentProblem) -> DeviceKeys {
        let found: DeviceKeys
        do throws(ProverError) {
            found = try prover.provision(keys, tell: tell)
        } catch {
            throw AgentProblem(error)
        }
        if keys == nil { try AgentFile.replace(file, by: found.text, isDurable: true) }
        state.withLock { $0.keys = found }
        return found
    }

    /// Sees whether the TPM is there and is the one of the keys.
    func look() {
        do throws(AgentProblem) {
            let keys = try keys()
            try Self.ask { () throws(ProverError) in _ = try prover.identity(keys) }
            note("")
        } catch {
            note(error.line)
        }
    }

    /// What the TPM answers.
    func answer(_ question: AttesterQuestion) -> AttesterAnswer {
        do throws(AgentProblem) {
            let answer = AttesterAnswer(number: question.number, try content(question.content))
            // For a certificate the TPM was not asked.
            if answer.content != .taken { note("") }
            return answer
        } catch {
            // What is wrong with the question alone is no fault of the device.
            if error.outcome != .wrongUse { note(error.line) }
            return AttesterAnswer(number: question.number, .fault(error.line))
        }
    }

    /// Signatures by the sensor key, or by a pseudonym's, one for each message, and the Name of the key.
    ///
    /// - Throws: `wrongUse` for a pseudonym that is over, which is no fault of the device, and what is wrong with the TPM.
    func sign(
        _ messages: [[UInt8]], under pseudonym: Pseudonym? = nil
    ) throws(AgentProblem) -> (signatures: [[UInt8]], key: [UInt8]) {
        if let pseudonym, pseudonym.isOver(at: now()) {
            throw AgentProblem(.wrongUse, "the pseudonym is over")
        }
        do throws(AgentProblem) {
            let keys = try keys()
            let signatures = try Self.ask { () throws(ProverError) in
                if let pseudonym { return try prover.sign(messages, with: pseudonym.key, keys) }
                return try prover.sign(messages, keys)
            }
            note("")
            return (signatures, pseudonym?.key.name ?? keys.sensorName)
        } catch {
            note(error.line)
            throw error
        }
    }

    private func content(_ question: AttesterQuestion.Content) throws(AgentProblem) -> AttesterAnswer.Content {
        // The TPM is not asked for this.
        if case .take(let certificate) = question { return try take(certificate) }
        let keys = try keys()
        switch question {
        case .identity:
            let identity = try Self.ask { () throws(ProverError) in try prover.identity(keys) }
            return .identity(
                certificate: identity.endorsementCertificate ?? [], endorsementKey: identity.endorsementArea,
                attestationKey: identity.attestationArea)
        case .activate(let idObject, let secret):
            return .activated(
                secret: try Self.ask { () throws(ProverError) in
                    try prover.activate(idObject: idObject, encryptedSecret: secret, keys)
                })
        case .certify(let nonce):
            let certified = try Self.ask { () throws(ProverError) in try prover.certify(keys, nonce: nonce) }
            return .certified(
                attest: certified.signed.attest, signature: certified.signed.signature, key: certified.area)
        case .quote(let nonce, let banks, let wantsLog):
            let quote = try Self.ask { () throws(ProverError) in
                try prover.quote(AttesterBank.selection(banks), keys, nonce: nonce)
            }
            let log = wantsLog ? try self.log() : nil
            return .quoted(
                attest: quote.signed.attest, signature: quote.signed.signature, key: quote.attestationArea,
                values: quote.values.map(AttesterBank.value), log: log)
        case .pseudonym(let nonce):
            try requirePseudonyms()
            let made = try Self.ask { () throws(ProverError) in try prover.pseudonymKey(keys, nonce: nonce) }
            state.withLock { $0.pseudonyms.wait(made.key) }
            return .certified(attest: made.signed.attest, signature: made.signed.signature, key: made.key.area)
        case .take(let certificate): return try take(certificate)
        }
    }

    private func requirePseudonyms() throws(AgentProblem) {
        guard isPseudonymous else {
            throw AgentProblem(.wrongUse, "no readings of it are signed under a pseudonym")
        }
    }

    private func take(_ certificate: [UInt8]) throws(AgentProblem) -> AttesterAnswer.Content {
        try requirePseudonyms()
        let now = now()
        try state.withLock { state throws(AgentProblem) in try state.pseudonyms.take(certificate, at: now) }
        return .taken
    }

    private func log() throws(AgentProblem) -> [UInt8]? {
        guard let eventLog else { return nil }
        do throws(AgentProblem) {
            return try AgentFile.read(eventLog, limit: AttesterAnswer.logLimit)
        } catch {
            // The TPM has answered: only a question that wants the log has no answer.
            throw AgentProblem(.wrongUse, "the event log cannot be told: \(error.line)")
        }
    }

    private func note(_ fault: String) { state.withLock { $0.fault = fault } }

    private static func ask<Answer>(_ body: () throws(ProverError) -> Answer) throws(AgentProblem) -> Answer {
        do throws(ProverError) {
            return try body()
        } catch {
            throw AgentProblem(error)
        }
    }
}

extension AgentProblem {
    /// What a person is told of a TPM that does not do what it is asked. `wrongUse` is what is wrong with the question.
    init(_ error: ProverError) {
        switch error {
        case .outOfBounds, .credentialNotOurs: self.init(.wrongUse, error.message)
        case .otherTPM, .cleared: self.init(.notSo, error.message)
        case .unreachable, .silent, .broken, .refused, .failed, .contradiction: self.init(.environment, error.message)
        }
    }
}

/// Banks of registers by their names, as the station has them, and by their numbers, as a TPM has them (`TPM_ALG_ID`; TPM 2.0 Library, part 2, section 6.3).
enum AttesterBank {
    private static let numbers: [(name: String, number: UInt16)] = [
        ("sha1", 0x04), ("sha256", 0x0b), ("sha384", 0x0c), ("sha512", 0x0d),
    ]

    static func selection(_ banks: [AttesterQuestion.Bank]) throws(ProverError) -> [RegisterSelection] {
        var list: [RegisterSelection] = []
        for bank in banks {
            guard let number = numbers.first(where: { $0.name == bank.name })?.number else {
                throw .outOfBounds("the bank \(PlainText.line(bank.name))")
            }
            list.append(try RegisterSelection(bank: number, registers: bank.registers))
        }
        return list
    }

    static func value(_ value: RegisterValue) -> AttesterAnswer.Value {
        AttesterAnswer.Value(
            bank: numbers.first { $0.number == value.bank }?.name ?? "", register: value.index, bytes: value.value)
    }
}
