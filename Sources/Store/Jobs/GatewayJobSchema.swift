// SPDX-License-Identifier: Apache-2.0

extension Schema {
    /// What `jobs.db` keeps of jobs that gateways run.
    static let gatewayJobTables = """
        -- The number that the gateway gave the job, and the highest one of its lines about it.
        ALTER TABLE job ADD COLUMN gateway_job INTEGER;
        ALTER TABLE job ADD COLUMN gateway_change INTEGER;
        CREATE UNIQUE INDEX job_gateway ON job (gateway, gateway_job) WHERE gateway IS NOT NULL;
        CREATE INDEX job_gateway_running ON job (gateway, started) WHERE gateway IS NOT NULL AND state IN ('queued', 'running');
        -- How much a gateway told on the newest day, counted since the epoch, on which it told anything.
        CREATE TABLE gateway_day (gateway TEXT PRIMARY KEY, day INTEGER NOT NULL, lines INTEGER NOT NULL) WITHOUT ROWID;
        """
}
