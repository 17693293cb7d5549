"""E13 to E15: what was achieved, what a witness saw, what Anna learned."""

from assessment.demo.pictures import recovery_chart
from assessment.demo.story import HandIn, Item, Marking, Paper
from portfolio.models import Method

INITIATIVE = Item(
    key="initiative",
    title="Improvement initiative “Right First Time”: plan, do, check, act",
    method=Method.WORK_PRODUCT,
    days_ago=63,
    narrative="""
<p>This closes the plan of E6. I use the cycle of plan, do, check and act, because we went round it
twice.</p>
<h3>First round</h3>
<ul>
<li><strong>Plan</strong>: six articles in four weeks and a buddy desk.</li>
<li><strong>Do</strong>: five articles were ready in time; the sixth, on meter exchange, was a week
late because engineering answered late.</li>
<li><strong>Check</strong>: FCR was at 71% in week 3 and then 73%. Use of the articles was 24%,
under our 30%. Advisers told us why: the search wanted the system's words (“accrual”) and not the
customer's.</li>
<li><strong>Act</strong>: we renamed each article with the question that customers ask.</li>
</ul>
<h3>Second round</h3>
<p>Use rose to 58%. FCR passed 78% in week 8 and stood at <strong>82%</strong> at the end.
Satisfaction went from 3.9 to <strong>4.5</strong>, repeat calls from 31% to <strong>17%</strong>
and complaints from 42 to <strong>19</strong> a month. Handling time, which nobody chased, fell by
itself from 512 to 418 seconds.</p>
<h3>The people side</h3>
<p>The process alone would not have done it. Three changes kept people going: writers' names on the
articles; ten minutes on Fridays when anybody can veto an article (used four times); and a visit by
the back office, who turned out to be people. Jules, who said at the outset that “nothing changes
here”, presented the results to the other teams.</p>
<p>I recommended three changes to the system: the article link on the bill screen (done), one name
for “accrual” everywhere (agreed for the next release), and a knowledge check in the training of
every release (with the supplier).</p>
""",
    shows={
        "LT 1.5": "“The people side”",
        "LT 4.7": "“The people side”",
        "LT-MP2": "chart",
        "LT-MP3": "chart",
        "CC-MP4": "whole item",
        "CO 2.4": "“First round”, check",
        "CO 3.3": "“Second round”",
        "MT 2.5": "last paragraph",
        "MT-MP8": "“First round”, check",
    },
    papers=(
        Paper(
            "Recovery of FCR.png",
            "Line chart: first contact resolution rises from 64% to 82% in fifteen weeks and "
            "passes the target of 78% in week 8 of the plan.",
            recovery_chart,
        ),
    ),
    hand_ins=(
        HandIn(
            55,
            Marking(
                47,
                "An initiative with a cause, two cycles and results that last. The people side is "
                "what makes this level 3 work. Keep the slides that Jules presented: they would "
                "support LT 2.4 too.",
                comments={
                    "CC-MP4": "Gap, action and outcome in figures. Credited in full.",
                    "LT 4.7": "You explain why it motivated, and not only that it did.",
                },
            ),
        ),
    ),
)


TESTIMONY = Item(
    key="testimony",
    title="Witness testimony: Will Ashdown, operations manager",
    method=Method.WITNESS,
    days_ago=58,
    narrative="""
<p><strong>Will Ashdown, operations manager, Larkfield Water. I have managed Anna since she took
over the billing team and see her at work most days. Given on {on:58}.</strong></p>
<h3>What I saw myself</h3>
<p>In the worst week after go-live I stood at the back of Anna's workshop. I expected people to
blame the supplier or each other. Anna opened with the figures, said “these are ours, not yours”
and then kept quiet for ten minutes while eight people wrote. I have run meetings for twenty years
and I would not have dared to.</p>
<p>She came to me with a plan, a cost and a reason. I cut the second screens. She did not argue for
its own sake; she asked what evidence would change my mind, and told the team my reasons fairly
although she disagreed.</p>
<h3>How she treats people</h3>
<p>Respect is not soft with Anna. I sat in on one review at the member's own request. She told them
plainly that their notes let colleagues down, and they thanked her. When the caption unit failed
she said in front of me that she had reported it late. The team now tell her things before they
become problems.</p>
<h3>Members helping one another</h3>
<p>The buddy desk was Anna's idea and Morgan's work. By week 5 I counted eleven questions in one
morning answered by colleagues and not by her. Two members of other teams have asked to move.</p>
<h3>Results</h3>
<p>I confirm the figures in E13; they come from my own monthly report. I also agreed the plan and
its budget (96 hours, £1,150) on {on:158}.</p>
""",
    shows={
        "LT 1.1": "“How she treats people”",
        "LT 1.5": "“What I saw myself”",
        "LT 2.4": "“Members helping one another”",
        "LT 3.1": "“How she treats people”",
        "CO 1.4": "“Results”",
        "MT 3.1": "“What I saw myself”",
    },
    hand_ins=(
        HandIn(
            54,
            Marking(
                46,
                "I rang Will on the firm's number and he confirmed that these are his words and "
                "that he saw what he describes. Strong, specific support for outcome 1.",
                comments={"LT 2.4": "Eleven questions in a morning is evidence, not opinion."},
                not_yet={
                    "MT 3.1": "Will shows that you respect the lines of authority, but the "
                    "criterion asks you to explain them.",
                },
                actions={
                    "MT 3.1": "Explain them in our discussion, or in writing: who "
                    "decides what, and why you go through them.",
                },
            ),
        ),
    ),
)


SUPPORT = Item(
    key="reflection-support",
    title="Reflective account: learning to ask first",
    method=Method.REFLECTIVE,
    days_ago=51,
    narrative="""
<p>This account is about outcome 2 and the second half of outcome 3. I wrote most of it from my
diary on the evenings named.</p>
<h3>What I used to do</h3>
<p>As a senior adviser I was praised for quick answers, so as a leader I went on giving them. My
diary of {on:210} lists fourteen questions in one day, and I answered all fourteen. Not one person
had to think.</p>
<h3>What changed it</h3>
<p>Kit asked me the same thing on three days. I was annoyed, and then saw that I had trained Kit to
ask. I agreed a new habit with the team: when you come to me, say what you would do. If it is safe,
do it and tell me after.</p>
<p>The first week was slower, and two members said so in the huddle. I asked each what they needed
for it to work. <strong>Lou</strong> needed to know what “safe” meant, so we wrote down the limits.
<strong>Devon</strong> needed permission to be wrong. I told Devon about a refund that I got wrong
myself in my first month.</p>
<h3>Discussing their own performance</h3>
<p>I now open each one-to-one with “How has it been, on a scale that you make up?” Jules answered
in weather: drizzle, with some hail on Tuesday. We talked for half an hour about Tuesday. I would
never have got there with my form.</p>
<h3>What I learned</h3>
<p>By week 9 questions to me were down to five a day, and the ones to colleagues had doubled.
Directing less was not doing less. In the terms of situational leadership I had been directing
people who needed only support, and supporting one (Robin) who still needed direction.</p>
""",
    shows={
        "LT 2.2": "“What changed it”",
        "LT 2.4": "“What I learned”",
        "LT 3.2": "“Discussing their own performance”",
        "MT 3.4": "“What changed it”",
    },
    hand_ins=(
        HandIn(
            36,
            Marking(
                10,
                "A frank account, and one that changes what you do. For 3.2 I looked for members "
                "leading the talk about their own work: Jules's weather does that.",
                by="tara",
                comments={
                    "LT 3.2": "Shown by the open question and by what followed from it.",
                    "LT 2.2": "Each was asked, and each answer led to something different.",
                },
            ),
        ),
    ),
)


ITEMS = (INITIATIVE, TESTIMONY, SUPPORT)
