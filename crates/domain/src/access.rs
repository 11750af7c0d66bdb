//! Who may do what: one table, and no code elsewhere decides.

/// How a viewer stands to the organization whose data is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// Not signed in.
    Nobody,
    /// Signed in, without any role in this organization.
    Outsider,
    /// Runs the installation. Sees nothing of an organization by that alone.
    Operator,
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
    /// Say what one thinks of a hint, wait for a tip.
    RateContent,
    /// See what people say of the hints; keep tip cases of one's own.
    KeepContent,
    /// See how the nightly backups went.
    ReadBackups,
    ReadOrganization,
    EditOrganization,
    ReadActivity,
    StartAssessment,
    ReadAssessment,
    AnswerItem,
    SubmitAssessment,
    ReopenAssessment,
    /// See the forms collected from the companies of a group.
    ReadCollection,
    CollectForms,
}

use Action::*;
use Relation::*;

/// The least relation that may do each action.
pub const TABLE: [(Action, Relation); 17] = [
    (ReadPublic, Nobody),
    (SignOut, Outsider),
    (ReadStartPage, Outsider),
    (CreateOrganization, Outsider),
    (RateContent, Outsider),
    (KeepContent, Operator),
    (ReadBackups, Operator),
    (ReadOrganization, Reader),
    (ReadAssessment, Reader),
    (ReadCollection, Reader),
    (ReadActivity, Owner),
    (AnswerItem, Editor),
    (StartAssessment, Editor),
    (SubmitAssessment, Editor),
    (CollectForms, Editor),
    (ReopenAssessment, Owner),
    (EditOrganization, Owner),
];

/// Whether a viewer standing so may do this. What is the operator's is nobody else's: a role in an organization does not
/// reach it.
pub fn may(relation: Relation, action: Action) -> bool {
    let reaches = |least: Relation| if least == Operator { relation == Operator } else { relation >= least };
    TABLE.iter().any(|(listed, least)| *listed == action && reaches(*least))
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
        for (action, least) in TABLE.into_iter().filter(|(_, least)| *least != Operator) {
            for relation in [Nobody, Outsider, Operator, Reader, Editor, Owner] {
                assert_eq!(may(relation, action), relation >= least, "{relation:?} {action:?}");
            }
        }
    }

    #[test]
    fn operators_and_organizations_keep_out_of_each_others_rooms() {
        for (action, least) in TABLE {
            let is_operators = least == Operator;
            assert_eq!(may(Owner, action), !is_operators, "{action:?}");
            assert_eq!(may(Operator, action), least <= Operator, "{action:?}");
        }
    }

    #[test]
    fn outsiders_see_nothing_of_an_organization() {
        for action in [ReadOrganization, ReadAssessment, AnswerItem, SubmitAssessment, ReadActivity] {
            assert!(!may(Outsider, action) && !may(Nobody, action), "{action:?}");
        }
    }
}
