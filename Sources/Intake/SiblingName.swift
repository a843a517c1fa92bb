// SPDX-License-Identifier: Apache-2.0
internal import EVE

/// The name that a rotation gives a file: the followed file's, with a number or date, and perhaps compressed.
///
/// Source: logrotate(8), directives rotate, dateext, dateformat, extension and compress.
struct SiblingName: Hashable {
    /// What the name tells about age.
    enum Age: Hashable {
        /// A counter; a higher one is older.
        case number(Int)
        /// The digits of a date or time; a smaller one is older.
        case date(String)
        /// Nothing: only compressed.
        case none
    }

    var name: String
    var age: Age
    var isCompressed: Bool

    /// Reads `name` as a rotated form of `followed`; `nil` if it is something else, as every unfinished or temporary file.
    init?(_ name: String, of followed: String) {
        self.name = name
        var rest = Substring(name)
        isCompressed = false
        for ending in [".gz", ".xz", ".zst", ".zstd"] where rest.hasSuffix(ending) {
            rest = rest.dropLast(ending.count)
            isCompressed = true
            break
        }
        guard let mark = Self.mark(in: rest, of: followed) else {
            return nil
        }
        if mark.isEmpty {
            guard isCompressed else {
                return nil
            }
            age = .none
            return
        }
        guard let first = mark.utf8.first, Array(".-_".utf8).contains(first),
            mark.utf8.allSatisfy({ Self.isDigit($0) || Array(".-_:TZ+".utf8).contains($0) })
        else {
            return nil
        }
        let digits = mark.filter { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty else {
            return nil
        }
        // A date has six digits at least.
        age = digits.count < 6 ? .number(Int(digits) ?? 0) : .date(String(digits))
    }

    /// What stands behind the followed name, or between its stem and its extension (`eve-20261124.json`).
    private static func mark(in name: Substring, of followed: String) -> Substring? {
        if name.hasPrefix(followed) {
            return name.dropFirst(followed.count)
        }
        guard let dot = followed.lastIndex(of: "."), dot > followed.startIndex else {
            return nil
        }
        let stem = followed[..<dot]
        let ending = followed[dot...]
        guard name.hasPrefix(stem), name.hasSuffix(ending), name.count > followed.count else {
            return nil
        }
        return name.dropFirst(stem.count).dropLast(ending.count)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte)
    }
}

/// A rotated-away file found beside the followed one.
struct Sibling: Hashable {
    var name: SiblingName
    var path: String
    var status: FileStatus

    /// The siblings, oldest first, and of two forms of the same file the plain one first.
    ///
    /// Names decide where all of them count or all of them are dated; else the times of their last change do.
    static func oldestFirst(_ siblings: [Sibling]) -> [Sibling] {
        var numbers = 0
        var dates = 0
        for sibling in siblings {
            switch sibling.name.age {
            case .number: numbers += 1
            case .date: dates += 1
            case .none: break
            }
        }
        let named = numbers == siblings.count || dates == siblings.count
        return siblings.sorted { left, right in
            if named, left.name.age != right.name.age {
                return isOlder(left.name.age, right.name.age)
            }
            let leftRank = (named ? 0 : left.status.modified.microseconds, left.name.isCompressed ? 1 : 0)
            let rightRank = (named ? 0 : right.status.modified.microseconds, right.name.isCompressed ? 1 : 0)
            return leftRank != rightRank ? leftRank < rightRank : left.path < right.path
        }
    }

    private static func isOlder(_ left: SiblingName.Age, _ right: SiblingName.Age) -> Bool {
        switch (left, right) {
        case (.number(let left), .number(let right)): left > right
        case (.date(let left), .date(let right)): left < right
        default: false
        }
    }
}
