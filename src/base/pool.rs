//! One pool of threads for our own work and for the plans of polars: two pools at one time would take
//! the cores from each other.

use polars_core::runtime::THREAD_POOL;

/// Does the work on the threads of polars: what it does in parallel, it does there too.
pub(crate) fn on_all_cores<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    THREAD_POOL.install(work)
}
