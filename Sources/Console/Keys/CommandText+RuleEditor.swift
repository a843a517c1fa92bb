// SPDX-License-Identifier: Apache-2.0

extension Command {
    /// What people read about the commands of the rule editor. The palette has none of them: keys are text there.
    var ruleEditorText: CommandText? {
        savingText ?? editingText
    }

    private var savingText: CommandText? {
        switch self {
        case .editorSave: CommandText(.ruleEditor, "save", "save, with a comment")
        case .editorDifference:
            CommandText(.ruleEditor, "difference", "what differs from the saved text, or the text again")
        case .editorHits: CommandText(.ruleEditor, "hits", "into the hits of the dry run, or back")
        case .editorWindow: CommandText(.ruleEditor, "window", "the dry run looks back 24 hours, 7 or 30 days")
        case .editorRevert: CommandText(.ruleEditor, "revert", "back to the saved text")
        case .editorExternal: CommandText(.ruleEditor, "$EDITOR", "edit the text in $EDITOR")
        case .editorHelp: CommandText(.ruleEditor, "keys", "the keys that work here")
        case .editorText: CommandText(.ruleEditor, "back", "back to the text")
        case .editorLeave:
            CommandText(.ruleEditor, "leave", "close the candidates, give up the selection, or leave the editor")
        case .hitsGained: CommandText(.ruleEditor, "gained", "only hits that the edit gains, or all")
        case .hitsLost: CommandText(.ruleEditor, "lost", "only hits that the edit loses, or all")
        default: nil
        }
    }

    private var editingText: CommandText? {
        switch self {
        case .editorMend: CommandText(.ruleEditor, "mend", "mend the problem in the line, or the next one that can be")
        case .editorComplete: CommandText(.ruleEditor, "complete", "complete the word, take the candidate, or indent")
        case .editorUndo: CommandText(.ruleEditor, "undo", "undo")
        case .editorRedo: CommandText(.ruleEditor, "redo", "redo")
        case .editorSearch: CommandText(.ruleEditor, "search", "search in the text")
        case .editorLine: CommandText(.ruleEditor, "line", "go to a line")
        case .editorComment: CommandText(.ruleEditor, "comment", "make the lines comments, or no longer")
        case .editorLayOut: CommandText(.ruleEditor, "lay out", "lay a signature or threshold out, one option a line")
        case .editorDeleteLines: CommandText(.ruleEditor, "delete line", "delete the lines")
        case .editorMark: CommandText(.ruleEditor, "mark", "begin a selection at the cursor, or give it up")
        case .editorSelectAll: CommandText(.ruleEditor, "select all", "select the whole text")
        case .editorCut: CommandText(.ruleEditor, "cut", "cut the selection, or the line")
        case .editorCopy: CommandText(.ruleEditor, "copy", "copy the selection, or the line")
        case .editorPaste: CommandText(.ruleEditor, "paste", "paste what was cut or copied")
        default: nil
        }
    }
}
