# Collected forms
collection-title = Collecting forms
collection-lead = Receive the forms your companies have filled in, all at once, and see them side by side for each year. The companies' own assessments are not changed.
collection-link = Collect forms from group companies
collection-period = Fiscal year
collection-show = Show
collection-drop = Filled-in forms (as many as you like)
collection-drop-text = Drop the files here or choose them. Up to 200 Excel or CSV forms, 20 MB in all, can be received at a time. A newer form of the same company replaces the earlier one.
collection-receive = Receive
collection-outcome = Received { $received }, to check { $check }, refused { $refused }.
collection-board = Where the companies stand
collection-board-title = { $organization }: self-assessments of the group, { $period }
collection-download = Save as Excel
collection-empty = No companies yet. List them below or receive a form, and they appear here.
collection-order = Companies stand in the order of their segments. They are not ranked.
collection-directives = Numbers and names of the directives
collection-company = Company
collection-segment = Segment
collection-state = State
collection-state-received = Received
collection-state-to-check = To check
collection-state-refused = Refused
collection-state-missing = Missing
collection-minimum = Lowest
collection-low-count = Below { $bound }
collection-overall = Overall
collection-change = vs last year
collection-file = File
collection-reasons = Reasons
collection-unlisted = Companies not listed
collection-sheet-directives = Directives
collection-sheet-items = Items
collection-sheet-remarks = To follow up
collection-file-received = { $name } · received { $at }
collection-refused = Refused
collection-refused-text = These files could not be used. Tell the sender why, and receive the corrected file again.
collection-to-check = To check
collection-to-check-text = These forms could be read, but something about them should be looked at. Their values are in the table.
collection-missing = Missing
collection-missing-text = These companies have not sent a form yet. Save a blank form with the company's name on it and send it out; it is recognized by that name when it comes back.
collection-form-ja = Form in Japanese
collection-form-en = Form in English
collection-remove = Remove
collection-accept = Mark as checked
collection-assign-label = Which company is it from?
collection-assign = Set
collection-companies = Companies to collect from
collection-companies-text = Group companies registered in this system are in the table already. Add any others here; you can paste columns straight from Excel.
collection-companies-label = One company per line; its segment after a tab or comma
collection-nothing-answered = Nothing has been answered.
collection-short-edition = This is a form of a short edition. Items it does not ask about count as not applicable.
collection-open-items = { $count ->
    [one] One item has no answer.
   *[other] { $count } items have no answer.
 }
collection-uncertain-items = { $count ->
    [one] One answer is marked as uncertain.
   *[other] { $count } answers are marked as uncertain.
 }
collection-unknown-company = No company of this name is listed. Say which company it is, or add it to the companies to collect from.
collection-more = And { $count } more.
collection-choose = Choose a company by a name on the list.
collection-there-already = A form of that company is there already. Remove it first.
collection-name-too-long = Write company names and segments in at most 120 characters each.
collection-too-many-companies = At most 1,000 companies can be listed.
