// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Canvas
internal import Crypto
internal import Devices

extension ConsoleState {
    /// The check under the cursor in full.
    func deviceCheckEntries(_ text: String) -> [MenuEntry] {
        guard let detail = selectedDetail, let row = detail.checkRows[safe: devices.check] else { return [] }
        var lines = ["\(detail.summary.name), check \(row.number): \(row.step.rawValue)"]
        if let check = row.check {
            lines.append("result    \(check.outcome.word)")
            if let reason = check.reason { lines += ["reason    \(reason.rawValue): \(reason.words)"] }
            lines.append("expected  \(check.expected?.description ?? check.step.words)")
            lines.append("found     \(check.found?.description ?? (check.outcome == .passed ? "the same" : "-"))")
        } else {
            lines.append("result    not judged, as a check before it failed")
        }
        if row.step == .reference || row.step == .digest || row.step == .values {
            lines += ["", "Registers against the reference, policy \(detail.summary.policyVersion)"]
            lines += detail.registers.flatMap(\.lines)
        }
        return entries(lines, text)
    }

    /// What the device measured as it started; only text that was measured itself is shown.
    func deviceLogEntries(_ text: String) -> [MenuEntry] {
        entries(
            selectedDetail?.events.map { event in
                let known = event.isKnown ? "as before" : "new"
                return "#\(event.number)  PCR \(event.register)  \(event.type)  \(event.told)  \(known)"
            } ?? [], text)
    }

    /// What becomes the reference, against what it is.
    func deviceAcceptEntries(_ text: String) -> [MenuEntry] {
        guard let detail = selectedDetail, case .accept(let device, let evidence, let version, _) = devices.draft,
            device == detail.summary.name
        else { return [MenuEntry("", note: "Reading…", action: .nothing)] }
        guard detail.summary.evidence == evidence else {
            return [
                MenuEntry(
                    "", note: "Newer evidence has come meanwhile. Esc, look at it, and begin anew", action: .nothing)
            ]
        }
        let of = detail.summary.deviceClass.isEmpty ? "" : ", for all of class \(detail.summary.deviceClass)"
        var lines = [
            "The values of \(device) in evidence e-\(evidence) become policy \(version + 1)\(of).",
            PlatformRegister.difference(of: detail), "",
        ]
        let changed = detail.changed
        let fresh = detail.registers.filter(\.expected.isEmpty)
        lines += changed.flatMap(\.lines) + fresh.flatMap(\.lines)
        if changed.isEmpty, fresh.isEmpty { lines.append("Nothing differs from the reference.") }
        let news = detail.events.filter { !$0.isKnown }
        if !news.isEmpty { lines += ["", "Measured now and not before:"] }
        lines += news.map { "  #\($0.number)  PCR \($0.register)  \($0.type)  \($0.told)" }
        return shown(lines, text).map { MenuEntry("", note: $0, action: .acceptReference) }
    }

    /// What is asked before a device is revoked: nothing takes it back.
    var deviceRevokeEntries: [MenuEntry] {
        guard case .revoke(let device, _) = devices.draft else { return [] }
        return [
            MenuEntry("\(device): only a new enrolment brings it back", action: .nothing, isHeading: true),
            MenuEntry("no", keys: "n", action: .nothing),
            MenuEntry("yes, its keys are to be believed no more", keys: "y", action: .revokeDevice),
        ]
    }

    private func entries(_ lines: [String], _ text: String) -> [MenuEntry] {
        shown(lines, text).map { MenuEntry("", note: $0, action: .copyText($0, label: "the line")) }
    }

    /// Those that hold what is searched, as wide as the menu: digits are not to be cut.
    private func shown(_ lines: [String], _ text: String) -> [String] {
        let columns = max(20, MenuView.tallColumns(of: size))
        return lines.filter { text.isEmpty || $0.lowercased().contains(text.lowercased()) }.flatMap { line in
            line.isEmpty ? [""] : CellText.wrapped(line, columns: columns)
        }
    }
}

extension DeviceDetail.Register {
    /// How it stands against the reference, in lines of digits.
    var lines: [String] {
        let name = "PCR \(index), \(PlatformRegister.name(of: index)) (\(bank))"
        let digits = Hexadecimal.text(found)
        if expected.isEmpty { return ["\(name): not in the policy", "  found     \(digits)"] }
        if expected.contains(found) { return ["\(name): as the reference", "  found     \(digits)"] }
        return ["\(name): DIFFERS"] + expected.map { "  expected  \(Hexadecimal.text($0))" } + ["  found     \(digits)"]
    }
}

extension DeviceDetail.LoggedEvent {
    /// Its text where that is what was measured, else its digest.
    var told: String {
        if let text { return text }
        let digits = Hexadecimal.text(digest)
        let short = digits.utf8.count > 8 ? "\(digits.prefix(4))..\(digits.suffix(4))" : digits
        return "\(short), text unproven, hidden"
    }
}
