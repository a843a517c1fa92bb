// SPDX-License-Identifier: Apache-2.0

package import EVE

/// What names of clips tell, and which names outputs get. Names in a watch folder are chosen by others.
package enum ClipName {
    private static let videos: Set<String> = [
        "mp4", "m4v", "mov", "mkv", "avi", "webm", "ts", "mts", "mpg", "mpeg", "h264", "264",
    ]
    private static let images: Set<String> = ["jpg", "jpeg", "png", "bmp"]
    /// Bytes of an output's name without its ending.
    private static let stemMost = 120

    /// Whether a file of this name is taken for a clip. Hidden files and those that others are still writing, by their name, are none.
    package static func isClip(_ name: String) -> Bool {
        guard !name.hasPrefix("."), let ending = ending(of: name) else { return false }
        return videos.contains(ending) || images.contains(ending)
    }

    /// The name of the processed clip: what is left of its own in letters, digits, `-`, `_` and `.`, with `number` where there is one.
    ///
    /// - Parameter isFolder: whether it is a folder that gets the name, as of images and streams.
    package static func output(for name: String, number: Int? = nil, isFolder: Bool = false) -> String {
        let ending = isFolder ? "" : ending(of: name) ?? ""
        let stem = name.dropLast(ending.isEmpty ? 0 : ending.utf8.count + 1)
        var bytes = stem.utf8.map { byte -> UInt8 in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f: byte
            default: 0x5f
            }
        }
        bytes = Array(bytes.prefix(stemMost))
        // Neither an option to a program nor a hidden file.
        if let first = bytes.first, first == 0x2d || first == 0x2e { bytes[0] = 0x5f }
        if bytes.isEmpty { bytes = Array("clip".utf8) }
        let counted = String(decoding: bytes, as: UTF8.self) + (number.map { "-\($0)" } ?? "")
        if isFolder { return counted }
        guard images.contains(ending) else { return counted + ".mp4" }
        return counted + (ending == "bmp" ? ".png" : ".\(ending)")
    }

    /// The first free name of those for an input, in a folder; `nil` where thousands are taken.
    package static func freeOutput(
        for name: String, in folder: String, isFolder: Bool = false, isFree: (String) throws -> Bool
    ) rethrows -> String? {
        for number in 1...2000 {
            let path = "\(folder)/\(output(for: name, number: number == 1 ? nil : number, isFolder: isFolder))"
            if try isFree(path) { return path }
        }
        return nil
    }

    /// The moment that a name tells, as many recorders write it: year, month, day, hour, minute and second in digits, with a sign or none between
    /// them. It is taken for UTC.
    package static func begin(of name: String) -> Instant? {
        let bytes = Array(name.utf8.prefix(1024))
        guard bytes.count >= 14 else { return nil }
        for start in 0...bytes.count - 14 where start == 0 || !isDigit(bytes[start - 1]) {
            if let found = moment(bytes[start...]) { return found }
        }
        return nil
    }

    private static func moment(_ bytes: ArraySlice<UInt8>) -> Instant? {
        var at = bytes.startIndex
        var values: [String] = []
        for (index, length) in [4, 2, 2, 2, 2, 2].enumerated() {
            // One of - _ . : T and blank.
            if index > 0, at < bytes.endIndex, [0x2d, 0x5f, 0x2e, 0x3a, 0x54, 0x20].contains(bytes[at]) { at += 1 }
            guard at + length <= bytes.endIndex, bytes[at..<at + length].allSatisfy(isDigit) else { return nil }
            values.append(String(decoding: bytes[at..<at + length], as: UTF8.self))
            at += length
        }
        guard at == bytes.endIndex || !isDigit(bytes[at]), let year = Int(values[0]), (1990...2199).contains(year)
        else { return nil }
        return Instant("\(values[0])-\(values[1])-\(values[2])T\(values[3]):\(values[4]):\(values[5])Z")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func ending(of name: String) -> String? {
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return nil }
        let ending = name[name.index(after: dot)...].lowercased()
        return (1...5).contains(ending.utf8.count) && ending.utf8.allSatisfy { $0 < 0x80 } ? ending : nil
    }
}
