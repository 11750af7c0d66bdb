forgot-link = Forgot your password?
forgot-title = Choose a new password
forgot-lead = We send a link for choosing a new password to the address of your account.
forgot-button = Send link
forgot-sent = If this address has an account, a link is on its way. Open it within an hour. If nothing comes, look into your spam folder and check the address.
reset-title = Choose a new password
reset-lead = Twelve characters or more. Everywhere else you are then signed out.
reset-done = Your password is changed. Sign in with the new one.
reset-mail-subject = [Kashika] Choose a new password
reset-mail =
    With this link you choose a new password for Kashika. Open it within an hour.
    { $link }

    It works once. If you did not ask for it, do nothing: your password stays as it is.

email-link = Change
email-title = Change your e-mail address
email-lead = We send a link to the new address. Until you open it and confirm, everything stays as it is.
email-current = Address now
email-new = New address
email-button = Send link
email-back = Back to your account
email-sent = A link is on its way to { $address }. Open it within an hour and confirm. If nothing comes, look into your spam folder and check the address.
email-change-lead = This changes the e-mail address of { $name }.
email-change-button = Use this address
email-changed = Your e-mail address is changed. Sign in with the new one from now on.
email-change-mail-subject = [Kashika] Confirm your e-mail address
email-change-mail =
    With this link the Kashika account of { $name } gets this address. Open it within an hour and confirm.
    { $link }

    If you know nothing of this, do nothing: no address changes.
email-changed-mail-subject = [Kashika] Your e-mail address was changed
email-changed-mail =
    The Kashika account of { $name } has another e-mail address now. Mail goes there from now on.

    If this was not you, tell the operator at once.
field-email-same = This is your address already. Enter the new one.
field-email-taken = Another account has this address. Sign in with that account, or choose another address.
field-email-asked-often = You have asked for several links. Use one of them, or wait an hour.
activity-email-change-asked = Change of e-mail address asked for
activity-email-changed = E-mail address changed
