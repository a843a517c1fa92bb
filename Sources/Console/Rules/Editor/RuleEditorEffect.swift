// SPDX-License-Identifier: Apache-2.0

internal import Canvas
package import Query

/// What the editor of a rule wishes from outside.
package enum RuleEditorEffect: Sendable, Hashable {
    /// Save `RuleEditorState.text`; it has no errors that are known. Answer with `saved(_:as:)` or a message.
    case save(comment: String)
    /// Look for problems and run dry, once keys have paused: the text is read then, so that no key copies it.
    case analyse(version: Int, window: DryRun.Window)
    /// Count the values of a field; answer with a `CompletionAnswer`, or not.
    case complete(CompletionRequest)
    case openHit(EventID)
    /// Open the text in `$EDITOR`; answer with `takeText`.
    case externalEditor
    /// Leave. Whoever had changes was asked.
    case close
    /// A command that is the whole console's.
    case command(Command)
}

/// What is asked in the line above the footer.
enum RuleEditorPrompt: Sendable, Hashable {
    /// A comment for the revision to be saved.
    case comment(TextField)
    /// What to search for; the cursor comes back to `origin` when it is given up.
    case search(TextField, origin: EditPosition)
    /// The number of a line.
    case line(TextField)
    /// Whether to leave with changes.
    case closing

    /// The field that is typed into.
    var field: TextField? {
        get {
            switch self {
            case .comment(let field), .search(let field, _), .line(let field): field
            case .closing: nil
            }
        }
        set {
            guard let newValue else { return }
            switch self {
            case .comment: self = .comment(newValue)
            case .search(_, let origin): self = .search(newValue, origin: origin)
            case .line: self = .line(newValue)
            case .closing: break
            }
        }
    }
}
