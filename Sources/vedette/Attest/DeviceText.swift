// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Crypto
internal import Devices
internal import EVE
internal import Station
internal import Store

extension DeviceSummary {
    /// It for scripts.
    var json: JSONValue {
        .object([
            ("device", .string(name)), ("gateway", .string(gateway)), ("class", .string(deviceClass)),
            ("state", .string(state.word)), ("reason", state.reason.map { .string($0.rawValue) } ?? .null),
            ("words", state.reason.map { .string($0.words) } ?? .null), ("since", .string(since.rfc3339)),
            ("evidence", evidence.map { .int($0) } ?? .null),
            ("evidence_time", evidenceTime.map { .string($0.rfc3339) } ?? .null),
            ("policy_version", .int(policyVersion)), ("reset_count", resetCount.map { .int(Int($0)) } ?? .null),
            ("firmware", firmware.map { .string(String($0, radix: 16)) } ?? .null), ("fault", .string(fault)),
        ])
    }

    /// It in one line for a person.
    func line(now: Instant) -> String {
        let reason = state.reason.map { " (\($0.rawValue): \($0.words))" } ?? ""
        let evidence = self.evidence.map { number in
            let age = evidenceTime.map { max(0, (now.microseconds - $0.microseconds) / 1_000_000) } ?? 0
            return ", evidence \(number) of \(age) s ago, policy \(policyVersion)"
        }
        let fault = self.fault.isEmpty ? "" : "; its gateway says: \(self.fault)"
        return "\(name) on \(gateway): \(state.word)\(reason) since \(since.rfc3339)\(evidence ?? "")\(fault)"
    }
}

extension Check {
    var json: JSONValue {
        .object([
            ("step", .string(step.rawValue)), ("outcome", .string(outcome.rawValue)),
            ("reason", reason.map { .string($0.rawValue) } ?? .null),
            ("expected", expected.map { .string($0.description) } ?? .null),
            ("found", found.map { .string($0.description) } ?? .null),
        ])
    }

    var line: String {
        let expected = self.expected.map { "; expected \($0)" } ?? ""
        let found = self.found.map { "; found \($0)" } ?? ""
        return "  \(step.rawValue): \(outcome.rawValue)\(reason.map { " (\($0.rawValue))" } ?? "")\(expected)\(found)"
    }
}

extension DeviceDetail {
    var json: JSONValue {
        .object([
            ("summary", summary.json), ("checks", .array(checks.map(\.json))),
            ("registers", .array(registers.map(\.json))), ("events", .array(events.map(\.json))),
            ("keys", .array(keys.map(\.json))), ("history", .array(history.map(\.json))),
            ("enrolled_by", .string(enrolledBy)), ("enrolled_at", enrolledAt.map { .string($0.rfc3339) } ?? .null),
            ("held", .int(held)), ("failed", .int(failed)),
        ])
    }

    func lines(now: Instant) -> [String] {
        var lines = [summary.line(now: now)]
        if !enrolledBy.isEmpty {
            lines.append(
                "enrolled by \(enrolledBy) at \(enrolledAt?.rfc3339 ?? ""), class \(summary.deviceClass); \(held) quotes held, \(failed) did not"
            )
        }
        if !keys.isEmpty { lines.append("keys:") }
        lines += keys.map { "  \($0.role): \($0.words)  \(Hexadecimal.text($0.name))" }
        if !checks.isEmpty { lines.append("checks of evidence \(summary.evidence ?? 0):") }
        lines += checks.map(\.line)
        if !registers.isEmpty { lines.append("registers:") }
        lines += registers.map(\.line)
        if !events.isEmpty { lines.append("event log, as far as it leads to the registers:") }
        lines += events.map { event in
            let text = event.text.map { " \"\($0)\"" } ?? " (text not measured: hidden)"
            return "  #\(event.number) PCR \(event.register) \(event.type) \(Hexadecimal.text(event.digest))\(text)"
                + (event.isKnown ? "" : "  new")
        }
        if !history.isEmpty { lines.append("history:") }
        lines += history.suffix(50).map { moment in
            "  \(moment.time.rfc3339) \(moment.state.word)\(moment.state.reason.map { " (\($0.rawValue))" } ?? "")"
        }
        return lines
    }
}

extension DeviceDetail.Register {
    fileprivate var json: JSONValue {
        .object([
            ("bank", .string(bank)), ("register", .int(index)), ("found", .string(Hexadecimal.text(found))),
            ("expected", .array(expected.map { .string(Hexadecimal.text($0)) })),
        ])
    }

    fileprivate var line: String {
        let judged = expected.isEmpty ? "no reference" : expected.contains(found) ? "as the reference" : "DIFFERS"
        let wanted =
            judged == "DIFFERS" ? "; expected \(expected.map { Hexadecimal.text($0) }.joined(separator: " or "))" : ""
        return "  \(bank) PCR \(index) \(Hexadecimal.text(found)) \(judged)\(wanted)"
    }
}

extension DeviceDetail.LoggedEvent {
    fileprivate var json: JSONValue {
        .object([
            ("number", .int(number)), ("register", .int(register)), ("type", .string(type)),
            ("digest", .string(Hexadecimal.text(digest))), ("text", text.map { .string($0) } ?? .null),
            ("known", .bool(isKnown)),
        ])
    }
}

extension DeviceDetail.Key {
    fileprivate var json: JSONValue {
        .object([
            ("role", .string(role)), ("words", .string(words)), ("name", .string(Hexadecimal.text(name))),
        ])
    }
}

extension DeviceDetail.Moment {
    fileprivate var json: JSONValue {
        .object([
            ("time", .string(time.rfc3339)), ("state", .string(state.word)),
            ("reason", state.reason.map { .string($0.rawValue) } ?? .null),
            ("evidence", evidence.map { .int($0) } ?? .null),
        ])
    }
}

extension PolicyDifference {
    var json: JSONValue {
        .array(
            changes.map { change in
                .object([
                    ("bank", .string("\(change.register.bank)")), ("register", .int(change.register.index)),
                    ("before", Self.json(change.before)), ("after", Self.json(change.after)),
                ])
            })
    }

    private static func json(_ values: Set<[UInt8]>) -> JSONValue {
        .array(values.map { Hexadecimal.text($0) }.sorted().map { .string($0) })
    }

    var lines: [String] {
        changes.map { change in
            func words(_ values: Set<[UInt8]>) -> String {
                values.isEmpty ? "nothing" : values.map { Hexadecimal.text($0) }.sorted().joined(separator: " or ")
            }
            return "  \(change.register): \(words(change.before)) -> \(words(change.after))"
        }
    }
}

extension UserMessage {
    /// What `body` gives; its failure becomes a message.
    static func ofDevices<Value>(_ body: () throws(AttestationFailure) -> Value) throws(UserMessage) -> Value {
        do throws(AttestationFailure) { return try body() } catch { throw UserMessage(error) }
    }

    /// The same for what the desk does.
    static func ofDesk<Value>(_ body: () throws(DeviceDesk.DeskFailure) -> Value) throws(UserMessage) -> Value {
        do throws(DeviceDesk.DeskFailure) { return try body() } catch {
            if case .store(let failure) = error { throw UserMessage(failure) }
            throw UserMessage(.notSo, "\(error.message).")
        }
    }

    private init(_ failure: AttestationFailure) {
        switch failure {
        case .refused: self.init(.notSo, "\(failure.message).")
        case .storage: self.init(.environment, "\(failure.message).")
        }
    }
}
