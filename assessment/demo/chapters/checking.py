"""E10 to E12: reviews, call quality, and a complaint."""

from assessment.demo.readings import complaint_timeline, follow_up_note
from assessment.demo.records import quality_report, reviews
from assessment.demo.story import HandIn, Item, Marking, Paper
from portfolio.models import Method

REVIEWS = Item(
    key="reviews",
    title="Quarterly performance reviews of three members",
    method=Method.WORK_PRODUCT,
    days_ago=107,
    narrative="""
<p>I hold a review with each member every quarter. The forms of <strong>Ash</strong>,
<strong>Lou</strong> and <strong>Remi</strong> are attached, with their agreement and under
pseudonyms.</p>
<h3>How I prepared</h3>
<p>A week before, each person got their own figures (FCR, satisfaction, adherence, call checks)
with one question: <em>“Which of these tells the truth about your quarter and which does not?”</em>
Lou answered that adherence did not: half of the minutes lost were spent on the buddy desk. Lou was
right, and I had the code changed for the whole team.</p>
<h3>How I gave feedback</h3>
<ul>
<li><strong>Ash</strong>: recognised for eleven complaints settled at first contact. One thing to
improve: notes so brief that the next person starts again. We read two together.</li>
<li><strong>Lou</strong>: from 71% to 80% FCR. I said what I had heard on the calls that explained
it, so that the praise was worth something.</li>
<li><strong>Remi</strong>: satisfaction fell to 4.0 in the weeks when captions failed on the phone
system. I had to say that this was <em>our</em> failure, reported late by me, before we spoke about
anything else.</li>
</ul>
<h3>What we agreed</h3>
<p>Ash will write fuller notes. Lou will keep it up and help Devon. Remi will try the new caption
unit and tell me how it goes. All three signed and have a copy.</p>
""",
    shows={
        "LT 3.1": "p. 1 to 3",
        "LT 3.3": "“What we agreed”",
        "LT-MP3": "p. 1, figures",
        "LT-MP6": "p. 1 to 3",
        "CC-MP3": "p. 1 to 3",
    },
    papers=(
        Paper(
            "Performance reviews.pdf",
            "Three review forms with figures, strengths, points to improve, the member's own words "
            "and signatures.",
            reviews,
        ),
    ),
    hand_ins=(
        HandIn(
            64,
            Marking(
                52,
                "Conversations and not tick-boxes: the feedback to Remi is brave. What is missing "
                "is the end of the conversation. Read your three agreements again and ask: how "
                "would Ash know in three months that it was done?",
                comments={
                    "LT 3.1": "Sensitive, specific and balanced. Met.",
                    "CC-MP3": "Figures are analysed with the member. Credited.",
                },
                not_yet={
                    "LT 3.3": "“Write fuller notes” and “keep it up” cannot be checked.",
                    "LT-MP6": "The reviews are linked to metrics, but the areas for improvement "
                    "have no objective yet.",
                },
                actions={
                    "LT 3.3": "Agree with each of the three one SMART objective that names a "
                    "service measure and a date, for example how many of ten checked notes let "
                    "the next person carry on, and add the page they signed.",
                    "LT-MP6": "Nothing more: this follows once 3.3 is done.",
                },
            ),
        ),
    ),
)


QUALITY = Item(
    key="quality",
    title="Call quality monitoring: eight weeks of checks",
    method=Method.WORK_PRODUCT,
    days_ago=97,
    narrative="""
<p>To know whether the articles changed what customers hear, and not only the figures, I checked
four calls of each member every fortnight for eight weeks: <strong>128 calls</strong>. The report
is attached.</p>
<h3>Techniques I used, and why more than one</h3>
<ul>
<li><strong>Call checks</strong> against our twelve-point form. Good for behaviour; blind to what
happens after the call.</li>
<li><strong>The survey</strong> after each call. The customer's view, but only 14% answer.</li>
<li><strong>Spot checks</strong> of ten account notes a week. These found what calls cannot: four
in ten did not let the next person carry on.</li>
<li><strong>Calibration</strong>: once a month three of us score the same call blind. In the first
round we were 14 points apart on “clear explanation”; after we had rewritten that line of the form
we were 4 apart.</li>
</ul>
<h3>What I found and did</h3>
<p>“Clear explanation” rose from 68% to 89%, and 94% of those calls used an article. “Next steps
stated” stayed flat at 71%, so I put that in the huddle for two weeks, with a recorded call by
Jules as the example to copy. It rose to 83%.</p>
<p>I also look for what is <em>good</em>. Each report names one call that everybody should hear.
The third one was Devon's, who had never been named for anything before.</p>
<p>Service level in the same weeks: 82% of calls answered in thirty seconds (standard 80%), and 96%
of call-backs made within two working days (standard 95%).</p>
""",
    shows={
        "MT 1.2": "“Techniques I used”",
        "MT 2.3": "p. 1, chart",
        "MT-MP4": "p. 1 and 2",
        "MT-MP8": "p. 2",
        "CO 2.3": "last paragraph",
        "LT-MP3": "p. 1",
    },
    papers=(
        Paper(
            "Call quality report.pdf",
            "Scores of 128 checked calls by line of the form, before and after, with findings and "
            "actions.",
            quality_report,
        ),
    ),
    hand_ins=(
        HandIn(
            60,
            Marking(
                49,
                "Four techniques, with the limits of each: just what the knowledge criterion asks "
                "for. I would like to hear in discussion how calibration went in month three.",
                by="tara",
                comments={
                    "MT 1.2": "A range of techniques, and you say what each cannot see.",
                    "CO 2.3": "Delivery is compared with two written service levels.",
                },
                countersigned=45,
            ),
        ),
    ),
)


COMPLAINT = Item(
    key="complaint",
    title="A complaint about missed call-backs, handled with LAAARN",
    method=Method.WORK_PRODUCT,
    days_ago=86,
    narrative="""
<p>Mrs P (name withheld) complained on {on:86}: three promised call-backs had not come. One missed
call-back is a slip; three are a system. This was the second operational problem of the period and
had nothing to do with billing.</p>
<h3>With the customer: LAAARN</h3>
<ol>
<li><strong>Listen</strong>: I rang her myself and let her finish. It took eleven minutes.</li>
<li><strong>Apologise</strong>: for the three calls, one by one, and not “for any
inconvenience”.</li>
<li><strong>Agree</strong> what was wrong: we had broken our word. The leak itself was in
hand.</li>
<li><strong>Action</strong>: a call at 5 pm that day, and a £30 goodwill credit within my
limit.</li>
<li><strong>Review</strong>: I checked at 4 pm that the repair slot was real.</li>
<li><strong>Notify</strong>: I rang at 5 pm, and wrote to her on {on:84}.</li>
</ol>
<h3>Behind it: the cause</h3>
<p>I traced the three promises with Ash. All were typed into the notes, where no list picks them
up; the call-back list lives in another screen that only four of us had been shown. In a sample of
forty promises nine were in the notes only, and seven of those nine were missed.</p>
<h3>What was done</h3>
<p>From {on:82} every promise goes into the list. I showed all eight members, wrote the step into
the closing script, and Ash checks the list at noon and at 5 pm. I told the team, Will and the
other team leaders what we had found.</p>
<p>What a failure like this costs: Mrs P had told two neighbours and the local paper's page. If she
had gone to the ombudsman, the case fee alone is more than a day of an adviser's pay.</p>
""",
    shows={
        "CO 3.1": "“Behind it: the cause”",
        "CO 3.2": "“Options weighed”",
        "CO 3.3": "“What was done”",
        "CO 3.4": "follow-up note",
        "CO-MP3": "whole item",
        "LT 4.3": "last paragraph",
    },
    papers=(
        Paper(
            "Complaint timeline.txt",
            "The complaint by day and hour, names withheld.",
            complaint_timeline,
        ),
    ),
    hand_ins=(
        HandIn(
            43,
            Marking(
                31,
                "The handling of Mrs P is first-rate and the cause is well found. Two steps of "
                "problem-solving are not on paper yet; see the criteria.",
                comments={
                    "CO 3.1": "A sample of forty turns one story into a finding.",
                    "LT 4.3": "The cost is named for the organisation and for its people.",
                },
                not_yet={
                    "CO 3.2": "I see one solution. Which others did you consider, and why was this "
                    "one better?",
                    "CO 3.4": "It was put in place, but did it work?",
                    "CO-MP3": "To be credited with the two criteria above.",
                },
                actions={
                    "CO 3.2": "Give at least two other solutions, with cost or risk.",
                    "CO 3.4": "Check a new sample of promises after some weeks and say what you "
                    "did about those still missed.",
                    "CO-MP3": "Nothing more than what 3.2 and 3.4 ask for.",
                },
            ),
        ),
        HandIn(
            5,
            addition="""
<h3>Options weighed</h3>
<p>Added after Ben's feedback. Ash and I considered three ways:</p>
<ul>
<li><strong>A reminder by the billing system</strong>: best in the long run, but £3,800 and not
before the next release. Requested for then.</li>
<li><strong>No more promised call-backs</strong>: free, and it would have punished customers for
our fault. Calls about the same thing would have risen.</li>
<li><strong>One list, shown to all and checked twice a day</strong>: half an hour's work for each
person once and ten minutes a day. The risk is that it depends on Ash, so Kit is deputy.</li>
</ul>
<h3>Did it work?</h3>
<p>Six weeks on I took forty new promises. One was in the notes only (nine before) and
<strong>thirty-nine were kept</strong>. The one that was missed came from a relief adviser who had
not been shown; showing the list is now part of the first morning. I rang Mrs P on {on:9}; her
words are in the follow-up note.</p>
""",
            papers=(
                Paper(
                    "Follow-up after six weeks.txt",
                    "Second sample of forty promises, and the customer's words.",
                    follow_up_note,
                ),
            ),
        ),
    ),
)


ITEMS = (REVIEWS, QUALITY, COMPLAINT)
