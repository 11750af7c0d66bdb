//! The files of a framework in a folder. Reads a bounded amount, so that a wrong folder is refused quickly.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use domain::frameworks::Problem;

/// A framework has about a hundred small files.
const FILES_MAX: usize = 2_000;
const FILE_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// Known places are one folder deep.
const DEPTH_MAX: usize = 2;

/// Path (relative, with `/`) and text of every file in the folder. Hidden files are passed over.
pub fn files_of(folder: &Path) -> Result<Vec<(String, String)>, Vec<Problem>> {
    let mut paths = Vec::new();
    collect(folder, DEPTH_MAX, &mut paths).map_err(|error| vec![unreadable(folder, &error)])?;
    if paths.len() > FILES_MAX {
        return Err(vec![problem(
            folder,
            format!("more than {FILES_MAX} files; this is no framework's folder"),
        )]);
    }
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        let relative = path.strip_prefix(folder).unwrap_or(&path);
        match text_of(&path) {
            Ok(text) => files.push((relative.to_string_lossy().replace('\\', "/"), text)),
            Err(error) => problems.push(unreadable(relative, &error)),
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

/// The folders directly inside, in the order of their names.
pub fn folders_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut folders = entries(folder)?;
    folders.retain(|path| path.is_dir());
    Ok(folders)
}

pub fn unreadable(path: &Path, error: &io::Error) -> Problem {
    problem(path, format!("cannot be read: {error}"))
}

fn problem(path: &Path, message: String) -> Problem {
    Problem { file: path.display().to_string(), line: 0, message }
}

fn collect(folder: &Path, depth: usize, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for path in entries(folder)? {
        if !path.is_dir() {
            paths.push(path);
        } else if depth > 1 && paths.len() <= FILES_MAX {
            collect(&path, depth - 1, paths)?;
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}

fn text_of(path: &Path) -> io::Result<String> {
    let size = fs::metadata(path)?.len();
    if size > FILE_BYTES_MAX {
        return Err(io::Error::other(format!("{size} bytes are more than {FILE_BYTES_MAX}")));
    }
    fs::read_to_string(path)
}
