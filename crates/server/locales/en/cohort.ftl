cohorts-title = Cohorts
cohorts-lead = What results are compared with. Only published codes and figures are used; no company is named.
cohort-facts = { $as_of }, { $count } companies ({ $classes })
cohort-compare = Set beside “{ $name }”
cohort-filter = Filter
cohort-industry = Industry
cohort-kind = Manufacturing or not
cohort-manufacturing = Manufacturing (materials and machinery)
cohort-not-manufacturing = Not manufacturing
cohort-class = Class
cohort-any = All
cohort-show = Show
cohort-show-all = Clear the filter
cohort-members = Companies by code
cohort-covers-all = All { $count } companies are shown.
cohort-covers-chosen =
    { $count ->
        [one] The one company chosen is shown; the counts, averages and pictures below cover it alone.
       *[other] The { $count } companies chosen are shown; the counts, averages and pictures below cover them alone.
    }
cohort-signs = ▼▼ below 2.0, ▼ below 3.0.
cohort-no-data = No data: no company fits this filter.
cohort-code = Code
cohort-minimum = Lowest
cohort-order = Choose a heading to sort. The order to begin with is that of publication.
cohort-page = Page { $page } of { $last }
cohort-previous = Previous page
cohort-next = Next page
cohort-says = What the averages say
cohort-class-nobody = There is no company in { $class }.
cohort-counts = Companies per class
cohort-companies =
    { $count ->
        [one] 1 company
       *[other] { $count } companies
    }
cohort-radar = Averages by class

comparison-title = Cohorts side by side
comparison-and = and
comparison-name = { $name } ({ $as_of })
comparison-how = How they differ
comparison-sizes = { $first } covers { $first_count } companies, { $second } { $second_count }.
comparison-only = Only in { $name }: { $codes }.
comparison-only-count =
    { $count ->
        [one] One company is in { $name } only.
       *[other] { $count } companies are in { $name } only.
    }
comparison-frameworks = The framework editions differ. Items are worded differently, so differences are a rough guide.
comparison-counts = Companies
comparison-all = All
comparison-averages = Averages by directive
comparison-difference = Difference
comparison-unrounded = Differences are taken from unrounded values and rounded to one decimal at the end.
comparison-same = same
comparison-more = { $count } more
comparison-fewer = { $count } fewer
comparison-higher = { $size } higher
comparison-lower = { $size } lower
