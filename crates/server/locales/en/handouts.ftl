handouts-title = Ask somebody to answer items
handouts-link = Ask somebody to answer items (send a link)
handouts-lead = People without an account can answer the items you choose. The link in their mail shows these items with last time's level and evidence, and nothing else. Their answers come back under their name.
handouts-none = Nobody has been asked yet.
handouts-new = Ask
handouts-mail-waits = No mail server is set: the mail goes to the operator’s outbox.
handouts-send = Send link
handouts-sent = The link is sent.
handouts-taken-back = The link is taken back. Answers given by it stay.
handouts-take-back = Take back
handouts-until = works until { $on }
handouts-expired = expired { $on }
handouts-ended = taken back { $on }
handouts-answered = { $answered } of { $count } items answered
handouts-days = { $count } days
handouts-submitted = The assessment is submitted; nobody else can be asked.
field-person = Name of the person
field-person-needed = Give the person's name, at most 60 characters.
field-items = Items
field-items-needed = Choose at least one item.
field-link-days = The link works for
field-link-days-wrong = The link works for 1 to 60 days.
field-too-many-handouts = Too many links are open. Take some back before you send another.
list-comma = ,{ " " }
handout-title = Please answer
handout-lead = { $name }, please answer the items below of the assessment of { $organization } for { $period }. This page opens until { $until }.
handout-how = Choose a level for each item, say what it rests on, and press “Save”. You may change it as often as you like. If you do not know, say so.
handout-save = Save
handout-saved = saved
handout-conflict = Below is what you entered. Saving it now replaces the answer above.
handout-mail-subject = [Kashika] Please answer for { $organization }
handout-mail =
    { $name },

    { $person } asks you to answer { $count ->
        [one] one item
       *[other] { $count } items
    } of the cybersecurity assessment of { $organization } ({ $period }).

    Open this link and answer. You need no account.
    { $link }

    The link works until { $until }. Whoever opens it can answer: do not pass it on.
