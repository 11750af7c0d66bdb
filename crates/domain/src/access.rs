//! Who may do what: one table, and no code elsewhere decides.

/// How a viewer stands to the organization whose data is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// Not signed in.
    Nobody,
    /// Signed in, without any role in this organization.
    Outsider,
    /// Sees results and answers.
    Reader,
    /// Answers as well.
    Editor,
    /// Decides for the organization as well.
    Owner,
}

/// Everything a person can do, named as the screens name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Public pages: welcome, trial, published cohorts.
    ReadPublic,
    SignOut,
    ReadStartPage,
    CreateOrganization,
    ReadOrganization,
    EditOrganization,
    ReadActivity,
    StartAssessment,
    ReadAssessment,
    AnswerItem,
    SubmitAssessment,
    ReopenAssessment,
}

use Action::*;
use Relation::*;

/// The least relation that may do each action.
pub const TABLE: [(Action, Relation); 12] = [
    (ReadPublic, Nobody),
    (SignOut, Outsider),
    (ReadStartPage, Outsider),
    (CreateOrganization, Outsider),
    (ReadOrganization, Reader),
    (ReadAssessment, Reader),
    (ReadActivity, Owner),
    (AnswerItem, Editor),
    (StartAssessment, Editor),
    (SubmitAssessment, Editor),
    (ReopenAssessment, Owner),
    (EditOrganization, Owner),
];

/// Whether a viewer standing so may do this.
pub fn may(relation: Relation, action: Action) -> bool {
    TABLE.iter().any(|(listed, least)| *listed == action && relation >= *least)
}

/// A person's role in an organization, as stored.
pub fn relation_of_role(role: &str) -> Option<Relation> {
    match role {
        "reader" => Some(Reader),
        "editor" => Some(Editor),
        "owner" => Some(Owner),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_may_do_what_the_role_below_it_may() {
        for (action, least) in TABLE {
            for relation in [Nobody, Outsider, Reader, Editor, Owner] {
                assert_eq!(may(relation, action), relation >= least, "{relation:?} {action:?}");
            }
        }
    }

    #[test]
    fn outsiders_see_nothing_of_an_organization() {
        for action in [ReadOrganization, ReadAssessment, AnswerItem, SubmitAssessment, ReadActivity] {
            assert!(!may(Outsider, action) && !may(Nobody, action), "{action:?}");
        }
    }
}
