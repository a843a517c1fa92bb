// SPDX-License-Identifier: Apache-2.0

internal import CFuzzer
internal import EVE
internal import Enrolment
internal import Pushes

/// What was read is written so that it reads the same, on one line and within the limit of its reader.
private func same<Message: Equatable>(
    _ message: Message, _ line: [UInt8], limit: Int, _ read: ([UInt8]) throws -> Message
) {
    precondition(line.last == UInt8(ascii: "\n") && !line.dropLast().contains(UInt8(ascii: "\n")), "not one line")
    let bare = Array(line.dropLast())
    // Escapes may make it longer than what was read.
    guard bare.count <= limit else { return }
    guard let again = try? read(bare) else { preconditionFailure("what was written cannot be read") }
    precondition(again == message, "it reads otherwise")
}

let files = try SensorFiles(rules: "alert\n", thresholds: "")
var count = CommandLine.argc
var arguments = unsafe CommandLine.unsafeArgv
_ = unsafe LLVMFuzzerRunDriver(&count, &arguments) { start, count in
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    if let request = try? EnrolmentRequest(line: bytes) {
        precondition(bytes.count <= EnrolmentRequest.sizeLimit, "too long")
        same(request, request.line, limit: EnrolmentRequest.sizeLimit) { try EnrolmentRequest(line: $0) }
    }
    if let answer = try? EnrolmentAnswer(line: bytes) {
        if case .refused(let reason) = answer {
            precondition(reason.utf8.count <= EnrolmentAnswer.refusalLimit, "a long refusal")
            precondition(reason.utf8.allSatisfy { 0x20...0x7E ~= $0 }, "a refusal that cannot be shown")
        }
        same(answer, answer.line, limit: EnrolmentAnswer.sizeLimit) { try EnrolmentAnswer(line: $0) }
    }
    if let report = try? PushReport(line: bytes) {
        precondition(PushReport.isReport(bytes), "a report that is none")
        precondition(report.complaints.count <= PushReport.complaintCount, "too many complaints")
        let texts = report.complaints + [report.why, report.agent, report.sensor?.version ?? ""]
        precondition(texts.allSatisfy { $0.utf8.allSatisfy { 0x20...0x7E ~= $0 } }, "text that cannot be shown")
        same(report, report.line, limit: PushReport.sizeLimit) { try PushReport(line: $0) }
        // Whatever a gateway tells, its state is one, and is told in words.
        for number in [0, report.number, report.number &+ 1] {
            let wanted = WantedRules(
                number: number, push: 1, chosen: 1, revision: files.revision, ruleCount: 1, mayRunFewer: false,
                person: "kim", time: Instant(seconds: 0), comment: "")
            let rules = GatewayRules(gateway: "gw-a", wanted: wanted, report: report, isConnected: true)
            precondition(!rules.explanation.isEmpty, "a state without words")
            precondition(!rules.needsOrder || report.number < number, "an order that is not newer")
        }
    }
    if let push = try? SignedPush(line: bytes) {
        same(push, push.line, limit: SignedPush.sizeLimit) { try SignedPush(line: $0) }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    if let token = EnrolmentToken(text) { precondition(EnrolmentToken(token.text) == token, "another token") }
    if let address = StationAddress(text) {
        precondition(StationAddress(address.description) == address, "another address")
    }
    return 0
}
