// SPDX-License-Identifier: Apache-2.0

package import Canvas
internal import Rules
internal import SuricataRules

extension RuleEditorState {
    /// Does what came from the terminal; says what is wished from outside.
    package mutating func update(_ input: TerminalInput) -> [RuleEditorEffect] {
        defer { fit() }
        switch input {
        case .key(let key): return update(key)
        case .paste(let text):
            if prompt?.field != nil {
                prompt?.field?.insert(text)
                return promptChanged()
            }
            guard focus == .text, prompt == nil else { return [] }
            popup = nil
            return changing { $0.editor.paste(text) }
        case .mouse(let button, _, _):
            guard focus == .text, button == .wheelUp || button == .wheelDown else { return [] }
            for _ in 0..<3 { editor.move(button == .wheelUp ? .up : .down) }
            return []
        case .resized(let size):
            self.size = size
            return []
        }
    }

    /// Any key at any time does something sensible or nothing.
    package mutating func update(_ key: Key) -> [RuleEditorEffect] {
        defer { fit() }
        if prompt != nil { return updatePrompt(key) }
        message = nil
        if let effects = command(key) { return effects }
        switch focus {
        case .hits: return updateHits(key)
        case .difference: return updateDifference(key)
        case .text: return updateText(key)
        }
    }

    /// Keys that mean the same wherever the focus is.
    private mutating func command(_ key: Key) -> [RuleEditorEffect]? {
        switch (key.code, key.modifiers) {
        case (.character("s"), .control): return startSaving()
        case (.character("d"), .control): setFocus(focus == .difference ? .text : .difference)
        case (.character("h"), .alt): setFocus(focus == .hits ? .text : .hits)
        case (.character("w"), .alt):
            window = window.next
            return [.analyse(version: version, window: window)]
        case (.character("e"), .control): return [.externalEditor]
        case (.character("q"), .control): return startClosing()
        case (.character("r"), .control): return revert()
        case (.character("l"), .alt): return layOut()
        case (.function(1), []): return [.help]
        case (.function(4), []): return mend()
        case (.character("f"), .control):
            setFocus(.text)
            prompt = .search(TextField(), origin: editor.cursor)
        case (.character("g"), .control):
            setFocus(.text)
            prompt = .line(TextField())
        default: return nil
        }
        return []
    }

    mutating func setFocus(_ focus: Focus) {
        popup = nil
        self.focus = focus
        differenceTop = 0
    }

    // MARK: Text

    private mutating func updateText(_ key: Key) -> [RuleEditorEffect] {
        if popup != nil, let effects = updatePopup(key) { return effects }
        switch (key.code, key.modifiers) {
        case (.escape, _):
            if editor.anchor != nil {
                editor.deselect()
                return []
            }
            return startClosing()
        case (.tab, []) where canComplete: return openPopup(isAsked: true)
        default: break
        }
        let isTyping =
            switch (key.code, key.modifiers) {
            case (.character, []), (.character, .shift), (.space, []), (.backspace, []): true
            default: false
            }
        let effects = changing { _ = $0.editor.handle(key) }
        guard isTyping, !effects.isEmpty else {
            popup = nil
            return effects
        }
        return effects + openPopup(isAsked: false)
    }

    /// Takes everything that was changed back to the saved text; one undo brings it again.
    private mutating func revert() -> [RuleEditorEffect] {
        guard isChanged else {
            message = MessageLine(.notice, "Nothing differs from the saved text")
            return []
        }
        let text = savedBuffer.text
        let effects = changing { $0.editor.replace(.start..<$0.editor.buffer.end, with: text) }
        editor.goTo(line: 1)
        message = MessageLine(.done, "Back at the saved text", hints: [KeyHint("Alt-U", "undo")])
        return effects
    }

    /// Lays the signature out: an option a line, or on one line where it was laid out so; entries of threshold.config in their usual
    /// form.
    private mutating func layOut() -> [RuleEditorEffect] {
        setFocus(.text)
        let bytes: [UInt8]
        switch kind {
        case .signature:
            let file = SignatureFile.parse(text)
            bytes = SignatureLayout(unlike: file).format(file)
        case .threshold: bytes = ThresholdFile.parse(text).formatted
        case .sigma, .indicators:
            message = MessageLine(.notice, "Only signatures and thresholds can be laid out")
            return []
        }
        let laidOut = String(decoding: bytes, as: UTF8.self)
        guard laidOut != text else {
            message = MessageLine(.notice, "Nothing to lay out; a signature with an error stays as it is")
            return []
        }
        let line = editor.cursor.line
        let effects = changing { $0.editor.replace(.start..<$0.editor.buffer.end, with: laidOut) }
        editor.goTo(line: line + 1)
        return effects
    }

    /// Mends the problem in the cursor's line, or else the next one that can be mended.
    private mutating func mend() -> [RuleEditorEffect] {
        setFocus(.text)
        let line = editor.cursor.line + 1
        let ordered = mends.filter { $0.problem.position.line >= line } + mends
        guard let mend = ordered.first?.mend else {
            message = MessageLine(.notice, "No problem here that could be mended by itself")
            return []
        }
        let range =
            editor.buffer.position(of: mend.range.lowerBound)..<editor.buffer.position(of: mend.range.upperBound)
        return changing { $0.editor.replace(range, with: mend.replacement) }
    }

    // MARK: Saving and leaving

    mutating func startSaving() -> [RuleEditorEffect] {
        popup = nil
        guard isChanged || revision == nil else {
            message = MessageLine(.notice, "Nothing to save: the text is that of rev \(revision ?? 0)")
            return []
        }
        guard !hasErrors else {
            message = MessageLine(.error, errorText ?? "")
            return []
        }
        prompt = .comment(TextField())
        return []
    }

    mutating func startClosing() -> [RuleEditorEffect] {
        popup = nil
        guard isChanged else { return [.close] }
        prompt = .closing
        return []
    }

    /// Why the text cannot be saved; `nil` if no error is known.
    var errorText: String? {
        guard let problem = findings.first(where: \.isError)?.problem else { return nil }
        let stop = problem.help.isEmpty || problem.help.hasSuffix(".") ? "" : "."
        let help = problem.help.isEmpty ? "" : " \(problem.help)\(stop)"
        let stale = isDryRunStale ? " The dry run is of the last text without errors." : ""
        return "Cannot save yet: line \(problem.position.line), \(problem.message).\(help)\(stale)"
    }
}
