// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import CWorker
internal import Glibc

/// What the worker takes from itself before it touches an input: decoders are the largest target that a hostile file has.
package struct Protection {
    /// Files and folders that are read, and those that are written below.
    var read: [String]
    var written: [String]
    /// Whether the input is the address of a stream.
    var connects = false

    /// 1.5 GiB of its own: what the largest pictures that are read need, some times over, in all their buffers.
    static let memory: UInt64 = 1536 << 20

    /// For an order.
    init(for order: WorkerOrder) {
        switch order {
        case .process(let wish):
            connects = StreamAddress.isAddress(wish.input)
            read = (connects ? [] : [wish.input]) + wish.models.flatMap { $0.files.map(\.path) }
            written = ([wish.output] + (wish.regions.map { [$0] } ?? [])).map(Self.folder)
        case .preview(let wish): (read, written) = ([wish.file] + (wish.regions.map { [$0] } ?? []), [])
        case .selfTest(let models): (read, written) = (models.flatMap { $0.files.map(\.path) }, [])
        }
    }

    /// For no order: it may do nothing.
    init() { (read, written) = ([], []) }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// At the very beginning, before there is a second thread: signals, dumps, the parent's end.
    ///
    /// - Returns: whether the parent is still there.
    static func begin() -> Bool {
        worker_delete_partials_at_signals()
        return worker_harden(getppid()) == 0
    }

    /// From now on the process can do no more than its order needs, as far as the kernel can keep it from that.
    ///
    /// - Returns: what this kernel lacks, in words.
    /// - Throws: `JobFailure` of kind worker, where the kernel has it and it fails all the same.
    func apply() throws(JobFailure) -> [String] {
        guard worker_bound_memory(Self.memory) >= 0 else { throw JobFailure(.worker, "memory cannot be bounded") }
        var lacks: [String] = []
        let fence = worker_fence_begin(connects ? 1 : 0)
        if fence >= 0 { try close(fence) } else { lacks.append("Landlock") }
        let code = worker_filter(connects ? 1 : 0)
        // The kernel was built without it.
        if code == -EINVAL || code == -ENOSYS {
            lacks.append("seccomp")
        } else if code < 0 {
            throw JobFailure(.worker, "calls of the kernel cannot be filtered: \(SystemText.of(-code))")
        }
        return lacks
    }

    private func close(_ fence: Int32) throws(JobFailure) {
        // Libraries that load others late, and what they look up of the machine.
        let system =
            ["/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime", "/proc/cpuinfo", "/proc/meminfo"]
            + ["/sys/devices/system/cpu", "/dev/null", "/dev/urandom"]
        // Names of machines.
        let network =
            connects ? ["/etc/hosts", "/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf"] : []
        for path in system + network + read { try allow(fence, path, writes: 0) }
        for path in written { try allow(fence, path, writes: 1) }
        let code = worker_fence_close(fence)
        guard code >= 0 else { throw JobFailure(.worker, "Landlock: \(SystemText.of(-code))") }
    }

    private func allow(_ fence: Int32, _ path: String, writes: Int32) throws(JobFailure) {
        let code = unsafe worker_fence_allow(fence, path, writes)
        // What may not be looked at may not be opened either, and whoever opens it says so.
        guard code >= 0 || code == -EACCES || code == -ENOTDIR || code == -ELOOP || code == -ENAMETOOLONG else {
            throw JobFailure(.worker, "Landlock: \(path): \(SystemText.of(-code))")
        }
    }
}
