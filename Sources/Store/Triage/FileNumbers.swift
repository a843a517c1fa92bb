// SPDX-License-Identifier: Apache-2.0

internal import Rules
internal import Triage

/// Different values, each with a number, in the order in which they came.
struct NumberedValues<Value: Hashable> {
    private var values: [Value] = []
    private var numbers: [Value: Int32] = [:]

    mutating func number(of value: Value) -> Int32 {
        if let known = numbers[value] { return known }
        let number = Int32(truncatingIfNeeded: values.count)
        values.append(value)
        numbers[value] = number
        return number
    }

    /// The value of a number that was handed out.
    subscript(_ number: Int32) -> Value { values[Int(number)] }
}

/// What the numbers of one file are among those of all files; each name is looked up once.
struct FileNumbers {
    /// What is known of a signature or a rule.
    struct About {
        var subject: Int32
        var title: Int32
        /// The id of the rule; that of the empty text for a signature.
        var rule: Int32
        var urgency: Urgency
    }

    private struct Key: Hashable {
        var signature: Int64
        var rule: Int64
    }

    private var known: [Key: About] = [:]
    private var gateways: [Int64: Int32] = [:]

    mutating func subject(
        of step: AlertWalk.Step, in day: DaySnapshot, _ subjects: inout NumberedValues<InboxGroup.Subject?>,
        _ titles: inout NumberedValues<String>, _ names: inout NumberedValues<String>
    ) -> About {
        let key = Key(signature: step.signature, rule: step.rule)
        if let about = known[key] { return about }
        let about = About(
            subject: subjects.number(of: step.subject(in: day)), title: titles.number(of: step.title(in: day)),
            rule: names.number(of: day.names.rule(step.rule)?.id ?? ""), urgency: step.urgency(in: day))
        known[key] = about
        return about
    }

    mutating func gateway(_ number: Int64, in day: DaySnapshot, _ names: inout NumberedValues<String>) -> Int32 {
        if let known = gateways[number] { return known }
        let name = names.number(of: day.names.text(number) ?? "")
        gateways[number] = name
        return name
    }
}
