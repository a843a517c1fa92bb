// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension CorrelationPlan {
    /// The groups that an event counts in: none if it has no value for a field of `group-by`, several if it has several.
    ///
    /// So do SQL's and Splunk's relatives that rules are otherwise converted to: they drop rows without a key, and put a row
    /// with several keys into the group of each.
    func keys(of fields: [String: [String]], slot: Int, limit: Int) -> (keys: [GroupKey], isCut: Bool) {
        var keys = [GroupKey(values: [])]
        var isCut = false
        for field in slots[slot].groupFields {
            let texts = distinct(fields[field] ?? [], limit: limit, isCut: &isCut)
            var longer: [GroupKey] = []
            for key in keys {
                for text in texts {
                    if longer.count == limit {
                        isCut = true
                    } else {
                        longer.append(GroupKey(values: key.values + [text]))
                    }
                }
            }
            keys = longer
        }
        return (keys, isCut)
    }

    /// The first `limit` different texts.
    private func distinct(_ texts: [String], limit: Int, isCut: inout Bool) -> [String] {
        if texts.count == 1 { return [Self.bounded(texts[0])] }
        var seen: Set<String> = []
        var kept: [String] = []
        for text in texts {
            if kept.count == limit {
                isCut = true
                break
            }
            let text = Self.bounded(text)
            if seen.insert(text).inserted { kept.append(text) }
        }
        return kept
    }

    /// What `value_count` tells apart: the values of the condition's field, or of all its fields together, of which each must
    /// have one.
    func texts(of fields: [String: [String]], slot: Int, limit: Int) -> [String] {
        var isCut = false
        let names = slots[slot].valueFields
        guard names.count > 1 else { return distinct(fields[names[0]] ?? [], limit: limit, isCut: &isCut) }
        var texts = [""]
        for name in names {
            let values = distinct(fields[name] ?? [], limit: limit, isCut: &isCut)
            let longer = texts.lazy.flatMap { text in values.lazy.map { "\(text)\($0.utf8.count):\($0)" } }
            texts = Array(longer.prefix(limit))
        }
        return texts.map(Self.bounded)
    }

    /// The numbers in the condition's fields. One that is not finite or reaches `numberLimit` is none. Equal numbers of one
    /// event count once.
    func numbers(of fields: [String: [String]], slot: Int, limit: Int) -> [Double] {
        var numbers: [Double] = []
        for name in slots[slot].valueFields {
            for text in (fields[name] ?? []).prefix(limit) {
                guard let number = Double(text), Self.isUsable(number) else { continue }
                numbers.append(number == 0 ? 0 : number)
            }
        }
        return numbers
    }

    /// Below this magnitude numbers are summed, to a billionth.
    static let numberLimit = 1e13

    /// Whether a number may be summed; one that is none may not.
    static func isUsable(_ number: Double) -> Bool {
        number.magnitude < numberLimit
    }

    /// `text`, or for a long one its beginning and a hash, so that long texts do not become equal.
    static func bounded(_ text: String) -> String {
        guard text.utf8.count > CorrelationLimits.textBytes else { return text }
        let hash = Fingerprint.hash(text.utf8)
        let start = String(decoding: text.utf8.prefix(CorrelationLimits.textBytes), as: UTF8.self)
        return "\(start)…\(String(hash, radix: 16))"
    }
}
