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
