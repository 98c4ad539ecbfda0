//! The process itself, under the names that every Prometheus client uses. Read from `/proc`; where there is none the
//! metrics are left out.

use crate::model::{Family, Number, Sample, Samples, Unit};

/// Clock ticks in a second, as Linux reports times to programs: fixed at 100 in its interface.
const TICKS: f64 = 100.0;

/// The size of a page in `/proc/self/statm`, on every machine that Weir is built for.
const PAGE: i64 = 4096;

pub(super) fn families() -> Vec<Family> {
    let open_files = std::fs::read_dir("/proc/self/fd").ok().map(|entries| Number::count(entries.count()));
    let only = |number| vec![Sample::only(number)];
    [
        cpu_seconds().map(|seconds| {
            let samples = Samples::Counter(only(Number::Real(seconds)));
            Family::new("process_cpu_seconds", "CPU time used", samples).in_unit(Unit::Seconds)
        }),
        resident_bytes().map(|bytes| {
            let samples = Samples::Gauge(only(Number::Whole(bytes)));
            Family::new("process_resident_memory_bytes", "Memory in use", samples).in_unit(Unit::Bytes)
        }),
        open_files
            .map(|open| Family::new("process_open_fds", "Open file descriptors", Samples::Gauge(only(open)))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// User and system time. The fields are counted from behind the command's name, which may hold spaces.
fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / TICKS)
}

fn resident_bytes() -> Option<i64> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: i64 = statm.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * PAGE)
}
