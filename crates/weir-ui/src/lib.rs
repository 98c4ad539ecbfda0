//! The files of the web UI, as `make ui` left them in `ui/dist` when this was compiled.

/// A file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct File {
    /// The path at which it is served.
    pub path: &'static str,
    /// What tells its content apart from others, in the form of an `ETag`.
    pub tag: &'static str,
    /// Its content.
    pub plain: &'static [u8],
    /// Its content in gzip, where that is worth it.
    pub gzip: Option<&'static [u8]>,
}

impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("File").field("path", &self.path).field("tag", &self.tag).finish_non_exhaustive()
    }
}

/// All files, in the order of their paths.
static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The file at a path, which begins with `/`.
pub fn file(path: &str) -> Option<File> {
    FILES.binary_search_by_key(&path, |file| file.path).ok().map(|at| FILES[at])
}

/// The page that all views share; none where the UI was not built.
pub fn index() -> Option<File> {
    file("/index.html")
}

impl File {
    /// Its media type.
    pub fn content_type(&self) -> &'static str {
        match self.path.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "html" => "text/html; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            "json" | "webmanifest" => "application/json",
            "svg" => "image/svg+xml",
            "png" => "image/png",
            _ => "application/octet-stream",
        }
    }

    /// Whether its name changes with its content, so that it can be kept for ever.
    pub fn is_immutable(&self) -> bool {
        self.path.starts_with("/assets/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_found_by_its_path_and_has_a_known_type() {
        for listed in FILES {
            assert_eq!(file(listed.path), Some(*listed));
            assert_ne!(listed.content_type(), "application/octet-stream", "{}", listed.path);
        }
        assert_eq!(file("/nowhere"), None);
    }

    #[test]
    fn files_with_a_hash_in_their_names_are_kept_for_ever() {
        let at = |path| File { path, tag: "\"0\"", plain: b"", gzip: None };
        assert!(at("/assets/index-x1.js").is_immutable());
        assert!(!at("/index.html").is_immutable());
    }
}
