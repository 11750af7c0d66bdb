# Answers files: what is wrong and what to do.
files-row = row { $row }
files-entry = company { $number }
files-column = column { $column }
files-more = { $count ->
    [one] There is one more problem.
   *[other] There are { $count } more problems.
}

files-missing = There is no such file. Check its name and place.
files-folder = This is a folder. Name a file.
files-unreadable = It cannot be read ({ $reason }).
files-empty = The file is empty. Put column names in row 1 and one company in each row below.
files-no-company = There is no company. Put one company in each row from row 2 on.
files-utf16 = The file is in UTF-16. Save it as “CSV UTF-8”.
files-workbook = This is an Excel workbook. Save it as “CSV UTF-8” and name that file.
files-unknown-encoding = The file is neither in UTF-8 nor in Shift_JIS. Save it as “CSV UTF-8”.
files-broken-character = A character is broken. Save the file as “CSV UTF-8”.
files-nul = There is data that is no text (a zero byte). Save the file as “CSV UTF-8”.
files-too-long = One line (in JSON, one company) is longer than { $limit } MiB. Look for a missing line break or bracket.
files-too-many-companies = There are more than { $limit } companies. Split the file.
files-missing-column = This column is missing. Add it (where unanswered, leave cells empty; null in JSON).
files-missing-sum = This column is missing. Add it.
files-duplicate-column = This column is there twice. Keep one.
files-unknown-column = This column is not known. Use code, industry, maturity and either item codes (1-1 …) or d1_sum ….
files-date-column = An item code seems to have become a date. Format the header as text and enter it again as 1-1.
files-mixed-columns = Item levels and sums per directive are mixed. Use one or the other.
files-ragged = There are { $found } values for { $expected } columns. Make the number of commas the same.
files-open-quote = A quote (") is not closed. Close it on the same line; values cannot hold line breaks.
files-no-code = The company code is empty. Enter a code that tells companies apart.
files-bad-code = The company code “{ $found }” cannot be used. Use at most { $limit } characters and no control characters.
files-duplicate-company = The same company code as in { $first }. Keep one row per company.
files-wrong-level = “{ $found }” is no level. Use { $lowest } to { $highest }, n (not applicable), u (unknown) or nothing (unanswered).
files-wrong-sum = “{ $found }” is no sum of the levels of { $items } items. Use a whole number from { $lowest } to { $highest }.
files-wrong-sum-count = There are { $found } sums for { $expected } directives. Give { $expected } in the order of the directives.
files-unknown-industry = “{ $found }” is no industry group. Use one of { $known }, or nothing.
files-invalid-json = Line { $line } is not JSON ({ $reason }). Check brackets, quotes and commas.
files-wrong-type = This must be { $expected }.
files-type-object = an object of the form {"{"}"code": …{"}"}
files-type-text = a text in quotes
files-type-answers = an object of the form {"{"}"1-1": 3, …{"}"}
files-type-sums = a list of whole numbers

files-unknown-framework = There is no framework “{ $id }”. There are { $known }.
files-unknown-code = The company code “{ $code }” is not in the file.
files-unknown-code-close = The company code “{ $code }” is not in the file. Close to it: { $codes }.
files-one-karte-only = This format makes one file per company. Choose one with --only, or a folder with --out.
files-not-on-screen = This format cannot be shown here. Say with --out where to write it.
files-framework-size = Directives: { $directives }, items: { $items }
files-framework-classes = Classes: { $classes }
files-framework-cohort = Cohort { $id }: { $name }, as of { $as_of }, { $count } companies
files-framework-hash = SHA-256 of the content: { $hash }
files-framework-tips = { $tips } tips with { $cases } cases, { $planned } planned
files-framework-words = { $crosswalks } crosswalks, { $terms } terms
files-forms-read = { $read } forms read, { $complete } of them with every item answered; { $refused } refused.
files-no-forms = No forms (.xlsx or .csv) were found. Name a file or a folder.
files-too-many-forms = At most { $limit } forms can be read at once. Split the folder.
files-forms-differ = The forms belong to different frameworks. Read those of each framework on their own.
files-progress = { $done } of { $total }
