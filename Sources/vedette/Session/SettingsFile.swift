// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Console
internal import Foundation

/// Keeps what the console remembers from one start to the next, as JSON in the user's state folder.
///
/// It is a convenience: a file that cannot be read or written costs the memory and nothing else.
struct SettingsFile {
    private let path: String

    /// The file's form; a field that is absent keeps its default.
    private struct Content: Codable {
        var theme: String?
        var glyphs: String?
        var usesLocalTime: Bool?
        var showsSide: Bool?
        var sharesScale: Bool?
        var commandHistory: [String]?
        var filterHistory: [String]?
        var views: [View]?

        struct View: Codable {
            var name: String
            var filter: String
            var key: String?
            var isDefault: Bool?
        }
    }

    init(environment: [String: String]) {
        let home = environment["HOME"] ?? "/"
        let state = environment["XDG_STATE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.local/state"
        path = state + "/vedette/console.json"
    }

    func load() -> Settings {
        guard let data = FileManager.default.contents(atPath: path), data.count < 1 << 20,
            let content = try? JSONDecoder().decode(Content.self, from: data)
        else { return Settings() }
        return Settings(
            theme: content.theme, glyphs: content.glyphs.flatMap(GlyphSet.init(rawValue:)),
            usesLocalTime: content.usesLocalTime ?? false, showsSide: content.showsSide ?? true,
            sharesScale: content.sharesScale ?? false,
            commandHistory: (content.commandHistory ?? []).suffix(Settings.historyLimit),
            filterHistory: (content.filterHistory ?? []).suffix(Settings.historyLimit),
            views: (content.views ?? []).prefix(SavedView.countLimit).map { view in
                SavedView(
                    name: String(view.name.prefix(SavedView.nameLimit)), filter: view.filter, key: view.key,
                    isDefault: view.isDefault ?? false)
            })
    }

    func save(_ settings: Settings) {
        let content = Content(
            theme: settings.theme, glyphs: settings.glyphs?.rawValue, usesLocalTime: settings.usesLocalTime,
            showsSide: settings.showsSide, sharesScale: settings.sharesScale, commandHistory: settings.commandHistory,
            filterHistory: settings.filterHistory,
            views: settings.views.map { view in
                Content.View(name: view.name, filter: view.filter, key: view.key, isDefault: view.isDefault)
            })
        guard let data = try? JSONEncoder().encode(content) else { return }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try? data.write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}
