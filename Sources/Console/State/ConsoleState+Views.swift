// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Query

extension ConsoleState {
    /// Puts a view on by its name, or offers all of them.
    mutating func openView(_ name: String?) -> [Effect] {
        guard let name, !name.isEmpty else {
            guard !settings.views.isEmpty else {
                return remark("There are no views yet. :view save NAME keeps the filter as one")
            }
            return open(Menu(.views))
        }
        guard let view = settings.views.first(where: { $0.isCalled(name) }) else { return noView(name) }
        return put(on: view)
    }

    /// Puts a view on in the place of another one; the view that is on is taken off.
    mutating func put(on view: SavedView) -> [Effect] {
        guard showsEvents else { return remark("view \(view.name): only panes 1 and 2 are filtered") }
        guard place.depth != .entity else {
            return remark("view \(view.name): a page is about all events of its value, o lists them")
        }
        do {
            let chip = try view.chip()
            let isOn = place.chips.contains { $0.view == view.name && $0.isEnabled }
            return go { place in
                place.chips.removeAll { $0.view != nil }
                if !isOn { place.chips.append(chip) }
            }
        } catch {
            return fail("view \(view.name): \(error.message)")
        }
    }

    /// Keeps the filter that is on as a view. One of the same name gives way to it, and keeps its key unless another is given.
    mutating func saveView(_ text: String?) -> [Effect] {
        guard let (name, key) = SavedView.nameAndKey(text ?? "") else {
            return fail("view save needs a name, and takes a key behind it: F5, A-1")
        }
        let filter = place.filter.text
        guard filter.utf8.count <= FilterParser.maximumBytes else {
            return fail("view \(name): the filter is too long to be kept")
        }
        if let key, let taken = command(ofKey: key) {
            return fail("view \(name): \(key) is \(taken.text.label). Give another key")
        }
        let old = settings.views.firstIndex { $0.isCalled(name) }
        guard old != nil || settings.views.count < SavedView.countLimit else {
            return fail("there are \(SavedView.countLimit) views already; :view forget NAME makes room")
        }
        var view = SavedView(name: name, filter: filter, key: key)
        // A key is of one view.
        for index in settings.views.indices where key != nil && settings.views[index].key == key {
            settings.views[index].key = nil
        }
        if let old {
            view.key = key ?? settings.views[old].key
            view.isDefault = settings.views[old].isDefault
            settings.views[old] = view
        } else {
            settings.views.append(view)
        }
        place.chips = place.chips.filter { !$0.isEnabled && $0.view == nil } + [BarChip(place.filter, view: name)]
        return remark("view \(name) is kept\(view.key.map { "; \($0) puts it on" } ?? "")") + [.persist(settings)]
    }

    mutating func forgetView(_ name: String?) -> [Effect] {
        guard let name, let index = settings.views.firstIndex(where: { $0.isCalled(name) }) else { return noView(name) }
        let gone = settings.views.remove(at: index)
        // What the chip shows stays, as parts of the filter.
        place.chips = place.chips.flatMap { chip in
            chip.view == gone.name
                ? BarChip.split(chip.filter).map { BarChip($0.filter, isEnabled: chip.isEnabled) } : [chip]
        }
        return remark("view \(gone.name) is forgotten: \(gone.filter)") + [.persist(settings)]
    }

    /// Makes a view the one that is on at the start, or no longer.
    mutating func makeDefault(_ name: String?) -> [Effect] {
        guard let name, let index = settings.views.firstIndex(where: { $0.isCalled(name) }) else { return noView(name) }
        let isDefault = !settings.views[index].isDefault
        for other in settings.views.indices { settings.views[other].isDefault = isDefault && other == index }
        let words = isDefault ? "is on from now on when the console starts" : "is no longer on when the console starts"
        return remark("view \(settings.views[index].name) \(words)") + [.persist(settings)]
    }

    /// Puts the default view on, where nothing else is filtered yet.
    mutating func putOnDefaultView() {
        guard place.chips.isEmpty, let view = settings.views.first(where: \.isDefault) else { return }
        do {
            place.chips = [try view.chip()]
        } catch {
            notices.add(Notice(.error, "view \(view.name): \(error.message)"), now: now)
        }
    }

    /// The view that a key puts on, where views can be.
    func view(of key: Key) -> SavedView? {
        guard menu == nil, editor == nil, !settings.views.isEmpty else { return nil }
        let notation = KeyTable.text([key])
        return settings.views.first { $0.key == notation }
    }

    private func command(ofKey notation: String) -> Command? {
        guard let key = try? Key(notation: notation) else { return nil }
        return keys.bindings.first { $0.keys.first == key && $0.scope != .text && $0.scope != .menu }?.command
    }

    private mutating func noView(_ name: String?) -> [Effect] {
        guard let name, !name.isEmpty else { return fail("that needs the name of a view") }
        let known = settings.views.map(\.name).joined(separator: ", ")
        return fail("there is no view \(name)\(known.isEmpty ? "" : "; there are: \(known)")")
    }
}
