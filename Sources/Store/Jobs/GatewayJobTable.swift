// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import EVE

/// What gateways say of their jobs, taken in one transaction.
struct GatewayJobTable {
    enum Outcome {
        case changed, known, refused
    }

    let tables: JobStore.Tables
    let now: Instant

    /// Takes what a gateway said of a job.
    func take(
        _ report: JobStore.GatewayReport, news: (Job, JobFailure) -> [UInt8]
    ) throws(StoreError) -> Outcome {
        let found = try row(report)
        var before: Job?
        if let found { before = try tables.jobs.job(found.number) }
        // What has succeeded is over, and its report stays the one that the record has.
        if let found, found.change >= report.change || before?.state == .succeeded { return .known }
        guard try count(report.gateway) else { return .refused }
        var job = report.job
        job.gateway = report.gateway
        job.by = "gateway \(report.gateway)"
        limit(&job)
        if let found {
            job.id = found.number
            job.submitted = before?.submitted ?? job.submitted
        } else {
            job.id = try tables.jobs.add(job, watch: nil)
        }
        try tables.jobs.put(job)
        try place(job, report)
        try note(job, before)
        if let failure = job.failure, job.state == .failed, before?.state != .failed {
            try tables.jobs.addNews(news(job, failure), of: report.gateway)
        }
        if !job.state.isOver { try closeOldest(of: report.gateway, but: job.id) }
        return .changed
    }

    /// The row of a job, and the number of the newest line about it.
    private func row(_ report: JobStore.GatewayReport) throws(StoreError) -> (number: Int64, change: Int64)? {
        let rows = try Statement(
            tables.database, "SELECT number, gateway_change FROM job WHERE gateway = ? AND gateway_job = ?")
        rows.bind([.text(report.gateway), .integer(report.job.id)])
        return try rows.step() ? (rows.integer(0), rows.integer(1)) : nil
    }

    /// Brings times that lie ahead, which would keep a job above all others, back to now, and takes passwords out of addresses, which no worker here needs.
    private func limit(_ job: inout Job) {
        job.submitted = min(job.submitted, now)
        job.started = job.started.map { min($0, now) }
        job.ended = job.state.isOver ? min(job.ended ?? now, now) : nil
        job.clipBegin = job.clipBegin.map { min($0, now) }
        job.clipEnd = job.clipEnd.map { min($0, now) }
        job.priority = 0
        job.progress?.preview = nil
        job.input = StreamAddress.told(job.input)
        if let report = job.report { job.report?.input.path = StreamAddress.told(report.input.path) }
    }

    private func place(_ job: Job, _ report: JobStore.GatewayReport) throws(StoreError) {
        let set = try Statement(
            tables.database,
            "UPDATE job SET gateway_job = ?2, gateway_change = ?3, camera = ?4, input = ?5, output = ?6 WHERE number = ?1"
        )
        set.bind([
            .integer(job.id), .integer(report.job.id), .integer(Int64(report.change)), .text(job.camera),
            .text(job.input), .text(job.output),
        ])
        try set.run()
    }

    // MARK: The record

    /// Adds what is new of it to the record, as of the jobs of the station's own.
    private func note(_ job: Job, _ before: Job?) throws(StoreError) {
        var entry = JobEntry(time: now, job: job.id, kind: .begun, person: job.by)
        switch job.state {
        case .running:
            guard before?.state != .running || before?.tries != job.tries else { return }
            entry.words = "try \(job.tries)"
        case .queued:
            guard before?.state != .queued else { return }
            entry.kind = job.failure == nil ? .interrupted : .failed
        case .succeeded: entry.kind = .succeeded
        case .failed: entry.kind = .failed
        case .cancelled: entry.kind = .cancelled
        }
        if entry.kind == .failed, let failure = job.failure {
            entry.words = "\(failure.kind.rawValue): \(failure.line)"
        }
        if job.state != .running, let report = job.report { entry.content = EvidenceCoding.json(report) }
        if before == nil {
            try tables.record.add(
                JobEntry(time: now, job: job.id, kind: .submitted, person: job.by, words: job.input))
        }
        try tables.record.add(entry)
    }

    // MARK: Bounds

    /// Counts a line of a gateway; whether it may tell so much.
    private func count(_ gateway: String) throws(StoreError) -> Bool {
        let add = try Statement(
            tables.database,
            """
            INSERT INTO gateway_day VALUES (?1, ?2, 1) ON CONFLICT (gateway) DO UPDATE SET
                lines = CASE WHEN day = ?2 THEN lines + 1 ELSE 1 END, day = ?2
            """)
        add.bind([.text(gateway), .integer(Int64(now.day))])
        try add.run()
        let rows = try Statement(tables.database, "SELECT lines FROM gateway_day WHERE gateway = ?")
        rows.bind(1, gateway)
        return try rows.step() && rows.integer(0) <= JobStore.gatewayLinesMost
    }

    /// Ends open jobs of a gateway that has more than it can: it has forgotten them, as after its folder was lost.
    private func closeOldest(of gateway: String, but newest: Int64) throws(StoreError) {
        let open = try tables.jobs.jobs(
            "WHERE gateway = ?1 AND state IN ('queued', 'running') AND number <> ?2 ORDER BY coalesce(started, submitted) DESC, number DESC "
                + "LIMIT 8 OFFSET \(JobStore.gatewayOpenMost - 1)", [.text(gateway), .integer(newest)])
        for var job in open {
            job.state = .failed
            job.ended = now
            job.notBefore = nil
            job.failure = JobFailure(.worker, "the gateway said no more of it")
            try tables.jobs.put(job)
            try tables.record.add(
                JobEntry(
                    time: now, job: job.id, kind: .failed, words: "worker: the gateway said no more of it"))
        }
    }
}
