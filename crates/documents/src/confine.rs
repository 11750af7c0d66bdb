//! The limits a process gives itself before it opens a foreign file. What has been given up cannot be taken back.

use std::io;

/// Address space, in bytes.
pub const MEMORY_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Time on the processor.
pub const CPU_SECONDS_MAX: u64 = 20;

/// What a process has given up beside memory and time, which are limited everywhere on Unix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Confined {
    /// It opens no file any more (landlock).
    pub files: bool,
    /// It makes only the calls that computing needs (seccomp).
    pub calls: bool,
}

/// No more memory, time, files or processes than reading one workbook needs; where the kernel knows how, no file system and no
/// network either. Standard input and output, already open, keep working.
#[cfg(target_os = "linux")]
pub fn this_process() -> io::Result<Confined> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let at_most = |limit: u64| Rlimit { current: Some(limit), maximum: Some(limit) };
    setrlimit(Resource::As, at_most(MEMORY_BYTES_MAX))?;
    setrlimit(Resource::Cpu, at_most(CPU_SECONDS_MAX))?;
    setrlimit(Resource::Core, at_most(0))?;
    setrlimit(Resource::Fsize, at_most(0))?;
    let files = without_files();
    Ok(Confined { files, calls: without_calls()? })
}

#[cfg(not(target_os = "linux"))]
pub fn this_process() -> io::Result<Confined> {
    Ok(Confined::default())
}

/// Landlock, where the kernel has it: nothing in the file system may be opened any more. Older kernels have the list of calls
/// below, which has no `open`.
#[cfg(target_os = "linux")]
fn without_files() -> bool {
    use landlock::{ABI, Access, AccessFs, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetStatus};
    let restricted = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(ABI::V5))
        .and_then(|ruleset| ruleset.create())
        .and_then(|ruleset| ruleset.restrict_self());
    // Nothing rests on this alone.
    restricted.is_ok_and(|restricted| restricted.ruleset != RulesetStatus::NotEnforced)
}

/// seccomp: only the calls that computing, memory and the open pipes need. Anything else ends the process.
#[cfg(target_os = "linux")]
fn without_calls() -> io::Result<bool> {
    use std::collections::BTreeMap;

    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, apply_filter};

    let Ok(arch) = std::env::consts::ARCH.try_into() else {
        return Ok(false);
    };
    let rules: BTreeMap<i64, _> = CALLS.iter().map(|call| (*call, Vec::new())).collect();
    let filter = SeccompFilter::new(rules, SeccompAction::KillProcess, SeccompAction::Allow, arch);
    let program: BpfProgram =
        filter.and_then(BpfProgram::try_from).map_err(|error| io::Error::other(error.to_string()))?;
    match apply_filter(&program) {
        Ok(()) => Ok(true),
        // A kernel without seccomp, or a service that may not use it: the other limits stand.
        Err(seccompiler::Error::Prctl(_) | seccompiler::Error::Seccomp(_)) => Ok(false),
        Err(error) => Err(io::Error::other(error.to_string())),
    }
}

#[cfg(target_os = "linux")]
const CALLS: &[i64] = &[
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_close,
    libc::SYS_fstat,
    libc::SYS_lseek,
    libc::SYS_mmap,
    libc::SYS_mremap,
    libc::SYS_munmap,
    libc::SYS_madvise,
    libc::SYS_mprotect,
    libc::SYS_brk,
    libc::SYS_futex,
    libc::SYS_getrandom,
    libc::SYS_clock_gettime,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_sigaltstack,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_gettid,
    libc::SYS_getpid,
    libc::SYS_tgkill,
    libc::SYS_exit,
    libc::SYS_exit_group,
];
