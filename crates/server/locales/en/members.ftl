role-owner = Owner
role-owner-text = CISO, head of security. Decides everything about assessments, and members, consents and profile.
role-editor = Editor
role-editor-text = Security staff. Starts, answers and submits assessments, and collects the forms of a group.
role-executive = Executive
role-executive-text = Reads kartes and reports, the level of each item included. Sees no evidence and no answering pages.
role-reader = Reader
role-reader-text = Risk management and the like. Reads answers, evidence and results, and changes nothing.
role-auditor = Auditor
role-auditor-text = Internal or external audit. Reads everything, the record of activity included, and changes nothing.
role-adviser = Adviser
role-adviser-text = Consultants from outside. Answers together with the company, does not submit. May serve several companies.
role-results-shared = Shares its results with you
role-answers-shared = Shares its answers with you
members-title = Members of { $organization }
members-link = Members
members-lead = Who sees what belongs to this organization, and what they may do.
members-roles = What each role may do
members-since = since { $on }
members-you = you
members-change-role = Change role
members-remove = Remove
members-hand-over = Hand over responsibility
members-hand-over-text = Makes this person the owner, and you an editor.
members-leave = Leave this organization
members-leave-text = You will no longer see anything of this organization. Coming back takes an invitation.
members-invite = Invite
members-invite-text = Sends an invitation by mail. Its link works for a week, once, and only for that address.
members-invite-waits = No mail server is set: the mail goes to the operator’s outbox.
members-invite-button = Send invitation
members-pending = Invitations waiting for an answer
members-expires = until { $on }
members-withdraw = Withdraw
members-renew = Send again
members-invited = Invited.
members-changed = Changed.
members-joined = You have joined this organization.
field-role = Role
field-role-needed = Choose a role from the list.
field-last-owner = Nobody would be left to decide for this organization. Make somebody else an owner first.
field-too-many-invitations = Too many invitations are waiting. Withdraw some before you invite.
invitation-title = Invitation to { $organization }
invitation-lead = { $person } invites you to { $organization } as { $role }.
invitation-lead-nobody = You are invited to { $organization } as { $role }.
invitation-for = The invitation is for { $email }.
invitation-join = Join
invitation-other-account = You are signed in as { $email }, and this invitation is for another address. Sign out and open the link again.
invitation-sign-in = There is an account with this address. Sign in to join.
invitation-newcomer = Make an account and join.
invitation-create = Make account and join
invitation-mail-subject = [Kashika] Invitation to { $organization }
invitation-mail =
    { $person } invites you to “{ $organization }” in Kashika (making cybersecurity management visible) as { $role }.

    Open this link and press “Join”.
    { $link }

    The link works until { $until }, once, and only for the owner of this mail address. Do not pass it on.
