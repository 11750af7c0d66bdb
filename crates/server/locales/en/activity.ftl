activity-all = All entries:
activity-file = { $organization }_activity
activity-object = On what
activity-by-operator = Operator (command on the server)
activity-by-former = A former member
activity-erased = (erased)
activity-organization-deleted = Deleted the organization
activity-organization-restored = Took the deletion of the organization back
activity-organization-erased = Erased the deleted organization
activity-account-deleted = Deleted the account
activity-operator-appointed = Appointed an operator
activity-assessment = Assessment of { $period }
activity-history-title = { $assessment }: activity
activity-history-link = Activity
activity-link-made = Made a link for signing in
activity-form-uploaded = Read a form in: { $detail }
activity-check-sheet-received = Read a sheet in: { $detail }
activity-log-key-renewed = Changed the key that signs the log
log-title = Proof of the log
log-lead = All entries together are signed from time to time, so that a later change to any of them can be seen. Keep this head outside, or in another place, and not even the operator can change what it covers without being found out.
log-number = Number
log-at = Signed
log-size = Covers
log-size-value = { $count ->
    [one] { $count } entry of the whole installation
   *[other] { $count } entries of the whole installation
}
log-root = Hash
log-download = Download the head
log-none = No head yet. The first one is made some seconds after the first entry.
log-proof-of-what = Name an entry's id, or a size of at least 1.
log-head-unreadable = { $file }: this is no head of a log, or its signature is wrong.
log-key-unreadable = { $key } is no public key (64 hexadecimal digits).
log-fine = Nothing was rewritten: { $entries } entries, { $heads } signed heads, { $waiting } entries not sequenced yet.
log-erased =
    { $count ->
        [one] The detail of { $count } of them is erased, with its organization or person; all else in it is proven.
       *[other] The details of { $count } of them are erased, with their organization or person; all else in them is proven.
    }
log-compared = All { $count } heads you have kept fit.
log-not-compared = Without a kept head (--head), a rewrite of the whole database cannot be seen.
log-saved = Saved the newest head to { $file }.
log-nothing-to-save = There is no head yet; { $file } was not written.
log-changed = The entry at position { $position } ({ $id }) was changed after it had been written.
log-changed-waiting = The entry { $id }, which is not sequenced yet, was changed after it had been written.
log-unreadable = The entry at position { $position } holds a value that Kashika never writes.
log-missing = The entry at position { $position } is missing.
log-displaced = There is an entry too many at position { $position }.
log-beyond = The log has { $size } entries, but there is one at position { $position }.
log-tree = The entries at positions { $from } to { $to } do not fit the stored hashes: one was changed, deleted, inserted or swapped.
log-root-differs = The entries at positions { $from } to { $to } do not fit head { $head }: one was changed, deleted, inserted or swapped.
log-short = Head { $head } covers { $size } entries, but there are only { $entries }: the end was cut off, or an older copy restored.
log-head-wrong = The stored head { $number } is damaged, or its signature or its link to the head before is wrong.
log-head-gone = The kept head { $head } (number { $number }) is not among the stored ones, or differs from the stored one.
log-other-key = The newest head, { $number }, was signed with an unknown key. If the key was changed on purpose, name the new public key with --key.
log-key-is-current = The key in { $file } is the one that signed the newest head; there is nothing to renew.
log-key-nothing = Nothing has been signed yet; the first start of the server makes the key.
log-key-renewed = From now on the key in { $file } signs. Public key: { $key }
