// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import EVE
internal import JobWork

/// The book and the journal together. What changes is in the book, with the lines that tell of it, before it counts; then the lines go into the
/// journal. After a crash between the two they go there once more, and the station knows them by their numbers.
struct CameraLedger: ~Copyable {
    private(set) var book: CameraBook
    private let path: String
    private var journal: JobJournal

    /// Takes up what is in a folder; lines that wait are still to be written.
    init(book path: String, journal: String) throws(CameraProblem) {
        let opened = try JobJournal(journal)
        let read = try CameraBook.read(path)
        self.path = path
        book = read
        self.journal = opened
    }

    /// Whether lines wait to be written, so that nothing more is to be begun.
    var isBehind: Bool { !book.outbox.isEmpty }

    /// Changes the book, and has lines follow; nothing is changed where that cannot be kept. What is kept counts: lines that cannot be written now wait
    /// (`isBehind`), and whoever writes them next is told why.
    mutating func change(
        at now: Instant, _ body: (inout CameraBook) -> [JobLine]
    ) throws(CameraProblem) {
        var changed = book
        changed.outbox += body(&changed).map { String(decoding: $0.line(timestamp: now), as: UTF8.self) }
        try changed.write(path)
        book = changed
        try? flush()
    }

    /// Writes lines that wait.
    mutating func flush() throws(CameraProblem) {
        guard isBehind else { return }
        try journal.append(book.outbox)
        book.outbox = []
    }

    /// Notes that all lines are in the journal, so that the next supervisor does not write them once more.
    mutating func settle() throws(CameraProblem) {
        try flush()
        try book.write(path)
    }

    /// Tells how far a job is, which no crash has to survive.
    mutating func tell(_ number: Int64, clip: OpenedClip?, progress: JobProgress?, at now: Instant)
        throws(CameraProblem)
    {
        guard let index = book.open.firstIndex(where: { $0.job.id == number }) else { return }
        book.open[index].job.clip = clip ?? book.open[index].job.clip
        book.open[index].job.progress = progress
        let change = book.open[index].lines.goOn(book.open[index].job.tries)
        let line = JobLine(change: change, job: book.open[index].job).line(timestamp: now)
        try journal.append([String(decoding: line, as: UTF8.self)])
    }
}
