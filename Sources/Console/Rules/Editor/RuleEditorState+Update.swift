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
        let pressed = pendingKeys + [key]
        pendingKeys = []
        switch keys.resolve(pressed, in: scopes) {
        case .command(let command): return perform(command)
        case .invocation(let invocation): return perform(invocation.command)
        case .pending:
            pendingKeys = pressed
            return []
        case .unbound:
            // The beginning of a longer key that came to nothing: the last key may stand for itself.
            if pressed.count > 1 { return update(key) }
            return focus == .text ? type(key) : []
        }
    }

    /// Where keys are looked up, the innermost first.
    package var scopes: [KeyScope] {
        switch focus {
        case .text: [.ruleEditor]
        case .hits: [.ruleHits, .ruleEditor]
        case .difference: [.ruleDifference, .ruleEditor]
        }
    }

    /// Does a command; one that is not the editor's own is wished from outside.
    package mutating func perform(_ command: Command) -> [RuleEditorEffect] {
        defer { fit() }
        switch command {
        case .editorSave: return startSaving()
        case .editorDifference: setFocus(focus == .difference ? .text : .difference)
        case .editorHits: setFocus(focus == .hits ? .text : .hits)
        case .editorText: setFocus(.text)
        case .editorWindow:
            window = window.next
            return [.analyse(version: version, window: window)]
        case .editorExternal: return [.externalEditor]
        case .editorLeave: return leave()
        case .editorRevert: return revert()
        case .editorHelp: return [.command(.helpOpen)]
        case .editorMend: return mend()
        case .editorLayOut: return layOut()
        case .editorComplete: return complete()
        case .editorSearch:
            setFocus(.text)
            prompt = .search(TextField(), origin: editor.cursor)
        case .editorLine:
            setFocus(.text)
            prompt = .line(TextField())
        default:
            if let edit = Self.edits[command] { return change(edit) }
            return performHits(command) ?? performDifference(command) ?? [.command(command)]
        }
        return []
    }

    private static let edits: [Command: EditCommand] = [
        .editorUndo: .undo, .editorRedo: .redo, .editorComment: .comment, .editorDeleteLines: .deleteLines,
        .editorMark: .mark, .editorSelectAll: .selectAll, .editorCut: .cut, .editorCopy: .copy, .editorPaste: .paste,
    ]

    private mutating func change(_ edit: EditCommand) -> [RuleEditorEffect] {
        guard focus == .text else { return [] }
        popup = nil
        return changing { $0.editor.perform(edit) }
    }

    mutating func setFocus(_ focus: Focus) {
        popup = nil
        self.focus = focus
        differenceTop = 0
    }

    // MARK: Text

    /// A key that is no command: text, or a move in it.
    private mutating func type(_ key: Key) -> [RuleEditorEffect] {
        if popup != nil, let effects = updatePopup(key) { return effects }
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

    /// Takes the candidate, asks for some, or indents.
    private mutating func complete() -> [RuleEditorEffect] {
        guard focus == .text else { return [] }
        if let popup, !popup.items.isEmpty { return takeCandidate() }
        if canComplete { return openPopup(isAsked: true) }
        popup = nil
        return changing { _ = $0.editor.handle(Key(.tab)) }
    }

    /// Leaves what is innermost: the candidates, the selection, the editor.
    private mutating func leave() -> [RuleEditorEffect] {
        if popup != nil {
            popup = nil
        } else if focus == .text, editor.anchor != nil {
            editor.deselect()
        } else {
            return startClosing()
        }
        return []
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
        message = MessageLine(.done, "Back at the saved text", hints: [hint(.editorUndo)].compactMap { $0 })
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
