// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import AttesterProtocol
internal import CFuzzer
internal import Crypto
internal import EVE

private let nonce = [UInt8](0..<32)
private let challenge = QuoteChallenge(nonce: nonce, selection: [PCRSelection(.sha256, [0, 4, 7])], mostAge: 60)

/// The input in parts, each with its count of two bytes before it.
private func parts(_ bytes: [UInt8]) -> [[UInt8]] {
    var parts: [[UInt8]] = []
    var rest = bytes[...]
    while rest.count >= 2, parts.count < 6 {
        let count = min(Int(rest[rest.startIndex]) << 8 | Int(rest[rest.startIndex + 1]), rest.count - 2)
        parts.append(Array(rest.dropFirst(2).prefix(count)))
        rest = rest.dropFirst(2 + count)
    }
    return parts
}

/// A key area by itself, and as each kind of key.
private func area(_ bytes: [UInt8]) {
    guard let area = try? PublicArea(sized: bytes) else { return }
    precondition(area.bytes.count + 2 == bytes.count, "bytes of no area")
    let name = try? area.name()
    if let key = try? AttestationKey(checking: area) {
        precondition(key.name == name, "another Name")
        precondition(area.attributes.isSuperset(of: [.restricted, .sign, .fixedTPM]), "a key that signs anything")
        precondition((try? SensorKey(checking: area)) == nil, "an attestation key that signs readings")
    }
    if let key = try? EndorsementKey(pinned: bytes) {
        precondition(!area.attributes.contains(.sign), "an endorsement key that signs")
        let made = try? MadeCredential(
            secret: nonce, for: nonce, to: key, seed: [UInt8](repeating: 1, count: key.name.count - 2))
        precondition(made != nil, "no credential for a good key")
    }
}

/// A quote of what the input holds: without a private key nothing of it can be accepted.
private func quote(_ parts: [[UInt8]]) {
    guard parts.count >= 3 else { return }
    let value = [UInt8](repeating: 0, count: 32)
    let evidence = QuoteEvidence(
        attest: parts[0], signature: parts[1], keyArea: parts[2],
        values: [PCR(.sha256, 0): value, PCR(.sha256, 4): value, PCR(.sha256, 7): parts.count > 3 ? parts[3] : value],
        eventLog: parts.count > 4 ? parts[4] : nil)
    let name = (try? PublicArea(sized: parts[2]).name()) ?? nonce
    // Gone with the input: the search for leaks does not see pointers with an enum's tag in them, and takes kept keys for lost ones.
    let keys = AttestationKeys(limit: 64)
    let result = Appraisal(policy: AppraisalPolicy(explained: [4]), enrolled: EnrolledKey(name: name))
        .result(for: evidence, answering: challenge, age: 1, keys: keys)
    precondition(result.verdict == .reject, "a quote that nobody signed was accepted")
    precondition(result.checks.last?.outcome == .failed, "no step failed")
}

/// A log on its own; what can be read is replayed the same way twice.
private func log(_ bytes: [UInt8]) {
    guard let log = try? EventLog(bytes), let again = try? EventLog(bytes) else { return }
    for bank in log.banks {
        for register in 0..<24 {
            let value = log.value(of: PCR(bank, register))
            precondition(value == again.value(of: PCR(bank, register)), "replayed otherwise")
            precondition(value == nil || value?.count == bank.digest?.count, "a value of another bank")
        }
    }
    _ = try? log.checkData()
}

/// Lines between station and agent: what can be read is written and read again.
private func lines(_ bytes: [UInt8]) {
    if let hello = try? AttesterHello(line: bytes) {
        let again = try? AttesterHello(line: Array(hello.line.dropLast()))
        precondition(again == hello, "a hello changed")
    }
    if let question = try? AttesterQuestion(line: bytes) {
        let again = try? AttesterQuestion(line: Array(question.line.dropLast()))
        precondition(again == question, "a question changed")
    }
    if let answer = try? AttesterAnswer(line: bytes) {
        let again = try? AttesterAnswer(line: Array(answer.line.dropLast()))
        precondition(again == answer, "an answer changed")
    }
    if let reading = try? ReadingLine.read(bytes) {
        let line = reading.line(timestamp: "2026-01-01T00:00:00.000000+0000")
        precondition((try? ReadingLine.read(line)) == reading, "a reading changed")
    }
}

/// A reading of what the input holds: at best it is authentic, and then one of another device.
private func reading(_ parts: [[UInt8]]) {
    guard parts.count >= 3 else { return }
    let name = (try? PublicArea(sized: parts[2]).name()) ?? nonce
    let result = ReadingAppraisal(enrolled: .init(device: "cam", keyName: name))
        .result(message: parts[0], signature: parts[1], keyArea: parts[2])
    precondition(result.verdict == .reject, "a reading of nobody was accepted")
}

var count = CommandLine.argc
var arguments = unsafe CommandLine.unsafeArgv
_ = unsafe LLVMFuzzerRunDriver(&count, &arguments) { start, count in
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    area(bytes)
    log(bytes)
    lines(bytes)
    let parts = parts(bytes)
    quote(parts)
    reading(parts)
    return 0
}
