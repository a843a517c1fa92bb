// SPDX-License-Identifier: Apache-2.0

@testable import Models

/// Writes files as `torch.save` does, by hand.
struct PickleWriter {
    private(set) var bytes: [UInt8] = [0x80, 2]

    mutating func raw(_ more: [UInt8]) { bytes += more }

    mutating func text(_ text: String) {
        bytes += [UInt8(ascii: "X")] + Self.word(text.utf8.count) + text.utf8
    }

    mutating func number(_ number: Int) { bytes += [UInt8(ascii: "J")] + Self.word(number) }

    mutating func global(_ module: String, _ name: String) { bytes += Array("c\(module)\n\(name)\n".utf8) }

    mutating func numbers(_ all: [Int]) {
        bytes.append(UInt8(ascii: "("))
        for one in all { number(one) }
        bytes.append(UInt8(ascii: "t"))
    }

    /// A tensor that is a storage of its own, called by its key.
    mutating func tensor(_ sides: [Int], key: String, kind: String = "FloatStorage", isOlder: Bool = false) {
        global("torch._utils", "_rebuild_tensor_v2")
        raw(Array("((".utf8))
        text("storage")
        global("torch", kind)
        text(key)
        text("cpu")
        number(sides.reduce(1, *))
        if isOlder { raw(Array("N".utf8)) }
        raw(Array("tQ".utf8))
        number(0)
        numbers(sides)
        var steps: [Int] = []
        var step = 1
        for side in sides.reversed() {
            steps.insert(step, at: 0)
            step *= side
        }
        numbers(steps)
        raw([0x89])
        global("collections", "OrderedDict")
        raw(Array(")RtR".utf8))
    }

    static func word(_ number: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }

    /// A state dict: tensors by name, each with its key.
    static func state(_ tensors: [(name: String, sides: [Int], kind: String)], isOlder: Bool = false) -> [UInt8] {
        var pickle = PickleWriter()
        pickle.global("collections", "OrderedDict")
        pickle.raw(Array(")Rq\u{1}(".utf8))
        for (index, tensor) in tensors.enumerated() {
            pickle.text(tensor.name)
            pickle.tensor(tensor.sides, key: "\(index)", kind: tensor.kind, isOlder: isOlder)
        }
        pickle.raw(Array("u}b.".utf8))
        return pickle.bytes
    }

    /// The row of pickles that PyTorch wrote before 1.6, with the storages' bytes behind it.
    static func older(_ pickle: [UInt8], _ storages: [(bytes: [UInt8], size: Int)]) -> [UInt8] {
        var file: [UInt8] = [
            0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, UInt8(ascii: "."),
        ]
        file += [0x80, 2, UInt8(ascii: "M"), 0xe9, 3, UInt8(ascii: ".")]
        var system = PickleWriter()
        system.raw(Array("}(".utf8))
        system.text("little_endian")
        system.raw([0x88] + Array("u.".utf8))
        file += system.bytes + pickle
        var keys = PickleWriter()
        keys.raw(Array("](".utf8))
        for index in storages.indices { keys.text("\(index)") }
        keys.raw(Array("e.".utf8))
        file += keys.bytes
        for storage in storages {
            let count = storage.bytes.count / storage.size
            file += (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) } + storage.bytes
        }
        return file
    }

    /// The archive since then: entries stored as they are.
    static func archive(_ entries: [(name: String, bytes: [UInt8])], method: Int = 0) -> [UInt8] {
        func half(_ number: Int) -> [UInt8] {
            [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)]
        }
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for (name, bytes) in entries {
            let sizes = word(0) + word(bytes.count) + word(bytes.count)
            directory += word(0x0201_4b50) + half(0) + half(0) + half(0) + half(method) + word(0) + sizes
            directory +=
                half(name.utf8.count) + half(0) + half(0) + half(0) + half(0) + word(0) + word(file.count) + name.utf8
            file += word(0x0403_4b50) + half(0) + half(0) + half(method) + word(0) + sizes
            file += half(name.utf8.count) + half(3) + name.utf8 + [0x46, 0x42, 0] + bytes
        }
        let start = file.count
        file += directory + word(0x0605_4b50) + half(0) + half(0) + half(entries.count) + half(entries.count)
        return file + word(directory.count) + word(start) + half(0)
    }

    /// A state dict as an archive.
    static func archive(_ pickle: [UInt8], _ storages: [[UInt8]]) -> [UInt8] {
        archive(
            [("archive/data.pkl", pickle), ("archive/byteorder", Array("little".utf8))]
                + storages.enumerated().map { ("archive/data/\($0.offset)", $0.element) })
    }
}
