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
    /// Works for a company that this organization lets see its results, by recorded consent.
    ResultsShared,
    /// The same, with answers and evidence.
    AnswersShared,
    /// Reads reports: what a board member needs, and no more.
    Executive,
    /// Sees results and answers, such as risk management.
    Reader,
    /// Sees everything, who did what as well, and changes nothing.
    Auditor,
    /// Comes from outside and answers with the client; does not submit (E-008).
    Adviser,
    /// Answers, submits, collects: security staff.
    Editor,
    /// Decides for the organization: CISO or head of security, also of an affiliate.
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
    /// Read the mail that waits, where no server sends it.
    ReadOutbox,
    /// See how the nightly backups went.
    ReadBackups,
    ReadOrganization,
    EditOrganization,
    ReadMembers,
    /// Invite, give roles, take them away.
    ManageMembers,
    LeaveOrganization,
    /// Let another company see results or answers, and end it.
    GiveConsent,
    ReadActivity,
    /// Take everything of an organization along.
    ExportOrganization,
    /// Delete an organization, and take that back.
    DeleteOrganization,
    StartAssessment,
    /// Karte and reports.
    ReadResults,
    /// The level of each item, in a karte's list and a report's appendix.
    ReadItemLevels,
    /// Answers, evidence, notes.
    ReadAssessment,
    AnswerItem,
    /// Have somebody without an account answer some items by a link.
    HandOutItems,
    SubmitAssessment,
    ReopenAssessment,
    /// See what the organization belongs to, and what belongs to it.
    ReadGroup,
    /// Bring organizations below, and part from one.
    KeepGroup,
    /// See the forms collected from the companies of a group.
    ReadCollection,
    CollectForms,
}

use Action::*;
use Relation::*;

const SIGNED_IN: &[Relation] =
    &[Outsider, Operator, ResultsShared, AnswersShared, Executive, Reader, Auditor, Adviser, Editor, Owner];
const EVERYBODY: &[Relation] = &[
    Nobody,
    Outsider,
    Operator,
    ResultsShared,
    AnswersShared,
    Executive,
    Reader,
    Auditor,
    Adviser,
    Editor,
    Owner,
];
const MEMBERS: &[Relation] = &[Executive, Reader, Auditor, Adviser, Editor, Owner];
const SHARED_WITH: &[Relation] =
    &[ResultsShared, AnswersShared, Executive, Reader, Auditor, Adviser, Editor, Owner];

/// Who may do each action.
pub const TABLE: [(Action, &[Relation]); 29] = [
    (ReadPublic, EVERYBODY),
    (SignOut, SIGNED_IN),
    (ReadStartPage, SIGNED_IN),
    (CreateOrganization, SIGNED_IN),
    (RateContent, SIGNED_IN),
    (KeepContent, &[Operator]),
    (ReadOutbox, &[Operator]),
    (ReadBackups, &[Operator]),
    (ReadOrganization, SHARED_WITH),
    (ReadResults, SHARED_WITH),
    (ReadItemLevels, &[AnswersShared, Executive, Reader, Auditor, Adviser, Editor, Owner]),
    (ReadAssessment, &[AnswersShared, Reader, Auditor, Adviser, Editor, Owner]),
    (ReadMembers, MEMBERS),
    (LeaveOrganization, MEMBERS),
    (ReadGroup, MEMBERS),
    (ReadCollection, &[Reader, Auditor, Editor, Owner]),
    (ReadActivity, &[Auditor, Owner]),
    (AnswerItem, &[Adviser, Editor, Owner]),
    (HandOutItems, &[Editor, Owner]),
    (StartAssessment, &[Editor, Owner]),
    (SubmitAssessment, &[Editor, Owner]),
    (CollectForms, &[Editor, Owner]),
    (ReopenAssessment, &[Owner]),
    (EditOrganization, &[Owner]),
    (ManageMembers, &[Owner]),
    (GiveConsent, &[Owner]),
    (KeepGroup, &[Owner]),
    (ExportOrganization, &[Owner]),
    (DeleteOrganization, &[Owner]),
];

/// Whether a viewer standing so may do this.
pub fn may(relation: Relation, action: Action) -> bool {
    TABLE.iter().any(|(listed, relations)| *listed == action && relations.contains(&relation))
}

/// A person's role in an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    Owner,
    Editor,
    Reader,
    Executive,
    Auditor,
    Adviser,
}

/// All roles, in the order in which screens list them.
pub const ROLES: [Role; 6] =
    [Role::Owner, Role::Editor, Role::Executive, Role::Reader, Role::Auditor, Role::Adviser];

impl Role {
    /// The role of a stored code.
    pub fn from_code(code: &str) -> Option<Role> {
        ROLES.into_iter().find(|role| role.code() == code)
    }

    pub fn code(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Editor => "editor",
            Role::Reader => "reader",
            Role::Executive => "executive",
            Role::Auditor => "auditor",
            Role::Adviser => "adviser",
        }
    }

    pub fn relation(self) -> Relation {
        match self {
            Role::Owner => Owner,
            Role::Editor => Editor,
            Role::Reader => Reader,
            Role::Executive => Executive,
            Role::Auditor => Auditor,
            Role::Adviser => Adviser,
        }
    }
}

/// How somebody stands by a stored role, or by what an organization shares with theirs.
pub fn relation_of_standing(code: &str) -> Option<Relation> {
    match code {
        "results-shared" => Some(ResultsShared),
        "answers-shared" => Some(AnswersShared),
        code => Role::from_code(code).map(Role::relation),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_action_stands_in_the_table_once() {
        for (index, (action, _)) in TABLE.iter().enumerate() {
            assert!(TABLE[..index].iter().all(|(other, _)| other != action), "{action:?}");
        }
    }

    #[test]
    fn owners_may_do_all_that_any_member_may() {
        for (action, relations) in TABLE {
            if MEMBERS.iter().any(|member| relations.contains(member)) {
                assert!(may(Owner, action), "{action:?}");
            }
        }
    }

    #[test]
    fn operators_and_organizations_keep_out_of_each_others_rooms() {
        for (action, _) in TABLE {
            assert_eq!(
                may(Operator, action) && !may(Owner, action),
                matches!(action, KeepContent | ReadOutbox | ReadBackups)
            );
            assert!(!may(Operator, action) || may(Outsider, action) || !may(Owner, action), "{action:?}");
        }
    }

    #[test]
    fn outsiders_see_nothing_of_an_organization() {
        for action in [ReadOrganization, ReadResults, ReadAssessment, ReadMembers, AnswerItem, ReadActivity] {
            assert!(!may(Outsider, action) && !may(Nobody, action), "{action:?}");
        }
    }

    #[test]
    fn who_only_reads_changes_nothing() {
        let changes = [AnswerItem, StartAssessment, SubmitAssessment, ReopenAssessment, CollectForms];
        let changes = changes.into_iter().chain([
            EditOrganization,
            ManageMembers,
            GiveConsent,
            KeepGroup,
            ExportOrganization,
            DeleteOrganization,
            HandOutItems,
        ]);
        for action in changes {
            for relation in [ResultsShared, AnswersShared, Executive, Reader, Auditor] {
                assert!(!may(relation, action), "{relation:?} {action:?}");
            }
        }
    }

    #[test]
    fn reports_do_not_open_the_answers_behind_them() {
        for relation in [ResultsShared, Executive] {
            assert!(may(relation, ReadResults) && !may(relation, ReadAssessment), "{relation:?}");
        }
        assert!(may(Executive, ReadItemLevels) && !may(ResultsShared, ReadItemLevels));
    }

    #[test]
    fn codes_of_roles_read_back() {
        for role in ROLES {
            assert_eq!(Role::from_code(role.code()), Some(role));
            assert_eq!(relation_of_standing(role.code()), Some(role.relation()));
        }
    }
}
