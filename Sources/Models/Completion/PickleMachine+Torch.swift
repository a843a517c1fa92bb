// SPDX-License-Identifier: Apache-2.0

/// What PyTorch puts into a pickle (pytorch/pytorch, `torch/serialization.py` and `torch/_utils.py`): storages by their key, tensors as parts of them.
extension PickleMachine {
    /// The storage of a persistent id: ("storage", kind, key, device, count), in older files with a view behind it, which must be none.
    func storage(_ value: PickleValue) throws(ModelProblem) -> TorchStorage {
        guard case .tuple(let place) = value, (5...6).contains(tuples[place].count),
            case .text("storage") = tuples[place][0],
            case .global(let type) = tuples[place][1], case .text(let key) = tuples[place][2],
            case .text = tuples[place][3], case .number(let count) = tuples[place][4], (0...Shape.most).contains(count)
        else { throw ModelProblem("has a storage that is none") }
        if tuples[place].count == 6 {
            guard case .none = tuples[place][5] else {
                throw ModelProblem("has a storage inside another, which is not read")
            }
        }
        switch type {
        case .floatStorage: return TorchStorage(key: key, kind: .float, count: count)
        case .longStorage: return TorchStorage(key: key, kind: .long, count: count)
        default: throw ModelProblem("has a storage of \(type.rawValue)")
        }
    }

    /// A tensor: its storage, where it begins, its sides, and the steps along them, which must be those of a tensor in one piece.
    func tensor(_ given: [PickleValue]) throws(ModelProblem) -> TorchView {
        guard case .storage(let storage) = given[0], case .number(let start) = given[1], start >= 0 else {
            throw ModelProblem("has a tensor without a storage")
        }
        let sides = try numbers(given[2])
        let steps = try numbers(given[3])
        let shape = try Shape(checking: sides)
        var step = 1
        guard steps.count == sides.count else { throw ModelProblem("has a tensor with other steps than sides") }
        for (side, said) in zip(sides, steps).reversed() {
            guard said == step || side == 1 else {
                throw ModelProblem("has a tensor that is not in one piece, which is not read")
            }
            step *= side
        }
        guard start <= storage.count, shape.count <= storage.count - start else {
            throw ModelProblem("has a tensor that reaches beyond its storage")
        }
        return TorchView(storage: storage, start: start, sides: sides)
    }

    private func numbers(_ value: PickleValue) throws(ModelProblem) -> [Int] {
        guard case .tuple(let place) = value else { throw ModelProblem("has a tensor without sides") }
        var all: [Int] = []
        for entry in tuples[place] {
            guard case .number(let number) = entry else {
                throw ModelProblem("has a tensor with a side that is no number")
            }
            all.append(number)
        }
        return all
    }

    // MARK: What stands in a file

    static func text(_ reader: inout ByteReader, _ count: Int) throws(ModelProblem) -> String {
        guard count <= textMost else { throw ModelProblem("has a text of \(count) bytes") }
        return String(decoding: reader.bytes[try reader.take(count)], as: UTF8.self)
    }

    static func long(_ reader: inout ByteReader) throws(ModelProblem) -> PickleValue {
        let bytes = Array(reader.bytes[try reader.take(Int(try reader.byte()))])
        guard bytes.count <= 8 else { return .long(bytes) }
        // The sign is the last byte's upper bit.
        let filling: UInt64 = bytes.last.map { $0 & 0x80 != 0 } == true ? ~0 : 0
        return .number(Int(Int64(bitPattern: bytes.reversed().reduce(filling) { $0 << 8 | UInt64($1) })))
    }

    static func global(_ reader: inout ByteReader) throws(ModelProblem) -> PickleGlobal {
        let module = try reader.line(most: 256)
        let name = "\(module).\(try reader.line(most: 256))"
        guard let known = PickleGlobal(rawValue: name) else {
            throw ModelProblem(
                "names \(ModelProblem.quoted(name)), which no tensors need: nothing was run, the file is refused")
        }
        return known
    }
}
