//! Who did what, when. One entry in the transaction of each change; never an answer or a secret. [`log`] makes it provable.

pub mod api;
mod erasing;
pub mod export;
mod leaf;
pub mod log;
pub mod pages;
mod store;

pub use erasing::{erase_about, erase_of_organization, erase_of_person};
pub use store::STATEMENTS;

use crate::app::{App, new_salt};
use crate::db::{DbError, Tx};

/// A change worth remembering, in the users' words. The kind is also the key of its sentence: `activity-signed-in`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    InstallationSetUp,
    SignedIn,
    SignedOut,
    LanguageChanged,
    OrganizationCreated,
    OrganizationChanged,
    AssessmentStarted,
    ItemAnswered,
    AssessmentSubmitted,
    AssessmentReopened,
    AccountCreated,
    MemberAdded,
    PasswordChosen,
    PasswordForgotten,
    SecondFactorAdded,
    SecondFactorRemoved,
    SecondFactorTakenOff,
    RecoveryCodesRenewed,
    RecoveryCodeUsed,
    SessionEnded,
    OtherSessionsEnded,
    AccessTokenAdded,
    AccessTokenRevoked,
    PasskeyAdded,
    PasskeyRemoved,
    CompanyAccountConnected,
    CompanyAccountDisconnected,
    CompanyAccountUsed,
    HintRated,
    TipFollowed,
    TipUnfollowed,
    CaseAdded,
    CaseChanged,
    CaseRetired,
    FormCollected,
    FormDecided,
    FormRemoved,
    CompaniesListed,
    CheckSheetMapped,
    CheckSheetForgotten,
    MemberRoleChanged,
    MemberRemoved,
    MemberLeft,
    ResponsibilityHandedOver,
    PersonInvited,
    InvitationWithdrawn,
    MemberJoined,
    ConsentGiven,
    CompanyInvited,
    CompanyInvitationWithdrawn,
    GroupJoined,
    AffiliationEnded,
    ConsentEnded,
    PasswordReset,
    PasswordResetAsked,
    EmailChangeAsked,
    EmailChanged,
    ItemsHandedOut,
    HandoutTakenBack,
    ItemAnsweredByLink,
    MailPassedOn,
    LinkMade,
    FormUploaded,
    CheckSheetReceived,
    LogKeyRenewed,
    OrganizationDeleted,
    OrganizationRestored,
    OrganizationErased,
    AccountDeleted,
    OperatorAppointed,
}

impl Kind {
    pub fn slug(self) -> &'static str {
        match self {
            Kind::InstallationSetUp => "installation-set-up",
            Kind::SignedIn => "signed-in",
            Kind::SignedOut => "signed-out",
            Kind::LanguageChanged => "language-changed",
            Kind::OrganizationCreated => "organization-created",
            Kind::OrganizationChanged => "organization-changed",
            Kind::AssessmentStarted => "assessment-started",
            Kind::ItemAnswered => "item-answered",
            Kind::AssessmentSubmitted => "assessment-submitted",
            Kind::AssessmentReopened => "assessment-reopened",
            Kind::AccountCreated => "account-created",
            Kind::MemberAdded => "member-added",
            Kind::PasswordChosen => "password-chosen",
            Kind::PasswordForgotten => "password-forgotten",
            Kind::SecondFactorAdded => "second-factor-added",
            Kind::SecondFactorRemoved => "second-factor-removed",
            Kind::SecondFactorTakenOff => "second-factor-taken-off",
            Kind::RecoveryCodesRenewed => "recovery-codes-renewed",
            Kind::RecoveryCodeUsed => "recovery-code-used",
            Kind::SessionEnded => "session-ended",
            Kind::OtherSessionsEnded => "other-sessions-ended",
            Kind::AccessTokenAdded => "access-token-added",
            Kind::AccessTokenRevoked => "access-token-revoked",
            Kind::PasskeyAdded => "passkey-added",
            Kind::PasskeyRemoved => "passkey-removed",
            Kind::CompanyAccountConnected => "company-account-connected",
            Kind::CompanyAccountDisconnected => "company-account-disconnected",
            Kind::CompanyAccountUsed => "company-account-used",
            Kind::HintRated => "hint-rated",
            Kind::TipFollowed => "tip-followed",
            Kind::TipUnfollowed => "tip-unfollowed",
            Kind::CaseAdded => "case-added",
            Kind::CaseChanged => "case-changed",
            Kind::CaseRetired => "case-retired",
            Kind::FormCollected => "form-collected",
            Kind::FormDecided => "form-decided",
            Kind::FormRemoved => "form-removed",
            Kind::CompaniesListed => "companies-listed",
            Kind::CheckSheetMapped => "check-sheet-mapped",
            Kind::CheckSheetForgotten => "check-sheet-forgotten",
            Kind::MemberRoleChanged => "member-role-changed",
            Kind::MemberRemoved => "member-removed",
            Kind::MemberLeft => "member-left",
            Kind::ResponsibilityHandedOver => "responsibility-handed-over",
            Kind::PersonInvited => "person-invited",
            Kind::InvitationWithdrawn => "invitation-withdrawn",
            Kind::MemberJoined => "member-joined",
            Kind::CompanyInvited => "company-invited",
            Kind::CompanyInvitationWithdrawn => "company-invitation-withdrawn",
            Kind::GroupJoined => "group-joined",
            Kind::AffiliationEnded => "affiliation-ended",
            Kind::ConsentGiven => "consent-given",
            Kind::ConsentEnded => "consent-ended",
            Kind::PasswordReset => "password-reset",
            Kind::PasswordResetAsked => "password-reset-asked",
            Kind::EmailChangeAsked => "email-change-asked",
            Kind::EmailChanged => "email-changed",
            Kind::ItemsHandedOut => "items-handed-out",
            Kind::HandoutTakenBack => "handout-taken-back",
            Kind::ItemAnsweredByLink => "item-answered-by-link",
            Kind::MailPassedOn => "mail-passed-on",
            Kind::LinkMade => "link-made",
            Kind::FormUploaded => "form-uploaded",
            Kind::CheckSheetReceived => "check-sheet-received",
            Kind::LogKeyRenewed => "log-key-renewed",
            Kind::OrganizationDeleted => "organization-deleted",
            Kind::OrganizationRestored => "organization-restored",
            Kind::OrganizationErased => "organization-erased",
            Kind::AccountDeleted => "account-deleted",
            Kind::OperatorAppointed => "operator-appointed",
        }
    }
}

/// One entry before it is written. Made outside the transaction, since ids and time come from the edge.
#[derive(Clone, Debug)]
pub struct Entry {
    pub id: String,
    pub at: i64,
    pub account_id: Option<String>,
    pub organization_id: Option<String>,
    pub kind: Kind,
    /// What it is about: an assessment's id, an organization's id.
    pub subject: String,
    /// A public detail such as an item code; never an answer.
    pub detail: String,
    salt: [u8; 16],
}

impl Entry {
    pub fn new(app: &App, account_id: Option<&str>, kind: Kind, subject: &str) -> Entry {
        Entry {
            id: app.new_id(),
            at: app.now(),
            account_id: account_id.map(str::to_owned),
            organization_id: None,
            kind,
            subject: subject.to_owned(),
            detail: String::new(),
            salt: new_salt(),
        }
    }

    /// What a person does to their own account, where only the change itself finds out who that is.
    pub fn of_person(self, account_id: &str) -> Entry {
        Entry { account_id: Some(account_id.to_owned()), subject: account_id.to_owned(), ..self }
    }

    /// Where only the change itself finds out what it is about.
    pub fn about(self, subject: &str) -> Entry {
        Entry { subject: subject.to_owned(), ..self }
    }

    pub fn in_organization(self, organization_id: &str) -> Entry {
        Entry { organization_id: Some(organization_id.to_owned()), ..self }
    }

    pub fn with_detail(self, detail: &str) -> Entry {
        Entry { detail: detail.to_owned(), ..self }
    }

    fn leaf_hash(&self) -> Vec<u8> {
        let fields = leaf::Fields {
            id: &self.id,
            at: self.at,
            account_id: self.account_id.as_deref(),
            organization_id: self.organization_id.as_deref(),
            kind: self.kind.slug(),
            subject: &self.subject,
            detail: &self.detail,
            salt: Some(&self.salt),
            detail_hash: None,
        };
        fields.hash().to_vec()
    }
}

/// Writes the entry into the running change.
pub async fn record(tx: &Tx, entry: &Entry) -> Result<(), DbError> {
    store::insert(tx, entry, entry.leaf_hash()).await
}
