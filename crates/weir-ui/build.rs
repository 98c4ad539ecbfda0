//! Writes a table of the files of the web UI, with their bytes, for `src/lib.rs` to include. The table is empty where the
//! UI was not built: `make ui` does that.

use std::{
    collections::BTreeMap,
    env,
    error::Error,
    fmt::Write as _,
    fs,
    hash::{DefaultHasher, Hasher as _},
    path::{Path, PathBuf},
};

/// The compressed form of a file stands beside it, with this ending.
const GZIP: &str = ".gz";

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../ui/dist").canonicalize()?;
    // The folder is there also before the first build, or this would run each time.
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = BTreeMap::new();
    collect(&root.join("app"), "", &mut files)?;
    let mut table = "&[\n".to_owned();
    for (path, place) in files.iter().filter(|(path, _)| !path.ends_with(GZIP)) {
        let gzip = files.get(&format!("{path}{GZIP}"));
        let gzip = gzip.map_or("None".to_owned(), |gzip| format!("Some(include_bytes!({gzip:?}))"));
        let mut hasher = DefaultHasher::new();
        hasher.write(&fs::read(place)?);
        let tag = format!("\"{:016x}\"", hasher.finish());
        writeln!(
            table,
            "File {{ path: {path:?}, tag: {tag:?}, plain: include_bytes!({place:?}), gzip: {gzip} }},"
        )?;
    }
    table.push(']');
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("files.rs"), table)?;
    Ok(())
}

/// Collects the files of a folder by the paths at which they are served.
fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) -> Result<(), Box<dyn Error>> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{prefix}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &path, files)?;
        } else {
            files.insert(path, entry.path().to_string_lossy().into_owned());
        }
    }
    Ok(())
}
