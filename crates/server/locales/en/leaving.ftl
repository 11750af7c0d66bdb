leaving-title = Taking along and deleting the data of { $organization }
leaving-link = Take the data along, or delete
export-title = Take the data along
export-organization-lead = Saves the data of this organization as one ZIP file: assessments, answers, evidence, members, the record of activity and all the rest. Passwords and the secrets of links are not in it.
export-person-lead = Saves what is stored about you as one ZIP file. Passwords and secrets are not in it. Answers given for an organization are the organization’s, and its owners can take them along.
export-files = Files in it
export-download = Download the ZIP
export-readme =
    { $name }
    Data from Kashika, written on { $at }.
export-readme-foot =
    Times in JSON are those of the installation’s time zone. frozen_answers are the answers as submitted. As an answer, n is “not applicable”, u is “unknown”, and nothing is unanswered.
    People are named by random ids; their names are in members.json. The id of somebody who has left belongs to no name.
export-file-answers-csv = Answers of the assessments with { $edition }, as an answers file, which Kashika can read again. The code is the assessment’s id.
export-file-answers-any = Answers for each framework, as an answers file, which Kashika can read again.
export-file-activity-lines = Who did what, and when: one entry a line, with all that is needed to verify it.
export-organization-organization = The profile
export-organization-members = Members: name, e-mail address, role, since when
export-organization-invitations = Invitations that were sent
export-organization-consents-given = Consents given to other organizations
export-organization-consents-received = Consents received from other organizations
export-organization-affiliations = What it belonged to and what belonged to it, with the days
export-organization-group-invitations = Invitations of companies into the group
export-organization-assessments = Assessments, and their answers as submitted
export-organization-answers = The answer to each item: evidence, plan, who answered and when
export-organization-handouts = Items that people were asked to answer by a link
export-organization-form-uploads = Forms that were read in and wait to be taken over
export-organization-check-sheet-uploads = Sheets of your own that were read in and wait
export-organization-check-sheet-mappings = How your own sheets are read
export-organization-collected-companies = Companies that forms are collected from
export-organization-collected-forms = Forms that were collected
export-person-profile = Name, e-mail address, language
export-person-memberships = Organizations you belong to, and your roles
export-person-memberships-deleted = Roles in organizations that are deleted and not erased yet
export-person-invitations = Invitations to your address
export-person-group-invitations = Invitations into groups sent to you
export-person-mails = Subjects and times of mails to you
export-person-mail-links = Times of links sent by mail, such as for a new password
export-person-sessions = Where you are signed in
export-person-browsers = Until when browsers are known from earlier sign-ins
export-person-passkeys = Names and times of passkeys
export-person-access-tokens = Names and times of access tokens
export-person-second-factor = When two-step sign-in was set up, and how many recovery codes are left
export-person-company-accounts = Company accounts that are connected
export-person-hint-ratings = Ratings of hints, and comments
export-person-tip-follows = Tips you wait for
export-person-form-uploads = Forms you have read in that wait to be taken over
export-person-check-sheet-uploads = Sheets you have read in that wait
export-person-activity = What you did; in organizations, kind and time only

leaving-organization-title = Delete the organization
leaving-organization-at-once =
    { $count ->
        [one] At once, its only member no longer sees anything of it. Owners are told by mail.
       *[other] At once, none of its { $count } members sees anything of it. Owners are told by mail, the others on their start page.
    }
leaving-organization-links = Invitations, links for answering and consents end at once, and do not come back if the deletion is taken back.
leaving-organization-back = Until { $on }, an owner can take the deletion back from the page “Organizations”.
leaving-organization-later = After { $on }, assessments, answers, members and files are erased from the server, and nothing brings them back.
leaving-organization-others = What other companies have received already, such as forms and files, stays with them.
leaving-organization-name = To confirm, enter the company name, “{ $organization }”.
leaving-organization-button = Delete this organization
field-organization_name = Company name
field-organization-name-differs = This is not its name. Enter the company name of the organization you want to delete, as it is recorded.
leaving-mail-subject = [Kashika] { $organization } was deleted
leaving-mail =
    Dear { $name },

    { $person } has deleted the organization “{ $organization }” in Kashika. Nobody sees it any more.

    Until { $until }, those who were its owners can take the deletion back here:
    { $link }

    After that, its assessments, answers, members and all the rest are erased from the server, and nothing brings them back.
organizations-deleted = Organizations waiting to be erased
organizations-deleted-until = It is erased on { $on }.
organizations-ask-owner = If it is needed, ask one of its owners to take that back in time.
today-deleted = “{ $organization }” was deleted by an owner.
organizations-take-back = Take the deletion back
organizations-done-deleted = The organization is deleted. Its owners are told by mail.
organizations-done-restored = The deletion is taken back, and the members are as before. Invite, ask by links and consent again where needed.

leaving-person-page = Your data: take along, delete
leaving-person-about = Save what is stored about you, or delete your account.
leaving-person-title = Delete your account
leaving-person-at-once = Your name, address, means of signing in, roles in organizations and ratings of hints are gone at once.
leaving-person-no-way-back = It cannot be taken back. To use Kashika again, you need a new account.
leaving-person-answers = What you answered for an organization is the organization’s and stays. In place of your name it says “A former member”.
leaving-person-shell = A row with nothing but a random id stays, without name or address, because answers and the record of activity point at it.
leaving-person-deleted-organizations = You can no longer take back the deletion of organizations that wait to be erased.
leaving-person-not-yet = Not yet. Please do this first:
leaving-person-hand-over = You are the only owner of “{ $organization }”. Hand it over to another member, or delete it.
leaving-person-alone = You are the only member of “{ $organization }”. Take its data along if you need them, and delete it.
leaving-person-operator = You are the only operator of this Kashika. Whoever looks after the server can make somebody else an operator with “kashika account appoint”.
leaving-person-email = To confirm, enter your e-mail address, “{ $email }”.
leaving-person-button = Delete my account
field-own_email = Your e-mail address
field-own-email-differs = This is another address. Enter the one you sign in with.
field-last-operator = Nobody would be left to run this Kashika. Make somebody else an operator first.
field-leaving-last-owner = An organization would be left without an owner. Hand it over, or delete it first.
leaving-left = Your account is deleted. Thank you for having been here.

retention-title = How long data is kept
retention-link = How long data is kept
retention-lead = When an organization or an account is deleted: what is gone when, what stays, and why.
retention-foot = Before you delete, you can save everything: of an organization on its page “Take the data along, or delete”, of yourself on “Your data: take along, delete”.
retention-what = What
retention-when = When it is gone
retention-why = Why
retention-organization-what = An organization’s profile, members, assessments, answers, evidence, results, files read in, forms collected
retention-organization-when = Nobody sees it once it is deleted. Gone after 14 days
retention-organization-why = So that an owner can take back a mistake for 14 days
retention-links-what = An organization’s invitations, links for answering, and the consents it gave
retention-links-when = End at once, gone after 14 days
retention-links-why = So that no link or consent comes to life again unseen if the deletion is taken back
retention-log-what = An organization’s record of activity
retention-log-when = Details such as names and file names are gone after 14 days. Random ids, kinds, times and hashes stay
retention-log-why = So that everybody can go on verifying that nothing in the log of the installation was rewritten
retention-others-what = Forms that other organizations received, kartes and reports they saved
retention-others-when = Stay until those organizations delete them
retention-others-why = They are theirs since they were handed over. That there was a consent stays in their record too, without the name
retention-person-what = A person’s name, e-mail address, password, second factor, passkeys, access tokens, sessions, roles, ratings and comments, invitations and mails to them
retention-person-when = Gone at once when the account is deleted
retention-person-why = There is no reason to keep them. It cannot be taken back
retention-shell-what = A row with a random id, without name or address
retention-shell-when = Stays
retention-shell-why = Answers and the record of activity point at it. Pages show “A former member”
retention-answers-what = What a person answered and did for an organization
retention-answers-when = Stays until the organization is deleted. The name is no longer shown
retention-answers-why = It is the organization’s
retention-typed-what = Names that others wrote down (evidence, who filled in a form, who was asked to answer)
retention-typed-when = Stay until the organization changes them or is deleted
retention-typed-why = They are part of the organization’s texts. Ask its owner to take them out
retention-mails-what = Mails that were sent
retention-mails-when = The text is gone once it is sent; address and subject after 30 days, or with the organization or person. What has arrived stays with its reader
retention-mails-why = To answer whether a mail went out
retention-waiting-what = Files read in that wait to be taken over; sessions and links that have ended
retention-waiting-when = Files after a week, sessions and links within an hour after they end
retention-waiting-why = So that people can go on where they were
retention-failures-what = Counts of failed sign-ins
retention-failures-when = Gone after a day. They are counted by a hash, not by name or address
retention-failures-why = So that passwords cannot be guessed
retention-repeats-what = Responses to programs, kept in case a request is sent again
retention-repeats-when = Gone after 48 hours, or with the person
retention-repeats-why = So that no request is done twice
retention-backups-what = Nightly backups
retention-backups-when = The newest few (14 unless set otherwise) are kept. Operators are advised to remove copies elsewhere within 35 days as well
retention-backups-why = To recover from failures and attacks. Restoring also brings back what was deleted since; operators delete it again
retention-copies-what = Copies of the database from before an update (kashika.db.before-…)
retention-copies-when = Stay until the operator removes them; within 35 days is advised
retention-copies-why = To go back if an update fails
retention-fragments-what = Fragments in the files of the database
retention-fragments-when = SQLite overwrites them at once. PostgreSQL may keep them until its automatic vacuum has run
retention-fragments-why = It is how databases work. No page and no request shows them
