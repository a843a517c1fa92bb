// SPDX-License-Identifier: Apache-2.0

/// The ZIP archive of PyTorch's files (PKWARE's APPNOTE; pytorch/pytorch, `caffe2/serialize`): entries are stored as they are, in one folder: `data.pkl`, and the
/// numbers of each storage in `data/`. Compressed or encrypted entries and archives in parts are refused.
struct TorchArchive {
    let pickle: Range<Int>
    /// Where each storage's numbers stand, by its key.
    let storages: [String: Range<Int>]

    static let entriesMost = 4096

    init(parsing bytes: [UInt8]) throws(ModelProblem) {
        let entries = try Self.entries(bytes)
        let pickles = entries.keys.filter { $0.hasSuffix("/data.pkl") }
        guard pickles.count == 1, let name = pickles.first, let pickle = entries[name] else {
            throw ModelProblem("is an archive, and none of PyTorch's")
        }
        let folder = name.dropLast("data.pkl".count)
        if let order = entries["\(folder)byteorder"], Array(bytes[order]) != Array("little".utf8) {
            throw ModelProblem("was not written by a little-endian machine")
        }
        self.pickle = pickle
        var storages: [String: Range<Int>] = [:]
        for (entry, place) in entries where entry.hasPrefix("\(folder)data/") {
            storages[String(entry.dropFirst(folder.count + 5))] = place
        }
        self.storages = storages
    }

    /// Where each entry's bytes stand, by its name, by the directory at the end.
    private static func entries(_ bytes: [UInt8]) throws(ModelProblem) -> [String: Range<Int>] {
        // The end's record has 22 bytes and a comment.
        let last = bytes.count - 22
        let first = max(0, last - 0xffff)
        guard last >= 0,
            let end = stride(from: last, through: first, by: -1).first(where: {
                bytes[$0] == 0x50 && bytes[$0 + 1] == 0x4b && bytes[$0 + 2] == 5 && bytes[$0 + 3] == 6
            })
        else { throw ModelProblem("is an archive without its end") }
        var record = ByteReader(bytes, end + 4..<bytes.count)
        _ = try record.take(6)
        let count = Int(try record.number(2))
        _ = try record.word()
        let start = try record.word()
        guard count <= entriesMost, start <= end else {
            throw ModelProblem("is an archive that is not read: too large, or damaged")
        }
        var directory = ByteReader(bytes, start..<end)
        var all: [String: Range<Int>] = [:]
        for _ in 0..<count {
            let (name, place) = try entry(&directory)
            guard all.updateValue(place, forKey: name) == nil else {
                throw ModelProblem("is an archive with \(ModelProblem.quoted(name)) twice")
            }
        }
        return all
    }

    private static func entry(_ directory: inout ByteReader) throws(ModelProblem) -> (String, Range<Int>) {
        guard try directory.word() == 0x0201_4b50 else { throw ModelProblem("is an archive with a damaged directory") }
        _ = try directory.take(4)
        let flags = try directory.number(2)
        let method = try directory.number(2)
        _ = try directory.take(8)
        let packed = try directory.word()
        let size = try directory.word()
        let lengths = (Int(try directory.number(2)), Int(try directory.number(2)), Int(try directory.number(2)))
        _ = try directory.take(8)
        let header = try directory.word()
        let name = String(decoding: directory.bytes[try directory.take(lengths.0)], as: UTF8.self)
        _ = try directory.take(lengths.1 + lengths.2)
        guard method == 0, flags & 1 == 0, packed == size else {
            throw ModelProblem("is an archive whose entry \(ModelProblem.quoted(name)) is packed, which is not read")
        }
        // The local header has an extra field of another length.
        guard header < directory.bytes.count else { throw ModelProblem("is an archive with a damaged directory") }
        var local = ByteReader(directory.bytes, header..<directory.bytes.count)
        guard try local.word() == 0x0403_4b50 else { throw ModelProblem("is an archive with a damaged directory") }
        _ = try local.take(22)
        let own = (Int(try local.number(2)), Int(try local.number(2)))
        _ = try local.take(own.0 + own.1)
        return (name, try local.take(size))
    }
}
