### What people read, in English. Same keys and variables as zh-CN/main.ftl.

product = Zhengxiang
product-full = Graduate portrait collection
skip = Skip to content
nav = Main pages
crumbs = You are here
other-language = 中文
sign-out = Sign out
all = All
choose = Choose
close = Close
download = Download
actions = Actions
pages = Pages
people = { $n ->
    [one] { $n } person
   *[other] { $n } people
 }
unit-people = people
unit-portraits = portraits
unit-rows = rows
list-comma = , {""}
nav-board = Progress
nav-schools = Schools
nav-roster = Roster
nav-sessions = Sessions
nav-review = Review
nav-packages = Packages
nav-me = My portrait
nav-quwei = Qu-wei codes

## Sign-in

sign-in = Sign in
sign-in-name = User name
sign-in-name-hint = Graduates use their student number
sign-in-secret = Password
sign-in-help = Forgotten your password? Ask your academic affairs office; the office asks the collection centre.

## Board

board = Collection progress
board-people = On the list
board-total = Total
board-legend = Colours of the bar
board-school = School
board-college = College
board-class = Class
board-all = All schools
board-band = { $word } { $n }
board-empty = No roster yet
board-empty-cure = Once a roster is imported, this page shows how many people stand at each stage, by school, college and class.
board-parked = { $n ->
    [one] { $n } background job failed repeatedly and waits for help. Please contact the administrator.
   *[other] { $n } background jobs failed repeatedly and wait for help. Please contact the administrator.
 }
board-group-roster = Proofreading and planning
board-group-shoot = Shoot
board-group-return = Return and registration
board-group-aside = Handled apart
band-before = Not shot yet
band-shoot = Shoot and review
band-trouble = Needs attention
band-done = Portrait accepted
band-registered = Confirmed, registered
figure-people = On the list
figure-portrait = Portrait accepted
figure-trouble = Need attention
figure-answered = Confirmed or registered
figure-share = { $percent }% of the list

## Qu-wei codes

quwei = Qu-wei codes
quwei-lead = Type a name to see the digits to pencil in the name field of a mark card.
quwei-name = Name
quwei-look-up = Look up
quwei-character = Character
quwei-code = Code
quwei-pinyin = Pinyin
quwei-fill = What to fill in
quwei-fill-code = From left to right, { $code }
quwei-missing = Not in the table
quwei-fill-missing = Fill in 0000 and write the pinyin beside the character in its box
quwei-ask = Ask the person how it is read
quwei-long = The name has more than four characters: leave the name field empty and write the name out; somebody will type it in.
quwei-not-chinese = The name holds something other than Chinese characters: leave the name field empty and write the name out; somebody will type it in.

## Schools

school = School
schools = Schools
schools-count = { $n ->
    [one] { $n } school
   *[other] { $n } schools
 }
schools-empty = No schools yet
schools-empty-cure = Create a school first; the school then imports its roster.
school-code = School code
school-code-hint = Five digits
school-name = School name
school-new = New school
school-create = Create
regime = Regime
regime-list = List
regime-code = Collection code
regime-hint-list = The school may hand its list to the centre; the centre sees names
regime-hint-code = The centre sees a masked name and the last four characters only (notice 〔2022〕10)

## Roster

roster = Roster
roster-export = { $n ->
    [one] Export this { $n } person
   *[other] Export these { $n } people
 }
roster-empty = Nobody to show
roster-empty-cure = Once a roster is imported, every graduate is listed here.
roster-empty-filtered = Nobody matches. Widen the filter or clear it.
roster-proofread-class = When every student of { $class } has read and signed their line, the whole class can be marked as proofread.
roster-proofread-class-do = Mark the class as proofread
college = College
class = Class
stage = Stage
search = Search
search-hint = Student number, identity number or full name
filter = Filter
filter-clear = Clear filter
portrait = Portrait
portrait-there = Yes
portrait-none = No portrait yet
portrait-elsewhere = There is one, not shown here
portrait-size = 480 × 640 pixels
page-previous = Previous
page-next = Next
page-of = Page { $page } of { $pages }
record-facts = Details
history = History
proofread-do = Mark as proofread
cohort = Cohort
cohort-hint = Year of graduation, for example 2027
cohort-of = Class of { $year }
import = Import roster
import-lead = Check first, write afterwards: checking changes nothing, and each finding names its cell and the cure.
import-template = Download the template
import-file = Roster file
import-file-hint = Excel workbook (.xlsx), headers in the first row, columns in any order, 20 MB at most
import-check = Check the file
import-step-file = Choose file
import-step-check = Look at the result
import-step-done = Write to roster
import-rows = In the file
import-ready = Ready to write
import-already = Listed already
import-left-out = Left out for now
import-new-colleges = { $n ->
    [one] { $n } new college:
   *[other] { $n } new colleges:
 }
import-new-classes = { $n ->
    [one] { $n } new class:
   *[other] { $n } new classes:
 }
import-new-look = A misspelt name becomes another college or class: look before you write.
import-ignored = { $n ->
    [one] { $n } column is unknown and was left alone:
   *[other] { $n } columns are unknown and were left alone:
 }
import-clean = Nothing to find fault with.
import-findings = { $n ->
    [one] { $n } thing to look at
   *[other] { $n } things to look at
 }
import-leaves-out = { $n ->
    [one] { $n } person has errors and is left out for now. Import again after the school has mended them; nobody is listed twice.
   *[other] { $n } people have errors and are left out for now. Import again after the school has mended them; nobody is listed twice.
 }
import-leaves-none = Everybody can be written.
import-other-file = Another file
import-apply = { $n ->
    [one] Write { $n } person
   *[other] Write { $n } people
 }
finding-cell = Cell
finding-field = Column
finding-shown = In the file
finding-fault = What is wrong
finding-cure = What to do
finding-blank = blank
finding-missing = is not filled in
finding-separator-mended = an unusual separator was read as “·”
finding-number-length = has { $found } characters, not 1 to 20
finding-number-character = character { $at } is neither letter, digit nor hyphen
finding-identity-fifteen = an old 15-digit number was read as its 18-digit form
finding-identity-length = has { $found } characters instead of 18
finding-identity-digit = character { $at } is not a digit
finding-identity-birth-date = holds a birth date that does not exist
finding-identity-check = the last character should be { $expected }
finding-not-a-date = is not a date
finding-birth-date = differs from { $date } in the identity number
finding-sex = differs from the identity number, which says { $sex }
finding-not-in-list = is not one of the allowed words
finding-native-place = does not read “province, county (city)”
finding-programme-years = is not 1 to 8 years
finding-phone = is not an 11-digit mobile number
finding-too-long = is longer than { $longest } characters
finding-doubled = repeats row { $row }
finding-destroyed = was stored by Excel as a number and has lost its last digits
finding-missing-column = the file has no such column
finding-listed-as-another = the number is already listed for somebody else
finding-name-long = has { $found } characters, more than 50
finding-name-space = has a space at place { $at }
finding-name-invisible = has an invisible character at place { $at }
finding-name-look-alike = has an unusual separator at place { $at }
finding-name-separator = has a stray separator at place { $at }
finding-name-placeholder = has a placeholder for a missing character at place { $at }
cure-missing = fill in { $field }
cure-name-space = delete it and enter the name again
cure-name-placeholder = enter the character itself, as on the identity card; rare ones are supported
cure-name = enter it again from the identity card
cure-separator-mended = make sure that the name reads as on the identity card
cure-number = enter the number as enrolled
cure-identity = enter it again from the identity card
cure-identity-fifteen = make sure of the 18-digit number the student uses now
cure-not-a-date = enter eight digits, for example 20050301
cure-birth-date = mend the birth date or the identity number from the identity card
cure-sex = mend the sex or the identity number from the identity card
cure-not-in-list = allowed: { $allowed }
cure-native-place = write it down to the county (city), for example 湖南省长沙市
cure-programme-years = enter a number, for example 4 or 2.5
cure-phone = enter the student's own number, or leave it blank
cure-too-long = shorten it
cure-doubled = delete one of the rows, or mend the number
cure-destroyed = set the column to text, then enter it again from the identity card
cure-missing-column = add the column, named as in the template
cure-listed-as-another = check the number; if it is right, have the listed line corrected first

## Sessions

sessions = Sessions
sessions-empty = No sessions yet
sessions-empty-cure = Once students are proofread, the collection centre sets day and place.
session-new = Plan a session
session-new-hint = Every proofread student of the school is included; plan again for those proofread later.
session-create = Plan
session-kind = Kind
session-state = State
session-open = Open
session-closed = Closed
session-back = Back to the session
session-close = Close the session
session-close-lead = { $n ->
    [one] After closing nobody can check in or be shot. { $n } person has not checked in, is missed, and can be planned into a make-up shoot.
   *[other] After closing nobody can check in or be shot. { $n } people have not checked in, are missed, and can be planned into a make-up shoot.
 }
profile = Portrait profile
held-on = Date
place = Place
shot-number = Shot number
collection-code = Collection code
codes = Collection codes
codes-lead = Gives every student on the list a code; codes already given stay. Students show them on their phones.
codes-issue = Give out codes
frames = Photographs
frames-lead = Each photograph joins the person at the camera; if nobody was called, the next in line.
frames-files = Camera files
frames-hint = JPG, several at once, 64 MB each at most
frames-send = Upload
frames-received = { $n ->
    [one] { $n } photograph received
   *[other] { $n } photographs received
 }
frames-file = File
frames-outcome = Outcome
frames-unjoined = Photographs without a person
frames-unjoined-none = None.
frames-unjoined-lead = These came when nobody stood at the camera. Choose whose each is.
frames-unjoined-nobody = These came when nobody stood at the camera; the crew joins them here.
frames-came = Received
frames-join-whom = Whose is it
frames-join = Join
frames-more = Upload more
frame-joined = Joined
frame-already = Received before
frame-unjoined = Not joined: nobody at the camera
check-in = Check in
check-in-desk = Check-in desk
check-in-scan = Scan a collection code
check-in-scan-hint = Use the scanner; without one, type the sixteen letters below.
check-in-held = Same number as before
check-in-given = Remember your number
check-in-ahead = { $n ->
    [0] Nobody ahead: please go to the camera
    [one] { $n } person ahead, please wait in line
   *[other] { $n } people ahead, please wait in line
 }
check-in-stop = No number
queue = Waiting
queue-empty = Nobody is waiting.
queue-more = { $n ->
    [one] and { $n } more
   *[other] and { $n } more
 }

## Review

review = Review
review-waiting = { $n ->
    [one] { $n } to review, worst first
   *[other] { $n } to review, worst first
 }
review-empty = Nothing to review
review-empty-cure = Photographs appear here once they are received and measured.
review-headwear = Headwear
review-headwear-choose = Please choose
review-accept = Accept
review-refuse = Refuse
review-refuse-do = Send to re-shoot
review-why = Choose the reasons; the student will see them
review-undo = Undo
review-accepted = Accepted
review-refused = Sent to re-shoot
review-card = Number { $shot }, { $verdict }
review-card-scan = Print scan, { $verdict }
key-walk = Walk
key-large = Large view
guide-hairline = hairline 50–110
guide-eyes = eyes 200–300
portrait-cannot-cut = No portrait can be cut

## Packages

packages = Packages
packages-empty = No packages yet
packages-empty-cure = After review the centre packs the portraits; the school downloads them here.
package-make = Make a package
package-made = Made
package-portraits = Portraits
package-missing = Missing
package-size = Size
package-supersedes = Supersedes
package-holds = A package holds the portraits, the index, the list of the missing and a signed manifest; count after downloading.
image-check = Image check
image-check-lead = Once open, every student looks at their own portrait and details on the phone and answers once.
image-check-until = Last day
image-check-until-hint = Left blank, it follows from the centre's rule.
image-check-open = Open the image check

## One's own

me = My portrait
my-facts = My details
my-portrait = My certificate portrait
code-bright = Turn the screen brightness up
dress = Dress and pose
dress-pose = Sit straight, eyes open and level, lips closed
dress-glasses = Wear your glasses if you always do, without glare or tint
dress-hair = No earrings or necklace; hair off eyebrows, eyes and ears; no make-up
dress-clothes = Clothes clearly unlike the backdrop, no busy patterns or stripes
next-proofreading = Waiting for proofreading
next-proofreading-way = Read every field of your line at the college office and sign; then you can be photographed.
next-session = Waiting for a date
next-session-way = Your details are proofread. Day and place will appear here.
next-come = Come on { $date }
next-come-way = Place: { $place }. Show your collection code at the check-in desk first.
next-in-line = Please wait in line
next-in-line-way = Tell this number at the camera. Do not leave or skip the line.
next-review = Your photograph is being reviewed
next-review-way = Usually the same day. Please stay for now.
next-reshoot = Please have it taken again, free of charge
next-reshoot-way = Reason: { $faults }. Go back to the camera; your number stays.
next-delivery = Your portrait is accepted
next-delivery-way = It goes back to your school; then you can look at it.
next-image-check = Waiting for the image check
next-image-check-way = Your school has your portrait. Confirm here once the check is open.
next-answer = Check your portrait and details
next-answer-way = Answer by { $date }; without an answer no certificate is registered.
next-late = The time to answer is over
next-late-way = The last day was { $date }. Ask your college to have it opened again.
next-confirmed = You confirmed
next-confirmed-way = Your school registers the certificate with this portrait. Nothing more to do.
next-disputed = You reported an error
next-disputed-way = Your college is looking into it. You can look again after its answer.
next-registered = Certificate registered
next-registered-way = Look it up on the national platform.
next-make-up = Please come to a make-up shoot
next-make-up-way = Day and place will appear here.
next-erratum = A correction is being decided
next-erratum-way = Your school filed a correction; its result will appear here.
next-withdrawn = You are not on this year's list
next-withdrawn-way = Ask your college office if this is wrong.
graduation-year = Year of graduation
answer-ask = Are portrait and details right?
answer-once = Everyone answers once. Read each line before you choose.
answer-confirmed = All correct
answer-wrong = The portrait is not me, or any detail is wrong:
answer-disputed = Something is wrong
answer-sure = Once more
answer-sure-confirmed = Is everything correct?
answer-sure-disputed = What is wrong?
answer-only-chance = This is your only chance: it cannot be changed afterwards.
answer-words = Say which detail is wrong and what it should be
answer-words-hint = For example: the second character of my name should be “喆”. 500 characters at most.
answer-do-confirmed = Yes, all correct
answer-do-disputed = Report the error
answer-look-again = Go back and look again

## What was done

done-school = The school is created.
done-proofread = Marked as proofread.
done-class = { $n ->
    [one] { $n } person marked as proofread.
   *[other] { $n } people marked as proofread.
 }
done-session = The session is planned.
done-close = The session is closed.
done-codes = { $n ->
    [one] { $n } code given out.
   *[other] { $n } codes given out.
 }
done-package = The package is ready to download.
done-image-check = { $n ->
    [one] The image check is open for { $n } person.
   *[other] The image check is open for { $n } people.
 }
done-answer = Your answer is received.
done-import = { $n ->
    [one] Written: { $n } person is new. Colleges and students proofread next.
   *[other] Written: { $n } people are new. Colleges and students proofread next.
 }
done-review = Recorded.
done-join = Joined to number { $n }.

## What went wrong

problem-back = Back
problem-trace = When you report this, add:
problem-then = . {""}
problem-signed-out = You are not signed in, or no longer
problem-signed-out-cure = Sign in and do it again.
problem-forbidden = You may not do this
problem-forbidden-cure = If your work needs it, ask the collection centre or your academic affairs office.
problem-origin = This page is out of date
problem-origin-cure = Reload the page and send the form again.
problem-form = The form cannot be read
problem-form-cure = Go back, check each field and send it again.
problem-too-large = The file is too large
problem-too-large-cure = Send it in parts of the size the page names.
problem-not-found = There is no such page
problem-not-found-cure = The address may be wrong, or this is not for your office. Start from the front page.
problem-method = This address does not open like this
problem-method-cure = Start from the front page.
problem-stale = Somebody was quicker, or the system was busy
problem-stale-cure = Reload, look, and do it again.
problem-stage = This step cannot be taken now
problem-stage-cure = The record stands at another stage: reload and look.
problem-down = The system cannot work at the moment
problem-down-cure = Try again in a few minutes; if it stays so, tell the administrator.
problem-broken = Something broke, and the step was not taken
problem-broken-cure = Tell the administrator the number below.
problem-wrong-secret = The user name or the password is wrong
problem-wrong-secret-cure = Mind capital letters and try again.
problem-too-many = Too many wrong tries
problem-too-many-cure = Wait ten minutes, then sign in.
problem-disabled = This account is disabled
problem-disabled-cure = Ask the collection centre.
problem-school-code = A school code has five digits
problem-school-code-cure = Take it from the ministry’s list.
problem-school-name = A school name has 1 to 60 characters
problem-school-name-cure = Enter the full name.
problem-school-exists = A school with this code is there already
problem-school-exists-cure = Find it in the list.
problem-class-elsewhere = A class belongs to another college already
problem-class-elsewhere-cure = Check the names of colleges and classes in the file, or name the class differently.
problem-list-forbidden = Under collection codes rosters and mark cards stay with the school
problem-list-forbidden-cure = Let its academic affairs office do it (notice 〔2022〕10).
problem-unreadable = The file is no readable Excel workbook
problem-unreadable-cure = Save it as .xlsx and choose it again.
problem-applied = This file was written before
problem-applied-cure = Look at the roster; import a new file for corrections.
problem-nothing-to-list = Nobody in the file can be written
problem-nothing-to-list-cure = Mend the findings, then import again.
problem-card-decided = This was decided a moment ago
problem-card-decided-cure = Go on with the next one.
problem-card-answer = What was typed breaks the rules of this field
problem-card-answer-cure = Correct it from the card, or send the card back.
problem-card-class = College and class are not given
problem-card-class-cure = Fill them in, 1–60 characters each, and choose the files again.
problem-nothing-to-take-back = There is nothing to take back
problem-nothing-to-take-back-cure = Go on with the next one.
problem-place = A place has 1 to 80 characters
problem-place-cure = Name building and room.
problem-past = The date has passed
problem-past-cure = Choose today or later.
problem-profile = There is no such portrait profile
problem-profile-cure = Ask the administrator.
problem-nobody-to-plan = No student of the school is proofread and waits for a session
problem-nobody-to-plan-cure = Let the school proofread first.
problem-closed = The session is closed
problem-closed-cure = Plan a make-up session.
problem-unreadable-code = The code is incomplete
problem-unreadable-code-cure = Turn up the phone’s brightness and scan again, or type the sixteen letters.
problem-unknown-code = Nobody here has this code
problem-unknown-code-cure = Check school and name, or ask at the help desk.
problem-not-proofread = The details are not proofread yet
problem-not-proofread-cure = Go to the proofreading desk first, then come back.
problem-not-planned = Not planned into a session yet
problem-not-planned-cure = Let the lead teacher ask the collection centre.
problem-other-session = Planned into another session
problem-other-session-cure = Go to the day and place shown on the phone.
problem-already-shot = Photographed already, no number needed
problem-already-shot-cure = If told to re-shoot, go straight to the camera.
problem-withdrawn = No longer on this year’s list
problem-withdrawn-cure = Ask at the college office.
problem-frame-size = The photograph is empty or too large
problem-frame-size-cure = Check the camera’s card.
problem-not-in-line = This student does not wait for the camera
problem-not-in-line-cure = Check in first.
problem-not-assessed = The photograph is not measured yet, or somebody decided already
problem-not-assessed-cure = Reload and look.
problem-no-portrait = No portrait can be cut from this photograph
problem-no-portrait-cure = Send it to re-shoot.
problem-headwear = Something seems to be worn on the head, and nobody has decided on it
problem-headwear-cure = Choose “not worn”, or the religious, medical or cultural need.
problem-no-reason = No reason was chosen
problem-no-reason-cure = Choose at least one, so that the student knows what to change.
problem-nothing-to-deliver = No accepted portrait waits for delivery
problem-nothing-to-deliver-cure = Finish the review first.
problem-nothing-to-open = Nothing was delivered that could be checked
problem-nothing-to-open-cure = Make a package first.
problem-unknown-year = The calendar lacks this year
problem-unknown-year-cure = Let the administrator add its holidays.
problem-over = The image check is over
problem-over-cure = Ask your college to have it opened again.
problem-not-open = The image check is not open yet
problem-not-open-cure = Your page will show it.
problem-answered = You have answered already
problem-answered-cure = Everyone answers once; ask your college if in doubt.
problem-words = Say what is wrong in 2 to 500 characters
problem-words-cure = Then send it again.

## Closed lists

stage-listed = To proofread
stage-proofread = Proofread
stage-planned = To check in
stage-checked_in = Has number
stage-captured = To review
stage-reshoot = To re-shoot
stage-accepted = Accepted
stage-delivered = Delivered
stage-image_check_open = Image check
stage-disputed = Disputed
stage-confirmed = Confirmed
stage-registered = Registered
stage-under_erratum = Erratum
stage-make_up = Make-up
stage-withdrawn = Withdrawn
field-student_number = Student number
field-name = Name
field-sex = Sex
field-birth_date = Date of birth
field-affiliation = Political affiliation
field-major = Major (track)
field-entered_on = Date of entry
field-programme_years = Programme years
field-level = Level
field-ethnicity = Ethnicity
field-identity_number = Identity number
field-native_place = Native place
field-remark = Remark
field-college = College
field-class = Class
field-phone = Mobile number
field-exam_number = Exam number
field-category = Qualification category
field-form_of_study = Form of study
verdict-pass = Pass
verdict-warn = Notice
verdict-fail = Fail
verdict-unassessable = Not assessable
headwear-not_worn = Not worn
headwear-religious = Religious need
headwear-medical = Medical need
headwear-cultural = Cultural need
portrait-fault-no_face = No face seen
portrait-fault-several_faces = Somebody else in the picture
portrait-fault-head_cut = Head out of the picture
portrait-fault-placement = Head out of place
portrait-fault-head_tilted = Head tilted
portrait-fault-head_turned = Head turned
portrait-fault-eyes_closed = Closed eyes
portrait-fault-mouth_open = Open mouth
portrait-fault-expression = Expression
portrait-fault-occlusion = Face covered
portrait-fault-glare = Glare on glasses
portrait-fault-dark_glasses = Dark glasses
portrait-fault-head_covered = Hat or headwear
portrait-fault-ornaments = Ornaments
portrait-fault-clothing = Clothes
portrait-fault-background = Backdrop
portrait-fault-light = Uneven light or exposure
portrait-fault-blurred = Blurred
portrait-fault-wrong_person = Wrong person
portrait-fault-unreadable = File cannot be read
session-kind-on_site = On site
session-kind-make_up = Make-up
session-kind-walk_in = Walk-in
answer-word-confirmed = Confirmed
answer-word-disputed = Disputed
sex-male = male
sex-female = female
role-planner = Planner
role-crew = Crew
role-processor = Processor
role-academic_affairs = Academic affairs
role-college_office = College office
role-graduate = Graduate
step-list = Listed
step-correct = Details corrected
step-proofread = Proofread
step-plan = Planned into a session
step-check_in = Checked in
step-leave_queue = Left the line
step-capture = Photographed
step-scan_print = Print scanned
step-detach = Frame detached
step-refuse = Refused, to re-shoot
step-accept = Accepted
step-take_back = Acceptance taken back
step-deliver = Delivered
step-open_image_check = Image check opened
step-confirm = Confirmed
step-dispute = Disputed
step-answer_dispute = Dispute answered
step-file_erratum = Erratum filed
step-answer_erratum = Erratum answered
step-request_make_up = Make-up requested
step-register = Registered
step-withdraw = Withdrawn
step-reinstate = Reinstated

## Mark cards

cards = Mark cards
cards-lead = Cards filled in by hand, read from scans or photographs; people decide the columns that are in doubt.
cards-two-people = Two people decide every doubt on their own; it counts when they agree.
cards-desk = { $n ->
    [one] Review 1 card
   *[other] Review { $n } cards
 }
cards-no-school = No school whose cards can be read here
cards-no-school-cure = Under the code regime a school reads its own cards. Schools under the list regime appear here once they are set up.
cards-received = Sent just now
cards-sending = sending and reading; after a break choose the same files again
cards-unsent = did not arrive
cards-again = Send again what did not arrive
cards-already = read before
cards-accepted = { $n } accepted
cards-waiting = { $n } to review
cards-rejected = { $n } sent back
cards-empty = No cards
cards-empty-cure = Choose the class and its scans; the cards appear here once they are read.
cards-count = { $n ->
    [one] 1 card
   *[other] { $n } cards
 }
unit-cards = cards
card-number = Card
cards-send = Read cards
cards-class-hint = cards are handed in by class: one class at a time
cards-files = Scans or photographs
cards-files-hint = JPG, PNG, TIFF or PDF, several at once, up to 64 MB each; after a break send them again, what was read is not doubled
cards-read = Send and read
cards-import = Into the roster
cards-import-lead = { $n ->
    [one] Hands the accepted card to the import, to be looked at before it is written; people on the roster already are not doubled.
   *[other] Hands the { $n } accepted cards to the import, to be looked at before they are written; people on the roster already are not doubled.
 }
cards-import-do = Import the accepted cards
card-state-waiting = to review
card-state-accepted = accepted
card-state-rejected = sent back
card-desk = Mark card review
card-key-value = choose
card-key-space = Space
card-key-suggested = take the suggestion
card-key-reject = cannot tell
card-blank = blank
card-left = { $n ->
    [one] 1 card to review
   *[other] { $n } cards to review
 }
card-hour-answers = { $n ->
    [one] you decided 1 doubt in the last hour
   *[other] you decided { $n } doubts in the last hour
 }
card-hour-cards = { $n ->
    [one] on 1 card
   *[other] on { $n } cards
 }
card-of-file = card { $n }
card-questions = { $n ->
    [one] 1 doubt left
   *[other] { $n } doubts left
 }
card-whole = the whole card
card-column = { $field }, column { $at }
card-strip = the column as it was read
card-near = the column and what stands around it
card-picture = the whole card
card-ink = how dark it is
card-typed = As the card has it
card-take = Take it
card-name-hint = as written by hand on the card, without spaces
card-pinyin = Find by pinyin
card-pinyin-hint = type one syllable, press a digit to choose, arrows turn the page; Esc leaves
card-by-roster = As on the roster
card-by-card = As on the card
card-as-new = Not on the roster: take as new
card-and = { " and " }
card-same-as = { " as on " }
card-drop = The same person: send this one back
card-keep = Somebody else: take it
card-reject = Send this card back
card-fault-unreadable = cannot be read
card-fault-filled_wrongly = filled in wrongly
card-fault-foreign = not a card of this school
card-fault-duplicate = a double
card-fault-not_read = the file or page cannot be read; scan it again
card-fault-no_card = no card was found on the page; see whether it is missing, folded or another sheet
card-fault-other_form = another version of the card
card-fault-too_pale = too pale; mark it darker and scan it again
card-none = No card waits for you
card-none-cure = Go back to the list and import the accepted cards.
card-none-others = { $n ->
    [one] 1 card waits for another person.
   *[other] { $n } cards wait for another person.
 }
card-one = Mark card
card-says = What the card says
card-history-none = Nobody had to decide anything on this card.
card-covered = shown once the card is settled
card-act-decide = decided
card-act-reject = sent back
card-act-take_back = taken back
card-why-doubtful = the mark is unclear
card-why-erased = something was rubbed out
card-why-double = two values are marked
card-why-gap = blank in between; numbers are filled from the left
card-why-missing = nothing is marked
card-why-too_short = too few digits
card-why-too_long = too many digits
card-why-check_character = the check character does not fit; compare every digit
card-why-birth_date = its date of birth does not exist
card-why-not_empty = left empty by rule; confirm to leave it empty
card-why-half_character = the code of a character is not finished
card-why-no_character = there is no such character code
card-why-written_character = a character is marked 0000: type it from the writing and its pinyin
card-why-written_name = no codes are marked: type the name from the writing
card-why-differs = differs from the roster
card-why-duplicate = a number is the same as on an accepted card
card-why-not_on_roster = nobody on the roster
card-field-student_number = Student number
card-field-name = Name
card-field-identity_number = Identity number
card-field-college_code = College code
card-field-region_code = Region code
card-field-shot_number = Shot number
card-field-level = Level
card-field-category = Category

