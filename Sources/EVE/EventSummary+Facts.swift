// SPDX-License-Identifier: Apache-2.0

/// The fields of one event by their dotted names.
struct Facts {
    let tree: EveTree

    init(_ tree: EveTree) {
        self.tree = tree
    }

    /// All scalars at `path` as text, without `null`s and empty strings.
    func texts(_ path: String) -> [String] {
        guard let path = FieldPath(path) else { return [] }
        return tree.values(of: path).filter { $0 != .null }.map(\.text).filter { !$0.isEmpty }
    }

    /// The first of them.
    func text(_ path: String) -> String? {
        texts(path).first
    }

    /// The first that there is at one of the paths.
    func first(_ paths: [String]) -> String? {
        for path in paths {
            if let text = text(path) { return text }
        }
        return nil
    }

    /// The integer at `path`.
    func integer(_ path: String) -> Int? {
        guard let path = FieldPath(path), case .number(let digits)? = tree.values(of: path).first else { return nil }
        return Int(digits)
    }

    /// What each group gives first, with spaces between; `nil` if none gives anything.
    func line(_ groups: [String]...) -> String? {
        let words = groups.compactMap { first($0) }
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    /// Whether a field of this name holds what should not be shown unasked.
    static func isSecret(_ key: String) -> Bool {
        let name = key.lowercased()
        return name.firstPlace(of: "password") != nil || name.firstPlace(of: "community") != nil
    }

    /// A count of bytes for people, in powers of 1000: `512 B`, `4.1 kB`.
    static func size(_ count: Int) -> String {
        guard count >= 1000 else { return "\(count) B" }
        var unit = 1000
        var name = 0
        let names = ["kB", "MB", "GB", "TB", "PB", "EB"]
        while count / 1000 >= unit, name < names.count - 1 {
            unit *= 1000
            name += 1
        }
        let tenths = count / (unit / 10)
        return "\(tenths / 10).\(tenths % 10) \(names[name])"
    }
}
