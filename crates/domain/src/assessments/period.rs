//! What an assessment covers and when, and which results may stand on one line of a trend.

/// What was assessed. Declared before answering and printed on every result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Group,
    Company,
    Site,
    Division,
}

impl Scope {
    pub const ALL: [Scope; 4] = [Scope::Group, Scope::Company, Scope::Site, Scope::Division];

    pub fn code(self) -> &'static str {
        match self {
            Scope::Group => "group",
            Scope::Company => "company",
            Scope::Site => "site",
            Scope::Division => "division",
        }
    }

    pub fn from_code(code: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.code() == code)
    }

    /// A site or a division says nothing without its name.
    pub fn needs_note(self) -> bool {
        matches!(self, Scope::Site | Scope::Division)
    }
}

/// Whether an assessment of that fiscal year may be started: last years can be made up for, the next one prepared.
pub fn may_start(period: i64, current: i64) -> bool {
    (current - 5..=current + 1).contains(&period)
}

/// Whether two results of one organization may be joined by a line: same scope, same framework edition.
pub fn comparable(earlier: (Scope, &str), later: (Scope, &str)) -> bool {
    earlier == later
}
