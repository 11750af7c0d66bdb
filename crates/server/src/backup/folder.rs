//! The files of the data folder that belong to the installation: its own frameworks.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Refusal;
use crate::db::{Value, sync_folder};

/// The only folder that goes with a backup.
const FOLDER: &str = "frameworks";
/// Frameworks are two folders deep.
const DEPTH_MAX: usize = 8;

pub fn columns() -> Vec<String> {
    vec!["path".to_owned(), "content".to_owned()]
}

/// Paths below the data folder, with `/`, in order.
pub fn list(data: &Path) -> io::Result<Vec<String>> {
    let mut paths = Vec::new();
    let folder = data.join(FOLDER);
    if folder.is_dir() {
        collect(&folder, FOLDER, DEPTH_MAX, &mut paths)?;
    }
    paths.sort_unstable();
    Ok(paths)
}

fn collect(folder: &Path, name: &str, depth: usize, paths: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let below = format!("{name}/{}", entry.file_name().to_string_lossy());
        if !entry.path().is_dir() {
            paths.push(below);
        } else if depth > 1 {
            collect(&entry.path(), &below, depth - 1, paths)?;
        }
    }
    Ok(())
}

/// A file as a row: path and content.
pub fn read(data: &Path, path: &str) -> io::Result<Vec<Value>> {
    Ok(vec![path.into(), fs::read(data.join(path))?.into()])
}

/// Files being put back. They stand in a folder of their own until everything else is there; gone when dropped before.
pub struct Restored {
    part: PathBuf,
    folder: PathBuf,
    is_kept: bool,
}

impl Restored {
    /// Refuses a data folder that has frameworks already.
    pub fn begin(data: &Path) -> Result<Restored, Refusal> {
        let folder = data.join(FOLDER);
        if fs::read_dir(&folder).is_ok_and(|mut entries| entries.next().is_some()) {
            return Err(Refusal::Exists(folder.display().to_string()));
        }
        let part = data.join(format!("{FOLDER}.restoring"));
        fs::remove_dir_all(&part).ok();
        Ok(Restored { part, folder, is_kept: false })
    }

    /// Writes a file from its row. A path that leads elsewhere is no path of a backup.
    pub fn write(&self, row: &[Value]) -> Result<(), Refusal> {
        let [Value::Text(path), Value::Bytes(content)] = row else { return Err(Refusal::Damaged) };
        let below = path.strip_prefix(FOLDER).and_then(|rest| rest.strip_prefix('/'));
        let below = below.filter(|below| below.split('/').all(is_plain)).ok_or(Refusal::Damaged)?;
        let target = self.part.join(below);
        let write = || -> io::Result<()> {
            fs::create_dir_all(target.parent().unwrap_or(&self.part))?;
            fs::write(&target, content)?;
            fs::File::open(&target)?.sync_all()
        };
        write().map_err(|error| Refusal::Unwritable(target.display().to_string(), error))
    }

    pub fn keep(mut self) -> Result<(), Refusal> {
        let keep = || -> io::Result<()> {
            if self.part.is_dir() {
                // An empty folder may be in the way.
                fs::remove_dir(&self.folder).ok();
                fs::rename(&self.part, &self.folder)?;
                sync_folder(&self.folder)?;
            }
            Ok(())
        };
        keep().map_err(|error| Refusal::Unwritable(self.folder.display().to_string(), error))?;
        self.is_kept = true;
        Ok(())
    }
}

impl Drop for Restored {
    fn drop(&mut self) {
        if !self.is_kept {
            // The next attempt begins with removing it.
            fs::remove_dir_all(&self.part).ok();
        }
    }
}

fn is_plain(name: &str) -> bool {
    !matches!(name, "" | "." | "..") && !name.contains(['\\', '\0', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_back_where_they_were_and_nowhere_else() {
        let (from, to) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        fs::create_dir_all(from.path().join("frameworks/own/items")).expect("a folder");
        fs::write(from.path().join("frameworks/own/items/1.toml"), b"x").expect("a file");
        fs::write(from.path().join("kashika.db"), b"y").expect("a file");
        let paths = list(from.path()).expect("a list");
        assert_eq!(paths, ["frameworks/own/items/1.toml"]);

        let restored = Restored::begin(to.path()).expect("an empty folder");
        restored.write(&read(from.path(), &paths[0]).expect("a file")).expect("written");
        for path in
            ["frameworks/../x", "/etc/x", "frameworks", "frameworks//x", "other/x", "frameworks/a\\..\\x"]
        {
            let refused = restored.write(&[path.into(), vec![1].into()]);
            assert!(matches!(refused, Err(Refusal::Damaged)), "{path}");
        }
        restored.keep().expect("kept");
        assert_eq!(list(to.path()).expect("a list"), paths);
        assert!(matches!(Restored::begin(to.path()), Err(Refusal::Exists(_))));
    }
}
