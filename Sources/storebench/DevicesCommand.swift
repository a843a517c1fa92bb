// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Attestation
internal import AttesterProtocol
internal import Devices
internal import EVE
internal import Fixtures
internal import Foundation
internal import Station
internal import Store
internal import Verifier

/// `storebench devices`: what it costs to judge quotes and to keep them.
struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices",
        abstract: "Judges and keeps answers of many devices as they come from the line, and tells what it costs.",
        discussion: """
            Each device answers a number of questions; answers are kept in batches, as the station's rounds do. Keys are in software, and making the answers is not \
            counted. It fails where a quote does not hold.
            """)

    @Option(help: "The data directory.")
    var data: String

    @Option(help: "How many devices.")
    var devices = 2000

    @Option(help: "How many quotes of each.")
    var quotes = 2

    @Option(
        help:
            "How many answers a round of the station brings: 2,000 devices asked each minute bring 8 in a quarter of a second."
    )
    var batch = 8

    /// What is asked of each device.
    private static let registers = Array(0...7)

    func run() throws {
        let store = AttestationStore(directory: data)
        let enrolled = try (0..<devices).map { number in
            let attester = try SoftwareAttester()
            return (try enrol("bench-\(number)", attester, store), attester)
        }
        let reference = Self.registers.map { register in
            DevicePolicy.Register(bank: 0x000b, index: register, values: [Self.value(register)])
        }
        let policy = try store.setPolicy(
            DevicePolicy(
                deviceClass: "bench", version: 0, registers: reference, comment: "bench", person: "storebench",
                time: SystemClock.now), before: 0)
        let before = Self.size(data)
        var cpu = 0.0
        var wall = 0.0
        let keys = AttestationKeys()
        for round in 0..<quotes {
            let questions = try enrolled.map { try question($0, $1, round: round) }
            let began = ProcessCost.now
            for start in stride(from: 0, to: questions.count, by: batch) {
                let judged = try questions[start..<min(questions.count, start + batch)].map { question in
                    AttestationStore.Judged(try judge(question, policy, store, keys))
                }
                guard try store.keep(judged).allSatisfy({ $0 != nil }) else { throw Failure("not all were kept") }
            }
            let cost = ProcessCost.now - began
            cpu += cost.cpu
            wall += cost.clock
        }
        let count = Double(devices * quotes)
        JSONValue.print([
            ("quotes", .int(devices * quotes)), ("cpu_us_per_quote", .double(cpu / count * 1e6)),
            ("quotes_per_second", .double(count / wall)),
            ("core_share_2000_a_minute", .double(cpu / count * 2000 / 60)),
            ("bytes_per_quote", .int((Self.size(data) - before) / (devices * quotes))),
        ])
    }

    /// An answer that came, and what it is to.
    private struct Question {
        var enrolment: DeviceEnrolment
        var nonce: [UInt8]
        var line: [UInt8]
    }

    private func enrol(
        _ name: String, _ attester: SoftwareAttester, _ store: AttestationStore
    ) throws -> DeviceEnrolment {
        let fingerprint = Array(name.utf8) + [UInt8](repeating: 0, count: 32 - name.utf8.count)
        return try store.enrol(
            DeviceEnrolment(
                device: name, gateway: name, deviceClass: "bench", endorsementArea: [0], certificate: [],
                fingerprint: fingerprint, attestationArea: attester.area, attestationName: try attester.name(),
                qualifiedName: nil, sensor: nil, person: "storebench", time: SystemClock.now), replaces: true)
    }

    private func question(_ enrolment: DeviceEnrolment, _ attester: SoftwareAttester, round: Int) throws -> Question {
        let nonce = (0..<32).map { _ in UInt8.random(in: 0...255) }
        let values = Dictionary(uniqueKeysWithValues: Self.registers.map { ($0, Self.value($0)) })
        let clock = TPMClock(clock: UInt64(round + 1) * 60_000, resetCount: 1, restartCount: 0, firmware: 1)
        let evidence = try attester.quote(values, nonce: nonce, clock: clock)
        let said = evidence.values.map {
            AttesterAnswer.Value(bank: "\($0.key.bank)", register: $0.key.index, bytes: $0.value)
        }
        let answer = AttesterAnswer(
            number: round + 1,
            .quoted(
                attest: evidence.attest, signature: evidence.signature, key: evidence.keyArea, values: said, log: nil))
        return Question(enrolment: enrolment, nonce: nonce, line: Array(answer.line.dropLast()))
    }

    /// What the station does with an answer.
    private func judge(
        _ question: Question, _ policy: DevicePolicy, _ store: AttestationStore, _ keys: AttestationKeys
    ) throws -> RecordEntry {
        let answer = try AttesterAnswer(line: question.line)
        guard try !store.isUsed(question.nonce) else { throw Failure("a nonce was used before") }
        let terms = QuoteTerms(
            selection: [.init(bank: 0x000b, registers: Self.registers)], explained: [],
            mostAge: 30, age: 0, prior: nil)
        let asked = QuoteQuestion(enrolment: question.enrolment, policy: policy, nonce: question.nonce, terms: terms)
        guard let entry = asked.entry(for: answer.content, age: 0.1, prior: nil, keys: keys, at: SystemClock.now)
        else { throw Failure("no quote") }
        guard let quote = entry.quote, quote.verdict == .accept else {
            throw Failure("a quote does not hold: \(entry.quote?.reason.rawValue ?? "")")
        }
        return entry
    }

    private static func value(_ register: Int) -> [UInt8] { [UInt8](repeating: UInt8(register), count: 32) }

    /// Bytes of `attest.db` and its log.
    private static func size(_ directory: String) -> Int {
        ["attest.db", "attest.db-wal"].reduce(0) { sum, name in
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(directory)/\(name)")
            return sum + ((attributes?[.size] as? Int) ?? 0)
        }
    }

    private struct Failure: Error, CustomStringConvertible {
        var description: String

        init(_ description: String) { self.description = description }
    }
}
