// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Rules

extension RuleEditorState {
    // MARK: Questions

    /// A key while something is asked.
    mutating func updatePrompt(_ key: Key) -> [RuleEditorEffect] {
        if case .closing = prompt { return updateClosing(key) }
        switch (key.code, key.modifiers) {
        case (.escape, _), (.character("c"), .control): return leavePrompt()
        case (.enter, []): return acceptPrompt()
        case (.down, []), (.function(3), []), (.character("f"), .control): return search(backward: false)
        case (.up, []), (.function(3), .shift): return search(backward: true)
        default:
            guard var field = prompt?.field, field.handle(key) else { return [] }
            prompt?.field = field
            return promptChanged()
        }
    }

    private mutating func updateClosing(_ key: Key) -> [RuleEditorEffect] {
        prompt = nil
        switch (key.code, key.modifiers) {
        case (.character("y"), []): return [.close]
        case (.character("s"), []), (.character("s"), .control): return startSaving()
        // All else is the harmless answer.
        default: return []
        }
    }

    private mutating func leavePrompt() -> [RuleEditorEffect] {
        if case .search(_, let origin) = prompt { editor.jump(to: origin) }
        prompt = nil
        return []
    }

    private mutating func acceptPrompt() -> [RuleEditorEffect] {
        defer { prompt = nil }
        switch prompt {
        case .comment(let field): return [.save(comment: field.text)]
        case .line(let field):
            if let line = Int(field.text) {
                editor.goTo(line: line)
            } else {
                message = MessageLine(.error, "\"\(field.text)\" is no line's number")
            }
        default: break
        }
        return []
    }

    /// Searches from where the search began, so that the match stays while its first letters are typed.
    mutating func promptChanged() -> [RuleEditorEffect] {
        guard case .search(let field, let origin) = prompt else { return [] }
        editor.jump(to: origin)
        _ = editor.find(EditorSearch(field.text), from: origin)
        return []
    }

    private mutating func search(backward: Bool) -> [RuleEditorEffect] {
        guard case .search(let field, _) = prompt else { return [] }
        let place = backward ? editor.selection?.lowerBound ?? editor.cursor : editor.cursor
        _ = editor.find(EditorSearch(field.text), from: place, backward: backward)
        return []
    }

    // MARK: Completion

    /// Whether Tab completes here rather than indents.
    var canComplete: Bool {
        guard editor.selection == nil else { return false }
        let before = editor.buffer.line(editor.cursor.line).prefix(editor.cursor.column)
        return before.contains { $0 != " " && $0 != "\t" } && completion != nil
    }

    /// Whether the cursor is not within a word, where candidates would be in the way.
    private var isAtWordEnd: Bool {
        let next = editor.buffer.line(editor.cursor.line).dropFirst(editor.cursor.column).first
        return next.map { !$0.isLetter && !$0.isNumber } ?? true
    }

    private var completion: RuleCompletion? {
        switch kind {
        case .sigma: RuleCompletion.at(editor.cursor, in: editor.buffer, vocabulary: vocabulary)
        case .signature: SignatureCompletion.at(editor.cursor, in: editor.buffer)
        case .threshold: SignatureCompletion.atThreshold(editor.cursor, in: editor.buffer)
        case .indicators: nil
        }
    }

    /// Opens the candidates, or goes on with them. While typing they open by themselves once there is a letter to go by.
    mutating func openPopup(isAsked: Bool) -> [RuleEditorEffect] {
        guard let completion, isAsked || !completion.prefix.isEmpty && isAtWordEnd else {
            popup = nil
            return []
        }
        let asked = popup?.request
        if popup == nil { popup = CompletionPopup(completion) } else { popup?.update(completion) }
        if let request = popup?.request { return request == asked ? [] : [.complete(request)] }
        // A word that is there already needs no help.
        let items = popup?.items ?? []
        if items.isEmpty || !isAsked && items.count == 1 && items[0].text == completion.prefix { popup = nil }
        return []
    }

    /// A key while candidates are shown; `nil` if it is for the text.
    mutating func updatePopup(_ key: Key) -> [RuleEditorEffect]? {
        guard let popup, !popup.items.isEmpty else { return nil }
        switch (key.code, key.modifiers) {
        case (.down, []): self.popup?.choose(by: 1)
        case (.up, []): self.popup?.choose(by: -1)
        default: return nil
        }
        return []
    }

    mutating func takeCandidate() -> [RuleEditorEffect] {
        guard let popup, let text = popup.replacement else { return [] }
        let line = editor.cursor.line
        let columns = popup.completion.columns
        self.popup = nil
        return changing {
            $0.editor.replace(
                EditPosition(
                    line: line, column: columns.lowerBound)..<EditPosition(line: line, column: columns.upperBound),
                with: text)
        }
    }

    // MARK: Hits and difference

    /// A command of the hits; `nil` if it is none, or they have no focus.
    mutating func performHits(_ command: Command) -> [RuleEditorEffect]? {
        guard focus == .hits else { return nil }
        let last = max(0, hits.count - 1)
        switch command {
        case .cursorUp: hitCursor = max(0, hitCursor - 1)
        case .cursorDown: hitCursor = min(last, hitCursor + 1)
        case .cursorFirst: hitCursor = 0
        case .cursorLast: hitCursor = last
        case .hitsGained: toggleHits(.gained)
        case .hitsLost: toggleHits(.lost)
        case .rowChoose: return hits.indices.contains(hitCursor) ? [.openHit(hits[hitCursor].event)] : []
        default: return nil
        }
        return []
    }

    private mutating func toggleHits(_ change: DryRunHit.Change) {
        hitFilter = hitFilter == change ? nil : change
        hitCursor = 0
    }

    /// The same of the difference.
    mutating func performDifference(_ command: Command) -> [RuleEditorEffect]? {
        guard focus == .difference else { return nil }
        let page = max(1, size.rows - 8)
        switch command {
        case .cursorUp: differenceTop -= 1
        case .cursorDown: differenceTop += 1
        case .cursorPageUp: differenceTop -= page
        case .cursorPageDown: differenceTop += page
        case .cursorFirst: differenceTop = 0
        case .cursorLast: differenceTop = .max
        default: return nil
        }
        differenceTop = max(0, min(differenceTop, DifferenceRow.rows(of: self).count - 1))
        return []
    }
}
