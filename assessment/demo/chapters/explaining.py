"""E16 to E18: theory, a discussion, and an original that stays confidential."""

from assessment.demo.sounds import discussion_recording
from assessment.demo.story import HandIn, Item, Marking, Paper
from portfolio.models import Method

THEORY = Item(
    key="reflection-theory",
    title="Reflective account: leading through change, and the theory behind it",
    method=Method.REFLECTIVE,
    days_ago=45,
    narrative="""
<p>I have picked the ideas that helped me and left out those that did not.</p>
<h3>Where the team stands</h3>
<p>Advisers answer to me, I answer to the operations manager, and he to the director of customer
services. Quality and resource planning sit beside us, not above. This matters: I may move tasks
within the team, I may ask planning for shifts, and only Will can spend. Members know that a credit
over £30 comes to me and one over £150 goes to him.</p>
<h3>Benchmarks and their danger</h3>
<p>A benchmark is a question and not a verdict. Comparing with the floor's average (71%) told me
that everybody had fallen; comparing with our own past (78%) told me how far. Ranking people
against one another would have told me who had the easy calls.</p>
<h3>What failing costs</h3>
<p>About £940 a week in repeat calls, sickness up from 3.1% to 5.4%, and one resignation letter
that was withdrawn. Poor service is unfair to customers first and then to the people who must
apologise for it.</p>
<h3>Presenting a plan so that people commit</h3>
<p>I presented the plan twice. The first time I explained it well and met polite silence. The
second time I brought it half finished and asked them to break it. Lou moved the testing. People
stand by what they have helped to build, which is what the books call ownership.</p>
<h3>Motivation in a contact centre</h3>
<p>Calls are timed, so autonomy is scarce. I gave it where I could: choice of article, choice of
buddy, a veto on Fridays. Recognition had to be specific, for people here hear “great job” all day
from posters.</p>
""",
    shows={
        "LT 4.1": "“Where the team stands”",
        "LT 4.3": "“What failing costs”",
        "LT 4.5": "“Presenting a plan”",
        "LT 4.7": "“Motivation”",
        "CC-MP5": "whole item",
        "MT 1.1": "“Benchmarks”",
        "MT-MP6": "“Benchmarks”",
    },
    hand_ins=(
        HandIn(
            40,
            Marking(
                30,
                "Theory in the service of practice and in your own voice. LT 4.6, running meetings "
                "that bring frank discussion, is nearly here: the second presentation would be a "
                "good place to begin.",
                comments={"LT 4.5": "The contrast between the two presentations shows why."},
            ),
        ),
    ),
)


DISCUSSION = Item(
    key="discussion",
    title="Professional discussion with Ben: structure, plans and communication",
    method=Method.DISCUSSION,
    days_ago=38,
    narrative="""
<p>Recorded on {on:38} in the quiet room, with my agreement and after Ben had sent me the themes a
week before. The times lead to the places in the recording; this summary was written by Ben and
checked by me.</p>
<h3>What was discussed</h3>
<ul>
<li><strong>00:02 Structure.</strong> Anna draws the lines of authority from memory, says what each
role may decide alone and how she explains that to a new starter: by three real cases, not by the
chart.</li>
<li><strong>00:05 From one call to the annual report.</strong> Anna follows one unresolved call
through to the regulator's league table and to the price review.</li>
<li><strong>00:08 Planning.</strong> Why testing moved a week; what a dependency is; why she keeps
a fifth of the hours free in every plan.</li>
<li><strong>00:11 Saying it so that people listen.</strong> A briefing for a planned change, a
message for a fact, face to face for anything that may hurt. She tells how a late message about a
shift went wrong and what she did that evening.</li>
<li><strong>00:14 Recommending changes.</strong> How the three recommendations of E13 were put to
the supplier, and what she would do if they were refused.</li>
</ul>
<h3>Follow-up questions</h3>
<p>I asked what Anna would do if FCR fell again next month. She said that she would first check
whether the measure had changed, and told me of a survey question that was reworded last year. That
is the answer of somebody who manages by data and is not managed by it.</p>
""",
    shows={
        "LT 4.1": "00:02",
        "LT 4.2": "00:05",
        "LT 4.4": "00:08",
        "LT 4.5": "00:11",
        "CC-MP5": "00:02 to 00:11",
        "MT 2.5": "00:14",
        "MT 3.1": "00:02",
        "MT 3.2": "00:11",
        "MT 3.3": "00:11",
    },
    papers=(
        Paper(
            "Discussion (extract).wav",
            "Sound recording of the discussion. In the demo: a short sequence of tones.",
            discussion_recording,
        ),
    ),
    hand_ins=(
        HandIn(
            35,
            Marking(
                28,
                "You spoke without notes and from your own work. MT 3.1 is now met: you explained "
                "the lines of authority through cases, as you do with new starters.",
                comments={
                    "MT 3.1": "Explained at 00:02, including what each role may decide alone.",
                    "LT 4.2": "A clear line from one call to the organisation's objectives.",
                },
            ),
        ),
    ),
)


SIGNPOSTED = Item(
    key="signposted",
    title="Under-performance talk with a member (confidential file)",
    method=Method.SIGNPOSTED,
    days_ago=33,
    narrative="""
<p>The notes of this talk hold personal and health details, so the original stays in the personnel
file. What follows is only what the member agreed that I may write.</p>
<h3>What I noticed, and how</h3>
<p>Over three weeks a member's late log-ins went from one to seven and two calls ended abruptly.
The figures alone would have started a formal process. I looked for a pattern first: every late
morning followed a late shift.</p>
<h3>How I dealt with it</h3>
<ul>
<li>I asked for a talk the same day, in private, and said in advance what it was about.</li>
<li>I described two things that I had seen, their effect on a customer and on a colleague, and then
asked what was happening. There was a reason, and it was not mine to tell.</li>
<li>We agreed a change of shifts for six weeks, two named points to improve, and a short talk each
Friday. I explained what would follow if it did not improve, because it would have been unkind to
leave that out.</li>
<li>I took advice from HR on adjustments under the Equality Act 2010 before I put anything in
writing.</li>
</ul>
<h3>Result</h3>
<p>No late log-in in the first two weeks, and one of the two points has improved. The member asked
for the Friday talk to stay after the six weeks.</p>
""",
    location="Personnel file, HR office, Weston Quay, second floor; by appointment with HR",
    seen_by="Shown to Ben Okafor, assessor, by the HR adviser",
    shows={"LT 4.8": "“How I dealt with it”", "LT-MP8": "section 2 of the file"},
    hand_ins=(HandIn(19),),
)


ITEMS = (THEORY, DISCUSSION, SIGNPOSTED)
