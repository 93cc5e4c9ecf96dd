//! What a container uses of the machine.

/// One reading. A container that does not run uses nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Usage {
    /// 100 is one processor.
    pub(crate) cpu_percent: f64,
    /// Bytes, without what the kernel only keeps because there is room.
    pub(crate) memory: u64,
    /// Bytes; all of the machine's where the container has no limit.
    pub(crate) memory_limit: u64,
    /// Bytes over all networks since the start.
    pub(crate) received: u64,
    pub(crate) sent: u64,
    /// Bytes from and to disks since the start.
    pub(crate) read: u64,
    pub(crate) written: u64,
    /// Processes and threads.
    pub(crate) pids: u64,
}

impl Usage {
    pub(crate) fn memory_percent(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "two digits are shown")]
        let (memory, limit) = (self.memory as f64, self.memory_limit as f64);
        if self.memory_limit == 0 { 0.0 } else { memory / limit * 100.0 }
    }
}
