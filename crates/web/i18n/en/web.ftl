# English texts of the pages. A test holds them against the French ones: the same keys, the same variables.
# Amounts and dates come in already written; numbers come as numbers, so that plurals agree.

# Frame
product = Quittance
skip-to-content = Skip to content
nav-main = Main
nav-dashboard = Dashboard
nav-tonight = Leaving tonight
nav-ageing = Aged balance
nav-debtors = Debtors
nav-unidentified = To identify
nav-journal = Audit log
nav-short-dashboard = Home
nav-short-tonight = Tonight
nav-short-ageing = Ageing
nav-short-debtors = Debtors
nav-short-unidentified = Bank
nav-short-journal = Log
nav-more = More
nav-waiting = { $count ->
    [one] { $count } waiting
   *[other] { $count } waiting
}
search-label = Search for a debtor, an invoice, an amount
search-placeholder = Debtor, invoice, amount…
as-of = As at { $date }
as-of-label = As at
user-menu = My account: { $name }
languages = Language of the pages
log-out = Log out
close = Close
back = Back
print-as-of = As at { $date }

# Freshness of the data
fresh-bank = Bank
fresh-ledger = Accounts
fresh-fresh = up to date
fresh-ageing = due for a refresh
fresh-stale = too old
fresh-absent = no data
days-ago = { $days ->
    [0] today
    [1] yesterday
   *[other] { $days } d ago
}
days-late = { $days } d
units-euros = { $symbol }{ $amount }
thousands-euros = { $symbol }{ $amount }k
millions-euros = { $symbol }{ $amount }M

# Aged balance
bucket-not-due = Not due
bucket-1-30 = 1–30 d
bucket-31-60 = 31–60 d
bucket-61-90 = 61–90 d
bucket-91-120 = 91–120 d
bucket-over-120 = > 120 d
bucket-credits = Unallocated credits and payments
bucket-long-not-due = Not yet due
bucket-long-1-30 = 1 to 30 days overdue
bucket-long-31-60 = 31 to 60 days overdue
bucket-long-61-90 = 61 to 90 days overdue
bucket-long-91-120 = 91 to 120 days overdue
bucket-long-over-120 = More than 120 days overdue
aged-chart-label = Aged balance: { $overdue } overdue out of { $total } owed
aged-chart-table = Show the figures
aged-column-bucket = Bucket
aged-column-amount = Amount
aged-column-share = Share
aged-total-due = Total owed
aged-exposure = Outstanding (net of credits)

# Parts
sort-by = Sort by { $column }
pager-range = { $from }–{ $to } of { $total }
pager-none = No rows
pager-label = Pages
pager-previous = Previous
pager-next = Next
export-csv = Export as CSV
export-wait = Two exports are being read already: try again in a moment.
apply-filters = Apply
form-errors = { $count ->
    [one] One field needs correcting
   *[other] { $count } fields need correcting
}
date-placeholder = dd/mm/yyyy
bad-date = This date cannot be read; write it like 15/12/2026.
bad-date-shown = Here is the position as at { $date }.
field-optional = (optional)
confirm-title = Confirm sending
confirm-cancel = Send nothing

# Keys
keys-title = Keyboard shortcuts
keys-search = Search
keys-next = Next row
keys-previous = Previous row
keys-open = Open the file
keys-escape = Leave the field
keys-go = Go to: { $page }
keys-all = This help
key-enter = Enter
key-escape = Esc

# Errors: what happened, why, what to do
error-back-home = Back to the home page
error-not-found-title = This page does not exist
error-not-found-text = The address is wrong, or what it showed has been deleted. Search for the debtor or the invoice, or go back to the home page.
error-forbidden-title = You do not have access to this page
error-forbidden-text = Your role does not allow this. Ask your organisation’s administrator to do it.
error-cross-site-title = Request refused
error-cross-site-text = This request did not come from this page, so it was not carried out. Reload the page and try again. If your address goes through a proxy server, that server must pass on the original “Host” header.
error-too-large-title = Too large to send
error-too-large-text = This file or form is larger than allowed. Nothing has been saved.
error-bad-request-title = Incomplete request
error-bad-request-text = A required field is missing or cannot be read. Go back, correct it and try again.
error-unexpected-title = Something went wrong
error-unexpected-text = Nothing has been sent. The error is in the server’s log. Try again; if it comes back, give your administrator the time and the address of the page.
error-unavailable-title = The service is briefly unavailable
error-unavailable-text = The page could not be prepared in time. Try again in a moment.

# Frame, continued
nav-imports = Files
nav-short-imports = Files
demo-mark = Demonstration: nothing leaves this machine

# Log-in
log-in = Log in
log-in-do = Log in
log-in-help = Forgotten your password? Ask an administrator to change it.
field-email = Email
field-password = Password
demo-password = Demonstration: the password is “{ $password }”.

# Columns
column-debtor = Debtor
column-step = Step
column-day = Date
column-asked = Requested
column-state = Status
column-collector = Collector
column-overdue = Overdue
column-exposure = Outstanding
column-oldest = Days late
column-age = Age
column-contact = Last contact
column-total = Total
column-number = Number
column-due = Due date
column-issued = Issued on
column-late = Days late
column-amount = Amount
column-open = Balance due
column-open-now = Due today
column-why = Today
column-items = Items
column-recipient = Recipient
column-net = Net due
column-act = Action
column-reason = Reason
column-until = Until
column-label = Description
column-reference = Bank reference
column-file = File
column-when = When
column-read = Read
column-created = Created
column-updated = Changed
column-rejected = Rejected
column-problems = Remarks
column-what = Event
column-who = By
column-facts = Facts
column-found = Found
column-detail = Detail
items = { $count ->
    [one] { $count } item
   *[other] { $count } items
}
and-more = and { $count } more
see = View
see-all = View all
detail = Detail

# Dashboard
figure-exposure = Outstanding
figure-debtors = { $count ->
    [one] { $count } debtor
   *[other] { $count } debtors
}
figure-overdue = Overdue
figure-overdue-share = { $percent }% of the outstanding balance, { $count ->
    [one] { $count } debtor
   *[other] { $count } debtors
}
figure-to-do = To do
figure-to-do-detail = { $planned ->
    [one] { $planned } message ready to go
   *[other] { $planned } messages ready to go
}
figure-to-identify = To identify
figure-credits = Unallocated credits and payments
mentions-missing = No letter can leave: { $mentions } missing. Complete the creditor’s details.
sends-to-look-at = { $failed } refused, { $unknown } uncertain: look at them before going further.
night-title = Night of { $date }
night-decisions = Decisions of { $date }
night-finished = finished on
night-asked = Requested
night-held = Held
night-not-yet = Not yet
night-exhausted = Out of steps
night-open = Open items
night-all = { $count ->
    [one] View { $count } other
   *[other] View the { $count } others
}
night-whole = All { $count } actions of that night
night-nothing-title = Nothing left last night
night-nothing-text = No item was ready, or all were held: the page “Leaving tonight” says why.
largest-title = Largest arrears
dashboard-empty-sub = Welcome
dashboard-empty-title = No receivables yet
dashboard-empty-text = Import your file of accounting entries (FEC), the list of your customers with their email addresses, and a bank statement: Quittance rebuilds the open items and prepares the reminders. Nothing leaves without your confirmation.
dashboard-empty-do = Import files

# Aged balance
ageing-sub = As at { $date }, in { $currency }
filter-by = By
filter-currency = Currency
filter-search = Filter
by-debtor = Debtor
by-category = Category
by-collector = Collector
ageing-empty-title = Nothing open on that date
ageing-empty-text = Choose another date, or import a file of entries.
ageing-ledger = General ledger total on that date: { $amount }

# Debtors
debtors-sub = { $count ->
    [one] { $count } debtor
   *[other] { $count } debtors
}
debtors-empty-title = No debtor matches
debtors-empty-text = Widen the search or change the filter.
filter-search-debtor = Name, code, SIREN or town
filter-show = Show
show-all = All
show-open = With a balance
show-overdue = With overdue items
show-held = Reminders on hold
show-no-email = Without an email address
state-held = On hold
state-no-email = No email
state-clear = Up to date

# Debtor file
followed-by = looked after by { $name }
pause = Put on hold
held-title = Reminders on hold
held-until = – they resume on { $date }
held-open = with no date to resume
resume = Resume
debtor-clear = This debtor owes nothing.
outcome-send = Leaves tonight
outcome-send-capped = Tonight, within the cap
outcome-hold = Held
outcome-credit = Credit to allocate
outcome-not-yet = Not yet
outcome-exhausted = To decide
outcome-settled = Settled
items-title = Open items
items-empty-title = No open items
items-empty-text = All of this debtor’s invoices are settled.
due-estimated = estimated
due-estimated-why = The file gives no due date: it is worked out from the agreed terms.
out-of = of
last-step = Last step: { $step }, { $date }.
settled-title = Settled items ({ $count })
proof-more = { $count ->
    [one] One more overdue claim is in the PDF statement.
   *[other] { $count } more overdue claims are in the PDF statement.
}
debtor-all-items = See all { $count } open items
tonight-title = Tonight
tonight-nothing = Nothing leaves tonight for this debtor.
tonight-first = The first { $shown } lines of { $count }.
tonight-capped = { $count ->
    [one] A single message leaves each night: this one leaves tonight if it is its turn, on a later night otherwise.
   *[other] At most { $count } messages leave each night, those that have waited longest first: what is beyond the cap leaves on a later night.
}
coming-title = Coming contacts and dates
coming-days = next { $count } days
coming-nothing = Nothing is planned for this debtor.
coming-no-contact = No contact is planned.
coming-more = See what follows ({ $count })
coming-if = Planned if nothing is paid or answered until then, and if each task is done on its day. Each night decides again.
coming-late = Late
coming-promise = Promised payment
coming-instalment = Instalment { $at } of { $of }
coming-compromise = Settlement payment
coming-limit = Legal time limit
coming-resume = Reminders resume
coming-others = { $count ->
    [one] and { $count } other
   *[other] and { $count } others
}
coming-tonight = Tonight
coming-automatic = Automatic
coming-to-confirm = To confirm
coming-by-hand = To do
preview-title = Read the message
contacts-title = Contacts
contacts-empty = No contacts. Import the list of customers with their email addresses.
contact-unnamed = Accounts department
timeline-title = History
timeline-empty = Nothing yet.
pause-title = Put reminders on hold
pause-all = the whole account
pause-until = Resume on
pause-note = Reason
pause-note-help = Your colleagues will read it.
pause-do = Put reminders on hold
pause-bad-date = The date to resume cannot be read; write it like 15/12/2026.
paused-done = Reminders on hold.
resumed-done = Reminders resumed.

# Tonight
tonight-sub = Night of { $date }
tonight-mails = { $count ->
    [one] { $count } email
   *[other] { $count } emails
}
tonight-tasks = { $count ->
    [one] { $count } call, letter or task
   *[other] { $count } calls, letters or tasks
}
stale-warning = The bank or accounting data is too old: nothing leaves until it is refreshed.
next-working-night = Neither at weekends nor on public holidays: here is what will leave on { $date }.
first-send-label = First sending: type { $word } to confirm
first-send-help = To be safe, it is limited to { $cap } messages.
run-help = Messages also leave by themselves every night at 06:00.
run-do = { $count ->
    [0] Run the night
    [one] Send { $count } reminder
   *[other] Send { $count } reminders
}
confirm-text = { $count ->
    [one] { $count } message is about to leave, for
   *[other] { $count } messages are about to leave, for
}
planned-title = What leaves
planned-empty-title = Nothing leaves tonight
planned-empty-text = No item is ready, or all are held. The list below says why.
waiting-title = Waiting
waiting-sub = Tasks to do, messages to approve, sendings to look at
waiting-empty-title = Nothing is waiting
waiting-empty-text = Calls, letters and messages to approve will appear here.
held-list-title = What is held
held-list-sub = Every silence has its reason
held-empty-title = Nothing is held
held-empty-text = Everything that is ready leaves tonight.
hold-do = Put on hold
ran = Night run: { $queued } actions added, { $sent } messages gone, { $cancelled } held at the last check, { $failed } to look at, { $left } waiting.

# One action
message-as-sent = Message as sent
message-to = To
message-subject = Subject
message-when = Prepared on
message-id = Identifier
message-not-yet = This message is not prepared yet: it will be when it leaves, with the figures of that moment.
letter-help = Print the letter, post it, then mark it as gone.
task-help = Prepare the formal notice, then mark it as done.
task-other-help = Do what is asked, then mark it as done.
unknown-help = The program stopped, or the connection was lost, between the sending and the server’s answer. The message may have gone: check the sent mail or ask the recipient, then decide. It is never sent again by itself.
asked-title = Items requested
statement-pdf = Statement (PDF)
message-eml = Message (.eml)
message-cut = { $count ->
    [one] One more line.
   *[other] { $count } more lines.
}
message-whole = The whole message
letter-pdf = Letter (PDF)
approve-do = Approve
done-do = Mark as done
retry-do = Send again
settle-yes = It was received
settle-no = It was not received
approved-done = Message approved: it will leave with the next sending.
cancelled-done = Action cancelled.
done-done = Action marked as done.
retried-done = The message will be sent again with the next sending.
settled-done = Sending decided.
call-1 = Give your name and your company’s.
call-2 = Check who is speaking before you name the debt. Someone else, or an answering machine: your name, your number, “please call me back”, nothing more.
call-3 = State { $count ->
    [one] the invoice
   *[other] the { $count } invoices
} and the amount: { $amount }.
call-4 = Ask what happened: invoice not received, dispute, cash flow, oversight?
call-5 = Agree on a date, an amount and a means of payment.
call-6 = Say that you will confirm in writing, and thank them.

# Inbox
inbox-sub = { $count ->
    [one] { $count } line to identify
   *[other] { $count } lines to identify
}
inbox-title = Bank lines to identify
inbox-empty-title = Everything is identified
inbox-empty-text = Receipts whose description quotes an invoice and whose amount is exact are allocated by themselves. The others wait here.
ignore-do = Set aside
undo-do = Undo the allocation
state-ignored = Set aside
state-booked = In the accounts
search-do = Search
candidates-empty-title = No debtor found
candidates-empty-text = Try another name, a customer code or a town.
open-file = Open the file
identified-done = Payment allocated.
ignored-done = Line set aside.
undone-done = Decision undone: the line is to be identified again.

# Files
imports-sub = Entries, customers, invoices, bank statements, e-invoices
imports-file = Files to import
imports-choose = Choose files
imports-none-yet = No file chosen
imports-help = FEC (.txt), customers and invoices (.csv, .xlsx), e-invoices (.xml, .pdf), camt, CFONB120, MT940 and OFX statements. Nothing is imported before you confirm; the same file twice creates nothing.
imports-preview = Preview
imports-waiting = To confirm
imports-look = Preview
imports-discard = Discard
imports-discarded = File discarded; nothing was imported.
imports-several = { $count } files are waiting for your confirmation.
mappings-title = Remembered mappings
mappings-sub = When a file has the same column names, it is read this way without asking.
mappings-source = Source
mappings-columns = Columns
mappings-used = Last used
mappings-forget = Forget
mappings-forgotten = Mapping forgotten; the next file from this source will be guessed.
column-line = Line
column-actions = Actions
preview-sub = preview: nothing is imported yet
preview-remembered = This file is read as “{ $name }”, which has the same columns.
preview-confirm = { $count ->
    [0] Import
    [one] Import one row
   *[other] Import { $count } rows
}
preview-update = Update the preview
preview-updated-now = Preview updated.
preview-changed = You have changed how the file is read: check the preview, then confirm.
preview-rejects = Rejected rows (.csv)
preview-created = To be created
preview-updated = To be changed
preview-unchanged = Already there
preview-rejected = Rejected
preview-kind = Content
preview-automatic = Automatic ({ $found })
preview-separator = Separator
preview-encoding = Encoding
preview-sheet = Sheet
preview-hidden = { $name } (hidden)
preview-dates = Dates
preview-decimal = Decimals
preview-header-line = Heading row
separator-semicolon = semicolon
separator-comma = comma
separator-tab = tab
separator-bar = vertical bar
order-day = day first
order-month = month first
decimal-comma = comma
decimal-dot = point
decimal-cell = as the cell says
preview-columns = Column mapping
preview-column = Column of the file
preview-samples = First values
preview-field = Contains
preview-field-of = Content of column { $name }
preview-unused = Do not use
preview-unnamed = Column { $number } (no heading)
preview-by-content = to check
preview-missing-invoices = Some columns are missing. Give at least the invoice number, the customer, a date and an amount, then update the preview.
preview-missing-customers = Some columns are missing. Give at least the customer’s code or name and one other column, then update the preview.
preview-first = First rows, as they will be read
preview-by-terms = from the customer’s terms
preview-mail = Email
preview-phone = Phone
preview-town = Town
preview-terms = Terms
preview-more-contacts = { $count ->
    [one] and one other contact
   *[other] and { $count } other contacts
}
rejects-reason = Reason for rejection
item-origin = original file
import-original = Original file
import-back = All files
import-unchanged = Unchanged
import-sound = Nothing to report: every row was read.
import-problems = Problems
import-problem = Problem
import-all = All ({ $count })
import-errors = Errors ({ $count })
import-oddities = Remarks ({ $count })
import-error = error
import-oddity = remark
import-whole-file = file
collections-title = Receipts to report (212)
collections-sub = Each payment of an e-invoice is reported to your platform when your VAT falls due on payment.
collections-from = From
collections-to = To
collections-show = Show
collections-list = { $count ->
    [0] Nothing to produce
    [one] One status to produce
   *[other] { $count } statuses to produce
}
collections-on = Received on
collections-to-do = to produce
collections-done = produced
collections-produce = Produce
collections-again = Download again
collections-none-title = No receipts in this period
collections-none-text = A payment allocated to an e-invoice will appear here, with the file to hand to the platform.
collections-off-title = Your VAT does not fall due on payment
collections-off-text = There is then nothing to report. If your services are taxed on payment, say so below.
corrections-title = { $count ->
    [one] One corrected amount
   *[other] { $count } corrected amounts
}
corrections-text = This table gives another amount for invoices already known. Confirming adds the difference: the old amount stays visible, the audit log keeps both, and undoing the import restores the old one.
corrections-before = Known
corrections-after = In the table
corrections-difference = Difference
corrections-credit = Credit on the account
collections-correction = cancels a receipt already reported
collections-setting = Your VAT
collections-setting-text = VAT on services falls due on payment, unless you opted to pay it on invoicing (CGI, art. 269, 2, c). This choice holds for the whole organisation; an invoice that states VAT on invoicing (“TVA sur les débits”) is never reported here.
collections-setting-who = An administrator can change this choice.
collections-is-on = Your VAT falls due on payment: each payment of an e-invoice is to be reported.
collections-is-off = Your VAT does not fall due on payment: no payment is to be reported.
collections-turn-on = My VAT falls due on payment
collections-turn-off = My VAT no longer falls due on payment
collections-turned-on = VAT falls due on payment: the payments to report are below.
collections-turned-off = VAT no longer falls due on payment: there is nothing left to report.
collections-without = Invoice { $number }, { $amount } received on { $date }: the VAT by rate is not known, so this payment is to be reported by hand.
glance-title = First entries, as they will be read
glance-date = Date
glance-label = Description
glance-debit = Debit
glance-credit = Credit
glance-account = Account
glance-seller = Issuer
glance-buyer = Customer
glance-total = Total incl. VAT
glance-due = To pay
requests-title = Payment requests
requests-sub = nothing is sent before you confirm
requests-back = Back to the file
requests-button = Prepare payment requests
requests-offer = One email per debtor for the invoices of this file, neither reminder nor interest. You will see the list and the message before confirming.
requests-summary = { $debtors ->
    [one] one debtor
   *[other] { $debtors } debtors
}, { $items ->
    [one] one invoice
   *[other] { $items } invoices
}, { $total }
requests-what = Each debtor will get an email with their statement as a PDF, from { $date } on. Each message is checked once more as it leaves: whatever has been paid, put on hold or disputed will not be requested. Reminders will follow their usual course.
requests-confirm = { $count ->
    [one] Confirm one request
   *[other] Confirm { $count } requests
}
requests-may-not = Confirming needs the right to let messages leave.
requests-mentions = Some of the creditor’s details are missing: no message can leave.
requests-no-mail = No mail server is set up: the requests will wait in the outbox.
requests-first-send = No message has left yet: the first sending is confirmed by hand and limited to { $cap } messages.
requests-none-title = Nothing to request
requests-none-text = The invoices of this file are paid, already requested, or left out for the reason given below. Correct what can be corrected, then come back here.
requests-there = Requests already prepared
requests-undo-text = Requests that have not left can be cancelled. A debtor gets one email a day at most: a cancelled request can be made again from the next working day.
requests-undo = { $count ->
    [one] Cancel the request that has not left
   *[other] Cancel the { $count } requests that have not left
}
requests-asked = Who will get a request
requests-shown = the first { $shown } rows of { $count }
requests-items = Invoices
requests-net = Net to pay
requests-sample = Message to the first debtor
requests-to = Recipient: { $recipient }
requests-left-out = { $count ->
    [one] Left out: one debtor
   *[other] Left out: { $count } debtors
}
requests-why = Reason
requests-done = { $count ->
    [one] One payment request is in the outbox.
   *[other] { $count } payment requests are in the outbox.
}
requests-done-none = Nothing more to request: the requests of this file are already prepared, or left out.
requests-undone = { $count ->
    [one] One request cancelled.
   *[other] { $count } requests cancelled.
}
requests-undone-none = Nothing to cancel: the requests have left, or are cancelled already.
undo-title = Undo this import
undo-button = Undo this import
undo-pill = undone
undo-was-done = { $count ->
    [one] Import undone by { $actor }: one item withdrawn.
   *[other] Import undone by { $actor }: { $count } items withdrawn.
}
undo-unknown-title = This import cannot be undone here
undo-unknown-text = What can be taken back in one go: tables of invoices (.csv, .xlsx), e-invoices and bank statements of which the program noted what they created. For accounts, import a corrected file.
undo-what-lines = { $count ->
    [one] One bank line that this file alone brought will be withdrawn, with its statement.
   *[other] { $count } bank lines that this file alone brought will be withdrawn, with their statements.
}
undo-lines-other = Lines that another file brought as well stay.
undo-lines-keeps = The original file and the audit log stay; how fresh the bank account is will be worked out again.
undo-what = { $count ->
    [one] One item created by this file will no longer count, on any date.
   *[other] The { $count } items created by this file will no longer count, on any date.
}
undo-keeps = Nothing is erased: the original file, its rows and the audit log stay; each item is settled by a reversing entry of the same date.
undo-accounts = The customer accounts and contacts that the file created stay, with no balance.
undo-changes = The due dates that it changed on items from elsewhere do not change.
undo-accounting = The accounts in “{ $file }” arrived since and may have relied on these items: import them again right after undoing.
undo-again = The same file, corrected or not, can be imported again.
undo-confirm = Undo the import
undo-prevented = { $count ->
    [one] This import cannot be undone: one item has been used since.
   *[other] This import cannot be undone: { $count } reasons prevent it.
}
undo-blockers = What prevents undoing
undo-done = { $count ->
    [one] Import undone: one item withdrawn.
   *[other] Import undone: { $count } items withdrawn.
}
undo-done-already = This import was undone already.
imports-title = Latest files
imports-empty-title = No file imported
imports-empty-text = Begin with the FEC of the current year, then the list of customers with their email addresses.
imports-none = Choose at least one file.
imported = { $file }: { $created } created, { $updated } changed, { $unchanged } unchanged, { $rejected } rejected
matched = { $matched } bank lines matched, { $left } to identify
no-problem = Nothing to report
problems = { $count ->
    [one] { $count } remark
   *[other] { $count } remarks
}
line = line { $line }

# Journal
journal-sub = What was done, by whom, in an order that nobody can change
journal-empty-title = The audit log is empty
journal-empty-text = Every import, every night, every sending and every decision will leave a line here.
journal-older = Older

# Search
search-title = Search: { $words }
search-sub = { $count ->
    [one] { $count } result
   *[other] { $count } results
}
search-empty-title = Nothing found
search-empty-text = Search for a name, a customer code, a SIREN, an invoice number or an amount.
found-debtor = Debtor

# Errors, continued
error-refused-title = This is not possible
error-conflict-title = The situation has changed

# Penalties and the law
nav-penalties = Late-payment interest
nav-short-penalties = Interest
nav-law = Applicable law
nav-short-law = Law
penalties-sub = What lateness adds to overdue invoices, worked out at the closing date
penalties-empty-title = No interest on that date
penalties-empty-text = As soon as an invoice passes its due date, its interest and its fixed compensation appear here, with how they are worked out.
penalties-without-rule = { $count ->
    [one] { $count } overdue item without interest: kind of debtor unknown, or consumer without a formal notice.
   *[other] { $count } overdue items without interest: kind of debtor unknown, or consumer without a formal notice.
}
penalties-note = These sums are worked out each time they are shown: nothing accumulates, and a payment entered today at its true date corrects everything after it. Whether to claim them remains your decision.
closed-on-label = Closed on
closed-on = account closed on { $date }
figure-principal = Overdue principal
figure-interest = Late-payment interest
figure-indemnity = Fixed compensation
column-kind = Kind
column-oldest-due = Oldest due date
column-principal = Principal
column-interest = Interest
column-indemnity = Compensation
column-from-to = Period
column-days = Days
column-base = Base
column-rate = Rate
column-ground = Ground
proof-title = Interest statement
proof-of = Interest statement — { $name }
proof-pdf = Statement as a PDF
proof-pdf-settled = With the invoices settled late
proof-item = issued on { $issued }, due on { $due }
proof-empty-title = Nothing to work out
proof-empty-text = None of this debtor’s invoices is overdue on that date, and none was paid late with something left.
proof-no-day = No day bears interest.
proof-method = Each line can be worked out by hand: base × rate × days ÷ 365, rounded to the cent; the total is the sum of the lines. The due date bears no interest, the day of payment does.
back-to-debtor = Debtor’s file
settled-late-title = Paid late
settled-late-text = { $count ->
    [one] { $count } invoice settled in the accounts, but paid after its due date.
   *[other] { $count } invoices settled in the accounts, but paid after their due dates.
}
settled-late-more = { $count ->
    [one] { $count } other is not shown; it counts in the totals.
   *[other] { $count } others are not shown; they count in the totals.
}
settled-late-pill = settled
disputed-part = Disputed part
written-off-pill = partly written off, not claimed
below-floor = { $period }: the clause ({ $rate }) is below three times the statutory rate ({ $floor }). It is applied as it stands; have it checked (C. com., art. L441-10, II).
moved-credit-note = Credit note
moved-payment = Payment
moved-waiver = Waiver
moved-split = { $interest } towards interest, { $principal } towards principal
moved-unused = ({ $unused } beyond the debt)
compounded = A year’s interest added to the principal (C. civ., art. 1343-2):
stopped-by = Interest stops on the day before the opening judgment of { $date } (C. com., art. L622-28).
total-principal = Principal still due
total-interest = Interest still due
total-accrued = of { $amount } accrued
total-indemnity = Fixed compensation
total-clause = Clause
order-interest-first = interest first (C. civ., art. 1343-1)
order-principal-first = principal first
waive = Waive interest
waive-what = Waive
waive-amount = Amount
waive-amount-help = Empty: all that is due today.
waive-do = Waive
waived-interest = Late-payment interest
waived-indemnity = Fixed compensation
waived-done = Waiver recorded. You can restore it at any time.
waiver-restore = Restore
restored-done = The sums are due again.
amount-ambiguous = The amount “{ $text }” can be read in two ways, in thousands or in decimals. Write 1,234.00 or 1.23.
bad-amount = The amount “{ $text }” cannot be read. Write it like 1,234.56.
law-go = Open “Applicable law”
law-sub = Rates, amounts and time limits used on { $date }, each with its text and its source
law-enter = Enter a value
law-ending = To be renewed before { $date }:
law-ending-why = Without the next value, calculation will stop on that date and say so.
law-unverified-count = { $count ->
    [one] { $count } value remains to be checked against an official text.
   *[other] { $count } values remain to be checked against an official text.
}
law-in-force = In force
law-rows = { $count ->
    [one] { $count } row
   *[other] { $count } rows
}
law-own = Entered by you
law-own-empty-title = No value entered
law-own-empty-text = Every half-year the ECB rate and the statutory rate change: enter the new value here with its source as soon as it is published.
law-note = The program shows the texts, the dates and the calculation; how the debt is characterised, and the decision, are yours.
law-from = From
law-to = Until
law-value-help = A rate (2.65), an amount (33.47) or a length of time (3 months), like the present value.
law-source-help = The text and its number, the official page, the date on which it was read.
law-save = Save
law-saved = Value saved: it is used from now on.
law-withdrawn = Value withdrawn.
column-law = Item
column-value = Value
column-period = Period
column-article = Text
column-checked = Check
column-source = Source
since = since { $date }
withdraw = Withdraw
clauses-title = Interest clauses
clauses-none = Without a clause, the statutory rate between businesses applies: ECB + 10 points (C. com., art. L441-10, II).
clause-column = Agreed rate
clause-for = For
clause-from = Invoices issued from
clause-everyone = all business customers
clause-add = Add a clause
clause-kind = Nature
clause-fixed = Fixed yearly rate (%)
clause-refi = ECB rate + points
clause-times = Multiple of the statutory rate
clause-plus = Statutory rate + points
clause-number = Number
clause-debtor = Customer
clause-debtor-help = Code, exact name or SIREN; empty for the general terms.
clause-source-help = For example “General terms of 01/01/2026, clause 7”.
clause-save = Save the clause
clause-saved = Clause saved.
clause-withdrawn = Clause withdrawn.
clause-bad-number = This number does not fit: a rate or points like 12.50, a multiple like 3.
count-title = Calculation rules
terms-days = Days in the year
terms-order = How payments are allocated
terms-party = Creditor
terms-in-letters = Attach the interest statement to letters to businesses
terms-save = Save the rules
terms-saved = Rules saved: all statements follow them.
party-professional = professional
party-individual = private individual
count-365 = 365 days always (ACT/365)
count-actual = 366 in leap years (ACT/ACT)

# Prescription et preuves
claims-title = Limitation and evidence
claims-all = All dates to watch
claims-caution = These dates are worked out from the texts and the recorded facts. They do not say whether a debt is time-barred: that is for you, and in the end for the court, to judge.
claims-insolvent = Insolvency proceedings opened on { $date }: reminders on earlier debts must stop, and are held. Lodge the claim with the court-appointed representative (mandataire judiciaire) in time.
claims-at-most = at the latest
claims-at-least = at the earliest, event in progress
claims-date-past = date passed
claims-days-left = { $days ->
    [0] today
    [one] in { $days } day
   *[other] in { $days } days
}
claims-no-period = No period known for this starting point: to be assessed.
claims-step-date = Date reached: { $date }.
claims-events = Legal events
claims-events-empty = Nothing recorded: no acknowledgment of debt, no court action, no insolvency proceedings.
claims-settled-item = item settled
claims-until = until { $date }
claims-cancel = Cancel
claims-cancel-do = Cancel this event
claims-reason = Document or reason
claims-reason-help = For example “email of 4 March, on file”. It stays in the audit log.
claims-record = Record an event
claims-record-do = Record the event
claims-event = Event
claims-event-help = A formal notice, even by registered letter, does not move the date.
claims-event-day = Date of the act
claims-granted = Time to pay granted by the court
claims-granted-until = Until
claims-granted-rate = Reduced rate, in %
claims-bad-kind = Choose an event from the list.
claims-bad-rate = This rate cannot be read; write it like 2.75.
claims-recorded-done = Event recorded.
claims-insolvency-done = Insolvency proceedings recorded: reminders on debts older than the judgment are held.
claims-cancelled-done = Event cancelled; it stays in the audit log.
column-watch = Date to watch
column-possible = Possible date
column-start = Starting point
column-preflight = Check
column-about = Concerns
claim-title = Claim { $number }
claim-empty-title = No open claim
claim-empty-text = This item is settled, or the address is wrong.
claim-dates = Dates
claim-stop = Twenty-year long stop
claim-document = Open the document
claim-influences = What would move the date, and what does not
claim-interrupts = Starts a whole new period
claim-suspends = Suspends the period
claim-closes = Ends another event, or removes it
claim-does-not = Does not move the date
claim-facts = What is known of the claim
claim-service = Delivery or completion
claim-nature = Nature of the claim
claim-nature-default = from the kind of debtor
claim-disputed = Disputed part
claim-dispute-reason = Reason for the dispute
claim-evidence = Other evidence
claim-evidence-help = Where it is, for example “signed delivery note, binder 2026”.
claim-file = Invoice or document to keep
claim-choose = Choose a file
claim-save = Save
claim-bad-amount = This part cannot be read; write it like 120.50.
claim-saved-done = Claim saved.
preflight-title = Before a formal notice
preflight-mark-ok = { $word } ✓
preflight-mark-open = { $word }: to look at
preflight-overridden = overridden, with a reason
preflight-decided = Overridden by { $name }: { $reason }
preflight-not-covered = no longer covers all that is missing
preflight-reason = Why override
preflight-reason-help = This reason commits its author: it is kept with the points it concerns.
preflight-override-do = Override
preflight-overridden-done = Reason recorded: the claim can go into a formal notice.
preflight-met = See what is in place
preflight-nothing-open = Nothing is due any more on the items of this task.
limitation-title = Limitation dates to watch
limitation-sub = Until { $date }, nearest first
limitation-coming = Date to come
limitation-past = Date passed
limitation-days = Horizon, in days
limitation-empty-title = Nothing to watch
limitation-empty-text = No date falls within this horizon. Widen it, or look at the dates that have passed.
limitation-notice = { $count ->
    [one] { $count } item to watch (limitation)
   *[other] { $count } items to watch (limitation)
}
limitation-notice-past = { $count ->
    [one] { $count } item whose date has passed
   *[other] { $count } items whose dates have passed
}

# Règlements, écarts, délais, créances douteuses et pertes
nav-accounting = Accounting
nav-short-accounting = Accounts
show-beyond-cap = Terms longer than the law allows
settlement-title = Payments and differences
act-allocate = Allocate
act-settle = Write off a difference
act-refund = Refund
act-bounce = Returned payment
act-write_off = Write off
act-doubtful = Mark as doubtful
act-impairment = Impair
act-release = Reverse an impairment
act-undo = Undo
proposal-title = To allocate:
proposal-do = Allocate this way
proposal-other = Allocate otherwise
proposal-confirm = Several debts are due: the law first pays the one the debtor had most interest in paying, which the program cannot know. The oldest is suggested; confirm or choose (C. civ. 1342-10).
share-after = left
share-left = Left on the account:
operations-title = Operations
operations-empty = No operations yet.
operation-undone = Undone
next-step = Suggested next step:
undone-operation = Operation undone: the amounts are what they were before.
terms-title = Payment terms
terms-effective = Terms
terms-default = (default terms)
terms-cap = Legal maximum
terms-not-capped = The maximum terms between businesses do not concern this customer (consumer, public body, or kind unknown).
terms-invoices = { $count ->
    [one] { $count } open invoice beyond the maximum
   *[other] { $count } open invoices beyond the maximum
}
terms-change = Change the terms or the sector
terms-field = Agreed terms
terms-help = In French or in figures, for example “45 jours fin de mois” (45 days end of month), “fin de mois + 45 jours” or “30”. Empty: default terms.
terms-sector = Sector
terms-do = Save the terms
terms-done = Terms saved.
terms-done-beyond = Terms saved. They are longer than the law allows: see the warning.
cap-example = Example: an invoice of { $issued } would be due on { $due }, { $latest } at the latest.
cap-unchecked = Maximum to be checked.
foreign-title = Other currencies
foreign-rate = at the rate of €1 = { $rate } { $currency } of { $date } ({ $source })
foreign-none = no rate entered
foreign-apart = The value in euros is an indication: currencies are never added together.
foreign-enter = Enter a rate
foreign-field = Units for €1
foreign-on = Rate of
foreign-source = Source
foreign-do = Save the rate
foreign-done = Rate saved.
operation-sub = Nothing is written before you confirm; every operation can be undone.
operation-item = Item
operation-amount = Amount
operation-amount-help = Empty: as much as possible.
allocate-amount-help = Used when an item is chosen; empty: as much as possible.
operation-name = Nature of the difference
operation-code = Reason for the return
operation-regime = When VAT falls due
operation-ground = Cause of the loss
operation-ground-on = Date of the judgment or of the evidence
operation-net = Amount excluding VAT
operation-on = Effective date
operation-reason = Reason
operation-done = Recorded: { $operation }.
reason-tolerance = Optional up to { $tolerance }; it stays in the audit log.
reason-optional = Optional; it stays in the audit log.
reason-kept = Reason:
allocate-on = On
allocate-by-law = as the law says (C. civ. 1342-10)
allocate-designated = The debtor designated
allocate-none-designated = nothing
allocate-agreed = The creditor agrees to a designated debt being paid in part
choose = To choose
choose-item = Choose an item.
choose-name = Choose the nature of the difference.
choose-code = Choose the reason for the return.
choose-regime = Say when VAT on this sale falls due: the program does not guess it.
choose-ground = Give the cause of the loss: it decides what becomes of the VAT.
bad-rate = Give the VAT rate, for example 20 or 5.5, and for several rates the amount including VAT of each.
vat-title = VAT of the claim
vat-rate = Rate { $number } (%)
vat-gross = Amount incl. VAT
vat-by-rate = Discount by rate of VAT
vat-column-rate = VAT rate
vat-column-base = Net
vat-column-tax = VAT
vat-help = A single rate: leave the amount empty.
see-effect = Show the effect
effect-title = Effect
effect-none = No item moves: only the accounts are concerned.
effect-before = Balance before
effect-after = Balance after
effect-new = created by the operation
entry-title = Entry
entry-account = Account
entry-debit = Debit
entry-credit = Credit
mention-title = Corrective invoice:
mention-help = Before you recover the VAT, send the debtor a duplicate bearing these words, clearly visible, and keep proof of sending (CGI 272-1).
change = Change
undo-later = The operation can still be undone from the debtor’s file.
nothing-to-choose-title = No item is suitable
nothing-to-choose-text = This operation needs an open item of this debtor: a credit to allocate, a debt, or a debt already doubtful. Go back to the file.
doubtful-mark = doubtful
impairment-help = An impairment bears on the amount excluding VAT of a doubtful debt.
accounting-sub = Entries for doubtful debts, impairments and write-offs, to take into your accounts
accounting-empty-title = No entries in this period
accounting-empty-text = Marking a debt as doubtful, impairing it or writing it off, from a debtor’s file, produces its entry here.
accounting-total = Totals:
period-from = From
period-to = To
settings-title = Settings
settings-word = The corrective invoice’s word for the amount excluding VAT
settings-digits = Digits in account numbers
settings-digits-help = 0: the numbers of the chart of accounts as they are; 6: 411000, 654000…
settings-do = Save the settings
settings-done = Settings saved.
settings-bad = Choose one of the two words, and a number of digits, or leave that field empty.

# Time limits
nav-deadlines = Time limits
nav-short-deadlines = Limits
column-limit = Time limit
limits-sub = { $count ->
    [0] No time limit running
    [one] { $count } time limit running
   *[other] { $count } time limits running
}
limits-export = Export (.ics)
limits-calculator = Work out a time limit
limits-rule = Time limit
limits-choose = Choose…
limits-start = Starting point
limits-start-help = Day of the act, of publication or of the hearing; the result says which.
limits-zone = Zone
limits-zone-help = Where the person whom the limit binds or protects lives. When in doubt: residence unknown.
limits-decision = Date of the order
limits-decision-help = Only for the wait before enforcing an order to pay (injonction de payer).
limits-compute = Work out
limits-no-rule = Choose the time limit to work out.
limits-bad-start = The starting date cannot be read; write it like 15/12/2026.
limits-bad-decision = The date of the order cannot be read; write it like 15/12/2026.
limits-bad-zone = There is no such zone; choose one from the list.
limits-unverified = to be checked
limits-how = How this date is counted
limits-ends = End
limits-act-from = You can act from
limits-aim = Aim for
limits-last = Last day
limits-article = Article
limits-debtor-help = Code, exact name or SIREN.
limits-note = Note
limits-record = Record this time limit
limits-recorded = Time limit recorded.
limits-search = Time limit, debtor or note
limits-running = Time limits running
limits-none-title = No time limit running
limits-none-text = Choose a time limit and its starting day: the date is worked out with the public holidays of the zone, explained step by step, and can be recorded. It will then be recalled here and in your calendar.
limits-count = { $count ->
    [one] { $count } time limit
   *[other] { $count } time limits
}
limits-unknown = cannot be worked out
limits-then-act = you can act from that day
limits-late-by = { $days ->
    [one] { $days } day late
   *[other] { $days } days late
}
limits-last-on = last day { $date }
limits-from = Starts on { $date }, { $event }
limits-from-day = Starts on { $date }
limits-done-do = Done
limits-wait-done-do = Dealt with
limits-cancel-do = Drop
limits-cancel-confirm = Drop this time limit
limits-done = Time limit marked as dealt with.
limits-cancelled = Time limit dropped.
limits-reopened = Time limit taken up again: it is running.
limits-ended = Time limits ended ({ $count })
limits-reopen-do = Take up again
state-limit-done = Dealt with
state-limit-cancelled = Dropped
limits-of-debtor = Legal time limits
limits-of-debtor-none = No time limit running.
limits-compute-one = Work out a time limit
feed-title = In your calendar
feed-text = A secret address lets your calendar read the running time limits and keep itself up to date. Whoever knows it can read these limits and the debtors’ names: do not share it.
feed-since = Your present address dates from
feed-create = Create my address
feed-renew = Replace my address
feed-revoke = Revoke
feed-revoked = Address revoked: it opens nothing any more.
feed-made-title = Your calendar address
feed-made-sub = It is shown only once
feed-address = Address
feed-address-help = In your calendar, choose “Subscribe to a calendar” and paste this address.
feed-secret = Keep it to yourself: it opens the time limits without a password. You can replace or revoke it at any time.

## Prescription : postes sans durée
limitation-unknown = No period known
limitation-unknown-text = { $count ->
    [one] No period known, 1 item: no recorded text gives a period at the date of its starting point (before 2008, for example). Have its date checked.
   *[other] No period known, { $count } items: no recorded text gives a period at the date of their starting points (before 2008, for example). Have their dates checked.
}

# Data quality
nav-quality = Quality
quality-title = Data quality
nav-short-quality = Quality
quality-sub = { $count ->
    [0] Nothing to correct
    [one] { $count } point to correct
   *[other] { $count } points to correct
}
quality-empty-title = Everything is in order
quality-empty-text = This page lists what prevents chasing or distorts the figures: missing email addresses, duplicates, estimated due dates, closed companies… It fills by itself with each import.
quality-none-title = Nothing of this kind
quality-none-text = No point matches. Change the list or the search.
quality-search = Name, code or item number
quality-keys = On the keyboard: j and k to change row, Enter to correct, i to set aside.
quality-reach = { $percent }% of the outstanding balance can be reached by email
quality-reach-label = Share of the outstanding balance that can be reached by email
quality-kinds = Points to correct, by kind
quality-column-found = Finding
quality-column-stake = At stake
quality-type-email = Enter the email address
quality-email = Email of the accounts department
quality-confirm-due = Confirm { $date }
quality-other-due = Another date
quality-type-siren = Enter the SIREN
quality-type-address = Enter the address
quality-add-document = Attach the document
quality-open-debtor = Open the account
quality-ignore = Set aside
quality-ignore-reason = Reason
quality-ignore-do = Set aside for { $days } days
quality-ignored = Set aside until { $date }.
quality-fixed = Corrected.
quality-bad-date = This date cannot be read: write it like 22/11/2026.
save = Save
cancel = Cancel
percent = { $value }%

# Identity of a debtor, contacts
account-open = Details
account-back = Back to the account
account-title = Details: { $name }
account-identity = Identity
account-new = New debtor
account-new-sub = An account created here receives the invoices of files that bear its code.
account-code = Account code
account-code-help = The subsidiary account as it stands in the accounts. It does not change afterwards.
account-kind-help = It decides on interest: a consumer, or an unknown kind, never gets any.
account-country-help = Two-letter code: FR, BE…
account-iban-help = The account from which this customer pays: it helps to recognise their payments.
account-terms-help = For example “30 jours fin de mois” (30 days end of month). Empty: the usual terms. Estimated due dates follow.
account-saved = { $count ->
    [0] Nothing has changed.
    [one] Details saved: { $count } field changed.
   *[other] Details saved: { $count } fields changed.
}
account-created = Debtor created. Add a contact so that its reminders can leave.
language-fr = French
language-en = English
role-accounting = Accounts
role-management = Management
role-purchasing = Purchasing
role-other = Other
contact-role = Role
contact-name = Name
contact-email = Email
contact-phone = Phone
contact-edit = Edit
contact-remove = Remove
contact-add = Add a contact
contact-saved = Contact saved.
contact-removed = Contact removed.
company-active = In the register: “{ $name }”, active.
company-closed = In the register: “{ $name }”, closed. Look for the successor or the liquidator before chasing.
company-closed-on = In the register: “{ $name }”, closed since { $date }. Look for the successor or the liquidator before chasing.
company-checked = Consulted on { $date } ({ $source }).

# Merging accounts
merge-title = Merge two accounts
merge-start = Merge…
merge-sub = “{ $absorbed }” would join “{ $survivor }”.
merge-compare = Compare and merge
merge-distinct = They are not the same
merge-choose-text = Choose the account that is the duplicate. Accounts that look alike are suggested.
merge-search = Search
merge-none-title = No similar account
merge-none-text = Search for the other account by its name, its code or its town.
merge-swap = Swap the roles
merge-stays = Stays
merge-absorbed = Joins the other
merge-fields = What to keep
merge-no-conflict = The two sets of details do not contradict each other.
merge-nothing = (nothing)
merge-reason = Reason
merge-after = The absorbed account’s code stays known: files that bear it will go to the account that stays. The merge can be undone from its details.
merge-do = { $items ->
    [0] Merge
    [one] Merge and move { $items } item
   *[other] Merge and move { $items } items
}
merge-count-items = Items
merge-count-open = of which open
merge-count-contacts = Contacts
merge-count-bank = Bank lines
merge-count-holds = Current holds
merge-count-events = Legal events and time limits
merge-count-operations = Operations
merge-count-actions = Reminders and tasks
merge-done = Accounts merged. You can undo the merge below.
merge-told = { $name } ({ $code }) joined this account on { $date }, by { $who }.
merge-undo = Undo the merge
merge-undone = { $count ->
    [0] Merge undone: each account has its items back.
    [one] Merge undone: each account has its items back, and { $count } message is waiting again.
   *[other] Merge undone: each account has its items back, and { $count } messages are waiting again.
}
merge-undone-left = Merge undone. Changed since, these fields stay: { $fields }.
merge-told-apart = Noted: these two accounts will no longer be suggested together.
merge-redirected = This account was merged: here is the one that replaces it.

# Register of companies
register-search = Search the register
register-open = View in the register

## Factures électroniques
einvoice-pdf = View the invoice
einvoice-xml = Invoice file

# Encaissements : rapprochement à la main
receipts-title = Receipts
inbox-shown = { $count ->
    [one] { $count } line shown,
   *[other] { $count } lines shown,
}
lines-waiting = To process
lines-unknown = To identify
lines-proposed = Suggested
lines-matched = Allocated
lines-ignored = Set aside
lines-empty-title = No lines here
lines-empty-text = Change the filter, or search for another payer, description or amount.
filter-search-line = Payer, description or amount
filter-sort = Sort
sort-oldest = Oldest first
sort-newest = Newest first
sort-largest = Largest amounts
sort-smallest = Smallest amounts
sort-payer = By payer
line-proposed = Suggested { $confidence }%
line-lead = Lead
line-unknown = To identify
line-matched = Allocated
match-back = Back to receipts
match-tabs = What this line pays
match-suggestions = Suggestions
match-items = Invoices
match-selection = Selection
match-selection-empty = Tick invoices: they are added up here.
match-confidence = Confidence { $confidence }%
match-runner-up = Other lead:
match-other-lead = other lead
match-no-suggestion = Nothing certain in the description or the payer. Look for the customer under “Invoices”.
match-accept = Accept
match-see-items = View its invoices
match-short = short by
match-surplus = overpaid by
match-credit = credit note
match-column-amount = Amount allocated
match-amount-of = Amount allocated to { $number }
match-left = Left to allocate
match-left-help = Tick what this payment pays; amounts can be corrected for a part payment.
match-do = Allocate
match-customer-only = Keep on the account
match-nothing-chosen = Tick at least one invoice, or keep the payment on the customer’s account.
match-no-items = Nothing open on this account in this currency. The payment can stay on the account.
match-no-account-title = Choose a customer
match-no-account-text = Look for it below by name, code or town: its open invoices appear here.
match-search-debtor = Add a customer
match-same-group = Of the same group:
booked-title = Already in the accounts?
booked-help = The accounts hold a payment of the same amount, around the same days, that no statement has met yet. Link the line to that payment: no second payment is created.
booked-do = Already in the accounts
booked-do-for = Already in the accounts: { $number }, { $name }
booked-done = Line linked to the payment in the accounts.
match-booked-help = The accounts recorded this payment: correct it there, then import the FEC.
rest-label = Difference
rest-keep = Leave as it is
rest-help = Overpayment: it stays on the account. Shortfall: the most recent invoice stays due.
rest-account = Account that keeps an overpayment
rest-reason = Reason for the difference
rest-reason-help = Needed beyond the tolerance.
redo-do = Make the undone allocation again
ignore-title = This line concerns no customer
ignore-reason = Why
ignore-help = Capital, grant, card deposit… This reason stays in the audit log; the line can be taken up again.
memory-title = What Quittance has learned
memory-sub = The accounts and names under which your customers pay, learned from matches made or confirmed by hand. Each can be forgotten with one click.
memory-search = IBAN, name or customer
memory-all = All
memory-accounts = IBAN
memory-names = Names
memory-third = Third-party payers
memory-empty-title = Nothing learned here
memory-empty-text = Allocate a receipt by hand: the payer’s account and name are remembered, and next time the customer is suggested.
memory-column-payer = Payer
memory-column-origin = Origin
memory-kind-account = account
memory-kind-name = name
memory-line = view the receipt
memory-third-pill = Pays for { $count } unrelated customers
memory-third-help = Third-party payer (factor, notary…): no longer a clue.
memory-revoke = Revoke
memory-revoked = Forgotten: it is no longer a clue.
memory-add-title = Add a known payer
memory-add-debtor = Customer
memory-add-help = An IBAN, or a name of at least four letters.
memory-add-do = Remember
memory-added = Payer remembered.
debtor-words-help = Code, exact name or SIREN.
virtual-title = Virtual IBANs
virtual-sub = An IBAN of yours, given to one customer, one invoice or one outlet only: whoever pays into it is identified, whatever the description.
virtual-search = IBAN, customer, outlet or note
virtual-empty-title = No virtual IBANs
virtual-empty-text = Paste below the list from your bank or payment provider.
virtual-column-for = For
virtual-item = invoice { $number }
virtual-account = the whole account
virtual-place = outlet { $name }
virtual-add-title = Add
virtual-list = List to paste
virtual-list-help = One line per IBAN: IBAN; customer; invoice; outlet; note. The last three are optional.
virtual-example = FR76 3000 6000 0112 3456 7890 189; C00042;; Nantes; contract 2026
virtual-add-do = Add these IBANs
virtual-added = { $count ->
    [0] No IBAN added.
    [one] { $count } IBAN added.
   *[other] { $count } IBANs added.
}
virtual-problem = Line { $line }:
virtual-revoked = Virtual IBAN revoked.
matching-settings-title = Matching settings
matching-settings-sub = What Quittance allocates by itself, what it suggests, and the differences it tolerates. Every change is in the audit log.
setting-automatic = Allocate by itself from (confidence out of 100)
setting-automatic-help = 95 by default, never below 80. Higher: fewer errors, more lines to confirm.
setting-propose = Suggest from (confidence out of 100)
setting-propose-help = 60 by default. Below it, the line stays “to identify” with its leads.
setting-tolerance = Rounding tolerated ({ $unit })
setting-tolerance-help = A difference up to this amount is written off without a reason.
setting-fee = Bank charges at most ({ $unit })
setting-fee-help = What a bank may have kept from a transfer; beyond it, a reason is asked for.
setting-third = Third-party payer from (unrelated customers)
setting-third-help = An IBAN or a name that pays for that many unrelated customers no longer identifies anyone.
setting-discount = Early-payment discount rate
setting-discount-help = In per cent, optional: a payment short by that rate, in time, is recognised and says so.
setting-discount-days = Discount period (days)
setting-discount-days-help = From the invoice date, last day included.
setting-save = Save the settings
setting-saved = Settings saved.
setting-unread = A number cannot be read: enter for example 95, or 25.00.
group-title = Group
group-parent = Parent company:
group-none = This customer belongs to no group.
group-parent-label = Parent company
group-parent-help = Code, exact name or SIREN; empty for none. One may pay for the other.
group-do = Save the group
group-done = Group saved.
register-title = Register of companies
register-ask = Ask { $name }
register-before = This debtor’s name or SIREN, and nothing else, will be sent to the register when you ask it.
register-off-title = No register set up
register-off-text = Nothing leaves the house without your consent. To complete SIRENs, fill in “company_register” in the settings: the address of the public service, or an extract of Sirene on this machine.
register-failed = This debtor could not be looked up. Reload the page.
register-none-title = No company found
register-none-text = Check the name and the postcode in the details, or enter the SIREN by hand.
register-closed = Closed
register-same = The details say the same as the register.
register-fields = What the details can take over
register-field = Field
register-ours = Details
register-theirs = Register
register-take = Take over
register-take-all = { $count ->
    [one] Take over this field
   *[other] Take over the { $count } fields
}
register-check = Check SIRENs in the register
register-round = { $count ->
    [0] No account to check: all were checked within the last 30 days.
    [one] { $count } account checked, { $closed } of them closed.
   *[other] { $count } accounts checked, { $closed } of them closed.
}
register-more = Some are left: run the check again.
match-paid = What was paid:

## Connexions
nav-connections = Connections
connections-sub = Other programs: what they bring, what they are told.
secret-once = Copy this secret now: it will never be shown again.
secret-text = Secret
tokens-title = API access tokens
tokens-empty-title = No tokens
tokens-empty-text = A token lets your business software send invoices, debtors and payments, and read balances. It is described at /api/v1/openapi.json.
token-add = Create a token
token-name = Name
token-name-help = It will appear in the audit log: the name of the program, for example.
token-role = Role
token-uses = Uses
token-last-day = Last day
token-used = Last used
token-never = Never
token-revoked = Revoked
token-expired = Expired
token-in-force = In use
token-until = until
token-revoke = Revoke
token-do = Create the token
token-made = Token “{ $name }” created
token-was-revoked = Token revoked: it opens nothing any more.
hooks-title = Webhooks
hooks-empty-title = No webhooks
hooks-empty-text = A webhook tells your software as soon as an invoice is settled or reopened, or a payment arrives. Every call is signed.
hook-add = Create a webhook
hook-url = Address
hook-url-help = It receives POST requests in JSON, signed according to Standard Webhooks.
hook-label = Label
hook-kinds = Facts sent
hook-do = Create the webhook
hook-made = Webhook { $url } created
hook-rotated = New signing secret
hook-rotate = Renew the secret
hook-two-secrets = Two secrets sign for 24 h
hook-enable = Enable again
hook-disable = Disable
hook-delete = Delete
hook-disabled = Disabled
hook-failing = Failing since
hook-called = In use
hook-gone = Address deleted
hook-ping = Send a test
hook-pinged = Test on its way: its result appears among the deliveries.
hook-was-enabled = Webhook enabled again: what was waiting leaves.
hook-was-disabled = Webhook disabled.
hook-was-deleted = Webhook deleted.
hook-stopped = { $url } is no longer called: no delivery has arrived there for five days. Repair it, then enable it again.
hook-dead = { $count ->
    [one] One delivery was given up after ten attempts: send it again once the address is repaired.
   *[other] { $count } deliveries were given up after ten attempts: send them again once the address is repaired.
}
deliveries-title = Latest deliveries
delivery-title = Delivery
delivery-fact = Fact
delivery-answer = Answer
delivery-delivered = Arrived
delivery-dead = Given up
delivery-cancelled = Cancelled
delivery-again = New attempt planned
delivery-waiting = Waiting
delivery-next = on
delivery-attempts = { $count ->
    [0] no attempt
    [one] one attempt
   *[other] { $count } attempts
}
delivery-resend = Send again
delivery-resent = Delivery requested again.
delivery-none-title = No attempts
delivery-none-text = The delivery is waiting its turn: it leaves within seconds while the program is working.
attempt-number = Attempt
attempt-took = Took
attempt-body = Beginning of the answer
folder-title = Watched folder
folder-waiting = { $count ->
    [0] nothing waiting
    [one] one file waiting
   *[other] { $count } files waiting
}
folder-empty-title = No watched folder
folder-empty-text = Give a folder with the “watch” setting or the --watch option: files dropped there are imported, then archived with a report.
folder-help = Drop your files here: they are imported, then moved to “archive”, or to “quarantine” if nothing could be read, with a report.
folder-kept = Moved to
folder-imported = Imported
folder-known = Already imported
folder-quarantined = In quarantine
api-not-found = Not found. Check the address in the API documentation.
api-method = This address does not accept that method.
api-too-large = Request too large: split it.
api-unavailable = The program does not answer in time. Try again.
api-bad-request = Request unreadable. Check it against the API documentation.
api-token-refused = Token missing, unknown, expired or revoked. Send the Authorization header with “Bearer” followed by a token from the Connections page.
api-token-scope = This token may not be used for “{ $scope }”. Create one that may, on the Connections page.
api-too-many = More than { $count } requests in one minute. Wait before going on.
api-bad-key = An idempotency key has 1 to 255 printable characters.
api-media-type = Send JSON, with the content type application/json.
api-bad-json = JSON unreadable at line { $line }, column { $column }.
api-no-row = Send an object, or a list of objects that is not empty.
api-too-many-rows = Too many rows: { $count } at most per request.
api-refused = Nothing was saved: correct the fields given and send the request again.
api-empty-file = The file is empty: send its content as the body of the request.
api-bad-cursor = Cursor unreadable: use “next_cursor” from the previous page.
api-bad-limit = From 1 to { $most } rows per page.
api-bad-date = Write a date like 2026-11-22.
api-bad-status = Unknown value. Expected: { $list }.
api-bad-id = Identifier unreadable.
api-ids-or-all = Give “ids”, or “all” with its filters, but not both.
api-bad-amount = Amount unreadable. Example: 1234.56.
keys-choose = Tick the current row
keys-accept = Accept the suggestion (receipts)
keys-undo = Undo the allocation (receipts)
sources-title = Sources and freshness
sources-sub = Where the figures come from, up to when, and what is missing
sources-bring = Import a file
sources-empty-title = No sources
sources-empty-text = Import the FEC of the current year, then a bank statement: this page will say how far the figures go and which statement is missing.
sources-limits = Freshness limits
sources-limits-text = Reminders are on hold when the bank data is more than { $bank } days old or the accounts more than { $ledger } days old: they might claim what is already paid. They resume with the first recent file.
sources-banks = Bank accounts
sources-no-bank-title = No bank accounts
sources-no-bank-text = Import a statement: its account will appear here. Without a bank, the accounts alone decide.
sources-account = Account
sources-until = Last day covered
sources-statement = Last statement
sources-files = Accounts and customers
sources-files-sub = E-invoices and customers do not count towards freshness
sources-last = Last import
sources-api = Invoices received through the API
sources-einvoices = E-invoices
sources-age = { $days ->
    [0] today
    [1] yesterday
   *[other] { $days } days ago
}
sources-missing = { $count ->
    [one] One bank statement is missing.
   *[other] { $count } bank statements are missing.
}

## Scénarios
nav-scenarios = Scenarios
scenario-version = version { $version }
scenario-steps = { $count ->
    [one] one step
   *[other] { $count } steps
}
scenario-in-force = Steps in force
scenario-day = Day
scenario-ways = Channels, in order
scenario-mode = Leaves
scenario-conditions = Conditions
scenario-gap = at least { $days } d after the previous step
scenario-from-issue = { $days } d after the invoice
scenario-from-previous = { $days } d after the previous step
mode-automatic = By itself
mode-unless-vetoed = By itself after { $hours } h without a veto
mode-to-confirm = To confirm
mode-manual = By a person
if-min-amount = from { $amount }
if-max-amount = up to { $amount }
if-min-score = score of at least { $score }
if-max-score = score of at most { $score }
if-late-items = at least { $count } overdue items
if-categories = category { $names }
if-kinds = { $count ->
    [one] one kind of claim
   *[other] { $count } kinds of claim
}
scenario-text = Text of the scenario
scenario-text-label = Steps and tests
scenario-text-help = The same text that “quittance scenario check” checks: change it, try it on today’s accounts, then save it. Each item keeps its place by the step’s key.
scenario-try = Try on today’s accounts
scenario-save = Save this version
scenario-save-help = Saving is offered once the text is right and all its tests pass. A trial sends nothing.
scenario-saved = Version { $version } saved: it decides from the next night on.
scenario-line = Line { $line }:
scenario-test-failed = The test “{ $name }” fails: expected “{ $expected }”, got “{ $got }”.
scenario-tests-pass = { $count ->
    [one] The test passes.
   *[other] The { $count } tests pass.
}
scenario-effect = Effect on today’s accounts
scenario-effect-sub = { $count ->
    [one] one debtor examined
   *[other] { $count } debtors examined
}
scenario-sooner = Debtors moved forward
scenario-later = Debtors moved back
scenario-tonight = Actions tonight
scenario-before = Next step today
scenario-after = With this text
scenario-no-step = none
scenario-versions = Versions
scenario-versions-sub = Open a version to take it up in the editor
scenario-since = Since
scenario-author = By
scenario-first = supplied with the program
scenario-current = In force
scenario-past = replaced
series-title = Our scenarios
series-sub = { $count ->
    [one] one scenario
   *[other] { $count } scenarios
}
series-name = Scenario
series-debtors = Debtors
series-items = Items
series-open = Balance due
series-acts = Actions
series-retired = Withdrawn
series-default = Default
series-rules = { $count ->
    [one] by one rule
   *[other] by { $count } rules
}
series-own = { $count ->
    [one] given to one debtor
   *[other] given to { $count } debtors
}
series-unused = Nobody follows it
series-retire = Withdraw
series-reinstate = Bring back
series-was-retired = The scenario is withdrawn; its versions stay, and it can come back.
series-was-reinstated = The scenario is in force again: give it by a rule or to a debtor.
series-new = New scenario
series-new-help = Start from an existing scenario or from a trade’s pack, change the text, then create it. No item follows it until a rule or a person gives it.
series-from = Starting from
series-copy-of = Copy of “{ $name }”
series-of-pack = Pack “{ $name }”
series-begin = Prepare the text
series-create = Create this scenario
series-created = Scenario created: give it by a rule, or to a debtor from its file.
series-follows-none = No item follows this scenario yet: creating it changes nothing in what leaves.
series-rename = Change the name
series-rename-act = Rename
series-renamed = The scenario is now called “{ $name }”.
scenario-timeline = Steps of an item that nobody pays, from { $first } to { $last }
rules-title = Which item follows which scenario
rules-sub = The first rule that an item meets gives it its scenario, every night. An item that changes scenario keeps its place: no step is repeated.
rules-back = Scenarios
rules-change = Change the rules
rules-empty = No rules: all items follow the same scenario. A rule gives another one by category, nature, amount or lateness.
rules-default = all other items
rules-load = ({ $debtors ->
    [one] one debtor
   *[other] { $debtors } debtors
}, { $items ->
    [one] one item
   *[other] { $items } items
})
rules-otherwise = Otherwise
rules-default-label = Default scenario
rules-add = Add a rule
rules-try = Try on today’s accounts
rules-save = Save the rules
rules-saved = Rules saved: they decide from the next night on.
rules-save-help = Saving is offered after a trial. A trial sends nothing.
rule-number = Rule { $number }
rule-scenario = Scenario
rule-categories = Debtor’s categories
rule-categories-help = Separated by commas; empty: all
rule-amount-min = Balance due, at least
rule-amount-max = Balance due, at most
rule-late-min = Days late, at least
rule-late-max = Days late, at most
rule-score-min = Score, at least
rule-score-max = Score, at most
rule-kinds = Nature of the claim and kind of debtor
rule-debtors = Kind of debtor
rule-claims = Nature of the claim
wrong-amount = Write an amount in euros, like 1,500.00.
wrong-number = Write a whole number.
move-up = Move up
move-down = Move down
remove = Remove
if-claims = nature: { $names }
if-debtors = debtor: { $names }
if-min-late = at least { $days } d late
if-max-late = at most { $days } d late
own-title = { $count ->
    [one] One debtor has its own scenario
   *[other] { $count } debtors have their own scenario
}
own-change = Give this debtor another scenario
own-reason = Why
own-help = A person’s choice goes before all rules, until it is taken back.
own-give = Give this scenario
own-revoke = Go back to the rules
own-given = Scenario given: it decides from the next night on, each item keeping its place.
own-revoked = The rules decide for this debtor again.
followed-title = Scenario followed
followed-none = No open item to chase.
form-title = Change the scenario
form-open = Change with a form
form-as-text = Change the text
form-comments = The text has comments: the form does not keep them. To keep them, change the text.
form-line = Steps of an item that nobody pays
form-text = See the text that this form writes
form-tests = Tests of the scenario
form-add = Add a step
form-stop = The scenario stops
form-stop-reply = when the debtor replies
form-stop-part = when part is paid
form-stop-rest = Stops when at most this is left (€)
form-stop-late = Stops after (days late)
form-key = Key of the step
form-day = Day (-5, 10…)
form-from = Counted from
form-gap = Least gap (days)
form-way = Channel { $number }
form-veto = Hours for a veto
form-unless-vetoed = By itself after time for a veto
form-template = Template
form-sender = Sender
form-stage = Stage
form-stage-of-template = that of the template
form-cost = Cost of the step (€)
form-to = Recipients
form-copies = Copies
form-late-items = Debtor’s overdue items, at least
form-more = Sender, recipients, cost, stage and conditions
trigger-due = the due date
trigger-issue = the invoice date
trigger-previous = the previous step
sender-creditor = The creditor
sender-collector = Whoever looks after the account
sender-sales = The account’s salesperson
sender-management = Management
difference-title = Changes
scenario-restore = Restore
guard-title = Emergency stop and limits
stop-banner = Emergency stop: nothing leaves for debtors.
stop-on = Stopped by { $by } on { $date }: { $reason }.
stop-reason = Why stop everything
stop-help = Nothing leaves any more, by any channel, until this is lifted. What is waiting keeps its place.
stop-now = Stop everything
stop-lift = Lift the stop
stop-done = Everything is stopped: nothing leaves until it is lifted.
stop-lifted = The stop is lifted: what was waiting leaves again.
limit-cap = Automatic messages a night, at most
limit-cap-help = Those that have waited longest leave first; the others follow on later nights.
copies-with = Copies attached:
copies-without = Without a copy (no document, or too large for this message):
limit-mails-from = Automatic e-mails, from (hour)
limit-mails-until = and before (hour)
limit-mails-hours-help = For example from 8 to 19, Paris time. Outside, they keep their turn; what you send from “Leaving tonight” leaves at once. Empty: at any hour. Text messages never leave between 20:00 and 8:00, nor on a Sunday or a public holiday.
limit-copies = Copies of invoices attached to reminders, in MB at most
limit-copies-help = The documents that you handed in, or that came with electronic invoices (PDF, pictures), go with the reminder e-mails that ask for these invoices. 0: no copy; 7 at most.
limit-mails = E-mails in 24 hours, at most
limit-mails-help = What your mail provider accepts. Beyond that, messages keep their turn and leave as soon as there is room.
limit-contacts = Contacts per debtor, at most
limit-days = …over this number of days
limit-help = Leave empty to set no limit.
limits-save = Save the limits
limits-saved = Limits saved.

## Modèles de messages
templates-title = Message templates
templates-sub = { $count ->
    [0] No templates of your own: messages leave with the program’s words
    [one] 1 template of your own
   *[other] { $count } templates of your own
}
templates-to-scenario = Scenario
templates-export = Export
templates-new = New template
templates-new-sub = The scenario’s step, the type, the language and the recipients say when it is used
templates-write = Write this template
templates-empty-title = Your own words, at every step
templates-empty-text = A template replaces the program’s words for a step, a channel, a language and recipients. Install a pack written for your trade, then change it: every text is checked before it is saved.
templates-empty-act = Choose a pack
templates-none-title = No template meets these criteria
templates-none-text = Widen the search, or show all templates.
templates-none-act = Show all
templates-any = All
templates-any-f = All
templates-search = Search for a template
templates-stage = Stage
templates-kind = Type
templates-language = Language
templates-audience = Recipients
templates-step = Step
templates-name = Name
templates-version = Version
templates-own = Your templates
templates-own-sub = Those that the next messages use
templates-to-mend = { $count ->
    [one] 1 point to correct
   *[other] { $count } points to correct
}
packs-title = Packs by trade
packs-sub = Copied into your house, then yours to change; your existing templates stay in place
packs-count = { $count } texts in French and in English, and a scenario
packs-there = { $count } in use
packs-content = See the texts
packs-install = Install the templates
packs-scenario = Try its scenario
packs-installed = { $added } templates installed, { $kept } already there and left as they are.
template-from-pack = Text of the pack “{ $pack }”: it is used only once saved.
template-of-pack = pack { $pack }
template-blank = No text is supplied for this message: write your own.
template-text = Text
template-text-sub = Empty lines separate paragraphs
template-subject = Subject
template-body = Body of the message
template-debtor = Preview for debtor
template-debtor-help = Code or exact name; without a debtor, the preview shows an example
template-debtor-unknown = No debtor has this code or name, or several do: the preview shows an example.
template-preview = Preview
template-save = Save this version
template-test = Send me a test
template-save-help = A text that breaks a rule is not saved. The test is sent to your address only. The letterhead, the signature, the bank details and the legal particulars are added to emails and letters.
template-saved = Version { $version } saved: the next message uses it.
template-tested = Test sent to { $address }.
template-retired = “{ $name }” is no longer used: messages go back to the program’s words. Its versions stay.
template-findings = Check
template-right = In order
template-right-text = No rule stands against it. Read it again all the same: the check is no substitute for advice.
template-sample = Example
template-unreadable = The preview waits for the points above to be corrected.
template-variables = Variables
template-variables-help = Between double braces, each becomes the debtor’s value.
template-variable = Name
template-meaning = What it becomes
template-conditions = For a sentence that depends on a variable:
template-compared = From version { $version } to the one in force
template-compared-sub = − removed, + added
template-restore = Put version { $version } back in force
template-retire = Withdraw
template-versions-sub = Open a version to compare it and take it up again
template-own-script = Your call guide
mandate-title = Collecting for others
mandate-own = You collect your own debts
mandate-locked = Sending blocked
mandate-open = Complete
mandate-is-locked = You collect for others and things that the law requires are missing: nothing leaves.
mandate-help = Whoever collects another’s debts out of court (CPCE, art. R124-1 to R124-7) must have insurance, a separate account, a declaration to the public prosecutor, a written agreement, certain particulars in its letters and a receipt for every payment. While any of these is missing, no message leaves.
mandate-missing = Missing:
mandate-templates = Templates without the particulars of article R124-4: { $names }.
mandate-change = Change
mandate-for-others = We collect the debts of another
mandate-principal = Creditor for whom you collect
mandate-address = Creditor’s address or registered office
mandate-agreement = Written agreement (reference or place)
mandate-agreed-on = Date of the agreement
mandate-insurance = Liability insurance (company, policy)
mandate-account = Account reserved for creditors’ funds
mandate-declaration = Declaration to the public prosecutor (court, date)
mandate-receipts = Receipts: how each is handed over
mandate-save = Save
mandate-saved = Saved. What is still missing is given below.

## Courrier reçu
nav-replies = Replies
replies-title = Replies to read
replies-failing = The inbox has not been read since
replies-failing-mend = Check the mailbox
replies-sub = { $count ->
    [0] No reply is waiting
    [one] One reply is waiting to be read
   *[other] { $count } replies are waiting to be read
}
replies-views = Views
replies-to-read = To read
replies-to-tie = To attach
replies-every = All mail
replies-search = Sender or subject
replies-class = Kind
replies-all-classes = All
replies-none-title = Nothing of the kind
replies-none-text = No message meets these criteria. Widen the search.
replies-empty-title = Nothing to read
replies-empty-text = Debtors’ replies, invalid addresses and automatic answers arrive here. As long as a reply is unread, reminders to its author wait. Set up the inbox, or drop a message (.eml) into the files.
replies-from = From
replies-message = Message
replies-acts = Actions
replies-nobody = Debtor not recognised
replies-no-sender = No sender
replies-no-subject = No subject
replies-away = Away until
replies-read-by = Read by { $name }
replies-needed-nobody = Needed nobody
replies-mark-read = Read, dealt with
replies-mark-unread = Mark as unread
replies-was-read = Message read: reminders resume.
replies-was-unread = Message back to be read: reminders to this debtor wait.
replies-call = Call
replies-invalidate = Invalid address
replies-reinstate = Address valid again
replies-invalidated = The address is no longer used: the step takes its next channel, or becomes a call.
replies-reinstated = The address is used again.
replies-original = Original (.eml)
replies-tie-help = No debtor was recognised: attach this message to one, or mark it as dealt with.
replies-holds = Reminders to this debtor wait until this message is read.
replies-text = Text
replies-no-text = This message has no readable text. Open the original.
replies-diagnostic = What the server answered
replies-about = About
replies-tie = Attached to
replies-answers = Answers
replies-our-message = our message
replies-address = Address concerned
replies-says = What it says (to be checked)
replies-documents = Documents quoted
replies-attach = Attach to a debtor
replies-debtor = Debtor’s code, name or SIREN
replies-debtor-help = What this message brings about is done at that moment.
replies-attach-do = Attach
replies-attached = Message attached.
mailbox-title = Inbox
mailbox-sub = Replies and undelivered messages are collected by IMAP
mailbox-set-up = Set up the inbox
mailbox-state = Status
mailbox-stopped = Collection stopped
mailbox-failing = Cannot be read
mailbox-read = Collected
mailbox-never = Not collected yet
mailbox-since = Since
mailbox-host = IMAP server
mailbox-port = Port
mailbox-port-help = Empty: 993 with TLS, otherwise 143.
mailbox-security = Encryption
mailbox-tls = TLS
mailbox-starttls = STARTTLS
mailbox-clear = None (server on this machine only)
mailbox-login = User name
mailbox-secret = Password
mailbox-secret-help = With two-factor authentication, an app password. It is never shown again; it is kept in the database and its backups.
mailbox-secret-kept = Leave empty to keep the one saved.
mailbox-folder = Folder
mailbox-authority = Certificate authority
mailbox-fetched = Last collected
mailbox-fetch = Collect now
mailbox-stop = Stop collecting
mailbox-resume = Resume collecting
mailbox-settings = Settings
mailbox-help = Give the mailbox that your debtors reply to. Quittance reads it without changing anything: no message is marked, moved or deleted. The first time, the last thirty days are read.
mailbox-save = Save
mailbox-try = Try
mailbox-works = The connection works: the folder can be read.
mailbox-saved = Mailbox saved: it is collected from now on.
mailbox-was-read = { $count ->
    [0] Mailbox collected: nothing new.
    [one] Mailbox collected: one new message.
   *[other] Mailbox collected: { $count } new messages.
}
mailbox-was-stopped = The mailbox is no longer collected.
mailbox-was-resumed = The mailbox is collected again.
contact-unreachable = No longer used

## SMS
sms-title = Text messages
sms-sub = The gateway through which reminders by text message leave
sms-templates = Templates
sms-state = Status
sms-running = In service
sms-stopped = Stopped
sms-provider = Gateway
sms-account = SMS account
sms-account-help = For example sms-ab12345-1, in your customer area.
sms-application-key = Application key
sms-application-secret = Application secret
sms-consumer-key = Consumer key
sms-api-key = API key
sms-endpoint = Address
sms-endpoint-ovh = Empty: eu.api.ovh.com, version 1.0.
sms-endpoint-brevo = Empty: api.brevo.com, version 3.
sms-endpoint-generic = The full address that your provider gives for sending a text message.
sms-method = Method
sms-format = Fields
sms-json = JSON
sms-form = Form
sms-body = Body
sms-body-help = {"{to}"} is replaced by the number with its “+”, {"{number}"} by the number without it, {"{text}"} by the message, {"{from}"} by the sender, {"{id}"} by the identifier of the sending. Form: name=value&name=value.
sms-headers = Headers
sms-headers-help = One per line. They are never shown again; they are kept in the database and its backups.
sms-pointer = Pointer to the identifier
sms-pointer-help = Where the answer gives the identifier of the text message, for example /data/id. Empty: the answer gives none.
sms-secret-help = It is never shown again; it is kept in the database and its backups.
sms-secret-kept = Leave empty to keep what is saved.
sms-sender = Sender
sms-sender-none = Provider’s number
sms-sender-help = 3 to 11 unaccented letters or digits, declared with your provider.
sms-price = Price of a text message
sms-price-help = In euros excluding VAT, for example 0.058. A long message counts as several.
sms-number = Mobile for the test
sms-number-help = A test message is sent to it: nothing is kept if it is refused.
sms-month = This month
sms-month-sum = { $texts ->
    [0] no messages
    [one] 1 message, { $parts } texts billed
   *[other] { $texts } messages, { $parts } texts billed
}
sms-set-by = Set up by
sms-settings = Settings
sms-help = Without a gateway in service, a step by text message takes its next channel. Text messages leave from 8 a.m. to 8 p.m. on working days; they say who is writing and ask for a call back, without mentioning a debt.
sms-save = Try and save
sms-try = Try
sms-works = The gateway accepted the test message: check that it arrives.
sms-saved = Gateway saved: steps by text message will leave through it.
sms-stop-sending = Stop text messages
sms-resume-sending = Resume text messages
sms-was-stopped = No text message leaves any more: those waiting are held, and their steps take the next channel.
sms-was-resumed = Text messages leave again.
courtesy-title = Reminders before the due date
courtesy-what = { $house } sends you a message a few days before its invoices fall due. Would you like not to get any more?
courtesy-not-what = Reminders of overdue invoices remain possible.
courtesy-decline = Stop these reminders
courtesy-is-declined = Done: { $house } no longer sends you reminders before the due date.
courtesy-forged = This link is not valid. Reply to the message you received: a person will read it.
courtesy-done-title = Noted
courtesy-done = You will get no more reminders before your invoices fall due.
courtesy-setting-title = Unsubscribing
courtesy-setting-sub = A link to decline reminders sent before the due date, in one click from the recipient’s mail program. Reminders of overdue invoices and formal notices have none.
courtesy-enable = Put this link in reminders before the due date
courtesy-address-help = The https address at which recipients reach Quittance. Your relay’s DKIM signature must cover the List-Unsubscribe and List-Unsubscribe-Post headers. It is the same for all links: changing it here changes it everywhere.
courtesy-was-set = Unsubscribing set up.
courtesy-card-title = Reminders before the due date
courtesy-card-declined = This debtor does not want any.
courtesy-card-none = This debtor gets them when its scenario provides for them.
courtesy-card-lift = Send them again
courtesy-card-stop = Stop sending them
courtesy-card-stop-do = Send no more reminders before the due date
courtesy-was-stopped = This debtor no longer gets reminders before the due date.
courtesy-was-lifted = This debtor gets reminders before the due date again.
sms-inbound-title = Replies and STOP
sms-inbound-text = Give your gateway the address created here. “STOP” is then obeyed at once; any other text waits for a reader under Replies, and reminders to the debtor wait with it.
sms-inbound-bell = The call is only a bell: Quittance then asks the gateway, with your keys, what arrived. It also asks every morning before the night run.
sms-inbound-generic = The gateway itself sends the number and the text, in JSON, as a form or in the address. Name its fields.
sms-inbound-number = Field of the number
sms-inbound-message = Field of the text
sms-inbound-id = Field of the message number
sms-inbound-none = No address. A STOP reply does not get here.
sms-inbound-since = Address opened on
sms-inbound-called = Last call
sms-inbound-never = No call yet
sms-inbound-failing = The gateway has not answered since
sms-inbound-open = Create the address
sms-inbound-renew = Create a new address
sms-inbound-close = Close
sms-inbound-closed = Address closed: replies no longer arrive.
sms-inbound-made-title = Address for incoming text messages
sms-inbound-made-sub = Copy it now: it will not be shown again.
sms-inbound-address = Address
sms-inbound-address-ovh = OVHcloud: SMS, your account, Options, “Configure notifications”, callback address for replies and STOPs. Send without a sender’s name: a name gets no replies. The API keys must allow GET on /sms/*/incoming, /sms/*/incoming/* and /sms/*/blacklists.
sms-inbound-address-brevo = Brevo: Transactional, SMS, Settings, Webhook; tick replies and unsubscriptions.
sms-inbound-address-generic = To give to your gateway for incoming messages.
sms-inbound-secret = Whoever knows this address can put a number on the STOP list. Do not publish it.
sms-stop-title = STOP list
sms-stop-count = { $count ->
    [0] no numbers
    [one] 1 number
   *[other] { $count } numbers
}
sms-stop-help = These numbers get no text messages. A STOP reply enters by itself when the gateway knows the address above; otherwise add the number as soon as you learn of it, here or on the debtor’s page.
sms-stop-empty = No numbers on the list
sms-stop-empty-text = Add here the number of whoever asks for no more text messages: the step will take the next channel.
sms-stop-number = Number
sms-stop-since = Since
sms-stop-by = By
sms-stop-note = Note
sms-stop-add = Send no more text messages
sms-stop-lift = Lift
sms-stop-added = This number no longer gets text messages.
sms-stop-lifted = This number gets text messages again.
sms-contact-stopped = No text messages
sms-contact-stop = Send no more text messages
sms-parts = Texts billed
sms-provider-id = Provider’s identifier
sms-no-id = None
sms-not-yet = This text message has not left yet. This is what it would say now; it is checked once more as it is sent.
sms-waits-for-day = It is waiting for sending hours: 8 a.m. to 8 p.m. on working days.

# Approvals
approvals-title = To approve
approvals-views = Queues
approvals-to-approve = To approve
approvals-unless-vetoed = Leaving unless objected to
approvals-approved = Approved
approvals-given-up = Given up today
approvals-sub = { $count ->
    [0] Nothing is waiting for approval
    [one] { $count } message is waiting for your approval
   *[other] { $count } messages are waiting for your approval
}
approvals-text = { $parts ->
    [one] Read the text message · 1 part
   *[other] Read the text message · { $parts } parts
} · { $price } · leaves from { $from }
approvals-shown = { $count ->
    [one] { $count } row
   *[other] { $count } rows
}, { $total }
approvals-channel = Channel
approvals-all-channels = All channels
approvals-all-steps = All steps
approvals-all-collectors = All
approvals-at-least = Amount from
approvals-leaves-at = Leaves on
approvals-approve = Approve
approvals-give-up = Give up
approvals-skip = Skip the step
approvals-take-back = Take back
approvals-choose = Choose { $name }
approvals-all-here = The whole page ({ $count })
approvals-all-found = All that the filter shows ({ $count }, { $total })
approvals-none-chosen = Nothing ticked
approvals-chosen = Chosen
approvals-back = Back to the list
approvals-reason = Reason
approvals-reason-help = Kept in the audit log and in the customer’s history.
approvals-reason-missing = Give the reason.
approvals-nothing-chosen = Tick at least one row, or “all that the filter shows”.
approvals-no-verb = Choose what to do with the ticked rows.
approvals-all-gone = These rows are no longer waiting: they have left, or somebody has decided meanwhile.
approvals-gone = { $count ->
    [one] One ticked row is no longer waiting: it is left aside.
   *[other] { $count } ticked rows are no longer waiting: they are left aside.
}
approvals-confirm-approve = { $count ->
    [one] Approve one message ({ $total })?
   *[other] Approve { $count } messages ({ $total })?
}
approvals-confirm-give-up = { $count ->
    [one] Give up one message ({ $total })?
   *[other] Give up { $count } messages ({ $total })?
}
approvals-confirm-skip = { $count ->
    [one] Skip one step ({ $total })?
   *[other] Skip { $count } steps ({ $total })?
}
approvals-approve-help = They leave with the next sending, with the figures of that moment. You can take them back until they have left.
approvals-give-up-help = Nothing leaves. The invoices go back to the step before: they will be asked for again on a later night. You can go back on this today.
approvals-skip-help = Nothing leaves, and the invoices move on as if the step were done: the next one will come on its day. No contact is counted.
approvals-refused = { $count ->
    [one] One message would not leave as things stand: it will be cancelled on sending.
   *[other] { $count } messages would not leave as things stand: they will be cancelled on sending.
}
approvals-looked-at = The first { $count } were examined. Sending examines each one.
approvals-did-approve = { $count ->
    [0] Nothing was approved.
    [one] One message approved ({ $total }).
   *[other] { $count } messages approved ({ $total }).
}
approvals-did-give-up = { $count ->
    [0] Nothing was cancelled.
    [one] One message will not leave ({ $total }).
   *[other] { $count } messages will not leave ({ $total }).
}
approvals-did-skip = { $count ->
    [0] No step was skipped.
    [one] One step skipped ({ $total }).
   *[other] { $count } steps skipped ({ $total }).
}
approvals-did-take-back = { $count ->
    [0] Nothing was taken back.
    [one] One decision taken back: the message is waiting again.
   *[other] { $count } decisions taken back: the messages are waiting again.
}
approvals-left = { $count ->
    [one] One has already left.
   *[other] { $count } have already left.
}
approvals-decided = { $count ->
    [one] For one, another decision had been made.
   *[other] For { $count }, another decision had been made.
}
approvals-missing = { $count ->
    [one] One cannot be found.
   *[other] { $count } cannot be found.
}
approvals-none-title = Nothing meets these filters
approvals-none-text = Widen the search or choose another queue.
approvals-empty-title = Nothing to approve
approvals-empty-text = The scenario’s “to confirm” steps, and customers on whom a person has the last word, wait here before leaving.
approvals-no-veto-title = Nothing leaves unless objected to
approvals-no-veto-text = A scenario step “unless objected to” leaves a few hours to object: its messages are here until their time.
approvals-no-approved-title = Nothing approved is waiting
approvals-no-approved-text = What you approve is here until the next sending: you can still take it back.
approvals-no-given-up-title = Nothing was cancelled today
approvals-no-given-up-text = What you give up stays here until the evening: you can go back on it.
approvals-attached = Attachment
approvals-as-it-would = As it would leave now. The figures are taken again at the moment of sending.
approvals-refused-now = As things stand, this message would not leave:
approvals-no-statement = This message would not leave as things stand: there is no statement to show.
set-aside-title = Do not send, or skip the step
set-aside-help = Give up: the invoices will be asked for again. Skip the step: they move on as if it were done, with no contact counted.
skipped-done = Step skipped: the invoices move on, no contact is counted.
taken-back-done = Decision taken back.

# Calls
call-tries = Attempts
call-tries-of = { $count } of { $most }
call-exchanges = Latest exchanges
call-again-at = To call again from
call-held = Do not call for now: as things stand, none of these items may be asked for.
call-bad-hour = Not a time to call: calls are made from 8 a.m. to 8 p.m. on working days.
call-numbers = Numbers
call-no-number = No number is noted. Look for it, then add it to the details.
call-wrong-since = Wrong number since { $date }
call-outcome = Outcome of the call
call-amount = Amount promised
call-day = Day promised, or of the call back
call-item = Item in dispute
call-all-items = All items requested
call-which-number = Number dialled
call-note = What was said
call-note-help = Required for a dispute or a refusal.
call-save = Save the outcome
call-choose-outcome = Choose the outcome of the call: without one, it is not done.
call-bad-amount = The promised amount cannot be read. Example: 1,250.00.
call-was-done = Call recorded.
call-was-put-off = Call recorded: to call again on { $day }.
call-was-other = Number noted as wrong. Try the other number.
call-was-over = Nobody could be reached: the step is skipped, no contact is counted.

# Last word
last-word-title = Last word to a person
last-word-card = Last word
last-word-sub = { $count ->
    [0] No customers
    [one] { $count } customer
   *[other] { $count } customers
}
last-word-by = Decided by
last-word-on = Nothing leaves for this customer without your approval
last-word-off = Messages leave as the scenario says.
last-word-set = Require approval for each message
last-word-end = Let the scenario decide again
last-word-was-set = { $count ->
    [0] Messages to this customer will wait for your approval.
    [one] Messages to this customer will wait for your approval; one that was about to leave is already waiting.
   *[other] Messages to this customer will wait for your approval; { $count } that were about to leave are already waiting.
}
last-word-was-ended = Messages leave as the scenario says again.
last-word-empty-title = No customers under last word
last-word-empty-text = On a customer’s page, “Require approval for each message” makes everything that would leave by itself wait.

# Salesmen
approvals-from = From
approvals-copies = Copy
approvals-nobody-as = No contact ({ $roles }) has an address: sent to the default contact.
tonight-cost = cost
salesman-title = Salesperson
salesman-none = No salesperson is noted for this customer.
salesman-edit = Change the salesperson
salesman-email = Salesperson’s email
salesman-help = Each day they get what is leaving for their customers “unless objected to”, with a link to object.
salesman-save = Save
salesman-was-set = Salesperson saved.
veto-title = A reminder is leaving for one of your customers
veto-what = { $house } will send this message to your customer, unless you object before the time given.
veto-message = The message as it would leave now
veto-no-message = As things stand, this message would not leave: there is nothing to do.
veto-reason-help = Read by whoever looks after the account, who then decides.
veto-object = I object
veto-done-title = Noted
veto-done = This message does not leave. Whoever looks after the account reads your reason and decides what comes next.
veto-void-title = This link is no longer of use
veto-forged = This link is not valid. Open it from the message you received, or call whoever looks after the account.
veto-expired = The time has passed: the message has left or is about to. Call whoever looks after the account.
veto-used = This link has been used already, or a decision was made meanwhile. Call whoever looks after the account.
veto-too-many = Too many requests at once. Try again in a minute.
veto-setting-title = Salespeople’s right to object
veto-setting-sub = One message a day to each salesperson, with what is leaving for their customers and a signed link per message.
veto-enable = Write to salespeople and open their links
veto-address = Address of Quittance
veto-address-help = The one at which your salespeople reach it, from outside if need be. It is the same for all links: changing it here changes it everywhere.
veto-renew = Change the key: links already sent are no longer of use
veto-save = Save
veto-was-set = Setting saved.
veto-digests = Latest digests
veto-digests-none-title = No digests
veto-digests-none-text = The first leaves when a step “unless objected to” concerns a customer whose salesperson is noted.
veto-messages = Messages
veto-state-sent = Sent
veto-state-failed = Failed: not sent again that day
veto-state-unknown = Uncertain: not sent again that day

## Courriers
letters-title = Letters
letters-sub = { $count ->
    [0] No letters to post
    [one] 1 letter to post
   *[other] { $count } letters to post
}
letters-views = Letters by status
letters-to-post = To post
letters-followed = Registered, under way
letters-posted = Posted
letters-all-kinds = All kinds
letters-plain = Ordinary letter
letters-registered = Registered
letters-electronic-kind = Electronic registered letter
letters-notice-electronic = Formal notice, electronic registered letter
letter-electronic-help = Somebody sends it from the Letters page, with the sender’s one-time code that the qualified service asks for; failing that, print and post it.
letter-electronic-go = Send it
letters-notice = Formal notice
letters-kind = Kind
letters-order = Order
letters-by-day = By date
letters-by-name = By name
letters-by-amount = By amount
letters-search = Debtor’s name or code
letters-count = Letters
letters-net = Balance due
letters-printed = Already printed
letters-pages = { $count ->
    [one] { $count } page
   *[other] { $count } pages
}
letters-sheets = Sheets
letters-by = By
letters-none-title = No letter matches
letters-none-text = Change the search or the kind.
letters-empty-title = Nothing to post
letters-empty-text = Letters that the scenario decides on at night arrive here. You print them in one go, then say when they have gone.
letters-empty-do = See the scenario
letters-posted-empty-title = Nothing posted
letters-posted-empty-text = A letter printed and then marked as posted is found here, with its date.
letters-followed-empty-title = No registered letter under way
letters-followed-empty-text = A registered letter stays here once posted, until it is delivered, refused or returned.
letters-choose = Choose
letters-choose-page = Choose the whole page
letters-chosen = Selection:
letters-choose-one = Choose { $name }
letters-print = Print
letters-duplex = Double-sided: each letter starts on a new sheet
letters-separators = A separator sheet before each letter
letters-afresh = Make those already printed again, dated today
letters-print-chosen = Print the selection
letters-print-all = Print all ({ $count })
letters-mark = Mark as posted
letters-mark-help = Each letter is checked one last time: one that has been paid or disputed since it was printed is left out, with the reason.
letters-posted-on = Posted on
letters-posted-day = Posted on
letters-mark-chosen = Mark the selection as posted
letters-is-printed = Printed
letters-not-printed = To print
letters-is-posted = Posted
letters-runs = Latest print runs
letters-runs-sub = Each print run opens again just as it was printed.
letters-printed-done = { $letters ->
    [one] 1 letter
   *[other] { $letters } letters
}, { $sheets ->
    [one] 1 sheet
   *[other] { $sheets } sheets
}: open the PDF and print it.
letters-printed-none = No letter was printed.
letters-see-run = View the print run
letters-back = Back to letters
letters-left-out = { $count ->
    [one] 1 letter was left out: it still has to be posted.
   *[other] { $count } letters were left out: they still have to be posted.
}
letters-left-out-title = Left out
letters-why = Why
letters-marked = { $count ->
    [0] No letter was marked as posted.
    [one] 1 letter marked as posted.
   *[other] { $count } letters marked as posted.
}
letters-run-title = Print run
letters-run-sub = { $letters ->
    [one] 1 letter
   *[other] { $letters } letters
}, { $sheets ->
    [one] 1 sheet
   *[other] { $sheets } sheets
}
letters-run-duplex = double-sided
letters-open-pdf = Open the PDF
letters-in-run = Letters in this run
letters-run-waiting = { $count ->
    [0] All are posted
    [one] 1 still to post
   *[other] { $count } still to post
}
letters-number = Registered number
letters-number-of = Registered number of { $name }
letters-gone = Already gone despite a change: reason
letters-gone-help = Only to be filled in if letters have gone although the check would leave them out; the reason is kept in the audit log.
letter-not-printed = Not printed yet: print it from the letters page, alone or with others. The PDF above shows what it would be.
letter-to = Address
letter-printed = Printed
letter-notice = Time given by the formal notice
letter-notice-from = included: { $days } days from first presentation, on { $date }
letter-notice-waits = { $days } days from first presentation, not known yet
letter-take-back = Not posted after all
letter-taken-back = The letter is to be posted again.
letter-way = Course of the registered letter
letter-way-empty = Nothing is recorded: enter the proof of posting, the first presentation, then the delivery or the return.
letter-event = Event
letter-proof = Proof
letter-acts = Actions
letter-see-proof = View the scan
letter-no-proof = No scan
letter-withdraw = Withdraw
letter-withdrawn = Entry withdrawn; it stays in the audit log.
letter-record = Record an event
letter-event-on = Date on the slip or in the tracking
letter-note = Remark
letter-scan = Scan of the proof of posting or of the acknowledgment
letter-scan-help = PDF, JPEG or PNG, 10 MB at most.
letter-record-do = Save
letter-recorded = Event recorded.
letter-number-title = Number and time given
letter-number-help = The one on the slip; the check digit of international numbers is verified.
letter-days = Time given, in days
letter-days-help = As the letter says, counted from first presentation.
letter-number-do = Save
letter-number-set = Number and time saved.
agreement-title = Consent to electronic registered letters
agreement-help = A recipient who is not a professional must have given it before the sending (CPCE, art. L100); without it, the letter leaves on paper.
agreement-on = Given on
agreement-where = Where it is written
agreement-record = Record the consent
agreement-withdraw = Withdraw the consent
agreement-done = Consent updated.

# Promesses
nav-promises = Promises
nav-short-promises = Promises
nav-causes = Reasons for lateness
nav-goals = Targets
promises-sub = What debtors promised, and what became of it
promises-views = Views
promises-broken = Broken
promises-due = Due
promises-coming = To come
promises-kept = Kept
promises-every = All
promises-calendar = Calendar
promises-settings = Promise settings
promises-all-collectors = All
promises-search = Debtor, invoice, contact
promises-figure-broken = Broken, still due
promises-figure-coming = To come
promises-figure-kept = Kept, by number
promises-figure-kept-amount = Kept, in euros
promises-kept-how = Of promises whose fate is known: paid in time against promised. A promise kept in part counts for that part; those pending, replaced or withdrawn do not count.
promises-matured = { $count ->
    [one] { $count } promise judged
   *[other] { $count } promises judged
}
promises-none-title = No promise matches
promises-none-text = Change the search or the filter.
promises-empty-title = No promises yet
promises-empty-text = When a debtor announces a payment, open its file and type p: the promised items are no longer chased until that day, and matching judges the promise.
promises-empty-do = See the late debtors
promises-tab-empty-title = Nothing in this view
promises-tab-empty-text = The other views have promises.
promises-more-items = { $count ->
    [one] and { $count } other
   *[other] and { $count } others
}
promises-grace-until = grace until { $date }
promises-paid-of = { $paid } paid in time
promises-still-owed = { $amount } left
promises-column-day = Promised for
promises-column-amount = Promised
promises-column-items = Items
promises-column-made = Received
promises-column-owed = Balance due
promises-months = Months
promises-this-month = This month
promises-today = today
promises-month-empty = No promises for this month.
promises-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
promises-weekday = { $day ->
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
    [6] Sat
   *[7] Sun
}
promises-notice = { $count ->
    [one] { $count } broken promise, to be taken up first
   *[other] { $count } broken promises, to be taken up first
}
promise-new = New promise
promise-of-item = Record a promise
promise-again = New promise
promise-plan = Offer a payment plan
promise-title = Promise of { $amount } for { $day }
promise-whose-title = Whose promise is it?
promise-whose-text = Look for the debtor by name, code or the number of an invoice.
promise-whose-search = Debtor, code or invoice number
promise-whose-find = Search
promise-whose-none-title = No debtor found
promise-whose-none-text = Try a part of the name, the customer code or the exact number of an invoice.
promise-nothing-title = Nothing to promise
promise-nothing-text = This debtor has no open items.
promise-items = Items promised
promise-chosen = Chosen:
promise-already = already promised
promise-agreed = { $number } is in agreement { $reference }: its days stand for a promise.
plan-debt-promised = promised
promise-asked = requested: { $amount }
promise-what = What is promised
promise-amount = Amount promised
promise-amount-help = Leave empty for all that is requested of the chosen items. A smaller amount goes to the oldest first.
promise-day = For which day
promise-other-day = Another day
promise-way = Channel
promise-who = Contact
promise-note = Note
promise-replaces = An item already promised moves to the new promise; withdrawing this one gives it back to the old one.
promise-save = Save the promise
promise-bad-day = Choose a day, or type one. Example: 25/09/2026.
promise-choose-items = Choose at least one item.
promise-recorded = Promise recorded: its items are no longer chased until { $day }, plus the days of grace.
promise-facts = The promise
promise-due = Counts as promised
promise-paid = Paid in time
promise-until = Last day, grace included
promise-by-call = Call
promise-by-mail = Message received
promise-reason = Reason
promise-taken = promised again
promise-withdraw = Withdraw the promise
promise-withdraw-help = It then counts as never made: its items are chased again, and a promise that it replaced comes back.
promise-withdraw-do = Withdraw
promise-withdrawn = Promise withdrawn. You can restore it.
promise-restore = Restore
promise-restored = Promise restored.
promise-undo = Undo
promise-undo-reason = Entry undone the same day
promise-history = What happened
promise-none-yet = No promises. Type p when the debtor makes one.
promise-reliability = { $count ->
    [one] { $count } promise judged, kept at { $number } by number and { $amount } by amount
   *[other] { $count } promises judged, kept at { $number } by number and { $amount } by amount
}
promise-grace = Working days of grace
promise-grace-help = A transfer takes a day or two to show: a promise stays pending until the end of these days.
promise-tolerance = Tolerance
promise-tolerance-help = What may be missing from a promise that was kept.
promise-copy-days = Days to wait after the copy of an invoice
promise-copy-days-help = When an invoice was not received, the next step waits these days after the copy is sent.
promise-settings-note = A promise already made keeps the grace and tolerance of its day.
promise-bad-settings = Type numbers of days and an amount. Example: 2 and 1.00.
promise-settings-done = Settings saved.
keys-promise = Enter a promise
keys-statement = Open the statement of account
note-label = Add a note
note-help = Keep to the facts: the debtor may ask to read what is written about it.
note-do = Note it
note-done = Note saved.
statement-of-account = Statement of account

# Causes de retard et objectifs
causes-sub = Why overdue invoices are not paid
causes-rate = Reason, promise or dispute
causes-rate-how = What is overdue and has a noted reason, a pending promise or a dispute, against what is overdue, in euros
causes-rate-items = { $known } of { $items } invoices
causes-late = Overdue
causes-split = By reason
causes-none = No reason
causes-unqualified = Neither reason, nor promise, nor dispute
causes-all = All
causes-share = Share
causes-items = Invoices
causes-search = Debtor or invoice
causes-which = Reason
causes-settings = Wording and actions
causes-empty-title = No overdue invoice matches
causes-empty-text = Change the search, or choose another reason.
causes-noted-by = noted on { $date } by { $name }
cause-card = Reasons for lateness
cause-note-do = Note the reason
cause-none-late = No overdue items: there is no lateness to explain.
cause-chosen = Chosen:
cause-unknown = reason unknown
cause-which = Reason
cause-note = What was said
cause-undo = Withdraw
cause-earlier = Before:
cause-was-noted = { $items ->
    [one] Reason noted on { $items } item. Next: { $action }.
   *[other] Reason noted on { $items } items. Next: { $action }.
}
cause-was-held = The next step waits until { $date }.
cause-was-tasked = A task is under “Leaving tonight”.
cause-was-taken-back = Reason withdrawn.
cause-choose = Choose a reason.
cause-action = Default action
cause-wait = Days to wait
cause-copy = Copy by email, on { $date }
cause-settings-done = Wording and actions saved.
goals-title = Targets
goals-sub = What we aim for, and where we stand
goals-set = Set a target
goals-measure = Indicator
goals-period = Period
goals-target = Target, in % or days
goals-target-help = A percentage between 0 and 100, or days for DSO. Example: 85.
goals-bad = Choose an indicator and a period, and type a percentage. Example: 85.
goals-done = Target saved.
goals-removed = Target removed.
goals-empty-title = No targets
goals-empty-text = Set a target for a month, a quarter or a year: the dashboard shows where you stand.
goals-at-least = at least { $target }
goals-at-most = at most { $target }
goals-met = met
goals-not-met = not yet
goals-nothing = nothing to measure
goals-now = Today
goals-all = All targets

## Litiges
nav-disputes = Disputes
nav-short-disputes = Disputes
disputes-title = Disputes
disputes-sub = { $count ->
    [0] No disputes open
    [one] One dispute open
   *[other] { $count } disputes open
}{ $late ->
    [0] {""}
    [one] , one past its time limit
   *[other] , { $late } past their time limits
}.
disputes-settings = Settings
disputes-views = Views
disputes-board = Board
disputes-list = List
disputes-figures = Figures
disputes-search = Search for a customer, an invoice, a word
disputes-all-reasons = All reasons
disputes-all-owners = All
disputes-living = Open
disputes-with-closed = Open and closed
disputes-any-limit = All
disputes-only-late = Past the time limit
disputes-order = Order
disputes-by-limit = Time limit
disputes-by-amount = Amount
disputes-by-age = Age
disputes-by-name = Customer
disputes-shown = Disputes shown
disputes-held = Held by disputes
disputes-held-late = Of which past the time limit
disputes-late = Past the time limit
disputes-see-all = View all disputes
disputes-none-title = No dispute meets these filters
disputes-none-text = Widen the search, or choose “Open and closed” in the list.
disputes-empty-title = No disputes
disputes-empty-text = A dispute is opened from a customer’s file, a call, a reply or the status of an e-invoice. Only the disputed part then leaves the reminders: the rest goes on being asked for.
disputes-column-empty = Nothing here.
disputes-more = { $count ->
    [one] View the other
   *[other] View the { $count } others
}
disputes-debtor-none = No disputes on this account.
disputes-of-owed = of an outstanding balance of
disputes-share = Dispute rate
disputes-dso = DSO of disputes
disputes-dso-of = of { $total } in all; { $without } without disputes
disputes-cycle = Median duration
disputes-median = Median duration
disputes-p90 = 9 out of 10 closed in
disputes-won = Share won
disputes-closed-count = { $count ->
    [0] none closed in twelve months
    [one] one closed in twelve months
   *[other] { $count } closed in twelve months
}
disputes-by-reason = By reason
disputes-by-owner = Held by owner
disputes-since = closed since
disputes-living-head = Open
disputes-closed-head = Closed
disputes-founded-head = Founded
disputes-figures-empty-title = No figures yet
disputes-figures-empty-text = They come with the first disputes: duration, share won and amounts by reason.
disputes-owners-empty-title = Nobody is holding anything
disputes-owners-empty-text = The owners of open disputes appear here, with the amounts that each is holding.
disputes-figures-how = Amounts in euros. A part is won when the dispute is unfounded, dropped or simply paid. DSO is counted by exhausting sales, month by month; that of disputes is its disputed part. A duration is that of an actual dispute, not an average.
dispute-days-value = { $days } d
dispute-title = Dispute – { $name }
dispute-new = New dispute
dispute-which = Disputed invoices
dispute-which-help = Without an amount, all that is open is disputed.
dispute-choose = Choose
dispute-choose-one = Dispute { $number }
dispute-free = Can be disputed
dispute-amount = Disputed amount
dispute-amount-of = Disputed amount of { $number }
dispute-bad-amount = The amount cannot be read. Example: 1,250.00.
dispute-why = Reason
dispute-reason = Reason
dispute-choose-reason = Choose a reason
dispute-choose-reason-first = Choose a reason from the list.
dispute-note = What the customer says
dispute-note-help = The owner will read it: product, date, quantity, name of the contact.
dispute-new-help = The disputed part leaves the reminders and the interest claimed at once; the rest goes on.
dispute-open = Open the dispute
dispute-was-opened = Dispute opened: the disputed part is no longer chased.
dispute-nothing-title = Nothing to dispute
dispute-nothing-text = This account has no open invoice that is not already disputed in full.
dispute-not-yours = Your role does not allow you to open a dispute. Tell whoever looks after this account.
dispute-about = The dispute
dispute-owner = Owner
dispute-waits-for = Waiting for
dispute-owned-by = Owner: { $owner }
dispute-ask-anew = Asking again sets the answer above aside; it stays in the history.
dispute-closes-call = The call will be closed with the outcome “dispute”.
dispute-was-partly-founded = Dispute partly founded: a credit note is awaited for that part, the rest goes back to the reminders.
dispute-owner-role = Department
dispute-owner-email = Email address
dispute-step = Step
dispute-limit = Time limit
dispute-held = Held
dispute-age-head = Age
dispute-age = { $days ->
    [0] today
    [one] 1 day
   *[other] { $days } days
}
dispute-late = { $days ->
    [one] 1 day late
   *[other] { $days } days late
}
dispute-due-soon = Due on { $day }
dispute-due = time limit
dispute-opened = Opened on
dispute-closed = Closed on
dispute-credit = Credit note expected
dispute-parts = Disputed items
dispute-claimed = Disputed
dispute-released = Given back to reminders
dispute-credited = Credit notes
dispute-paid = Paid
dispute-late-title = Interest depending on the outcome
dispute-if-founded = If the customer is right
dispute-if-unfounded = If the customer is wrong
dispute-late-help = Interest accrued to date on these items. It runs on the part due in the end, from the start: an unfounded dispute loses not a day.
dispute-files = Documents
dispute-no-file = No documents.
dispute-add-file = Attach a document
dispute-steps = To do for this reason
dispute-act = Act
dispute-act-reason = Reason, kept in the history
dispute-owner-says = Owner’s answer:
dispute-ask = Ask the owner
dispute-ask-message = Message
dispute-ask-mail = Send a link by email to answer without an account
dispute-ask-do = Ask
dispute-was-asked = Email sent to the owner; time is running.
dispute-was-asked-without = Owner noted; time is running. Pass the link on yourself.
dispute-mail-failed = The email did not leave: { $why }
dispute-link = Link to answer, if you would rather pass it on yourself:
dispute-decide = Decision
dispute-decide-do = Decide
dispute-decide-unfounded = Unfounded
dispute-decide-unfounded-help = Everything goes back to reminders, at the next step; interest runs from the start.
dispute-decide-founded = Founded
dispute-decide-founded-help = A credit note is expected; the amount stays held until it arrives.
dispute-decide-partly = Founded in part
dispute-decide-partly-help = A credit note is expected for this amount; the rest goes back to reminders.
dispute-founded-amount = Founded amount, if only a part
dispute-choose-decision = Choose a decision.
dispute-was-unfounded = Unfounded: the amount goes back to reminders.
dispute-was-founded = Founded: the credit note is expected, its time is running.
dispute-set-aside = Set this answer aside
dispute-was-set-aside = Answer set aside: the owner has to answer again.
dispute-credit-by-rate = Credit note awaited, by rate of VAT
dispute-credit-estimate = Estimated split: only a part of an invoice at several rates is disputed, shared here in the proportions of what is still owed on it. The credit note is issued at the rates of what is really corrected.
dispute-waits-credit = The credit note is expected. It ends the dispute when it arrives by import, or when you allocate it to the invoice.
dispute-credit-reference = Number or reference of the credit note
dispute-credit-help = For follow-up: the dispute closes only on an allocated credit note.
dispute-credit-save = Note the reference
dispute-credit-allocate = Allocate a credit note received
dispute-undo = Take the decision back
dispute-undo-help = The dispute goes back to where it stood and the amount leaves the reminders again. Impossible once a credit note is allocated.
dispute-was-undone = Decision taken back.
dispute-edit = Change the reason, the detail or the owner
dispute-edit-save = Save
dispute-was-edited = Saved.
dispute-amend = Correct the disputed amount
dispute-for-less = Close on the credit note received
dispute-for-less-help = The credit note is smaller than expected and there will be no other: the dispute is closed as founded in part, { $amount } go back to reminders.
dispute-was-for-less = The dispute is closed: the rest is claimed again.
dispute-withdraw = Drop the dispute
dispute-withdraw-help = Opened by mistake, or the customer gives it up: everything goes back to reminders.
dispute-was-withdrawn = Dispute dropped: the amount goes back to reminders.
dispute-comment = Add a note
dispute-comment-do = Note
dispute-was-noted = Note added.
dispute-was-attached = Document attached.
call-dispute-reason = Reason for the dispute, if there is one
dispute-item-open = Open a dispute
disputes-settings-title = Dispute settings
disputes-settings-sub = Who answers, within how long, and who is told of delays.
disputes-address-help = Address at which owners reach the program: the links sent begin with it. It is the same for all links: changing it here changes it everywhere.
disputes-escalation = Tell of delays
disputes-escalation-help = One email a day at most, with the disputes past their time limit.
disputes-accept = The owner’s answer counts as a decision, without a person confirming it
disputes-policies = By reason
disputes-policies-help = Suggested owner and time limits, in days.
disputes-policy-days = answer { $answer } d, decision { $decision } d, credit note { $credit } d
disputes-answer-days = Owner’s answer
disputes-decision-days = Decision
disputes-credit-days = Credit note
disputes-steps-help = One step per line. The owner sees them with the dispute.
disputes-policy-save = Save this reason
disputes-policy-was-set = Reason saved. Disputes already open keep their owner.
disputes-alerts = Alerts sent
disputes-alerts-none-title = No alerts sent
disputes-alerts-none-text = Give an address above: an email leaves for it each day on which a dispute is past its time limit.
owner-title = Dispute to deal with
owner-what = { $debtor } disputes an invoice of { $house }. Say how things stand.
owner-due = Answer before
owner-answer = Your answer
owner-unfounded = The customer is wrong
owner-unfounded-help = Everything is due. Attach the proof if you have it.
owner-founded = The customer is right
owner-founded-help = A credit note is to be issued for the whole disputed amount.
owner-partly = The customer is right in part
owner-partly-help = Give the amount of the credit note to issue below.
owner-amount = Amount of the credit note
owner-amount-help = Only if the customer is right in part.
owner-comment = Comment
owner-files = Documents
owner-files-help = PDF, PNG or JPEG; five at most, 10 MB each.
owner-send = Send the answer
owner-once = This link works only once.
owner-done-title = Thank you
owner-done = Your answer has been passed on to whoever looks after this dispute.
owner-void-title = This link is no longer of use
owner-forged = This link is not valid. Check that the address is complete.
owner-expired = This link has expired. Ask whoever looks after this dispute for a new one.
owner-used = This dispute already has an answer, or a decision.
owner-too-many = Too many requests. Try again in a minute.
letters-hand-over = Hand over to the provider
letters-hand-over-help = The chosen letters are made with today’s date, checked one last time, then handed over to { $service }, which prints and posts them. Those it takes are marked as posted today; nothing is handed over without you.
letters-hand-over-do = Hand the selection over to { $service }
letters-handed = { $count ->
    [0] No letter was handed over.
    [one] 1 letter handed over and marked as posted.
   *[other] { $count } letters handed over and marked as posted.
}
letters-doubtful = Outcome unknown
letters-refused = Refused by the provider
letter-carrier = Provider
letter-doubt = The provider did not say whether it took this letter. Check with it before deciding: the letter will never be sent again by itself.
letter-doubt-yes = It took it
letter-doubt-no = It does not have it
letter-doubt-settled = Noted.
letter-carrier-deposit = Proof of posting
letter-carrier-receipt = Acknowledgment of receipt
carrier-title = Post
carrier-sub = Who prints and posts letters and registered letters
carrier-none = You print and post your letters yourselves, from the Letters page. A provider can do so; nothing is handed over until you choose one here.
carrier-state = Provider set up
carrier-running = In service
carrier-stopped = Stopped
carrier-service = Service identifier
carrier-service-help = Your account’s “service ID”
carrier-secret = Secret key
carrier-user = User number
carrier-user-help = The one in whose name letters leave
carrier-endpoint-help = Empty: the provider’s usual address
carrier-sides = Printing
carrier-duplex = Double-sided
carrier-simplex = Single-sided
carrier-month = This month
carrier-month-sum = { $letters ->
    [0] no letters
    [one] 1 letter
   *[other] { $letters } letters
}
carrier-set-by = Set up by
carrier-stop = Hand nothing over any more
carrier-resume = Hand letters over again
carrier-settings = Settings
carrier-help = Every sending is still started by a person on the Letters page. A letter is handed over only once: without an answer from the provider, it waits for you to decide. Tracking number, proof of posting and acknowledgment of receipt come back by themselves.
carrier-tab-merci_facteur = Merci Facteur
carrier-tab-folder = A print shop’s folder
carrier-folder-help = Each letter is dropped as a PDF with a JSON slip (address, registered or not, double-sided) in the installation’s folder, which your print shop collects from. No tracking comes back: enter numbers and proofs on each letter.
carrier-letters = Printing and posting of ordinary letters
carrier-registered = Printing and posting of registered letters and formal notices
carrier-way-hand = By ourselves
carrier-way-service = By the provider
carrier-letter-price = Price of a letter (€ excl. VAT)
carrier-registered-price = Price of a registered letter (€ excl. VAT)
carrier-price-help = Shown before sending; the price that the provider announces prevails
carrier-try = Try without sending anything
carrier-works = The provider answers and accepts these credentials; nothing was sent or kept.
carrier-saved = Provider saved.
carrier-was-stopped = Nothing is handed over to the provider any more.
carrier-was-resumed = Letters can be handed over to the provider again.
mailbox-way = Connection
mailbox-way-password = Password
mailbox-way-microsoft = OAuth 2.0 Microsoft 365
mailbox-way-google = OAuth 2.0 Google
mailbox-way-other = OAuth 2.0, another provider
mailbox-oauth = Connection by OAuth 2.0 (Microsoft 365, Google)
mailbox-oauth-help = For mail services that no longer accept a password. The “Password” field then takes the refresh token that the provider gave to your application; access tokens are drawn from it as needed and are never shown.
mailbox-client = Application identifier (client ID)
mailbox-client-secret = Application secret
mailbox-tenant = Microsoft directory (tenant)
mailbox-tenant-help = Empty: all directories
mailbox-endpoint = Address of the tokens
mailbox-endpoint-help = Only for another provider

## Échéanciers
compromises-title = Discounted settlements
compromises-sub = Debts settled by a smaller sum, paid in time: what is expected, and the credit note to issue afterwards.
compromises-empty-title = No discounted settlements
compromises-empty-text = A customer offers to pay part at once in full settlement? Open its file, note the offers under “Negotiation”, then prepare the agreement: Quittance asks for approval beyond your limits, prints the deed to sign, holds reminders until the date and grants the discount only if the sum arrives in time.
compromises-left = Left to receive
compromises-discounts = Discounts at stake
compromises-running = Running, or credit note to issue
compromises-none-text = No agreement meets these filters.
compromise-title = Agreement { $reference }
compromise-new = Prepare an agreement
compromise-new-title = New discounted settlement
compromise-no-debt-title = Nothing to negotiate
compromise-no-debt-text = This customer has no open invoice that is not already in an agreement or a payment plan.
compromise-debt-disputed = { $amount } disputed: the agreement ends the dispute
compromise-debt-taken = { $number } is already in { $reference }.
compromise-pay-by = To be paid by
compromise-by = by { $by } at the latest
compromise-discount = Discount
compromise-payable = Agreed sum
compromise-payable-help = VAT included, in full settlement of all ticked invoices.
compromise-in-time = Received in time
compromise-in = In the agreement
compromise-instead = { $payable } instead of { $total }
compromise-nature = What the discount is
compromise-vat = VAT on the waiver
compromise-vat-of-discount = VAT on the discount
compromise-vat-regime = When VAT falls due (debt waiver)
compromise-vat-rates = Discount by rate of VAT
compromise-vat-help = One amount may stay empty: it takes what is left. Without any rate, those of the electronic invoices apply where they are known.
compromise-choose = To choose
compromise-interest-consumer = A consumer is asked for no charges or interest.
compromise-preview = What this gives
compromise-share = that is { $percent }% of the debt
compromise-until-help = a bank deposit of that day may not be known before { $until }: reminders wait until then
compromise-type-sum = Give the agreed sum: the discount will appear here.
compromise-save = Save the agreement
compromise-paper = Agreement to sign
compromise-flash-running = { $left } expected by { $by } at the latest. Reminders would resume on { $until }, to leave the bank time to say so.
compromise-flash-insolvent = Insolvency proceedings are open: this earlier debt can no longer be paid (C. com., art. L622-7). Lodge the claim.
compromise-flash-lapsed = The agreed sum was not there on { $by }: the discount of { $discount } is lost and the invoices are chased again.
compromise-flash-kept = The agreed sum arrived in time: the discount of { $discount } has been applied to the invoices.
compromise-open-credits = There are free credits on the account: { $amount }. Allocated to these invoices, they would reduce the debt, not the agreed sum: match them first, or set the sum with them in mind.
compromise-credit-due = Credit note to issue
compromise-credit-text = The discount reduces the price: issue a credit note with its VAT, at the rates of the invoices (CGI, art. 272-1 and 289). Once it is on the account, it takes the place of the discount by itself: by its number if you enter it here, otherwise by its exact amount.
compromise-overpaid = Overpayment to return
compromise-credit-is = Credit note { $number }.
compromise-credit-number = Number of the credit note
compromise-credit-keep = Save the number
compromise-files-empty = The signed agreement is filed here.
compromise-file-help = The agreement signed by both parties.
compromise-act-waits = The agreement is waiting for approval by someone who may grant it.
compromise-act-again = Prepare a new agreement
compromise-act-cancel = Drop the agreement…
compromise-sign-text = Print the agreement and have it signed. Reminders for these invoices are held from signature until the last day for payment.
compromise-done-approve = The agreement is approved: it can be signed.
compromise-done-send-back = The agreement is sent back for preparation.
compromise-done-sign = The agreement is signed: reminders for its invoices wait for the payment.
compromise-done-cancel = The agreement is dropped: its invoices take up their scenario again.
compromise-done-credit = The number of the credit note is saved.
compromise-policy-text = Beyond any one of these limits, an agreement waits for approval by someone who may grant it.
compromise-policy-most = Discount, at most
compromise-policy-percent = Share of the debt, at most
compromise-policy-percent-unit = % of the debt
compromise-policy-days = Time to pay, at most
compromise-policy-days-unit = days
negotiation-title = Negotiation
negotiation-owed = { $amount } owed
negotiation-log = What was said
negotiation-empty-title = Nothing is noted
negotiation-empty-text = Note each offer with its amount and date, then the answer it received: it is the memory of the negotiation, and the last offer fills in the agreement.
negotiation-standing = Standing offer ({ $voice }): { $amount }.
negotiation-to-agreement = Make it an agreement
negotiation-add = Note
negotiation-who = Who
negotiation-what = What
negotiation-amount = Amount offered
negotiation-amount-help = For an offer: what would be paid.
negotiation-on = Said on
negotiation-way = By
negotiation-person = Person
negotiation-words = What was said
negotiation-save = Note
negotiation-done = Noted.
negotiation-taken-back = The line is withdrawn.
negotiation-take-back = Withdraw
negotiation-noted = noted by { $by }
negotiation-undone = withdrawn by { $by }
plans-title = Payment plans
plans-sub = Debts paid in several instalments: where each one stands, and what is waiting for somebody.
plans-calendar = Calendar
plans-back = All payment plans
plans-empty-title = No payment plans
plans-empty-text = A customer that cannot pay in one go? Open its file and choose “Payment plan”: Quittance works out the dates, prepares the deed to sign, follows payments through matching and holds reminders for as long as it is kept.
plans-left = Left to pay
plans-overdue = Late
plans-running = Running
plans-all = All
plans-none-title = Nothing to show
plans-none-text = No payment plan meets these filters.
plans-reference = Reference
plans-next = Next instalment
plans-month-sum = { $due } expected, { $missing } to receive
plans-month-empty = No instalments this month.
plan-policy-title = What we grant without asking
plan-policy-text = Beyond any one of these limits, a payment plan waits for approval by someone who may grant it.
plan-policy-most = Amount, at most
plan-policy-parts = Instalments, at most
plan-policy-days = Length, at most
plan-policy-days-unit = days until the last instalment
plan-policy-first = First one, at least
plan-policy-tells = Tell the customer of each plan that is signed
plan-policy-tells-help = By e-mail, once, on signature; nothing leaves while the account is suspended or has no address.
plan-policy-save = Save the limits
plan-policy-saved = The limits are saved.
plan-title = Payment plan { $reference }
plan-version = version { $version }
plan-place = { $place } of { $parts }
plan-new = Payment plan
plan-new-title = New payment plan
plan-renegotiate-title = New version of the payment plan
plan-no-debt-title = Nothing to spread
plan-no-debt-text = This customer has no open invoice that is not disputed in full or already in a payment plan.
plan-debts = Invoices
plan-debt-due = due on { $due }
plan-debt-disputed = { $amount } disputed, outside the plan
plan-debt-taken = { $number } is already in agreement { $reference }.
plan-cut = Instalments
plan-parts = Number of instalments
plan-first-on = First instalment
plan-pace = Frequency
plan-pace-month = Every month
plan-pace-fortnight = Every two weeks
plan-pace-week = Every week
plan-day = Day of the month
plan-day-help = Otherwise that of the first. Shorter months: their last day.
plan-first = Amount of the first
plan-first-help = If it differs from the others.
plan-cents = The cents left over
plan-cents-last = On the last one
plan-cents-first = On the first one
plan-working-days = Move rest days to the next working day
plan-own-dates = Enter the dates and amounts
plan-own-dates-label = One instalment per line: date, amount
plan-own-dates-help = Replaces the rule above. The total must be that of the chosen invoices.
plan-terms = Terms
plan-interest = Late-payment interest
plan-interest-consumer = For a consumer, a payment plan is free of charges and interest: keeping them would make it consumer credit (C. conso., art. L312-1 and L312-4).
plan-grace = Tolerance, in days
plan-grace-help = Beyond it, a formal notice to make good can leave.
plan-fallback = If it is broken
plan-fallback-none = Take the scenario up where it was
plan-fallback-help = A step already done is not done twice.
plan-accelerates = Acceleration clause
plan-accelerates-help = The balance falls due, but only after a formal notice that had no effect.
plan-guarantee = Security
plan-guarantee-note = Details of the security
plan-note = Internal note
plan-preview = Instalments
plan-number = No.
plan-due = By
plan-amount = Amount
plan-remains = Left after
plan-missing = Missing
plan-needs-approval = Needs approval:
plan-within-policy = Within our limits
plan-compute = Work out
plan-save = Save the payment plan
plan-bad-line = “{ $line }”: write a date then an amount, like 15/12/2026 1,000.00.
plan-deed = Deed to sign
plan-cure-letter = Formal notice
plan-flash-broken = Instalment missed since { $since }: { $amount } missing. Reminders are still held: send the formal notice to make good, renegotiate or drop the plan.
plan-flash-fallen = The formal notice had no effect: { $amount } missing, and the invoices have followed their scenario again since { $since }.
plan-flash-noticed = Formal notice given: { $amount } to be paid before the end of { $until }. Reminders wait until then.
plan-flash-stopped = Insolvency proceedings are open: the plan is stopped by law (C. com., art. L622-7). Lodge the claim.
plan-flash-accelerated = The plan has been accelerated: the whole balance is due and the invoices follow their scenario.
plan-flash-successor = A new version is ready: it will take the place of this one when signed.
plan-total = Debt
plan-paid = Paid
plan-instalments = Instalments
plan-paid-on = on { $on }
plan-part-paid = { $amount } received
plan-in-plan = In the plan
plan-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
plan-clause = Acceleration
plan-clause-yes = After a formal notice that had no effect
plan-clause-no = Not provided for
plan-signed = Signed
plan-made = Prepared
plan-versions = Versions
plan-limitation = Limitation
plan-limitation-text = This signature may interrupt the limitation period (C. civ., art. 2240): a new period would run from that day (art. 2231). The original date remains the one that Quittance watches.
plan-limitation-passed = already time-barred at signature: an acknowledgment does not interrupt a period that has run out
plan-limitation-without = Without the acknowledgment
plan-limitation-after = If it interrupts
plan-acknowledge = Record the acknowledgment of debt
plan-acknowledged = The acknowledgment of debt is recorded on the invoices.
plan-files = Documents
plan-files-empty = The signed deed and the security are filed here.
plan-file-add = Add a document
plan-file-help = The signed deed, a guarantee, a direct debit mandate.
plan-file-keep = File the document
plan-no-file = Choose a file.
plan-history = History
plan-history-empty = Prepared, nothing else yet.
plan-acts = What next
plan-act-propose = Ready to sign
plan-act-ask = Ask for approval
plan-act-edit = Change
plan-act-approve = Approve
plan-act-send-back = Send back for preparation
plan-act-waits = The plan is waiting for approval by someone who may grant it.
plan-act-renegotiate = Renegotiate
plan-act-cancel = Drop the plan…
plan-act-cancel-do = Drop
plan-act-undo = Undo the last step
plan-act-sign = Record the signature
plan-act-notice = Record the formal notice
plan-act-accelerate = Accelerate the plan
call-missed-instalment = instalment of { $since } missed, { $amount } to be paid. Nothing else of this plan is to be asked for.
plan-cancel-unsigned-help = Nothing is signed: the reminders of these invoices were not put on hold and do not change.
plan-cancel-help = The invoices take up their scenario where it was. Whatever interest the deed suspended or waived until today stays so, unless an instalment was missed and not made good.
plan-sign-text = Print the deed and have it signed: the debtor writes the sum, in words and figures, in their own hand. Reminders for these invoices are held from signature.
plan-signed-on = Day of signature
plan-signatory = Signatory and capacity
plan-notice-text = Send the formal notice (letter above, preferably registered, or the email text below), then record it. Allow at least eight days.
plan-cure-by = To be paid by
plan-cure-mail = Text for an email
plan-cure-subject = Subject:
plan-next-is = next: { $amount } on { $on }
plan-done-submit = Saved.
plan-done-approve = The plan is approved: it can be signed.
plan-done-send-back = The plan is sent back for preparation.
plan-done-sign = The plan is running: its invoices are no longer chased for as long as it is kept.
plan-done-notice = The formal notice is recorded: reminders wait for the end of the time given.
plan-done-accelerate = The plan has been accelerated.
plan-done-cancel = The plan is dropped.
plan-done-undo = The last step is undone.
plan-done-acknowledge = The acknowledgment of debt is recorded.
deferral-title = Deferred due dates
deferral-empty = No deferral at present.
deferral-dates = { $original } deferred to { $agreed }
deferral-kept = Interest kept from the original due date
deferral-waived = No interest until the agreed due date
deferral-undo = Undo the deferral
deferral-new = Defer a due date
deferral-on = New due date
deferral-grant = Grant the deferral
deferral-done = The due date is deferred; the original date stays in the history.
deferral-promise-gone = { $count ->
    [one] The promise on this invoice is withdrawn: the deferred date takes its place.
   *[other] The { $count } promises on this invoice are withdrawn: the deferred date takes their place.
}
deferral-promise-stays = Note: a promise for { $day } is about other invoices as well and is still expected. Withdraw it from the file if the deferral is meant for it too.
deferral-undone = The deferral is undone: the previous due date applies again.
ageing-due = By due date
ageing-due-original = Original
ageing-due-agreed = Agreed (deferrals, plans)
plan-done-file = The document is filed.

## Indicateurs
figures-title = Key figures
figures-sub = What receivables and their follow-up are worth, month by month
figures-all = All key figures
figures-everybody = All
figures-nobody = No collector
figures-by-collector = By collector
figures-read-at = General ledger read on
figures-base = Amounts including VAT; sales are invoices less credit notes; disputes stay in the outstanding balance; returned payments and what an undone import had brought are not sales.
figures-empty-title = Nothing to measure
figures-empty-text = Import a FEC or invoices: each figure then shows its last twelve months, its formula and the amounts behind it.
figure-how = Formula and figures
figure-target = target { $target }, { $period }
trend-label = { $name }: { $first } on { $from }, { $last } on { $to }
trend-label-target = , target { $target }
trend-month = Month end
goals-days = { $days } d

## Agenda
nav-agenda = Worklist
nav-short-agenda = Worklist
agenda-views = Lists of the worklist
agenda-view-to-do = To do
agenda-view-sends = Sendings
agenda-view-snoozed = Snoozed
agenda-view-every = All overdue
agenda-sub = { $count ->
    [0] No accounts
    [one] 1 account
   *[other] { $count } accounts
}
agenda-sub-late = { $total } overdue
agenda-sub-overdue = { $count } late
agenda-one = One by one
agenda-batches = Bulk actions
agenda-kind = To deal with
agenda-search = Name or code
agenda-all-kinds = Everything
agenda-everybody = All
agenda-top = { $count ->
    [one] 1 account
   *[other] { $count } accounts
} = { $share }% of the overdue
agenda-see-all = View all accounts
agenda-none-title = No account meets these filters
agenda-none-text = Widen the search, or look at the accounts of all collectors.
agenda-empty-title = Nothing to do for now
agenda-empty-text = Calls, letters, replies to read, broken promises and plans, disputes past their time limit and scenarios that have ended arrive here, the most important first.
agenda-no-sends-title = No sendings waiting
agenda-no-sends-text = The messages that the night prepares appear here: confirmed, to confirm or failed.
agenda-no-snoozed-title = No snoozed accounts
agenda-no-snoozed-text = A snoozed account leaves the list until its date, and comes back sooner if the debtor replies or breaks a promise.
agenda-no-late-title = Nothing is overdue
agenda-no-late-text = No account owes an overdue sum today.
agenda-all-here = Tick the { $count } accounts on this page
agenda-all-found = The { $count } accounts found (500 at most)
agenda-chosen = Ticked:
agenda-snooze = Snooze
agenda-pause = Put reminders on hold
agenda-assign = Assign
agenda-how = The order is that of the value at stake × the chance of getting it × the urgency; “Why” gives the figures. Keys: j, k to move, x to tick, c to call, z to snooze, o to go through the accounts one by one.
agenda-priority = Priority
agenda-waits = To deal with
agenda-why = Why
agenda-choose = Tick { $name }
agenda-woken = Back before its date
agenda-off-until = Snoozed until { $date }
agenda-bring-back = Bring back
agenda-batch-sub = { $count ->
    [one] 1 account chosen
   *[other] { $count } accounts chosen
}
agenda-back = Back to the worklist
agenda-example = attempt
agenda-day-wanted = Give the date on which these accounts come back.
agenda-nobody-chosen = First tick one or more accounts.
agenda-may-not = Your role does not allow this action.
agenda-batch-count = { $count ->
    [0] No account changes
    [one] 1 account changes
   *[other] { $count } accounts change
}
agenda-pause-help = No reminder leaves for these accounts any more, until the chosen date or until you resume them.
agenda-snooze-help = These accounts leave the “To do” list until the date; their automatic reminders go on. A reply or a broken promise brings them back sooner.
agenda-assign-help = These accounts move to another person’s portfolio. Leave empty to take them out of any portfolio.
agenda-until = Until
agenda-reason = Reason
agenda-do = { $deed } ({ $count })
agenda-batch-accounts = Accounts
agenda-preview = See who changes
agenda-batches-all = Also show accounts snoozed one by one
agenda-batches-many = Show only actions on several accounts
agenda-unchanged = unchanged
agenda-more-accounts = and { $count } other accounts
agenda-done-one = Done. “Bulk actions” lets you undo it.
agenda-done = Done for { $count } accounts. You can undo it below.
agenda-batches-sub = What was done to one or more accounts from the worklist, and how to undo it
agenda-batches-empty-title = Nothing for now
agenda-batches-empty-text = Tick accounts in the worklist, then snooze them, put them on hold or assign them: each action appears here and is undone in one go.
agenda-deed = Action
agenda-accounts = Accounts
agenda-by = By
agenda-undone-by = undone by { $name }
agenda-undo = Undo
agenda-undo-done = { $count ->
    [0] Undone; no account was in the state of that time any more.
    [one] Undone: 1 account is back to what it was before.
   *[other] Undone: { $count } accounts are back to what they were before.
}
agenda-brought-back = Account brought back.
agenda-rank = Account { $rank } of { $total }
agenda-open-file = Open the account
agenda-promise = Note a promise
agenda-dispute = Open a dispute
agenda-nothing-here = Nothing is waiting on this account.
agenda-late-items = { $count ->
    [0] Nothing is overdue
    [one] 1 overdue item
   *[other] { $count } overdue items
}
agenda-more-items = and { $count } others
agenda-people = Whom to contact
agenda-nobody-known = No contact known: add one in the details.
agenda-one-keys = Keys: n for the next, b for the previous, j and k then Enter for what is waiting, c to call, p promise, l dispute, z snooze, e to open the account.
home-to-do = { $count ->
    [one] 1 account to deal with
   *[other] { $count } accounts to deal with
}
home-nothing = Nothing to deal with
home-at-stake = at stake
home-first = The first accounts
home-changes = Since your visit of
home-no-changes = Nothing new since.

## Alertes et portefeuilles
alerts-title = Alerts
alerts-sub = What you want to be told of: the accounts concerned are marked in the worklist
alerts-told = Told by email
alerts-remove = Remove
alerts-new = New alert
alerts-new-help = Fill in what matters: everything filled in must be true. Example: 20,000 overdue and no contact for 10 days. Each night, new accounts are noted in their history and, if you give an address, sent by email.
alerts-amount = Overdue by at least, in €
alerts-silence = No contact for, in days
alerts-age = Late by at least, in days
alerts-category = Category
alerts-name = Name
alerts-email = Tell this address
alerts-try = See the accounts concerned
alerts-save = Set the alert
alerts-bad-days = A number of days is written in figures. Example: 10.
alerts-bad-amount = This amount cannot be read. Example: 20,000.00.
alerts-found = { $count ->
    [0] No account concerned today
    [one] 1 account concerned today
   *[other] { $count } accounts concerned today
}
alerts-found-none = The alert can be set: it will go off when an account meets it.
alerts-set = Alert set.
alerts-removed = Alert removed.
watch-title = Unpaid for more than 120 days
watch-sub = { $count ->
    [0] No items
    [one] 1 item
   *[other] { $count } items
}
watch-item = Item
watch-last = Last action
watch-next = Next legal deadline
watch-today = today
watch-more = and { $count } others, in the export
watch-empty-title = Nothing beyond 120 days
watch-empty-text = An invoice that passes 120 days late appears here and in the worklist the same day.
portfolio-title = Portfolios
portfolio-sub = Who looks after which accounts, and who stands in for whom
portfolio-who = Collectors
portfolio-accounts = Accounts with overdue items
portfolio-rules = Assignment rules
portfolio-rules-help = The first rule that fits assigns the account. An empty line does not count; “from A to M” reads the beginning of the name.
portfolio-from = Name from
portfolio-to = to
portfolio-least = Outstanding from, in €
portfolio-most = Outstanding below, in €
portfolio-save = Save the rules
portfolio-saved = Rules saved.
portfolio-bad = A rule cannot be read: check its amounts and its collector.
portfolio-proposed = What the rules would give
portfolio-proposed-line = { $collector }: { $count ->
    [one] 1 account
   *[other] { $count } accounts
}, { $total } outstanding
portfolio-proposed-none = The rules would change nothing.
portfolio-apply-free = Assign the accounts without a collector
portfolio-apply-all = Assign everything again
portfolio-applied = { $count ->
    [0] No account changed portfolio.
    [one] 1 account changed portfolio. This can be undone below.
   *[other] { $count } accounts changed portfolio. This can be undone below.
}
portfolio-absences = Absences
portfolio-absence-help = From the first to the last day, the accounts of whoever is away appear in the worklist of their stand-in. Nothing changes in the accounts.
portfolio-away = Away
portfolio-stand-in = Stand-in
portfolio-first-day = From
portfolio-last-day = to
portfolio-absence-save = Save the absence
portfolio-absence-saved = Absence saved.
portfolio-absence-end = End
portfolio-absence-ended = Absence ended.
portfolio-absences-none = Nobody is announced as away.
agenda-stands-in = standing in for { $name }

# Users and salesmen

users-title = Users
users-sub = Who works here, and what each of them may do
users-name = Name
users-name-help = For a collector, the name under which accounts are assigned.
users-email = Email address
users-since = Since
users-role-of = Role of { $name }
users-set-role = Change
users-closed = Access closed
users-reopen = Reopen
users-close = Close access
users-new-password = New password
users-add = Add a person
users-add-do = Open access
users-password = Password of { $email }
users-changed = Done.
users-rights = What each role allows
users-right = Right
users-yes = Yes
mine-title = My accounts
own-short = Accounts
own-sub = { $count ->
    [0] No account
    [one] One account in your name
   *[other] { $count } accounts in your name
}
own-empty-title = No account is in your name
own-empty-text = An account is yours when your email address stands on it as the salesman’s: ask the collection team to add it.
own-none-title = None of your accounts matches this search
own-leaving = What is leaving for your customers
own-leaving-none = No message is leaving for your customers at the moment.
own-leaves-at = Leaves
own-object = Read or object
own-blocked = What holds up payment
own-blocked-none = Nothing holds up payment from your customers.
own-late = Your late customers
own-late-none = None of your customers is late.
own-open-items = { $count ->
    [0] No open items
    [one] One open item
   *[other] { $count } open items
}
own-timeline = History
home-to-agree = { $count ->
    [0] For you to approve
    [one] One agreement to approve
   *[other] { $count } agreements to approve
}
home-to-agree-none = No payment plan or discounted settlement is waiting for your decision.
views-title = Saved views
views-plain = No view
views-manage = Manage
views-keep = Save this view, choose the columns
views-keep-do = Save
views-columns = Columns to hide
views-hide = Hide
views-name = Name
views-share = For the whole team
views-default = Open the page this way
views-owner = From
views-mine = Personal
views-shared = Shared
views-shared-by = Shared by { $name }
views-first = Opens the page
views-make-first = Open the page this way
views-not-first = No longer open this way
views-share-do = Share
views-unshare = Stop sharing
views-rename = Rename
views-rename-of = Name of the view { $name }
views-delete = Delete
views-restore = Restore
views-deleted = Deleted views
views-kept = View saved.
views-done = Done.
views-gone = View deleted: you can restore it below.
views-empty-title = No saved views
views-empty-text = Filter and sort the list, then choose “Save this view”: it then opens in one go, for you or for the whole team.
by-group = Group
by-project = Project
ageing-items-of-project = See its invoices
ageing-buckets = Buckets, in days
ageing-bad-buckets = Buckets are given as four increasing numbers of days. Example: 15, 30, 45, 60.
ageing-usual-buckets = By agreed dates, the balance keeps its usual buckets.
ageing-none-of-it = none
ageing-all = View all
found-received = Message received
found-sent = Message sent
found-project = Project
found-project-open = { $count ->
    [0] no open item
    [one] one open item
   *[other] { $count } open items
}
agenda-scenario = Change scenario
agenda-scenario-which = Scenario
agenda-scenario-wanted = Choose the scenario for these accounts.
agenda-scenario-help = These accounts follow this scenario, before any rule. The rest of the scenario takes up where each invoice stands.
agenda-remind = Send reminders now
agenda-remind-help = What the scenario asks for today on these accounts is queued at once, instead of waiting for the night. Nothing on hold, disputed or promised leaves, and nobody is reminded twice on the same day.
agenda-left-out = left out
# Payment plans to choose from
choice-title = Let the customer choose
choice-settings = Rules of the plans on offer
choice-settings-sub = What each category of customers may choose by itself, through a personal link.
choice-insolvent = Insolvency proceedings are open: no earlier debt can be spread. Lodge the claim.
choice-no-address = The address at which the program can be reached from outside is not given: no link can be made.
choice-debts = Invoices to spread
choice-debts-text = The customer will see these invoices, their total and the payment plans allowed. What is disputed, or in another agreement, is not offered.
choice-empty-title = Nothing to offer
choice-empty-text = No open invoice is free: everything is settled, disputed or in another agreement.
choice-compute = See the payment plans
choice-to = Send to
choice-to-help = The subject of the message mentions no debt. The link is valid for 30 days.
choice-send = Send the link
choice-hand = Make a link to pass on
choice-left-out = { $count ->
    [one] One invoice is not offered
   *[other] { $count } invoices are not offered
}
choice-left-disputed = disputed
choice-left-taken = in agreement { $reference }
choice-left-currency = in another currency
choice-plans = Payment plans allowed
choice-plans-none = No payment plan is allowed for this sum: change the selection, or the rules.
choice-plan = { $parts } instalments of { $part }, from { $first } to { $last }
choice-plan-first = { $begin } on { $first }, then { $rest ->
    [one] { $part } on { $last }
   *[other] { $rest } instalments of { $part } until { $last }
}
choice-at-once = The customer’s choice will be accepted outright and signed at once.
choice-to-approve = The customer’s choice will arrive as a proposal to approve.
choice-links = Links
choice-links-empty = No link has been made for this customer yet.
choice-state-chosen = Chosen
choice-state-withdrawn = Withdrawn
choice-state-expired = Expired
choice-state-failed = Not sent
choice-state-unknown = Sending uncertain
choice-state-sent = Sent
choice-state-handed = To pass on
choice-see-plan = View the plan chosen
choice-link = Personal link
choice-link-help = Valid until { $until }. Whoever holds it may choose: give it to the customer only.
choice-withdraw = Withdraw this link
choice-done-sent = The link has been sent.
choice-done-hand = The link is ready: copy it to pass it on.
choice-done-withdraw = The link is withdrawn: whoever opens it is told so.
choice-done-policy = The rules are saved.
choice-done-address = The address of the links is saved.
choice-address-help = Customers’ links begin with this address. It is the same for all links: changing it here changes it everywhere.
choice-off = No choice
choice-enabled = These customers may choose a payment plan through their link
choice-parts = Instalments, at most
choice-parts-help = monthly, two at least
choice-least = Debt from
choice-least-part = Instalment of at least
choice-first = First instalment
choice-first-help = % of the debt at least; 0 for equal parts
choice-first-days = First one within
choice-days = days
choice-accept = Accepted outright up to
choice-accept-help = €; 0: always to be approved
plan-choice = Chosen by the customer
plan-choice-text = The customer chose this payment plan through their link{ $address }. Once it is approved, they sign it through the same link.
plan-choice-link = Their link
plan-offer-choice = Let the customer choose
link-title = Pay in instalments
link-expired = This link is no longer valid. Ask the company that sent it to you for another.
link-used = This link has already been used for a choice, or it has been withdrawn. Open it again to see how your payment plan stands, or write to the company that sent it to you.
link-what = { $debtor }, here is what { $house } offers to let you spread.
link-choose = Choose your payment plan
link-in = In { $parts } instalments
link-dates = All the dates in { $parts } instalments
link-term-late = An instalment may be paid { $days } days late without consequence.
link-term-clause = An instalment left unpaid after a formal notice makes the rest due.
link-term-free = No charges, no interest: you pay the sum due, nothing more.
link-at-once = By confirming, you sign this payment plan: { $house } accepts it in advance.
link-to-approve = Your choice is a proposal: nothing is signed until { $house } has accepted it.
link-agree-now = I acknowledge that I owe this sum and undertake to pay it on the dates chosen.
link-agree-propose = I acknowledge that I owe this sum and propose to pay it on the dates chosen.
link-do-now = Sign this payment plan
link-do-propose = Propose this payment plan
link-do-sign = Sign the payment plan
link-sign-help = You can also return the signed document to { $house }.
link-name = Your name
link-name-help = For a company, add your capacity (manager, accountant…).
link-nothing = There is nothing left to choose here: the sum is settled, disputed or already in an agreement. If in doubt, write to { $house }.
link-waiting = Your proposal has been passed on to { $house }. Nothing is signed: open this link again to see the answer and sign.
link-to-sign = { $house } accepts your payment plan. It only remains to sign it.
link-signed = Payment plan signed on { $on } by { $name }.
link-over = This payment plan is no longer in force. Write to { $house } to agree on another.
link-reference = Payment plan
link-deed = Read the document
link-deed-signed = The signed document (PDF)
link-iban = Account to pay into
link-holder = Account holder
link-wire = Reference to quote
link-questions = A question? Write to { $house }:

## Electronic registered letters

electronic-title = Electronic registered letters
electronic-sub = Electronic registered letters, by a qualified service
electronic-none = No service is set: registered letters go on paper.
electronic-help = AR24, a qualified service (CPCE art. L100; EU regulation 910/2014, art. 44). The account is checked before it is kept; nothing is sent. An addressee who is not a professional must have agreed, which is noted on the debtor’s page.
electronic-user = Sender’s number
electronic-token = Token
electronic-key = Private key
electronic-price = Price of a registered letter
electronic-endpoint-help = Empty: AR24’s own address. For its sandbox: https://sandbox.ar24.fr/api
electronic-saved = Electronic registered letters are set.
electronic-was-stopped = No registered letter is sent electronically any more.
electronic-was-resumed = Registered letters may be sent electronically again.
letters-electronic = Electronic registered letters
letters-electronic-help = For the registered letters and formal notices that are chosen. The addressee gets a notice and has fifteen days to accept; what cannot be sent so stays to be posted on paper.
letters-electronic-code = One-time code
letters-electronic-code-help = Read on the sender’s telephone; good for an hour.
letters-electronic-do = Send electronically
letters-electronic-done = { $count ->
    [0] No registered letter was sent electronically.
    [one] One registered letter was sent electronically.
   *[other] { $count } registered letters were sent electronically.
}
## Self-check
selfcheck-title = Self-check
selfcheck-sub = Every rule of the program, proved this moment on your own data
selfcheck-again = Check again
selfcheck-running = Check in progress… lines are added as they are proved.
selfcheck-law = Rule
selfcheck-found = Finding
selfcheck-counted = Rows checked
selfcheck-took = Time taken
selfcheck-green = holds
selfcheck-red = broken
selfcheck-open = open
selfcheck-sound = All is correct: { $count } rules proved on { $rows } rows in { $took } ms.
selfcheck-broken = { $count ->
    [one] { $count } rule out of { $of } is broken: the rows at fault and what to do are below.
   *[other] { $count } rules out of { $of } are broken: the rows at fault and what to do are below.
}

## First steps
welcome-title = Welcome to Quittance
welcome-text = Create your company and your account: the rest is set up step by step, from the home page.
welcome-where = This installation has no user yet. Open the full address shown at start-up, on the machine that serves the pages.
welcome-code = Code shown at start-up
welcome-firm = Company name
welcome-siren = SIREN
welcome-name = Your name
welcome-password = { $count } characters at least
welcome-do = Begin
first-title = First steps
first-progress = { $done } of { $of }
first-done = done
first-review = Review
first-identity = Who you are
first-identity-do = Complete
first-import = Your invoices
first-import-do = Import
first-read = What was read
first-read-do = Check
first-scenario = The scenario
first-scenario-do = View
first-mail = The sending address
first-mail-do = Set up and test
first-batch = The first batch
first-batch-do = Read through and send
basics-title = Settings
basics-sub = What is needed on the first day; everything else has a suitable value
basics-identity = Company details and bank account
basics-complete = complete
basics-name = Company name
basics-form = Legal form
basics-capital = Share capital
basics-capital-hint = for a company
basics-rcs = Town of the trade register (RCS)
basics-street = Address of the registered office
basics-postcode = Postcode
basics-city = Town
basics-iban-hint = the account into which you are paid
basics-holder = Account holder
basics-holder-hint = exactly as at the bank
basics-email = Sender’s email address
basics-email-hint = replies arrive there
basics-phone = Telephone
basics-save = Save
basics-saved = Saved.
basics-mail = Mail server
basics-mail-unfinished = A change of the mail server was cut off before its end: mail still goes as stated above. Set the server again.
basics-mail-tested = test passed
basics-mail-now = Messages leave through { $place }.
basics-mail-folder = Messages are written to the folder { $folder }.
basics-mail-none = No server: nothing can leave. Your email provider gives these values (“SMTP”).
basics-host = Server
basics-protection = Protection
basics-tls = TLS (port 465)
basics-starttls = STARTTLS (port 587)
basics-no-tls = None (local server)
basics-port = Port
basics-login = User name
basics-password-hint = kept in quittance.toml, readable by the program alone
basics-mail-do = Send me a test, then save
basics-mail-untried = Save without a test
basics-mail-order = These values only replace the previous ones once the test has left. A relay of the house’s network will do.
basics-mail-kept = Server saved, without a test.
basics-mail-try = Send me a test
basics-mail-left = Server saved; a test message has left for { $address }.
basics-limits = Terms and limits
basics-term = Default payment terms (days)
basics-term-hint = when neither the invoice nor the customer says
basics-spacing = Time between two messages (days)
basics-spacing-hint = to the same debtor
basics-minimum = Minimum amount of a reminder (€)
basics-minimum-hint = below that, we wait
basics-cap = Messages in the first sending, at most
basics-cap-hint = so as to read a few before the rest

## Help and policy
help-title = Help
help-key = Help for this page
policy-title = Policy
policy-long-title = Collection policy
policy-edition = Edition { $version } of { $date }, by { $by }
policy-unpublished = Never published: here is what your settings say today
policy-change = Publish a new edition
policy-write = Write and publish
policy-drifted = { $count ->
    [one] The settings have changed since this edition in { $count } chapter.
   *[other] The settings have changed since this edition in { $count } chapters.
}
policy-since = What the settings say differently today
policy-settings = Settings
policy-no-lines = No particular setting.
policy-editions = Editions
policy-empty-title = No editions
policy-empty-text = An edition freezes the procedure of the day: settings, texts, author and date. It can be printed and compared with later ones.
policy-column-edition = Edition
policy-column-reason = What changes
policy-compare = Compare with the previous one
policy-compare-current = Compare with the edition in force
policy-current = Edition in force
policy-old = This edition is no longer in force.
policy-compared = From edition { $old } to edition { $new }
policy-same = Nothing differs.
policy-form-title = New edition
policy-form-sub = The settings come from the program itself; add to each chapter what your teams need to know
policy-text = Text of the chapter
policy-lines = { $count ->
    [one] { $count } setting included
   *[other] { $count } settings included
}
policy-reason = What changes with this edition
policy-publish = Publish
policy-published = Edition { $version } published.

## Automatic decisions
decisions-title = Automatic decisions
decisions-sub = Night of { $date }: what each item was given, and why
decisions-none = No night has run yet
decisions-night = Night
decisions-what = Decision
decisions-every = All
decisions-any-reason = All
decisions-filter = Filter
decisions-items = Item by item
decisions-empty-title = No decisions
decisions-empty-text = No item matches these filters, or no night has run. The first sending is started from “Tonight”.
decisions-next = Next debtors
decisions-bank = Payments matched without a person
decisions-bank-empty-title = No payment matched automatically
decisions-bank-empty-text = Import a bank statement: what is certain is matched, with its reasons; the rest waits under “To identify”.
decisions-line = Bank line
decisions-confidence = Confidence

## Help
help-sub = At each stage: the law, the document, the time limit, what comes next
help-glossary = Glossary
help-examples = The figures counted by hand
help-example-dso = €30,000 outstanding on 31 March 2026, €60,000 of sales from January to March, which is 90 days: 30,000 ÷ 60,000 × 90
help-example-dso_countback = €20,000 outstanding on 31 August 2026, €12,500 of sales in August and €10,000 in July. August is used up, which is 31 days, and €7,500 are left to take from July: 31 + 7,500 ÷ 10,000 × 31
help-example-dso_best = Of that, €15,000 are not due: 31 + 2,500 ÷ 10,000 × 31
help-example-dso_late = One less the other: what lateness adds
help-example-overdue_rate = €5,000 overdue of these €20,000: 5,000 ÷ 20,000
help-example-unpaid_rate = €10,000 fell due in May, €8,000 were settled within 30 days: 2,000 ÷ 10,000
help-here = You have come from “{ $page }”:
help-stages = Stages
help-right = The law
help-document = The document
help-limit = The time limit
help-next = What comes next
help-pages = Where to do it:
help-limitation-page = Limitation dates
help-agreements-page = Agreements
help-terms = { $count ->
    [one] { $count } term
   *[other] { $count } terms
}
help-search = A word
help-find = Search
help-nothing-title = No terms
help-nothing-text = Try a shorter word, in French or in English.
help-pre_due-title = Before the due date
help-pre_due-right = The customer has agreed terms; before they end, nothing is payable. Between businesses, 60 days from the invoice at most, or 45 days end of month (C. com. L441-10, I).
help-pre_due-document = A courtesy reminder, by email. It claims nothing and can be declined in one click.
help-pre_due-limit = The due date of the invoice, or the one to which you deferred it.
help-pre_due-next = Check the customer’s address and that the invoice was received. A dispute is to be raised now, not on the thirtieth day.
help-amicable-title = Amicable stage
help-amicable-right = From the day after the due date, a business owes late-payment interest and €40 per invoice, without prior reminder (C. com. L441-10, II and D441-5). A consumer owes nothing of the kind, and recovery costs remain yours to bear (CPCE L111-8).
help-amicable-document = Reminders by email and by post, a call with its report, a statement of account.
help-amicable-limit = No statutory time limit. The scenario counts from the due date and always leaves some time between two messages.
help-amicable-next = A promise: note it, reminders wait. A challenge: open a dispute. Difficulty: offer a payment plan or an agreement. Silence: move on to the formal notice.
help-formal_notice-title = Pre-litigation stage: the formal notice (mise en demeure)
help-formal_notice-right = A formal notice is a demand in sufficiently clear terms (C. civ. 1344). It starts interest at the statutory rate when nothing else is running (C. civ. 1231-6, 1344-1). It does not interrupt the limitation period (Cass. com. 18 May 2022, no. 20-23.204).
help-formal_notice-document = A registered letter, with the invoice, the calculation and the proofs of delivery. Electronic registered letter: a consumer must have agreed to it beforehand.
help-formal_notice-limit = A reasonable time, often 8 or 15 days, counted from the first attempt at delivery; no text fixes the number.
help-formal_notice-next = Paid: close it. An answer: deal with it. No answer: prepare the file, check the limitation period and that no insolvency proceedings are open.
help-court-title = Litigation stage
help-court-right = Order to pay (injonction de payer) for a contractual claim of a determined amount (CPC 1405 and following). Between traders, for a claim invoiced and undisputed: procedure before an enforcement officer (commissaire de justice, CPCE L126-1). A disputed claim: a summons (assignation).
help-court-document = Application, calculation, list of exhibits and documents: contract or purchase order, invoice, delivery, formal notice, correspondence.
help-court-limit = An order made since 1 September 2026 is to be served within 3 months, failing which it lapses (6 months for an earlier order; CPC 1411). Opposition to it: one month from service (CPC 1416).
help-court-next = Record each date under time limits. Service of the order interrupts the limitation period; filing the application does not.
help-dispute-title = A customer disputes
help-dispute-right = What is disputed is no longer chased; the rest still is. Late-payment interest runs on the part due in the end.
help-dispute-document = The reason, the amount, the documents, the answer of the department concerned, the decision.
help-dispute-limit = Each reason has its time limits for the answer, the decision and the credit note, in the dispute settings.
help-dispute-next = Founded: a credit note. Unfounded: explain, then reminders resume. In part: both.
help-agreement-title = Promise, payment plan, agreement
help-agreement-right = An amicable agreement on an existing debt is free in form. To a consumer, add neither charges nor new interest. A request for time may count as an acknowledgment of debt (C. civ. 2240).
help-agreement-document = The signed payment plan, the discounted settlement, the promise noted with its date.
help-agreement-limit = The promised date and its grace; the dates of the payment plan. After a missed instalment, a formal notice stating the time given to make good comes before acceleration.
help-agreement-next = Kept: nothing to do. Broken: the next reminder leaves, or the whole debt falls due again if the agreement says so.
help-insolvency-title = Insolvency proceedings
help-insolvency-right = From the day of the judgment, earlier debts can no longer be paid or pursued (C. com. L622-7, L622-21) and interest stops (L622-28).
help-insolvency-document = The claim lodged with the court-appointed representative or the liquidator (mandataire judiciaire, liquidateur): amount on the day of the judgment, sums not yet due, security, documents, certified true (“certifié sincère”).
help-insolvency-limit = Two months from publication in the BODACC (official bulletin of commercial notices; C. com. L622-24, R622-24). After that: application for relief from preclusion (relevé de forclusion) within six months of publication (L622-26).
help-insolvency-next = Record the judgment: the program stops reminders. Lodge the claim, keep proof of sending, answer the court-appointed representative within 30 days (L622-27).
help-limitation-title = Limitation
help-limitation-right = 5 years between businesses (C. com. L110-4), 2 years for a business against a consumer (C. conso. L218-2), 1 year for carriage (C. com. L133-6). The starting point is delivery or completion of the service, not the invoice.
help-limitation-document = What interrupts it: an acknowledgment of debt (C. civ. 2240), a court claim (2241), an act of enforcement (2244).
help-limitation-limit = The program works out a date to watch and never says whether a claim is time-barred.
help-limitation-next = Give the delivery date, keep the evidence, act before the date to watch.

## Life of an item
life-title = Life of { $number }
life-closed = settled
life-open = open
life-left = Balance due
life-issued = Issued on
life-due-original = originally { $day }
life-due = Due date
life-events = From invoice to cash
life-empty-title = Nothing yet
life-empty-text = Reminders, promises, disputes and payments of this item will be read here, each with its author and time.
life-link = Life of the item
## Service messages
service-message = The message
service-to = Recipient
service-show = Show
service-no-mail = No mail server is set up: the message will wait.
service-leaves-now = The message leaves within the minute. It counts towards no step of the scenario.
service-leaves-on = The message leaves on { $date }, the first working day. It counts towards no step of the scenario.
service-not-yours = Your role does not allow you to send messages.
service-choose = First choose an invoice
service-choose-text = The copy leaves from the debtor’s file: note the reason “Invoice not received” on the invoices to send again.
service-copy-title = Send a copy of an invoice
service-copy-send = Send the copy
service-copy-done = The copy is ready to leave. Until it has left, you can cancel it.
service-documents = Documents
service-documents-help = The document is attached as it is, and its bytes are kept with the message sent.
service-item = of { $date }, { $amount } incl. VAT
service-held = kept, will be attached
service-none-title = No document is kept for this invoice
service-none-text = Drop its PDF below: it will be attached to the copy and kept with the invoice.
service-earlier = Copy of { $date }
service-replace = Another document in its place
service-drop = PDF of the invoice
service-drop-help = PDF, PNG or JPEG, 10 MB at most
service-keep = Add
service-no-file = Choose a file.
service-kept = Document kept.
service-card = Service message
service-carries = Attachments
service-promise = The promise confirmed
service-asks-nothing = This message claims nothing and counts towards no step.
service-undo = Cancel the sending
service-undo-reason = Sending cancelled before it left
service-note-title = Confirm a promise by email
service-note-send = Send the confirmation
service-note-done = The confirmation is ready to leave. Until it has left, you can cancel it.
service-plan-title = Tell the debtor that the plan is agreed
service-plan-send = Send the message
service-plan-done = The message is ready to leave. Until it has left, you can cancel it.
service-plan = The agreed payment plan
plan-tell = Tell that it is agreed
plan-told = Message of agreement
plan-calendar = Calendar (.ics)
promise-confirm = Confirm by email
call-open-dispute = Open a dispute (form)
promises-ics = Calendar file
promise-confirm-too = Confirm by email (the message is read through before it leaves)
promise-confirms = Confirm each promise by email, without waiting
promise-confirms-always = The promise will be confirmed by email, as the settings provide.
promise-confirmation = Confirmation by email
validator-title = Who approves the invoice?
validator-who = Person who approves at the debtor’s
validator-name = Name
validator-phone = Direct line
validator-email = Email
validator-help = This person is added to the debtor’s contacts, and the task that asks for their name is closed.
validator-save = Add to the contacts
validator-later = Later
validator-done = { $name } is in the contacts.

## Figures of the conversation
talk-title = The conversation
talk-by-reason = What disputes cost, by reason
talk-by-owner = What disputes cost, by owner
talk-owner = Owner
talk-held = Disputed amount
talk-days = Days of DSO
talk-trend = Over one year

## Page of the owner: what else is waiting
owner-others = Your other open disputes
owner-others-held = { $count } disputes are waiting for your answer or your decision: they hold up { $amount }.
owner-others-help = Each has its own link, sent by email when your opinion is asked for.

## Invoices
nav-items = Invoices
items-list-sub = { $count ->
    [0] No open item
    [one] One open item
   *[other] { $shown } open items
}
items-search = Number, debtor, code, SIREN
items-age = Due date
items-going = Under way
items-any = All
items-category = Category
items-all-categories = All
items-project = Project
items-all-projects = All
items-ages-tous = All that is open
items-ages-factures = Invoices only
items-ages-a-echoir = Not due
items-ages-echus = Overdue
items-ages-between = Overdue for { $from } to { $to } days
items-ages-beyond = Overdue for more than { $days } days
items-ages-avoirs = Credit notes and unallocated cash
items-none-title = No items
items-none-text = Nothing open answers to these filters. Take one away, or search otherwise.
items-contested-part = disputed
items-late-rate = Overdue rate

## Behind a rate
behind-sub = As of { $date }: { $part } out of { $whole }, that is { $share }
behind-empty-title = Nothing behind this rate
behind-empty-text = No line counts towards this rate for now.
behind-yes = Yes
behind-no = No
behind-total = Total
behind-of-owed = The whole is all that is outstanding, credits taken off.
column-item = Item
column-last-contact = Last contact
column-promised-on = Promised day

# Encaissements attendus.
forecast-title = Expected receipts
forecast-sub = What is owed, in the week in which it should be paid.
forecast-empty-title = Nothing is owed
forecast-empty-text = As soon as an invoice is open, the week of its expected payment is here.
forecast-week = Week
forecast-agreed = Agreed
forecast-sum = Running total
forecast-disputed = Disputed, left out
forecast-discount = Agreed discounts, left out
forecast-insolvent = Insolvency proceedings, left out
forecast-credits = Credits and receipts beyond what is owed
forecast-exposure = Exposure
forecast-on = Expected on
forecast-why = Ground
forecast-days-late = { $count } days after the due date
forecast-days-early = { $count } days before the due date
forecast-first = The first { $count } lines; the export has them all.
forecast-how = Agreed: payment plans, settlements, promises and deferred due dates, on their day. The rest: on the due date, moved by the customer’s usual delay, weighted by the amounts paid over six months (three payments at least; else that of all customers). Credits and receipts that are not allocated come off the oldest due dates.

## Classement
class-title = Proposed classes
class-sub = { $count ->
    [0] No debtor to classify
    [one] One debtor to classify, from a year of invoices
   *[other] { $count } debtors to classify, from a year of invoices
}
class-help = Nobody is classified without you. It takes { $least } invoices that fell due within the year. “Forgetful”: at least half paid late, mostly by { $soon } days at most. “Bad payer”: a median lateness above { $soon } days, an undisputed debt overdue for more than { $old } days, or { $broken } broken promises. The class replaces the debtor’s category, and may have its own scenario.
class-person-help = A natural person, or a debtor of unknown kind, gets one neutral word, “Close follow-up”, removed as soon as nothing is overdue any more.
class-rules = Rules of scenarios
class-proposed = Proposed class
class-confirm = Classify the chosen debtors
class-choose = Choose at least one debtor.
class-done = { $count ->
    [0] Nothing changed: the proposals no longer hold.
    [one] One debtor classified. “Bulk actions” takes it back.
   *[other] { $count } debtors classified. “Bulk actions” takes it back.
}
class-empty-title = Nobody to classify
class-empty-text = Everybody pays in time, has the category already, or has too few invoices that fell due.

# The tabs of a debtor's file
file-tabs = Parts of the file
file-overview = Overview
file-statement = Statement
file-payments = Payments
file-agreements = Agreements
file-disputes = Disputes
file-documents = Documents
file-settings = Settings
file-history = History
file-disputed = Disputed
file-figures = Figures
file-group = group
file-salesman = salesperson: { $name }
held-more = { $count ->
    [one] One more suspension: see the suspended invoices
   *[other] { $count } more suspensions: see the suspended invoices
}
preview-goes-on = The message goes on: its end is not shown here.
timeline-all = Whole history
pause-one-title = Suspend reminders of this invoice
pause-whole-account = For the whole account. A single invoice is suspended on its own page:
pause-one-item = choose it in the statement
claims-whole-account = For the whole account. What concerns a single invoice is recorded on its own page:
claims-one-item = choose it in the statement
deferral-how = The due date of an invoice is deferred on its own page:
deferral-choose = choose it in the statement
plans-debtor-none = No payment plan on this account.
statement-in = In { $currency }
statement-filter = Filter, sort, export
statement-sum = { $count ->
    [one] One item
   *[other] { $count } items, all pages
}
settled-none-title = No settled item
settled-none-text = Paid invoices will be listed here.
proposal-more = { $count ->
    [one] One more payment to allocate
   *[other] { $count } more payments to allocate
}
proposal-moved = The account has changed since you saw this allocation: look at it again before you record it.
share-more = { $count ->
    [one] and one more line, for
   *[other] and { $count } more lines, for
}
operation-number = { $count ->
    [one] Type its number.
   *[other] Type its number: { $count } items can be chosen.
}
operation-blank = Blank: { $meaning }.
cause-on-page = This page shows { $shown } of { $count }.
cause-first = the oldest { $shown } of { $count }
documents-count = { $count ->
    [0] no document
    [one] one document
   *[other] { $count } documents
}
documents-none-title = No document
documents-none-text = Electronic invoices, copies, evidence, signed agreements, files of disputes and postal proofs of this account will be listed here.
documents-name = Document
documents-what = Kind
documents-einvoice = Electronic invoice received
documents-copy = Copy attached to messages
documents-evidence = Evidence of the claim
documents-plan = File of a payment plan
documents-compromise = File of a compromise
documents-dispute = File of a dispute
documents-postal = Postal proof
pick-late = { $count ->
    [one] All that is overdue: one invoice, { $amount }
   *[other] All that is overdue: { $number } invoices, { $amount }
}
pick-cause = { $count ->
    [one] All that is overdue because of “{ $cause }”: one invoice, { $amount }
   *[other] All that is overdue because of “{ $cause }”: { $number } invoices, { $amount }
}
pick-both = Choose: a whole group of invoices, or the ones that you ticked one by one.
pick-one-group = One group at a time: tick one of them, then confirm.
pick-changed = This group has changed since it was shown: read it again, then confirm.
pick-search = Invoice number
pick-find = Search
pick-range = Invoices { $from } to { $to } of { $total }, oldest first.
pick-kept = Those that you tick stay ticked from page to page.
pick-unseen = { $count ->
    [one] One more invoice stays ticked without being shown.
   *[other] { $count } more invoices stay ticked without being shown.
}
life-others = The other items of this account
keys-tabs = Open a tab of the file

## Status of a debt, in three steps
keys-status = Change the status
status-title = Change the status
status-step-1 = Status
status-step-2 = Message
status-step-3 = What next
status-go-on = Without a message
status-promise = Promise to pay
status-promise-help = An amount, a day, who said it; the promised invoices are not chased until then.
status-dispute = Dispute
status-dispute-help = The reason and the disputed amount; that part alone leaves the reminders.
status-resolved = Dispute resolved
status-resolved-help = { $reason } · { $owner }: give the decision.
status-running = Open: cause known
status-running-help = Note why the invoice is late; the cause proposes the action that fits.
status-claim = Legal recovery
status-claim-help = The claim, its evidence and its time limits, before the formal notice.
status-tell = The debtor reads what was agreed, if need be.
status-ask-owner = Whoever can answer gets the question by a link, if need be.
status-next = What next?
status-goes-on = The scenario goes on
status-goes-on-help = What is promised or disputed waits; the rest is chased on its day.
status-goes-on-do = Back to the file
status-come-back = Come back to it another day
status-come-back-help = The account leaves the agenda and comes back on that day; reminders go on.
status-out = Leave the scenario
status-out-help = Nothing leaves until that day; without one, until somebody resumes.
status-plan = Offer a payment plan
status-plan-help = Several instalments, signed, followed by what comes in.
status-agreements = Agreements in force
score-title = Payment score
score-lateness = { $days ->
    [one] Mean lateness of { $days } day
   *[other] Mean lateness of { $days } days
}
score-long-late = { $percent }% of the balance overdue for more than 30 days
score-broken-promises = { $count ->
    [one] { $count } broken promise
   *[other] { $count } broken promises
}
score-rejected-payments = { $count ->
    [one] { $count } rejected payment
   *[other] { $count } rejected payments
}
score-unfounded-disputes = { $count ->
    [one] { $count } unfounded dispute
   *[other] { $count } unfounded disputes
}
score-insolvency = Insolvency proceedings opened
score-whole = Nothing to take off: all that is known was paid on time.
score-help = 100 minus the above. What is old counts less, by half every 180 days; what is disputed, deferred or in instalments does not count. Rules and steps of scenarios may use it.
