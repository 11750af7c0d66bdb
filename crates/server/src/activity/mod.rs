//! Who did what, when. One entry in the transaction of each change; never an answer or a secret.

pub mod api;
mod pages;
mod store;

pub use pages::show;
pub use store::STATEMENTS;

use sha2::{Digest, Sha256};

use crate::app::App;
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
        }
    }

    pub fn in_organization(self, organization_id: &str) -> Entry {
        Entry { organization_id: Some(organization_id.to_owned()), ..self }
    }

    pub fn with_detail(self, detail: &str) -> Entry {
        Entry { detail: detail.to_owned(), ..self }
    }

    /// RFC 6962 leaf: SHA-256 over 0x00 and the length-prefixed fields.
    fn leaf_hash(&self) -> Vec<u8> {
        let (account, organization) = (self.account_id.as_deref(), self.organization_id.as_deref());
        let at = self.at.to_string();
        let fields = [
            &self.id,
            at.as_str(),
            account.unwrap_or_default(),
            organization.unwrap_or_default(),
            self.kind.slug(),
            &self.subject,
            &self.detail,
        ];
        let mut hash = Sha256::new();
        hash.update([0]);
        for field in fields {
            hash.update((field.len() as u64).to_be_bytes());
            hash.update(field.as_bytes());
        }
        hash.finalize().to_vec()
    }
}

/// Writes the entry into the running change.
pub async fn record(tx: &Tx, entry: &Entry) -> Result<(), DbError> {
    store::insert(tx, entry, entry.leaf_hash()).await
}
