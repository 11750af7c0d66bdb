frameworks-title = Frameworks
frameworks-lead = Read the questions, level texts, advice for doubtful cases and examples of evidence before or beside answering.
framework-holds = { $directives } directives, { $items } items
framework-directive = Directive { $number }: { $title }
framework-directive-label = Directive{" "}
framework-respondent-management = Mostly for management to answer
framework-respondent-practitioner = Mostly for practitioners to answer
framework-levels = Five levels
framework-step = To the next level:
framework-doubt = If in doubt
framework-evidence = Examples of evidence
framework-tip = Tip
framework-ours = The titles of item and tip follow the report (except the tip of 5-5); all other words are this product's own.
framework-frozen = This version is kept to reproduce published results and has no questions.

help-aim = What to aim for
help-can = What is in place
help-samples = Sample answers
help-reference = Reference answer (level { $level })
help-level = Level { $level }
help-partly = When it is done in part
help-tools = Tools and work by hand
help-works = Being there and working
help-indicator = Figure or date to write down
help-requires = Best in place first:
help-step-size = Roughly { $effort }, { $cost }
help-size-assumption = Time and cost are rough, for the first year of a company of 300 people at three sites. Wages of your own staff are not counted.
help-vignettes = Cases to calibrate
help-vignettes-lead = Imaginary companies. Decide on a level before you open the answer.
help-vignette-level = Show the answer
help-ground-rules = How to count, for every item
effort-days = some days
effort-weeks = some weeks
effort-months = some months
effort-year = about a year
cost-none = no outside cost
cost-small = below 0.5 million yen
cost-medium = 0.5 to 5 million yen
cost-large = 5 million yen or more

tips-title = Tips
tips-lead = How other companies raised an item, gathered by item for the ones that are weak.
tips-counted = { $tips } tips, { $cases } cases
tips-planned = planned
tips-cases = { $count ->
    [one] 1 case
   *[other] { $count } cases
}
tips-leads-to = To level { $level }
tips-next-for-you = The next level from yours.
tips-source-table = Retold from table { $number } of the report (survey of FY{ $year })
tips-source-figure = Retold from figure { $number } of the report (survey of FY{ $year })
tips-source-ours = Written by us in { $year }, with no survey behind it
tips-others = Other tips for this item
tips-about = Cases from the report's tables and figures retell, in our words, what interviewed companies do; advice on steps and cautions is ours. The titles are translated from the report.
tips-before = Tip before
tips-after = Next tip

crosswalk-heading = In other frameworks
crosswalk-no-item = No item corresponds
crosswalk-no-entry = No counterpart
crosswalk-without = Items without a counterpart
crosswalk-title = { $name } in terms of { $short }
crosswalk-lead = Each value is the mean level of the items that correspond. The mapping is our judgment.
crosswalk-to-karte = Back to the karte
crosswalk-radar = Radar chart of the result in terms of { $name }
crosswalk-radar-text = Each axis is the mean level of the items that correspond to the function. The figures stand in the table below.

glossary-title = Glossary
glossary-lead = The terms of this framework, in words for people who do not work in security.
glossary-none = This framework has no glossary.
glossary-of-item = Terms in this item
