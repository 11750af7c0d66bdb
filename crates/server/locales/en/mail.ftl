outbox-title = Mail that waits
outbox-waits = No mail server is set, so mail waits here instead of being sent. Give the text to the person it is for, then press “Passed on”. Whoever opens a link can use it: pass it on where nobody else sees it.
outbox-sends = Mail that the mail server has not taken yet. It is tried again after a while.
outbox-empty = No mail is waiting.
outbox-to = To
outbox-at = Written
outbox-attempts = Attempts
outbox-problem = The mail server said:
outbox-settle = Passed on
outbox-more = There is more. It appears once those above are settled.
mail-signature = –
    { $address }
    If you do not know what this is about, delete this message.
