// SPDX-License-Identifier: Apache-2.0

/// A Darknet `.cfg`: sections of options, as text. What is after `#` or `;` at a line's beginning is a comment.
struct DarknetConfig {
    struct Section {
        var name: String
        /// Where it begins, counted from 1.
        var line: Int
        var options: [String: String] = [:]
    }

    /// The first is `[net]`, each other one a layer.
    let sections: [Section]

    /// More bytes, sections or options in one than these are none that is read.
    static let bytesMost = 1 << 20
    static let sectionsMost = 1000
    static let optionsMost = 100

    init(parsing bytes: [UInt8]) throws(ModelProblem) {
        guard bytes.count <= Self.bytesMost else { throw ModelProblem("has more than \(Self.bytesMost) bytes") }
        var sections: [Section] = []
        var number = 0
        for raw in bytes.split(separator: 10, omittingEmptySubsequences: false) {
            number += 1
            let line = String(decoding: raw.filter { $0 > 32 }, as: UTF8.self)
            guard let first = line.first, first != "#", first != ";" else { continue }
            if first == "[" {
                guard line.last == "]", sections.count < Self.sectionsMost else {
                    throw ModelProblem("\(number): is no section's head, or one too many")
                }
                sections.append(Section(name: String(line.dropFirst().dropLast()), line: number))
                continue
            }
            guard !sections.isEmpty, let mark = line.firstIndex(of: "=") else {
                throw ModelProblem("\(number): is neither a section's head nor an option of one")
            }
            let last = sections.count - 1
            guard sections[last].options.count < Self.optionsMost else {
                throw ModelProblem("\(number): is one option too many")
            }
            sections[last].options[String(line[..<mark])] = String(line[line.index(after: mark)...])
        }
        guard sections.first?.name == "net" || sections.first?.name == "network", sections.count > 1 else {
            throw ModelProblem("does not begin with [net] and layers behind it: is it a Darknet .cfg?")
        }
        self.sections = sections
    }
}

extension DarknetConfig.Section {
    /// A whole number of an option, or what it is by default.
    func number(_ key: String, or standard: Int? = nil, within bounds: ClosedRange<Int>) throws(ModelProblem) -> Int {
        let said = options[key]
        guard let value = said.map({ Int($0) }) ?? standard, bounds.contains(value) else {
            throw ModelProblem("\(line): [\(name)] has no \(key) from \(bounds.lowerBound) to \(bounds.upperBound)")
        }
        return value
    }

    /// No number of a list is farther from 0.
    private static let numbersMost = 1 << 20

    /// Whole numbers with commas between them.
    func numbers(_ key: String) throws(ModelProblem) -> [Int] {
        var all: [Int] = []
        for part in (options[key] ?? "").split(separator: ",") {
            guard let value = Int(part), (-Self.numbersMost...Self.numbersMost).contains(value) else {
                throw ModelProblem("\(line): [\(name)] has a \(key) that is no list of numbers")
            }
            all.append(value)
        }
        return all
    }
}
