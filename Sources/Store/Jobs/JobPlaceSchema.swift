// SPDX-License-Identifier: Apache-2.0

extension Schema {
    /// What `jobs.db` keeps of jobs for the worker alone, and to tell one output from another.
    static let jobPlaceTables = """
        -- Of a stream the whole address, of which `input` has no password, or the path of a named pipe; NULL for files and folders.
        ALTER TABLE job ADD COLUMN stream TEXT;
        -- Where the path of the output led to, so that two ways to write it are one.
        ALTER TABLE job ADD COLUMN place TEXT NOT NULL DEFAULT '';
        UPDATE job SET place = output;
        CREATE INDEX job_place ON job (place);
        -- Nothing asks by these any more.
        DROP INDEX job_output;
        DROP INDEX job_camera;
        """
}
