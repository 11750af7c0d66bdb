# The karte as text, file and picture; figures of a cohort.
karte-title = Visualization tool result (karte)
karte-company = { $code } ({ $industry })
karte-class = Overall maturity: { $class }
karte-no-class = not settled
karte-comma = , {""}
karte-no-value = no value
karte-missing-unanswered = { $count ->
    [one] Answer one more item to settle it: { $items }
   *[other] Answer { $count } more items to settle it: { $items }
}
karte-missing-unknown = { $count ->
    [one] Find the answer to one unknown item to settle it: { $items }
   *[other] Find the answers to { $count } unknown items to settle it: { $items }
}
karte-missing-not-applicable = { $count ->
    [one] Answer one item marked not applicable to settle it: { $items }
   *[other] Answer { $count } items marked not applicable to settle it: { $items }
}
karte-unknown = Unknown items: { $count }, { $policy }: { $items }
karte-not-applicable = Items not applicable: { $count }, { $policy }: { $items }
karte-policy-exclude = left out of the averages
karte-policy-lowest = counted as the lowest level
karte-policy-highest = counted as the highest level
karte-not-applicable-cell = n/a

karte-table = Average of each directive and difference from the class average
karte-row-numbers = Directive
karte-row-own = This company
karte-row-marks = Attention
karte-row-all = All companies
karte-row-class = { $class } average
karte-row-gap = To { $class }
karte-gap-note = The difference is the { $class } average minus this company: positive is what is missing, − is the lead.
karte-marks-note = ▼▼ is below { $low }, ▼ below { $middle }.
karte-gap-to-go = { $size } to go
karte-gap-above = { $size } above
karte-gap-none = level

karte-figures = Overall mean { $overall }, lowest { $minimum } (directive { $directives }), directives below { $bound }: { $count }
karte-near-below = The overall mean is just below the boundary of { $class }.
karte-near-above = The overall mean is just above the boundary of { $class }.
karte-hint = Hint { $number }: { $text }

karte-cohort = Compared with: { $name }, { $count } companies ({ $classes })
karte-cohort-as-of = { $name }, as of { $as_of }
karte-no-cohort = Compared with: none
karte-framework = Framework: { $name } { $version }
karte-source = Source: { $source }
karte-not-official = Not an official tool of METI or IPA.

karte-radar-title = Average of each directive, { $code }
karte-radar-description = Values of the directives: { $values }
karte-series-class = { $class } average ({ $count })
karte-series-all = All companies ({ $count })

cohort-count = { $count } companies ({ $classes })
cohort-without-class = { $count } of them have unanswered items and no class; only their finished directives are in the averages.
cohort-table = Average of each directive
cohort-extremes = Over all companies, the highest average is { $highest } (directive { $high }), the lowest { $lowest } (directive { $low }).
cohort-class-at-least = In { $class }, every directive is at { $level } or above.
cohort-class-at-most = In { $class }, every directive is at { $level } or below.
cohort-class-spread = In { $class }, the highest average is { $highest } (directive { $high }), the lowest { $lowest } (directive { $low }).
