//! What a template may reach: itself, the parts it shares with others, the data, the fonts, today. No other file, no
//! network, no clock.

use std::sync::{Arc, LazyLock};

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::Template;
use super::fonts::Fonts;

/// Day of the document.
pub(super) struct Today(pub Datetime);

/// One document's world.
pub(super) struct PaperWorld {
    main: &'static Source,
    fonts: Arc<Fonts>,
    data: Bytes,
    today: Today,
}

/// File ids come from a table of 65,535 that never shrinks: they are made once, never for a document.
struct Files {
    sheet: Source,
    report: Source,
    parts: Source,
    data: FileId,
}

static FILES: LazyLock<Files> = LazyLock::new(|| Files {
    sheet: Source::new(id("sheet.typ"), include_str!("sheet.typ").to_owned()),
    report: Source::new(id("report.typ"), include_str!("report.typ").to_owned()),
    parts: Source::new(id("parts.typ"), include_str!("parts.typ").to_owned()),
    data: id("data.json"),
});
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

fn id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("a plain file name is a path");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

impl PaperWorld {
    pub fn new(template: Template, fonts: Arc<Fonts>, data: Vec<u8>, today: Today) -> PaperWorld {
        let main = match template {
            Template::Sheet => &FILES.sheet,
            Template::Report => &FILES.report,
        };
        PaperWorld { main, fonts, data: Bytes::new(data), today }
    }
}

impl World for PaperWorld {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let known = [&FILES.parts, self.main].into_iter().find(|source| source.id() == id);
        known.cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == FILES.data { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.faces.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        Some(self.today.0)
    }
}
