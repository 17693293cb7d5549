"""E19 to E22: what was handed in lately, and what is still a draft."""

from assessment.demo.readings import communication_survey
from assessment.demo.records import progress_sheet
from assessment.demo.story import HandIn, Item, Marking, Paper
from portfolio.models import Method

COMMUNICATION = Item(
    key="communication",
    title="How well do we talk? Review of communication in the team",
    method=Method.WORK_PRODUCT,
    days_ago=24,
    narrative="""
<p>Will once said that I communicate well. I wanted to know what the eight people think who have to
live with it, so I asked them, with Kit collecting the answers so that I could not know whose they
were.</p>
<h3>What I asked about</h3>
<p>Five channels: the morning huddle, one-to-ones, the team chat, e-mail and the board. For each:
is it useful, is it on time, can you answer back? Scores run from 1 to 5 and are in the attached
file.</p>
<h3>What they said</h3>
<ul>
<li><strong>Huddle</strong> 4.4. Best for priorities. Two late-shift people miss it.</li>
<li><strong>One-to-ones</strong> 4.6. Keep.</li>
<li><strong>Chat</strong> 2.8. “Forty messages when I come back from lunch, and one of them
matters.”</li>
<li><strong>E-mail</strong> 3.1. Too long. Fair.</li>
<li><strong>Board</strong> 3.9. Remi: the only channel where nothing gets lost.</li>
</ul>
<h3>What we changed</h3>
<ol>
<li>Chat is split in two: “Now” (changes of today, written by me or the deputy only) and
“Everything else”.</li>
<li>The huddle's three points are posted in “Now” by 8.35, so that late shifts and Remi have the
same words at the same time.</li>
<li>E-mails have at most five lines, with the thing to do in the first one.</li>
</ol>
<p>After four weeks Kit asked again: chat went from 2.8 to 4.0, and e-mail from 3.1 to 3.7. The
next review is in three months, and the question about answering back stays in it.</p>
""",
    shows={
        "MT 3.3": "“What we changed”",
        "MT 3.6": "whole item",
        "MT-MP5": "whole item",
    },
    papers=(
        Paper(
            "communication-survey.csv",
            "Scores of five channels by eight members, before and four weeks after.",
            communication_survey,
        ),
    ),
    hand_ins=(HandIn(13),),
)


DEVELOPMENT = Item(
    key="development",
    title="My development plan after six months, and the effect of coaching",
    method=Method.WORK_PRODUCT,
    days_ago=14,
    narrative="""
<p>This goes back to the plan of E3 and to the coaching of E8.</p>
<h3>What I did and how I used it</h3>
<ul>
<li><strong>Plain words.</strong> I rewrote ten explanations and tried them on three people from
the warehouse. “Clear explanation” on my own checked calls went from 76% to 93%. Four of the ten
are now in the knowledge articles.</li>
<li><strong>Look it up.</strong> I reported forty-one articles in five months. At first I felt
foolish looking up what I knew; twice what I knew was wrong.</li>
<li><strong>De-escalation.</strong> I shadowed two calls with Ash. Ash's feedback: <em>“You wait
well. You still fill the silence at the end.”</em> I have put a dot on my headset where the mute
is.</li>
</ul>
<h3>Did the coaching work?</h3>
<p>I asked three questions: did Robin's figures change (52% to 78%), did they stay changed eight
weeks after the last session (77%), and would Robin have improved anyway? For the last one I
compared with the three members who had no coaching in that time: they gained eleven points on
average and Robin twenty-six. It is a small number of people, so I claim no more than that it
helped.</p>
<p>Robin's view: the prompt card did half of it, and choosing the calls ourselves did the rest.</p>
""",
    shows={
        "DO 1.3": "“What I did”",
        "DO 1.4": "Ash's feedback",
        "DO 3.3": "“Did the coaching work?”",
        "DO-MP4": "p. 1",
    },
    papers=(
        Paper(
            "Progress sheet.pdf",
            "Progress against the three points of the development plan, with a chart of the "
            "coaching's effect.",
            progress_sheet,
        ),
    ),
    hand_ins=(
        HandIn(
            8,
            Marking(
                5,
                "Used at work and measured, with a fair comparison. What is left of this unit is "
                "your review of the plan and what you change from it.",
                comments={"DO 3.3": "You claim no more than the figures allow."},
            ),
        ),
    ),
)


CONTINGENCY = Item(
    key="contingency",
    title="Contingency plan for a failed billing run",
    method=Method.WORK_PRODUCT,
    days_ago=6,
    narrative="""
<p>Draft. Will asked for this when he agreed the work plan; I owe it to him by the end of the
month.</p>
<h3>What could go wrong</h3>
<ul>
<li>The run is late by a day: likely, and it has happened once. Peak moves to Tuesday.</li>
<li>The run is wrong and must be withdrawn: unlikely and serious. Expect 2,400 extra calls in two
days.</li>
<li>The knowledge base is down on a peak day: unlikely. Print the ten commonest answers.</li>
</ul>
<h3>What we would do</h3>
<p>To be written with Kit and Lou: who rings whom before 8 am, the message on the line, which work
stops first, and who tells the other teams.</p>
""",
    shows={"CO 1.5": "“What could go wrong”", "CO 4.1": ""},
)


QUESTIONS = Item(
    key="questions",
    title="Ben's written questions on service levels and policy",
    method=Method.QUESTIONING,
    days_ago=3,
    narrative="""
<p><strong>Question 1: how does a service level agreement shape what you do on a
Monday?</strong></p>
<p>It fixes the promise (80% in thirty seconds), so it fixes how many people I need at ten o'clock.
It does not tell me what to do when I have not got them; our own priorities do that.</p>
<p><strong>Question 2: name one policy that has changed how you work.</strong></p>
<p>To be answered.</p>
""",
)


ITEMS = (COMMUNICATION, DEVELOPMENT, CONTINGENCY, QUESTIONS)
