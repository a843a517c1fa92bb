// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import EVE
internal import GRDB

/// Jobs of `jobs.db` in one transaction.
struct JobTable {
    let database: Database

    private static let columns = select("course")
    /// The same without courses, for lists.
    private static let briefColumns = select("NULL")

    private static func select(_ course: String) -> String {
        """
        SELECT number, state, camera, gateway, input, output, options, clip_begin, clip_end, priority, person, submitted, started, ended,
            tries, not_before, clip, progress, failure, report, \(course) FROM job
        """
    }

    /// Adds a job; the answer is its number.
    ///
    /// - Parameters:
    ///   - stream: the whole address of a stream, or the path of a named pipe.
    ///   - place: where the path of its output leads to.
    func add(_ job: Job, watch: String?, stream: String? = nil, place: String = "") throws(StoreError) -> Int64 {
        let add = try Statement(
            database,
            """
            INSERT INTO job (state, camera, gateway, input, output, options, clip_begin, clip_end, priority, person, submitted, tries,
                not_before, watch, stream, place) VALUES ('queued',?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
            """)
        add.bind(1, job.camera)
        bind(add, 2, job.gateway)
        add.bind(3, job.input)
        add.bind(4, job.output)
        add.bind(5, EvidenceCoding.json(job.options))
        add.bind(6, job.clipBegin?.microseconds)
        add.bind(7, job.clipEnd?.microseconds)
        add.bind(8, Int64(job.priority))
        add.bind(9, job.by)
        add.bind(10, job.submitted.microseconds)
        add.bind(11, Int64(job.tries))
        add.bind(12, job.notBefore?.microseconds)
        bind(add, 13, watch)
        bind(add, 14, stream)
        add.bind(15, place)
        return try add.insert()
    }

    /// Writes all of a job that may change, over what there is.
    func put(_ job: Job) throws(StoreError) {
        let put = try Statement(
            database,
            """
            UPDATE job SET state = ?2, options = ?3, clip_begin = ?4, clip_end = ?5, priority = ?6, started = ?7, ended = ?8, tries = ?9,
                not_before = ?10, clip = ?11, progress = ?12, failure = ?13, report = ?14, course = ?15 WHERE number = ?1
            """)
        put.bind(1, job.id)
        put.bind(2, job.state.rawValue)
        put.bind(3, EvidenceCoding.json(job.options))
        put.bind(4, job.clipBegin?.microseconds)
        put.bind(5, job.clipEnd?.microseconds)
        put.bind(6, Int64(job.priority))
        put.bind(7, job.started?.microseconds)
        put.bind(8, job.ended?.microseconds)
        put.bind(9, Int64(job.tries))
        put.bind(10, job.notBefore?.microseconds)
        bind(put, 11, job.clip.map { EvidenceCoding.json($0) })
        bind(put, 12, job.progress.map { EvidenceCoding.json($0) })
        bind(put, 13, job.failure.map { EvidenceCoding.json($0) })
        bind(put, 14, job.report.map { EvidenceCoding.json($0) })
        bind(put, 15, job.course.map { EvidenceCoding.json($0) })
        try put.run()
    }

    private func bind(_ statement: borrowing Statement, _ index: Int32, _ text: String?) {
        if let text { statement.bind(index, text) } else { statement.bindNull(index) }
    }

    // MARK: Reading

    func job(_ number: Int64) throws(StoreError) -> Job? {
        let rows = try Statement(database, Self.columns + " WHERE number = ?")
        rows.bind(1, number)
        return try rows.step() ? try job(rows) : nil
    }

    /// Jobs that fit `condition`, an SQL text of this file's callers with `?1` and on bound to `values`.
    func jobs(_ condition: String, _ values: [Argument] = []) throws(StoreError) -> [Job] {
        let rows = try Statement(database, Self.columns + " " + condition)
        rows.bind(values)
        var all: [Job] = []
        while try rows.step() { all.append(try job(rows)) }
        return all
    }

    /// The same without their courses.
    func briefJobs(_ condition: String, _ values: [Argument]) throws(StoreError) -> [Job] {
        let rows = try Statement(database, Self.briefColumns + " " + condition)
        rows.bind(values)
        var all: [Job] = []
        while try rows.step() { all.append(try job(rows).brief) }
        return all
    }

    func count(_ condition: String, _ values: [Argument] = []) throws(StoreError) -> Int {
        let rows = try Statement(database, "SELECT count(*) FROM job WHERE " + condition)
        rows.bind(values)
        return try rows.step() ? Int(rows.integer(0)) : 0
    }

    /// Whether no job but `number` writes to a place, by what paths lead to, and none has written there that is kept.
    func isFree(_ place: String, but number: Int64 = 0) throws(StoreError) -> Bool {
        try count(
            "place = ?1 AND number <> ?2 AND gateway IS NULL AND (state IN ('queued', 'running') OR state = 'succeeded' AND output_gone IS NULL)",
            [.text(place), .integer(number)]) == 0
    }

    func setPlace(_ number: Int64, _ place: String) throws(StoreError) {
        let set = try Statement(database, "UPDATE job SET place = ?2 WHERE number = ?1")
        set.bind([.integer(number), .text(place)])
        try set.run()
    }

    /// Of a stream the whole address, or the path of a named pipe; `nil` for files and folders.
    func stream(_ number: Int64) throws(StoreError) -> String? {
        let rows = try Statement(database, "SELECT stream FROM job WHERE number = ?")
        rows.bind(1, number)
        return try rows.step() && !rows.isNull(0) ? rows.text(0) : nil
    }

    private func job(_ rows: borrowing Statement) throws(StoreError) -> Job {
        guard let state = JobState(rawValue: rows.text(1)) else {
            throw JobRecordTable.damage("job \(rows.integer(0)) is in no known state")
        }
        var job = Job(
            id: rows.integer(0), state: state, camera: rows.text(2), gateway: rows.isNull(3) ? nil : rows.text(3),
            input: rows.text(4), output: rows.text(5),
            options: try EvidenceCoding.value(JobOptions.self, rows.bytes(6)), clipBegin: rows.instant(7),
            clipEnd: rows.instant(8), priority: Int(clamping: rows.integer(9)), by: rows.text(10),
            submitted: Instant(microseconds: rows.integer(11)))
        job.started = rows.instant(12)
        job.ended = rows.instant(13)
        job.tries = Int(clamping: rows.integer(14))
        job.notBefore = rows.instant(15)
        job.clip = try value(OpenedClip.self, rows, 16)
        job.progress = try value(JobProgress.self, rows, 17)
        job.failure = try value(JobFailure.self, rows, 18)
        job.report = try value(JobReport.self, rows, 19)
        job.course = try value(JobCourse.self, rows, 20)
        return job
    }

    private func value<Value: Decodable>(
        _ type: Value.Type, _ rows: borrowing Statement, _ column: Int32
    ) throws(StoreError) -> Value? {
        rows.isNull(column) ? nil : try EvidenceCoding.value(type, rows.bytes(column))
    }

    // MARK: Single columns

    /// Who wants a running job cancelled; `nil` where nobody does.
    func ending(_ number: Int64) throws(StoreError) -> String? {
        let rows = try Statement(database, "SELECT ending FROM job WHERE number = ?")
        rows.bind(1, number)
        return try rows.step() && !rows.isNull(0) ? rows.text(0) : nil
    }

    func setEnding(_ number: Int64, _ person: String?) throws(StoreError) {
        let set = try Statement(database, "UPDATE job SET ending = ?2 WHERE number = ?1")
        set.bind(1, number)
        bind(set, 2, person)
        try set.run()
    }

    func watch(_ number: Int64) throws(StoreError) -> String? {
        let rows = try Statement(database, "SELECT watch FROM job WHERE number = ?")
        rows.bind(1, number)
        return try rows.step() && !rows.isNull(0) ? rows.text(0) : nil
    }

    // MARK: News

    func addNews(_ line: [UInt8], of gateway: String) throws(StoreError) {
        let add = try Statement(database, "INSERT INTO news VALUES (NULL, ?, ?)")
        add.bind([.text(gateway), .bytes(line)])
        try add.run()
    }
}
