//! What a process and its children cost, read from `/proc`.

use std::{fs, path::Path, time::Duration};

use anyhow::{Context as _, Result};

/// Linux reports processor time to user space in hundredths of a second on every architecture.
const TICKS_PER_SECOND: u64 = 100;

/// `pid` and every process below it.
fn tree(pid: u32) -> Vec<u32> {
    let mut found = vec![pid];
    let mut next = 0;
    while let Some(&parent) = found.get(next) {
        next += 1;
        let Ok(threads) = fs::read_dir(format!("/proc/{parent}/task")) else { continue };
        for thread in threads.flatten() {
            let children = fs::read_to_string(thread.path().join("children")).unwrap_or_default();
            found.extend(children.split_whitespace().filter_map(|child| child.parse::<u32>().ok()));
        }
    }
    found
}

/// Processor time, user and system, that `pid` and its children (ended ones too) have used since they started.
///
/// # Errors
/// When the process has ended.
pub fn cpu_time(pid: u32) -> Result<Duration> {
    let mut ticks = 0;
    for member in tree(pid) {
        match fs::read_to_string(format!("/proc/{member}/stat")) {
            Ok(stat) => ticks += cpu_ticks(&stat).context("/proc/PID/stat is not as expected")?,
            Err(error) if member == pid => return Err(error).context("the server has ended"),
            Err(_) => {}
        }
    }
    Ok(Duration::from_millis(ticks * 1000 / TICKS_PER_SECOND))
}

/// Sum of utime, stime, cutime and cstime; the name in parentheses before them may hold spaces.
fn cpu_ticks(stat: &str) -> Option<u64> {
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    fields.get(11..15)?.iter().map(|field| field.parse::<u64>().ok()).sum()
}

/// Processor time of the threads that `pid` and its children have now, to the nanosecond; what ended threads used is not
/// in it, so it is for watching an idle server, for which [`cpu_time`] is too coarse.
pub fn precise_cpu_time(pid: u32) -> Duration {
    let nanoseconds = |thread: fs::DirEntry| {
        let text = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<u64>().ok()
    };
    let threads =
        tree(pid).into_iter().filter_map(|member| fs::read_dir(format!("/proc/{member}/task")).ok());
    Duration::from_nanos(threads.flatten().flatten().filter_map(nanoseconds).sum())
}

/// Which line of `/proc/PID/status`.
#[derive(Clone, Copy, Debug)]
pub enum Memory {
    /// Resident now.
    Resident,
    /// The most that was resident since the start or the last [`reset_peak`].
    Peak,
}

/// Memory of `pid` and its children in MiB.
pub fn memory_mib(pid: u32, which: Memory) -> f64 {
    let key = match which {
        Memory::Resident => "VmRSS:",
        Memory::Peak => "VmHWM:",
    };
    let kib = |pid| {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(key))?;
        line.trim().trim_end_matches("kB").trim().parse::<f64>().ok()
    };
    tree(pid).into_iter().filter_map(kib).sum::<f64>() / 1024.0
}

/// Lets the peak of `pid` and its children start again from what is resident now.
pub fn reset_peak(pid: u32) -> Result<()> {
    for member in tree(pid) {
        let file = format!("/proc/{member}/clear_refs");
        if Path::new(&file).exists() {
            fs::write(&file, "5").with_context(|| format!("failed to reset the peak in {file}"))?;
        }
    }
    Ok(())
}

/// Model of the processor, for the results.
pub fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    model.map_or_else(|| "unknown".to_owned(), |(_, name)| name.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_ticks_skip_a_name_with_spaces() {
        let stat = "7 (a (b) c) S 1 7 7 0 -1 0 1 2 3 4 100 20 3 4 20 0 1 0 5 6 7";
        assert_eq!(cpu_ticks(stat), Some(127));
    }

    #[test]
    fn own_process_has_memory_and_time() {
        let pid = std::process::id();
        assert!(memory_mib(pid, Memory::Resident) > 0.5);
        reset_peak(pid).unwrap();
        assert!(memory_mib(pid, Memory::Peak) > 0.5);
        cpu_time(pid).unwrap();
    }
}
