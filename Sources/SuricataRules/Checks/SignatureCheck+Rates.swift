// SPDX-License-Identifier: Apache-2.0

internal import Rules

extension SignatureCheck {
    /// The parameters that one keyword takes.
    private struct RateForm {
        var names: [String]
        var example: String
    }

    private static let thresholdForm = RateForm(
        names: ValueWords.rateNames,
        example: "threshold:type limit, track by_src, count 1, seconds 60;")
    private static let filterForm = RateForm(
        names: ValueWords.filterNames, example: "detection_filter:track by_src, count 5, seconds 60;")

    /// A rule counts in one way only.
    mutating func checkRates() {
        let rates = signature.options.filter { ["threshold", "detection_filter"].contains($0.name) }
        guard rates.count > 1 else { return }
        let fact =
            rates[0].name == rates[1].name
            ? "\(rates[1].name) stands here a second time" : "\(rates[0].name) and \(rates[1].name) stand in one rule"
        findings.add(at: rates[1].offset, fact, help: "Leave one of them.")
    }

    mutating func checkThreshold(_ option: SignatureOption) {
        guard let values = rateValues(option, Self.thresholdForm) else { return }
        let type = values["type"]?.value ?? ""
        let form =
            type == "backoff"
            ? "Write threshold:type backoff, track by_flow, count 1, multiplier 10;"
            : "Write \(Self.thresholdForm.example)"
        guard ValueWords.rateTypes.contains(type) else {
            findings.add(
                at: values["type"]?.valueOffset ?? option.valueOffset,
                type.isEmpty ? "this threshold has no type" : "there is no threshold of type \(quoted(type))",
                help: form)
            return
        }
        guard checkTrack(option, values, ValueWords.rateTracks, form) else { return }
        let isBackoff = type == "backoff"
        if isBackoff, values["track"]?.value != "by_flow" {
            findings.add(
                at: values["track"]?.valueOffset ?? option.valueOffset, "type backoff counts by_flow only",
                help: "Write track by_flow.")
            return
        }
        if isBackoff {
            warnSince8(option, "type backoff")
            if let extra = values["seconds"] ?? values["unique_on"] {
                findings.add(at: extra.offset, "type backoff takes no \(extra.name)", help: "Remove it.")
                return
            }
        }
        let bounds: [(name: String, isZeroAllowed: Bool)] =
            isBackoff ? [("count", false), ("multiplier", false)] : [("count", true), ("seconds", true)]
        for bound in bounds where !checkAmount(option, values, bound.name, bound.isZeroAllowed, form) { return }
        if let multiplier = values["multiplier"], multiplier.value == "1" {
            findings.add(at: multiplier.valueOffset, "multiplier 1 changes nothing", help: "Write 2 or more.")
        }
        if let unique = values["unique_on"], !ValueWords.uniquePorts.contains(unique.value) {
            findings.add(
                .warning, at: unique.valueOffset, "unique_on knows no \(quoted(unique.value))",
                help: "Write src_port or dst_port.")
        }
    }

    mutating func checkDetectionFilter(_ option: SignatureOption) {
        guard let values = rateValues(option, Self.filterForm) else { return }
        let form = "Write \(Self.filterForm.example)"
        guard checkTrack(option, values, ValueWords.filterTracks, form) else { return }
        for name in ["count", "seconds"] where !checkAmount(option, values, name, false, form) { return }
    }

    /// The parameters by name; `nil` if one is unknown or stands twice, which the findings then say.
    private mutating func rateValues(
        _ option: SignatureOption, _ form: RateForm
    ) -> [String: Parameters.Parameter]? {
        var values: [String: Parameters.Parameter] = [:]
        for var parameter in Parameters(Array((option.value ?? "").utf8)).all {
            parameter.offset += option.valueOffset
            parameter.valueOffset += option.valueOffset
            guard form.names.contains(parameter.name) else {
                let nearest = NearestName.of(parameter.name, among: form.names).map { "Did you mean \($0)?" }
                findings.add(
                    at: parameter.offset, "\(option.name) knows no \(quoted(parameter.name))",
                    help: nearest ?? "Write \(form.example)")
                return nil
            }
            guard !parameter.value.contains(where: \.isBlank) else {
                findings.add(
                    at: parameter.valueOffset, "a comma is missing in \(quoted(parameter.value))",
                    help: "Write \(form.example)")
                return nil
            }
            guard values.updateValue(parameter, forKey: parameter.name) == nil else {
                findings.add(
                    at: parameter.offset, "\(parameter.name) stands here a second time", help: "Leave one of them.")
                return nil
            }
        }
        return values
    }

    private mutating func checkTrack(
        _ option: SignatureOption, _ values: [String: Parameters.Parameter], _ names: [String], _ form: String
    ) -> Bool {
        guard let track = values["track"] else {
            findings.add(at: option.valueOffset, "\(option.name) has no track", help: form)
            return false
        }
        guard names.contains(track.value) else {
            findings.add(
                at: track.valueOffset, "\(option.name) cannot track \(quoted(track.value))",
                help: "Write one of \(names.joined(separator: ", ")).")
            return false
        }
        if track.value == "by_flow", values["type"]?.value != "backoff" { warnSince8(option, "track by_flow") }
        return true
    }

    private mutating func warnSince8(_ option: SignatureOption, _ what: String) {
        findings.add(
            .warning, at: option.valueOffset, "\(what) is new in Suricata 8",
            help: VersionGap.newRule)
    }

    private mutating func checkAmount(
        _ option: SignatureOption, _ values: [String: Parameters.Parameter], _ name: String, _ isZeroAllowed: Bool,
        _ form: String
    ) -> Bool {
        guard let amount = values[name] else {
            findings.add(at: option.valueOffset, "\(option.name) has no \(name)", help: form)
            return false
        }
        guard amount.value.utf8.allSatisfy(\.isDigit), let number = UInt32(amount.value) else {
            findings.add(at: amount.valueOffset, "\(name) is no number: \(quoted(amount.value))", help: form)
            return false
        }
        if number == 0 {
            findings.add(
                isZeroAllowed ? .warning : .error, at: amount.valueOffset, "\(name) 0 counts nothing",
                help: "Write 1 or more.")
        }
        return true
    }
}
