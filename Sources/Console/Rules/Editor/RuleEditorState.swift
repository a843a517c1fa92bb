// SPDX-License-Identifier: Apache-2.0

package import Canvas
package import EVE
package import Rules

/// The editor of one rule as a value: the text, what is wrong with it, what it would find, what is being asked.
///
/// Keys and answers go in, effects come out; it knows neither store nor clock.
package struct RuleEditorState: Sendable {
    /// Somebody else at the same rule.
    package struct Person: Sendable, Hashable {
        /// What they do there.
        package enum Doing: Sendable, Hashable {
            case editing(since: Instant)
            case reading(revision: Int)
        }

        /// Who, as they are called; any text.
        package var name: String
        /// What they do.
        package var doing: Doing

        package init(_ name: String, _ doing: Doing) {
            self.name = name
            self.doing = doing
        }
    }

    /// Where the keys go.
    enum Focus: Sendable, Hashable {
        case text, hits, difference
    }

    /// A title, hostile like all text of a rule.
    package var title: String
    /// The language of the text.
    package let kind: RuleKind
    /// The revision that `saved` is; `nil` for a rule that was never saved.
    package internal(set) var revision: Int?
    /// The keys that commands have.
    package var keys = KeyTable.standard
    /// Keys that may become a longer binding.
    var pendingKeys: [Key] = []
    /// What completion knows beside Sigma's own words.
    package var vocabulary = CompletionVocabulary()
    /// Others who have the rule open.
    package var people: [Person] = []
    /// The line above the footer, beside what is being asked.
    package var message: MessageLine?

    /// The text under edit.
    package internal(set) var editor: EditorState
    var savedBuffer: TextBuffer
    /// `savedBuffer` against the text.
    var difference: LineDifference
    /// Whether the text is not the saved one, byte for byte.
    package private(set) var isChanged = false
    /// The version that was the saved text; -1 if none was.
    private var savedVersion = -1

    /// What the last analysis found, in the order of the text.
    package internal(set) var findings: [Finding] = []
    private var findingsVersion = 0
    /// The last dry run; see `isDryRunStale`.
    package internal(set) var dryRun: DryRun?
    private var dryRunVersion = 0
    /// How far a dry run is to look back.
    package internal(set) var window = DryRun.Window.week

    var focus = Focus.text
    var prompt: RuleEditorPrompt?
    var popup: CompletionPopup?
    /// The hit under the cursor, of those that `hitFilter` lets through.
    var hitCursor = 0
    var hitFilter: DryRunHit.Change?
    /// The first row of the difference that is shown.
    var differenceTop = 0
    /// The whole screen.
    package internal(set) var size = Size(columns: 120, rows: 40)

    /// Texts with more lines have no marks beside them, since they are compared at every key.
    private static let linesMarkedMost = 5000

    /// - Parameters:
    ///   - saved: the text of `revision`; empty for a new rule.
    ///   - text: what is edited, if it is not the saved text: a draft, a template.
    package init(title: String, kind: RuleKind, revision: Int?, saved: String, text: String? = nil) {
        self.title = title
        self.kind = kind
        self.revision = revision
        savedBuffer = TextBuffer(saved)
        editor = EditorState(text ?? saved)
        difference = LineDifference(old: [], new: [])
        if editor.buffer.isSame(as: savedBuffer) { savedVersion = 0 }
        compare()
    }

    /// The text of `revision`; empty for a new rule.
    package var savedText: String { savedBuffer.text }
    /// The text as it is now.
    package var text: String { editor.text }
    /// Counts up with every change of the text.
    package var version: Int { editor.version }
    /// Whether the dry run is of another text, or of another window, than shown.
    package var isDryRunStale: Bool { dryRun != nil && (dryRunVersion != version || dryRun?.window != window) }
    var hasErrors: Bool { findings.contains(where: \.isError) }

    // MARK: What comes from outside

    /// What an analysis found in the text of `version`. An answer about an older text is dropped.
    package mutating func take(findings: [Finding], version: Int) {
        guard version == self.version else { return }
        self.findings = findings.sorted {
            ($0.problem.position, -$0.problem.weight.rawValue) < ($1.problem.position, -$1.problem.weight.rawValue)
        }
        findingsVersion = version
    }

    /// A dry run of the text of `version`; one of an older text is kept and shown as stale.
    package mutating func take(dryRun: DryRun, version: Int) {
        self.dryRun = dryRun
        dryRunVersion = version
        hitCursor = min(hitCursor, max(0, hits.count - 1))
    }

    /// Values for the completion that is open.
    package mutating func take(_ answer: CompletionAnswer) { popup?.take(answer) }

    /// The text was saved as `revision`. What was typed since stays a change.
    package mutating func saved(_ text: String, as revision: Int) {
        savedBuffer = TextBuffer(text)
        self.revision = revision
        if editor.buffer.isSame(as: savedBuffer) { savedVersion = version }
        compare()
        message = MessageLine(.done, "Saved as rev \(revision)")
    }

    /// Somebody else saved `revision` meanwhile: what is typed is compared with that text from now on, and saved on top of it.
    package mutating func rebase(onto text: String, revision: Int) {
        savedBuffer = TextBuffer(text)
        self.revision = revision
        savedVersion = editor.buffer.isSame(as: savedBuffer) ? version : -1
        compare()
    }

    /// The text came back from another editor; one undo takes that back.
    package mutating func takeText(_ text: String) -> [RuleEditorEffect] {
        changing { $0.editor.replace(.start..<$0.editor.buffer.end, with: text) }
    }

    /// Says how large the whole screen is.
    package mutating func resize(_ size: Size) {
        self.size = size
        fit()
    }

    /// Keys have paused: what is typed next is undone by itself.
    package mutating func pause() { editor.pause() }

    // MARK: Within

    /// A command with its keys, as a hint; `nil` where it has none.
    func hint(_ command: Command, _ words: String? = nil) -> KeyHint? {
        keys.words(for: command, in: scopes).map { KeyHint($0, words ?? command.text.label) }
    }

    /// The hits that are listed.
    var hits: [DryRunHit] {
        (dryRun?.hits ?? []).filter { hitFilter == nil || $0.change == hitFilter }
    }

    /// The mends that still fit the text.
    var mends: [Finding] { findingsVersion == version ? findings.filter { $0.mend != nil } : [] }

    mutating func fit() {
        editor.fit(rows: RuleEditorLayout(ScreenLayout(size), focus: focus).text.rows)
    }

    /// Looks at what differs from the saved text.
    mutating func compare() {
        let isLarge = max(editor.buffer.lineCount, savedBuffer.lineCount) > Self.linesMarkedMost
        isChanged = isLarge ? version != savedVersion : !editor.buffer.isSame(as: savedBuffer)
        difference =
            isLarge || !isChanged
            ? LineDifference(old: [], new: []) : LineDifference(old: savedBuffer, new: editor.buffer)
    }

    /// Does something to the text; wishes an analysis if that changed it.
    mutating func changing(_ change: (inout RuleEditorState) -> Void) -> [RuleEditorEffect] {
        let (before, lines, line) = (version, editor.buffer.lineCount, editor.cursor.line)
        change(&self)
        guard version != before else { return [] }
        compare()
        moveFindings(from: min(line, editor.cursor.line), by: editor.buffer.lineCount - lines)
        return [.analyse(version: version, window: window)]
    }

    /// Until the next analysis problems go along with the lines that they are in.
    private mutating func moveFindings(from line: Int, by count: Int) {
        guard count != 0 else { return }
        for index in findings.indices where findings[index].problem.position.line > line + 1 {
            findings[index].problem.position.line = max(line + 1, findings[index].problem.position.line + count)
        }
    }
}
