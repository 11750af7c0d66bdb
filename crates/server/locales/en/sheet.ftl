sheet-title = Karte of { $name }
sheet-submitted-on = submitted { $date }
sheet-not-submitted = being answered, not submitted
sheet-fact = { $name }: { $answer }
sheet-there = yes
sheet-not-there = no
sheet-ciso = CISO
sheet-csirt = CSIRT
sheet-dedicated = Dedicated staff

sheet-no-class = No class yet
sheet-headline-unfinished =
    { $count ->
        [one] One more item to answer, then the maturity class is given.
       *[other] { $count } more items to answer, then the maturity class is given.
    }
sheet-headline-without-value = No item applies, so no maturity class can be given.
sheet-missing = Unanswered: { $list }. The directives already answered are shown below.
sheet-missing-of =
    { $count ->
        [one] directive { $number } (1 item)
       *[other] directive { $number } ({ $count } items)
    }

sheet-rows = The ten directives
sheet-directive = Directive { $number }
sheet-directive-head = Directive
sheet-now = Now
sheet-picture = Scale from 1 to 5
sheet-next = Next step
sheet-below = below { $bound }
sheet-gap-cell = not fully answered
sheet-empty-cell = not applicable
sheet-keep = Keep it up
sheet-answer-items =
    { $count ->
        [one] Answer the open item
       *[other] Answer the { $count } open items
    }

sheet-legend-own = ● own
sheet-legend-average = ○ { $name }
sheet-legend-previous = | own, { $name }
sheet-legend-two = ◆ 2 or more behind (before rounding)
sheet-legend-one = ◇ 1 or more behind
sheet-legend-low = ▼▼ below { $bound }
sheet-legend-middle = ▼ below { $bound }

sheet-standing = Where you stand
sheet-overall = Overall (mean of the ten directives) { $value }: class { $class }.
sheet-minimum =
    { $count ->
        [0] Lowest directive { $value }; no directive is below { $bound }.
        [one] Lowest directive { $value }; one directive is below { $bound }.
       *[other] Lowest directive { $value }; { $count } directives are below { $bound }.
    }
sheet-lowest-item = The lowest item is at level { $level }.

sheet-changes = Compared with { $label }
sheet-changes-overall = Overall went from { $then } to { $now }, the class from { $from } to { $to }.
sheet-changes-overall-same-class = Overall went from { $then } to { $now }; the class is still { $to }.
sheet-changes-overall-same = Overall { $now } and class { $to } are both unchanged.
sheet-up = Up
sheet-down = Down
sheet-change = { $number } { $title } ({ $size })
sheet-change-none = none
sheet-changes-caution = Scope or framework edition has changed, so the two cannot be compared directly.

sheet-radar-heading = The shape of the ten directives
sheet-radar = Radar chart of the ten directives
sheet-radar-text = The figures are the same as in the table.
sheet-trend = Overall over time
sheet-trend-point = { $label } { $value }
sheet-trend-boundary = { $class } boundary
sheet-trend-scope = Break in the line: in { $label } the scope changed from “{ $from }” to “{ $to }”.
sheet-trend-edition = Break in the line: in { $label } the framework edition changed.

sheet-averages = Averages by directive
sheet-who = Own values and averages
sheet-compared = Compared with:
sheet-compared-with = { $name }, { $count } companies ({ $classes })

sheet-use = Use this karte
sheet-print-hint = Print from the browser (Ctrl+P, Command+P on a Mac): it fits one sheet of A4 and reads well in gray.
sheet-answers = See the answers
sheet-compare-with = Earlier result to compare with
sheet-compare = Compare

results-title = Results
results-none = No assessment has been submitted yet. Finish answering and submit; the result appears here.
results-to-start = Go to Today
results-older = Older results
sheet-items = All items
sheet-items-lead = The name of an item leads to its guide, the number of a tip to what other companies do.
sheet-in-terms-of = Show in terms of { $name }

paper-karte = Karte (PDF, one A4 page)
paper-file-karte = Karte_{ $name }_{ $period }.pdf
paper-report = Report to management (PDF)
paper-report-notes = Report to management with the notes (PDF)
paper-file-report = Management report_{ $name }_{ $period }.pdf
paper-foot = { $framework } — { $source } Printed { $date }.
