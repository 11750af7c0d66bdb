# The report to management
report-title = { $name }: cybersecurity management report
report-kind = Cybersecurity management report
report-running = { $name }: cybersecurity management report, { $date }

report-situation = Where we stand
report-columns = Columns show our own values, dashed lines the { $name }. Red columns are low directives, marked ▼.
report-weakest = Weakest points
report-gap = { $name } { $average } ({ $gap })
report-decide = Decisions we ask for
report-measure = Measure
report-action = { $code } { $title }: { $text }
report-size = Effort and outside cost
report-answer = Decision
report-choice-yes = Go ahead
report-choice-changed = With changes
report-choice-no = Not now
report-instructions = Instructions and conditions (owner, due date)
report-decided-by = Decided by
report-decided-on = Date
report-report-by = Next report due

report-position = Beside other companies, and over time
report-measures = Gaps and measures for the ten directives
report-measures-lead = Numbers give the order, lowest value first. Each measure raises the directive's lowest item by one level.
report-rank = No.
report-planned = Planned: level { $level } by { $day }
report-explained = What the ten directives mean, and what low ones can do
report-meaning = What this means for the business
report-to-do = What to do
report-appendix = Appendix: all items
report-item = Item
report-level = Answer
report-basis = About this report
report-size-note = Effort and outside cost are rough figures for the first year of a company with 300 employees at three sites, not counting wages of its own staff.
