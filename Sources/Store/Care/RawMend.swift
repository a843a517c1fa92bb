// SPDX-License-Identifier: Apache-2.0

internal import Compression
internal import Glibc

/// Writes a raw file anew in which every record is sound.
///
/// Everything keeps its place, as blocks name dictionaries and events name blocks by it. What is damaged is covered: by the
/// dictionary that was lost, if another day has it, and by gaps otherwise.
struct RawMend {
    let survey: RawSurvey
    let identity: Int64
    let directory: StoreDirectory
    /// How far sources have come that no commit tells of any more.
    var progress: [Int64: UInt64] = [:]
    /// Whether lines at the end of the file are lost, so that a gap must stand for them.
    var isCut = false

    /// Copies `path` to `target`, mended, up to where it counts. The answer is which bytes are lost, and how long the target is.
    ///
    /// - Throws: `StoreError`; then `target` is of no use.
    func write(
        from path: String, to target: String
    ) throws(StoreError) -> (lost: [Range<UInt64>], length: UInt64) {
        unsafe _ = unlink(target)
        guard let old = try RawFile.reading(path) else { throw .system(path: path, call: "open", code: ENOENT) }
        let new = try RawFile.writing(target, identity: identity)
        var offset = RawFile.headLength
        while offset < survey.length {
            let bytes = try old.read(at: offset, limit: Int(min(1 << 20, survey.length - offset)))
            guard !bytes.isEmpty else { break }
            try new.write(bytes, at: offset)
            offset += UInt64(bytes.count)
        }
        var lost: [Range<UInt64>] = []
        var found: Set<UInt32> = []
        for range in survey.damage {
            let place = UInt32(truncatingIfNeeded: range.lowerBound / UInt64(RawRecord.alignment))
            if let cover = try dictionary(at: place, length: range.count, besides: path) {
                try new.write(cover, at: range.lowerBound)
                found.insert(place)
            } else {
                lost.append(range)
            }
        }
        for (place, ranges) in survey.orphans where !found.contains(place) { lost += ranges }
        for range in lost where range.lowerBound < survey.length {
            try new.write(Self.gaps(range.count), at: range.lowerBound)
        }
        let end = ending()
        try new.write(end, at: survey.length)
        try new.synchronise()
        return (lost.sorted { $0.lowerBound < $1.lowerBound }, survey.length + UInt64(end.count))
    }

    /// What comes behind the last record, which must be a commit.
    private func ending() -> [UInt8] {
        var bytes = isCut ? Self.gaps(RawRecord.alignment) : []
        guard isCut || survey.isCut || !progress.isEmpty else { return [] }
        let moved = progress.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        RawRecord.append(.commit, to: &bytes) { RawCommit(progress: moved).append(to: &$0) }
        return bytes
    }

    /// A record of the dictionary that blocks look for at a place, if it is known and fills the place.
    private func dictionary(at place: UInt32, length: Int, besides path: String) throws(StoreError) -> [UInt8]? {
        guard let number = survey.lostDictionaries[place],
            let body = try DictionarySearch(directory: directory).find(number, besides: path)
        else { return nil }
        var cover: [UInt8] = []
        RawRecord.append(.dictionary, to: &cover) { $0 += body }
        return cover.count == length ? cover : nil
    }

    /// Records that fill so many bytes, a multiple of 16, and tell nothing.
    private static func gaps(_ length: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        let most = RawRecord.bodyLimit / RawRecord.alignment * RawRecord.alignment
        while bytes.count < length {
            let body = min(most, length - bytes.count) - RawRecord.headLength
            RawRecord.append(.gap, to: &bytes) { $0 += [UInt8](repeating: 0, count: body) }
        }
        return bytes
    }

    /// The raw file of a day whose lines are lost altogether: one gap, in a commit of no source.
    static func makeEmpty(_ path: String, identity: Int64) throws(StoreError) -> UInt64 {
        unsafe _ = unlink(path)
        let file = try RawFile.writing(path, identity: identity)
        var bytes = gaps(RawRecord.alignment)
        RawRecord.append(.commit, to: &bytes) { RawCommit(progress: []).append(to: &$0) }
        try file.write(bytes, at: RawFile.headLength)
        try file.synchronise()
        return RawFile.headLength + UInt64(bytes.count)
    }
}

/// Looks for a dictionary in the raw files of all days: a writer puts the same one into each that it writes.
struct DictionarySearch {
    let directory: StoreDirectory

    /// The body of the dictionary that zstd knows by `number`; `nil` where no file has it.
    func find(_ number: UInt32, besides path: String) throws(StoreError) -> [UInt8]? {
        guard number != 0 else { return nil }
        for partition in directory.storedPartitions.reversed() {
            let other = directory.rawPath(of: partition)
            guard other != path, let file = try RawFile.reading(other) else { continue }
            let length = try file.length()
            guard length >= RawFile.headLength else { continue }
            var walk = RawWalk(file, to: length)
            while let step = try walk.next() {
                guard case .record(.dictionary, let body, _, _) = step else { continue }
                if BlockDictionary(bytes: Array(body)).id == number { return Array(body) }
            }
        }
        return nil
    }
}
