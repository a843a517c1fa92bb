// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Foundation
internal import Station

/// The themes at hand: the user's own, those installed, and those compiled in.
struct ThemeLibrary {
    private let folders: [String]

    init(environment: [String: String], executable: String) {
        let home = environment["HOME"] ?? "/"
        let personal = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.config"
        let installed = URL(fileURLWithPath: executable).resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("../share/vedette/themes").standardizedFileURL.path
        folders = [personal + "/vedette/themes", installed]
    }

    /// The names for `:theme`, built-in ones first.
    var names: [String] {
        let own = folders.flatMap { (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? [] }
            .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
        let builtin = Theme.builtin.map(\.name)
        return builtin + Set(own).subtracting(builtin).sorted()
    }

    /// The theme of a name, or in a file where the name has a slash.
    func theme(named name: String) throws(UserMessage) -> Theme {
        let files = name.contains("/") ? [name] : folders.map { "\($0)/\(name).yaml" }
        for file in files {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { continue }
            do {
                return try Theme(yaml: text)
            } catch {
                let place = error.place.map { ":\($0.line):\($0.column)" } ?? ""
                throw UserMessage(.wrongUse, "\(file)\(place): \(error.message).", help: "See themes/default.yaml.")
            }
        }
        if let builtin = Theme.builtin(named: name) { return builtin }
        throw UserMessage(.wrongUse, "There is no theme '\(name)'.", help: "Known: \(names.joined(separator: ", ")).")
    }
}
