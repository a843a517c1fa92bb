// SPDX-License-Identifier: Apache-2.0

/// A tensor of a PyTorch file: what it is, and where in the file its numbers stand.
struct TorchTensor {
    var kind: TorchKind
    var sides: [Int]
    var data: Range<Int>

    var text: String {
        let shape = sides.isEmpty ? "one number" : sides.map(String.init).joined(separator: "x")
        return kind == .float ? shape : "\(shape) of whole numbers"
    }
}

/// A file that `torch.save` wrote of tensors by name (a "state dict"): the ZIP archive of PyTorch 1.6 and later, or the row of pickles before it.
struct TorchFile {
    let bytes: [UInt8]
    let tensors: [String: TorchTensor]

    /// - Throws: what is wrong with it.
    init(parsing bytes: [UInt8]) throws(ModelProblem) {
        self.bytes = bytes
        let views: [String: TorchView]
        let places: [String: Range<Int>]
        if bytes.starts(with: [0x50, 0x4b, 3, 4]) {
            let archive = try TorchArchive(parsing: bytes)
            var machine = PickleMachine()
            var reader = ByteReader(bytes, archive.pickle)
            let root = try machine.load(&reader)
            views = try machine.tensors(root)
            places = archive.storages
        } else {
            (views, places) = try Self.readOlder(bytes)
        }
        var tensors: [String: TorchTensor] = [:]
        for (name, view) in views {
            guard let place = places[view.storage.key], place.count == view.storage.count * view.storage.kind.size
            else {
                throw ModelProblem("has not the numbers of tensor \(ModelProblem.quoted(name))")
            }
            let start = place.lowerBound + view.start * view.storage.kind.size
            let count = view.sides.reduce(1, *) * view.storage.kind.size
            tensors[name] = TorchTensor(kind: view.storage.kind, sides: view.sides, data: start..<start + count)
        }
        self.tensors = tensors
    }

    /// The files before version 1.6: a number that says so, a version, what machine wrote it, the pickle, the storages' keys, and their numbers.
    private static func readOlder(_ bytes: [UInt8]) throws(ModelProblem) -> ([String: TorchView], [String: Range<Int>])
    {
        var reader = ByteReader(bytes)
        var machine = PickleMachine()
        // 0x1950a86a20f9469cfc6c
        guard bytes.first == 0x80, case .long(let magic) = try machine.load(&reader),
            magic == [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]
        else { throw ModelProblem("is no file of PyTorch: is it a .pth?") }
        guard case .number(1001) = try machine.load(&reader) else {
            throw ModelProblem("is of another version of PyTorch's files")
        }
        let system = try machine.load(&reader)
        guard case .dictionary(let place) = system,
            machine.dictionaries[place].contains(where: { entry in
                if case .text("little_endian") = entry.key, case .bool(true) = entry.value { true } else { false }
            })
        else { throw ModelProblem("was not written by a little-endian machine") }
        let root = try machine.load(&reader)
        let views = try machine.tensors(root)
        guard case .list(let keys) = try machine.load(&reader) else { throw ModelProblem("does not list its storages") }
        var kinds: [String: TorchKind] = [:]
        for view in views.values { kinds[view.storage.key] = view.storage.kind }
        var places: [String: Range<Int>] = [:]
        for key in machine.lists[keys] {
            guard case .text(let name) = key, let kind = kinds[name], places[name] == nil else {
                throw ModelProblem("lists a storage that no tensor has")
            }
            let count = try reader.count()
            guard count <= Shape.most else { throw ModelProblem("has a storage past all bounds") }
            places[name] = try reader.take(count * kind.size)
        }
        guard reader.left == 0 else { throw ModelProblem("has \(reader.left) bytes behind its end") }
        return (views, places)
    }
}

extension PickleMachine {
    /// Tensors by name: the whole of what such a file holds.
    fileprivate func tensors(_ value: PickleValue) throws(ModelProblem) -> [String: TorchView] {
        guard case .dictionary(let place) = value else { throw ModelProblem("holds no tensors by name") }
        var all: [String: TorchView] = [:]
        for entry in dictionaries[place] {
            guard case .text(let name) = entry.key, case .tensor(let tensor) = entry.value else {
                throw ModelProblem("holds something else than tensors by name: save a state_dict")
            }
            guard all.updateValue(tensor, forKey: name) == nil else {
                throw ModelProblem("has tensor \(ModelProblem.quoted(name)) twice")
            }
        }
        return all
    }
}
