// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Glibc

/// Brings one day's files in order: everything that its raw lines tell is made anew from them.
///
/// What is replaced is kept under another name. A repair may end at any moment, and the next one completes it: the damaged file of
/// events goes first, and as long as none is there, nothing is cut off the raw file and nobody writes to the day.
struct DayRepair {
    let partition: Partition
    let directory: StoreDirectory
    let identity: Int64
    /// The sources' offsets in `station.db`, if it can be read.
    let bookmarks: [Int64: UInt64]?
    let now: Instant
    var isDryRun = false

    private var path: String { directory.path(of: partition) }
    private var rawPath: String { directory.rawPath(of: partition) }
    private var name: String { StoreDirectory.name(of: partition) }
    private var rawName: String { StoreDirectory.rawName(of: partition) }
    private var aside: SetAside { SetAside("damaged", at: now) }

    /// Repairs what needs it. `fault` says why the file of events must be made anew though it looks sound.
    ///
    /// - Throws: `StoreError` where the disk, a permission or a newer schema is in the way.
    func run(
        fault: String? = nil, _ progress: (Int) -> Void = { _ in }
    ) throws(StoreError) -> [RepairAction] {
        var diagnosis = try DayDiagnosis(partition, in: directory, identity: identity)
        diagnosis.fault = diagnosis.fault ?? fault
        let survey = try RawSurvey(
            rawPath, committed: diagnosis.isForeign ? nil : diagnosis.committed, bookmarks: bookmarks)
        guard let survey, survey.length > 0 else { return try replaceLost(diagnosis, survey) }
        // A head that another file contradicts is damaged; without that it is somebody else's.
        let isHeadWrong = survey.identity != identity
        if survey.identity != nil, isHeadWrong, diagnosis.isForeign || !survey.hasCommitted {
            return [RepairAction(rawName, "it belongs to another store; move it away", isLoss: true)]
        }
        var fault = diagnosis.fault
        var isCut = false
        if let committed = diagnosis.committed, !diagnosis.isForeign, committed > survey.length {
            fault = fault ?? "its raw file ends at byte \(survey.length) of \(committed)"
        }
        if survey.isCut || diagnosis.committed ?? 0 > survey.length, !diagnosis.isForeign {
            isCut = diagnosis.events ?? .max > survey.lines
        }
        // One commit may lie behind: it never came to its end. More show a file of events that is an older copy.
        if survey.commitsBehind > 1 { fault = fault ?? "it is older than its raw file" }
        guard isHeadWrong || isCut || !survey.isSound else {
            if let fault { return try rebuild(survey, diagnosis, because: fault, mend: nil, progress) }
            return try cutTail(survey, committed: diagnosis.committed ?? survey.length)
        }
        let mend = RawMend(
            survey: survey, identity: identity, directory: directory, progress: forgotten(survey, diagnosis),
            isCut: isCut)
        return try rebuild(survey, diagnosis, because: fault ?? "its raw file is damaged", mend: mend, progress)
    }

    /// How far sources have come whose commits are damaged: the file of events knows, and else the books, which are never ahead of
    /// what is stored.
    private func forgotten(_ survey: RawSurvey, _ diagnosis: DayDiagnosis) -> [Int64: UInt64] {
        var progress = diagnosis.isForeign ? [:] : diagnosis.progress
        for source in survey.sources where progress[source] == nil && survey.progress[source] == nil {
            progress[source] = bookmarks?[source]
        }
        return progress.filter { $0.value > survey.progress[$0.key] ?? 0 }
    }

    // MARK: Rebuilding

    private func rebuild(
        _ survey: RawSurvey, _ diagnosis: DayDiagnosis, because fault: String, mend: RawMend?,
        _ progress: (Int) -> Void
    ) throws(StoreError) -> [RepairAction] {
        guard !isDryRun else {
            return [RepairAction(name, "would be rebuilt from \(rawName): \(fault)")] + damages(survey.damage)
        }
        let rebuilt = path + ".rebuilt"
        let mended = rawPath + ".mended"
        StoreFile.remove(rebuilt)
        let made: (lost: [Range<UInt64>], length: UInt64)?
        let outcome: DayRebuild.Outcome
        do throws(StoreError) {
            made = try mend?.write(from: rawPath, to: mended)
            let rebuild = DayRebuild(
                partition: partition, identity: identity, rawPath: made == nil ? rawPath : mended,
                length: made?.length ?? survey.length, matches: MatchCopy(old: path))
            outcome = try rebuild.write(rebuilt, progress)
        } catch {
            // It would take room, which may be what is wanting.
            StoreFile.remove(rebuilt)
            StoreFile.remove(mended)
            throw error
        }
        let kept = try aside.move(database: path)
        if made != nil {
            try aside.keep(rawPath)
            try SetAside.rename(mended, to: rawPath)
        } else if survey.fileLength > survey.length {
            try RawFile.cut(rawPath, to: survey.length)
        }
        try SetAside.rename(rebuilt, to: path)
        try DiskSync.directory(directory.days)
        var lost = made?.lost ?? []
        if mend?.isCut == true { lost.append(survey.length..<max(survey.length, diagnosis.committed ?? 0)) }
        return report(outcome, lost, diagnosis, because: fault, kept: kept)
    }

    private func report(
        _ outcome: DayRebuild.Outcome, _ lost: [Range<UInt64>], _ diagnosis: DayDiagnosis, because fault: String,
        kept: String?
    ) -> [RepairAction] {
        let old = kept.map { ", the old file is now \($0.split(separator: "/").last ?? "")" } ?? ""
        let lack = outcome.lacksMatches ? ", without what rules matched" : ""
        var actions = [
            RepairAction(name, "\(fault); rebuilt from \(rawName), \(outcome.events) events\(lack)\(old)")
        ]
        let before = diagnosis.isForeign ? nil : diagnosis.events
        // A commit's end, or a dictionary that another day has, can be lost without any line.
        actions += damages(lost, isLoss: before.map { $0 > outcome.events } ?? true)
        for offset in outcome.lostBlocks {
            actions.append(RepairAction(rawName, "the block at byte \(offset) cannot be opened", isLoss: true))
        }
        if outcome.lostLines > 0 {
            actions.append(RepairAction(rawName, "\(outcome.lostLines) lines are no events any more", isLoss: true))
        }
        if let before, before > outcome.events {
            actions.append(RepairAction(name, "\(before - outcome.events) events are lost", isLoss: true))
        }
        return actions
    }

    private func damages(_ ranges: [Range<UInt64>], isLoss: Bool = true) -> [RepairAction] {
        ranges.map { range in
            let what = isLoss ? "the lines in them are lost" : "no line is lost"
            return RepairAction(
                rawName, "bytes \(range.lowerBound) to \(range.upperBound) were damaged; \(what)", isLoss: isLoss)
        }
    }

    // MARK: Other faults

    /// Cuts off what a commit that never ended has left.
    private func cutTail(_ survey: RawSurvey, committed: UInt64) throws(StoreError) -> [RepairAction] {
        let end = max(committed, RawFile.headLength)
        guard survey.fileLength > end else { return [] }
        if !isDryRun { try RawFile.cut(rawPath, to: end) }
        let what = "\(survey.fileLength - end) bytes of a commit that never ended"
        return [RepairAction(rawName, isDryRun ? "\(what) would be cut off" : "\(what) were cut off")]
    }

    /// A day without raw lines: a file of events alone cannot be written on, and shows no event.
    private func replaceLost(_ diagnosis: DayDiagnosis, _ survey: RawSurvey?) throws(StoreError) -> [RepairAction] {
        // Nothing was ever committed.
        if diagnosis.fault == nil, diagnosis.committed ?? 0 <= RawFile.headLength { return [] }
        if survey == nil, diagnosis.fault != nil, !directory.has(partition) { return [] }
        if survey != nil, diagnosis.events == nil, survey?.fileLength ?? 0 <= RawFile.headLength, !exists(path) {
            // A raw file without any commit, and no file of events: the day had only just begun.
            return []
        }
        let count = diagnosis.events.map { "its \($0) events are" } ?? "its events are"
        guard !isDryRun else {
            return [
                RepairAction(rawName, "the raw lines are gone; \(count) lost, the day would begin anew", isLoss: true)
            ]
        }
        try beginAnew()
        return [
            RepairAction(
                rawName, "the raw lines are gone; \(count) lost, the day begins anew, the old files are kept beside it",
                isLoss: true)
        ]
    }

    /// Sets aside what the day has, and makes files without events, with a mark that something is gone.
    func beginAnew() throws(StoreError) {
        let rebuilt = path + ".rebuilt"
        StoreFile.remove(rebuilt)
        try aside.move(database: path)
        try aside.move(rawPath)
        let length = try RawMend.makeEmpty(rawPath, identity: identity)
        let rebuild = DayRebuild(partition: partition, identity: identity, rawPath: rawPath, length: length)
        _ = try rebuild.write(rebuilt) { _ in }
        try SetAside.rename(rebuilt, to: path)
        try DiskSync.directory(directory.days)
    }

    private func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }
}

extension RawFile {
    /// Cuts a file off at a length.
    static func cut(_ path: String, to length: UInt64) throws(StoreError) {
        guard unsafe Glibc.truncate(path, off_t(clamping: length)) == 0 else { throw .failed("truncate", path: path) }
    }
}
