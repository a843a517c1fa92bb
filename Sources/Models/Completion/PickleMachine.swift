// SPDX-License-Identifier: Apache-2.0

/// Reads a pickle (Python's `Lib/pickletools.py`, protocols 2 and 3) as PyTorch writes them for tensors by name, and executes nothing: opcodes and names
/// beyond the few that such a file needs are refused.
struct PickleMachine {
    /// Bounds: what is on the stack and remembered, what all lists and the like hold together, a text's bytes.
    static let stackMost = 20_000
    static let heldMost = 100_000
    static let textMost = 4096

    private var stack: [PickleValue] = []
    private var memo: [Int: PickleValue] = [:]
    private(set) var tuples: [[PickleValue]] = []
    private(set) var lists: [[PickleValue]] = []
    private(set) var dictionaries: [[(key: PickleValue, value: PickleValue)]] = []
    private var held = 0

    /// Runs the reader on to the pickle's end; what it leaves.
    mutating func load(_ reader: inout ByteReader) throws(ModelProblem) -> PickleValue {
        stack = []
        memo = [:]
        while true {
            let place = reader.position
            let opcode = try reader.byte()
            if opcode == UInt8(ascii: ".") {
                let value = try pop()
                guard stack.isEmpty else { throw ModelProblem("has a pickle that leaves more than one thing") }
                return value
            }
            do throws(ModelProblem) { try step(opcode, &reader) } catch { throw error.of("byte \(place)") }
        }
    }

    private mutating func step(_ opcode: UInt8, _ reader: inout ByteReader) throws(ModelProblem) {
        switch opcode {
        case 0x80:  // PROTO
            guard (2...3).contains(try reader.byte()) else {
                throw ModelProblem("has a pickle of another protocol than 2 or 3")
            }
        case UInt8(ascii: "N"): try push(.none)
        case 0x88: try push(.bool(true))
        case 0x89: try push(.bool(false))
        case UInt8(ascii: "K"): try push(.number(Int(try reader.number(1))))
        case UInt8(ascii: "M"): try push(.number(Int(try reader.number(2))))
        case UInt8(ascii: "J"): try push(.number(Int(Int32(truncatingIfNeeded: try reader.number(4)))))
        case 0x8a: try push(try Self.long(&reader))
        case UInt8(ascii: "X"), UInt8(ascii: "T"): try push(.text(try Self.text(&reader, try reader.word())))
        case UInt8(ascii: "U"): try push(.text(try Self.text(&reader, Int(try reader.byte()))))
        case UInt8(ascii: "("): try push(.mark)
        case UInt8(ascii: ")"): try pushTuple([])
        case UInt8(ascii: "t"): try pushTuple(try popToMark())
        case 0x85...0x87: try pushTuple(try pop(Int(opcode) - 0x84))
        case UInt8(ascii: "]"): try pushList()
        case UInt8(ascii: "a"): try append(try pop(1))
        case UInt8(ascii: "e"): try append(try popToMark())
        case UInt8(ascii: "}"): try pushDictionary()
        case UInt8(ascii: "s"): try set(try pop(2))
        case UInt8(ascii: "u"): try set(try popToMark())
        case UInt8(ascii: "q"): try remember(Int(try reader.byte()))
        case UInt8(ascii: "r"): try remember(try reader.word())
        case UInt8(ascii: "h"): try recall(Int(try reader.byte()))
        case UInt8(ascii: "j"): try recall(try reader.word())
        case UInt8(ascii: "c"): try push(.global(try Self.global(&reader)))
        case UInt8(ascii: "Q"): try push(.storage(try storage(try pop())))
        case UInt8(ascii: "R"): try reduce()
        case UInt8(ascii: "b"): try build()
        default: throw ModelProblem("has opcode 0x\(String(opcode, radix: 16)), which no tensors need: it is not read")
        }
    }

    // MARK: The stack

    private mutating func push(_ value: PickleValue) throws(ModelProblem) {
        guard stack.count < Self.stackMost else { throw ModelProblem("has a pickle with too much on its stack") }
        stack.append(value)
    }

    /// One value, which is no mark.
    private mutating func pop() throws(ModelProblem) -> PickleValue {
        guard let value = stack.popLast() else { throw ModelProblem("has a pickle that takes what is not there") }
        if case .mark = value { throw ModelProblem("has a pickle that takes what is not there") }
        return value
    }

    private mutating func pop(_ count: Int) throws(ModelProblem) -> [PickleValue] {
        var values: [PickleValue] = []
        for _ in 0..<count { values.append(try pop()) }
        return values.reversed()
    }

    private mutating func popToMark() throws(ModelProblem) -> [PickleValue] {
        let place = stack.lastIndex { if case .mark = $0 { true } else { false } }
        guard let place else { throw ModelProblem("has a pickle that looks for a mark that is not there") }
        defer { stack.removeSubrange(place...) }
        return Array(stack[(place + 1)...])
    }

    private mutating func remember(_ place: Int) throws(ModelProblem) {
        guard let value = stack.last, memo.count < Self.stackMost || memo[place] != nil else {
            throw ModelProblem("has a pickle that remembers too much, or nothing")
        }
        memo[place] = value
    }

    private mutating func recall(_ place: Int) throws(ModelProblem) {
        guard let value = memo[place] else { throw ModelProblem("has a pickle that recalls what it never saw") }
        try push(value)
    }

    // MARK: What holds others

    /// Counts what is held from now on.
    private mutating func hold(_ count: Int) throws(ModelProblem) {
        held += count + 1
        guard held <= Self.heldMost else { throw ModelProblem("has a pickle of more than \(Self.heldMost) parts") }
    }

    private mutating func pushTuple(_ values: [PickleValue]) throws(ModelProblem) {
        try hold(values.count)
        tuples.append(values)
        try push(.tuple(tuples.count - 1))
    }

    private mutating func pushList() throws(ModelProblem) {
        try hold(0)
        lists.append([])
        try push(.list(lists.count - 1))
    }

    private mutating func pushDictionary() throws(ModelProblem) {
        try hold(0)
        dictionaries.append([])
        try push(.dictionary(dictionaries.count - 1))
    }

    private mutating func append(_ values: [PickleValue]) throws(ModelProblem) {
        guard case .list(let place)? = stack.last else { throw ModelProblem("has a pickle that adds to no list") }
        try hold(values.count)
        lists[place] += values
    }

    private mutating func set(_ values: [PickleValue]) throws(ModelProblem) {
        guard case .dictionary(let place)? = stack.last, values.count.isMultiple(of: 2) else {
            throw ModelProblem("has a pickle that adds to no dictionary")
        }
        try hold(values.count)
        for pair in stride(from: 0, to: values.count, by: 2) {
            dictionaries[place].append((values[pair], values[pair + 1]))
        }
    }

    // MARK: Names

    /// What is made by a name and what it is given.
    private mutating func reduce() throws(ModelProblem) {
        let values = try pop(2)
        guard case .global(let name) = values[0], case .tuple(let place) = values[1] else {
            throw ModelProblem("has a pickle that calls what is no name")
        }
        let given = tuples[place]
        switch name {
        case .orderedDictionary:
            try pushDictionary()
            if let first = given.first { try fill(from: first) }
        case .rebuildTensor where given.count == 4, .rebuildTensor2 where given.count == 6 || given.count == 7:
            try push(.tensor(try tensor(given)))
        case .rebuildParameter:
            guard case .tensor(let tensor)? = given.first else {
                throw ModelProblem("has a parameter without a tensor")
            }
            try push(.tensor(tensor))
        default: throw ModelProblem("calls \(name.rawValue) otherwise than for a tensor")
        }
    }

    /// A dictionary's entries out of a list of pairs, as older Pythons write them.
    private mutating func fill(from value: PickleValue) throws(ModelProblem) {
        guard case .list(let place) = value else { throw ModelProblem("has a dictionary of no list") }
        for entry in lists[place] {
            let pair: [PickleValue] =
                switch entry {
                case .list(let place): lists[place]
                case .tuple(let place): tuples[place]
                default: []
                }
            guard pair.count == 2 else { throw ModelProblem("has a dictionary of no pairs") }
            try set(pair)
        }
    }

    /// The state of an object: nothing here has one that matters.
    private mutating func build() throws(ModelProblem) {
        _ = try pop()
        guard case .dictionary? = stack.last else {
            throw ModelProblem("has a pickle that gives a state to no dictionary")
        }
    }
}
