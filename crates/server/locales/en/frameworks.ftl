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
tips-lead = What other companies do, gathered by item, to help raise the ones that are weak.
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

editions-title = Plain and short editions
editions-lead = For when 39 items are too much. Answers are mapped to levels of the 39 items and give a rough value per directive.
edition-counted = { $count ->
    [one] 1 question
   *[other] { $count } questions
}
edition-nothing-kept = Your answers are used for this page only and are gone once it is sent.
edition-nothing-answered = No question is answered yet. Choose at least one answer, then see the result.
edition-mapping = How answers become levels
edition-result = Rough values by directive
edition-open = { $count ->
    [one] One question is still open.
   *[other] { $count } questions are still open.
} The directives concerned have no value yet. You can go on below.
edition-directive = Directive
edition-value = Value
edition-asked-head = Items asked
edition-asked = { $asked } of { $items }
edition-overall = Overall
edition-no-class = A rough guide from few questions; no class A, B or C is given. To be sure, answer the 39 items.
edition-steps = Where to start
edition-full = Try all 39 items
edition-radar = Rough values by directive
edition-radar-text = The mean of the items asked, by directive. Directives not asked about, or with open questions, are left out.
edition-stands-for = Stands for item
edition-see = See the result
edition-answers-count = `answers` needs one place per question (null where it is open).
edition-option-unknown = There is no option with that number. Send its number, counted from 1.

rating-ask = Were these hints helpful?
rating-helpful = Helpful
rating-unclear = Unclear
rating-comment = What is unclear, or what would make answering easier? (Optional. The operator does not see your name.)
rating-thanks = Thank you, your rating is saved.
rating-taken-back = Your rating is taken back.
rating-take-back = Take the rating back
rating-failed = The rating could not be sent. Check the connection and press again.
rating-unknown = Send helpful or unclear as the rating, or null to take it back.
rating-comment-too-long = At most 1,000 characters, please.
ratings-title = Ratings of the hints
ratings-lead = Most often “unclear” comes first. Rewriting from the top down takes away the most doubt.
ratings-empty = No ratings yet. People rate under “If in doubt” while answering, and at the end of each item in the framework's guide.
ratings-item = Item
ratings-share = Share of “unclear”
ratings-comments = What people wrote
tips-follow = Tell me when it is there
tips-unfollow = Stop waiting
tips-no-case = There is no case yet.
tips-source-operator = Added by the operator ({ $year }): { $note }
case-new = Add a case
case-edit = Edit the case
case-retired = Retired cases
case-lead = Tell a practice that really happened, so that nobody can tell the company. No names of companies, products or people. Both languages are needed.
case-changed-elsewhere = Somebody changed this case while you had it open. Saving what stands below replaces that change.
case-text-length = Write something. Titles: at most 36 characters in Japanese, 90 in English; texts: 240 and 600; source: 200.
case-year = Give the year as a number, from 2015 to this year.
case-level = Choose the level this practice leads to.
case-source-ours = Based on a case written for this product
field-title_ja = Title (Japanese)
field-title_en = Title (English)
field-text_ja = Text (Japanese)
field-text_en = Text (English)
field-source = Note on the source (no company; for example: told at a meeting in July 2026)
field-year = Year
field-leads_to = Level this practice leads to
field-is_retired = Retire it (hidden from readers; can be brought back)
