// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import GRDB

/// Files of watch folders that became jobs, in one transaction.
struct TakenTable {
    let database: Database

    func has(_ file: JobStore.TakenFile) throws(StoreError) -> Bool {
        let find = try Statement(
            database, "SELECT 1 FROM taken WHERE device = ? AND inode = ? AND size = ? AND modified = ?")
        find.bind(key(of: file))
        return try find.step()
    }

    func add(_ file: JobStore.TakenFile, job: Int64) throws(StoreError) {
        let add = try Statement(database, "INSERT OR IGNORE INTO taken VALUES (?,?,?,?,?,?)")
        add.bind(key(of: file) + [.text(file.path), .integer(job)])
        try add.run()
    }

    /// The files of a job.
    func files(of job: Int64) throws(StoreError) -> [JobStore.TakenFile] {
        let rows = try Statement(
            database, "SELECT device, inode, size, modified, path FROM taken WHERE job = ? ORDER BY path")
        rows.bind(1, job)
        var all: [JobStore.TakenFile] = []
        while try rows.step() {
            all.append(
                JobStore.TakenFile(
                    device: UInt64(bitPattern: rows.integer(0)), inode: UInt64(bitPattern: rows.integer(1)),
                    size: rows.integer(2), modified: rows.integer(3), path: rows.text(4)))
        }
        return all
    }

    private func key(of file: JobStore.TakenFile) -> [Argument] {
        [
            .integer(Int64(bitPattern: file.device)), .integer(Int64(bitPattern: file.inode)), .integer(file.size),
            .integer(file.modified),
        ]
    }
}
