"""E4 to E6: first contact resolution falls; the cause, and a plan."""

from assessment.demo.pictures import fall_chart, whiteboard
from assessment.demo.plans import work_plan
from assessment.demo.readings import readings_workbook
from assessment.demo.story import HandIn, Item, Marking, Paper
from portfolio.models import Method

READINGS = Item(
    key="readings",
    title="First contact resolution falls: the readings and what they told us",
    method=Method.WORK_PRODUCT,
    days_ago=174,
    narrative="""
<p>The new billing system went live in the week of {on:196}. Within four weeks our <strong>first
contact resolution (FCR) fell from 78% to 64%</strong>, the lowest of the five teams on the floor.
This item shows how I noticed it, what I compared it with and what customers told us.</p>
<h3>The figures</h3>
<ul>
<li>FCR: 78, 79, 77 before; 74, 70, 66, 64 after. Our benchmark is 78% (the contract with the
regulator's league table in mind), the floor's average 71%.</li>
<li>Satisfaction: 4.4 to 3.9 of 5.</li>
<li>Average handling time: 402 to 512 seconds. People were working <em>harder</em> and solving
less.</li>
<li>Calls about the same thing within seven days: from 19% to 31% of all calls.</li>
</ul>
<h3>What customers expect</h3>
<p>I read 120 survey comments with Kit and Lou. We sorted them by hand into “tell me why it
changed” (54), “do not make me ring again” (38), “put it right today” (19) and other (9). Nobody
asked for a shorter call. That changed what I measured: handling time went from the top of my board
to the bottom.</p>
<h3>How it touches the organisation</h3>
<p>Each repeat call costs about £4.10. At 1,900 calls a week, twelve points more repeats means some
230 extra calls, or <strong>about £940 a week</strong>. It also costs people: two members told me
they dreaded Mondays, and sickness rose from 3.1% to 5.4%.</p>
<p>I reported this to Will the same day with the attached workbook and asked for one hour of the
whole team's time to find the cause.</p>
""",
    shows={
        "CO 1.1": "“What customers expect”",
        "CO 3.1": "sheet “FCR”",
        "LT 4.2": "“How it touches the organisation”",
        "LT-MP3": "chart",
        "LT-MP7": "“The figures”",
        "MT 1.1": "“The figures”",
        "MT 2.3": "sheet “FCR”",
        "MT-MP8": "120 comments",
    },
    papers=(
        Paper(
            "KPI readings.xlsx",
            "Weekly readings of four measures for the team, with the targets.",
            readings_workbook,
        ),
        Paper(
            "FCR after go-live.png",
            "Line chart: first contact resolution falls from 78% to 64% after the new billing "
            "system went live, below the target of 78%.",
            fall_chart,
        ),
    ),
    hand_ins=(
        HandIn(
            166,
            Marking(
                158,
                "A model of using data to ask questions and not to blame. I particularly credit "
                "reading the 120 comments with members of the team.",
                comments={
                    "LT 4.2": "You trace one figure to money and to people. Very clear.",
                    "CO 1.1": "Expectations come from customers' own words, counted.",
                },
            ),
        ),
    ),
)


ROOT_CAUSE = Item(
    key="root-cause",
    title="Root cause workshop with the whole team",
    method=Method.WORK_PRODUCT,
    days_ago=170,
    narrative="""
<p>All eight members took part in the workshop on {on:170}; Devon joined by video. I had sent the
readings the day before with one question: <em>“What stops you from solving it the first
time?”</em></p>
<h3>How I ran it</h3>
<p>First ten minutes of silent writing, one idea to a note, so that the quiet ones were heard (Remi
and Jules wrote half of the notes). Then we grouped them on the whiteboard and asked “why?” five
times of the largest group:</p>
<ol>
<li>Why do customers ring again? The adjusted amount on the new bill is not explained.</li>
<li>Why not explained? Advisers are not sure what it is made of.</li>
<li>Why not sure? It is worked out differently since go-live.</li>
<li>Why does nobody know? The training covered the screens, not the bills.</li>
<li>Why is it not looked up? <strong>There is no knowledge article.</strong> Six of the ten
commonest new questions have none.</li>
</ol>
<h3>What the team proposed</h3>
<p>Options were costed on the board: more training by the supplier (£6,200, five weeks' wait); a
back-office hotline (two people we do not have); or writing the six articles ourselves with a buddy
desk while we learn. The team chose the third: we control it, it starts on Monday and the other
teams can use it. I asked for objections. Ash warned that articles go out of date, so every article
got an owner and a date to check it.</p>
<p>Three members offered to write. I had expected to persuade them. What moved them, Kit said
afterwards, was that <em>“nobody said it was our fault”</em>.</p>
""",
    shows={
        "LT 1.3": "whole item",
        "LT 1.5": "last paragraph",
        "CO 3.1": "five whys",
        "CO 4.3": "“How I ran it”",
        "CC-MP4": "photograph",
        "MT 2.5": "“What the team proposed”",
    },
    papers=(
        Paper(
            "Whiteboard after the workshop.jpg",
            "Whiteboard with notes in four groups and five steps of asking why, ending at: there "
            "is no knowledge article.",
            whiteboard,
        ),
    ),
    hand_ins=(
        HandIn(
            163,
            Marking(
                155,
                "The team owns this analysis, and the photograph shows many hands. Weighing three "
                "options with costs is just what was missing in the first draft you showed me.",
                comments={
                    "LT 1.3": "Silent writing first is a good way to involve everybody. Met.",
                    "CO 3.1": "The cause is underlying, not a symptom.",
                },
            ),
        ),
    ),
)


WORK_PLAN = Item(
    key="work-plan",
    title="Work plan “Right First Time”: who does what, by when and why",
    method=Method.WORK_PRODUCT,
    days_ago=160,
    narrative="""
<p>After the workshop I turned the team's choice into a fourteen-week plan. The document attached
is the one that hung beside the board, with the Gantt chart the team drew with me.</p>
<h3>Objectives</h3>
<ul>
<li><strong>FCR from 64% to 78%</strong> by the end of week 10 and 80% by week 14, measured weekly
from the survey that follows each call.</li>
<li><strong>Six knowledge articles</strong> live by the end of week 4; each is used in at least 30%
of the calls it fits by week 8.</li>
<li><strong>Calls about the same thing within seven days</strong> from 31% to 20% by week 14.</li>
<li>Satisfaction back to 4.3 of 5, and nobody's handling time counted against them meanwhile.</li>
</ul>
<h3>How tasks were allocated</h3>
<p>The reason stands beside every name. Kit and Jules write articles because they have the highest
billing scores in the matrix; Robin <em>tests</em> them, being the person they must work for. Ash
keeps the complaints link. Morgan, who wants to become a trainer, leads the buddy desk. Devon's
tasks fit school hours. I kept the talks with the supplier and the budget.</p>
<h3>Agreed with those who decide</h3>
<p>Will agreed 96 hours off the phones and £1,150 for overtime on {on:158}. He cut one thing, a
second screen for everybody, and asked for a contingency if a billing run failed. Quality criteria
were written <em>before</em> work began: an article has one screen, plain words, an example bill,
an owner and a date to check it.</p>
<p>Each member took the plan away for a day and came back with changes. Lou moved testing a week
earlier; I would have found that out the hard way.</p>
""",
    shows={
        "LT 1.3": "last paragraph",
        "LT 1.4": "p. 2, reasons",
        "LT 4.4": "p. 1",
        "LT-MP4": "p. 1 and 2",
        "LT-MP7": "p. 1, objectives",
        "CO 1.2": "p. 1",
        "CO 1.3": "p. 1, Gantt chart",
        "CO 1.4": "“Agreed with those who decide”",
        "CO 1.6": "p. 2, resources",
        "CO 2.1": "p. 1, objectives",
        "CO-MP1": "p. 1 to 3",
        "MT 2.2": "p. 2",
        "MT 3.2": "p. 1",
        "MT-MP1": "p. 1",
    },
    papers=(
        Paper(
            "Work plan Right First Time.pdf",
            "Work plan with objectives, Gantt chart over fourteen weeks, tasks with reasons, "
            "resources and risks.",
            work_plan,
        ),
    ),
    hand_ins=(
        HandIn(
            152,
            Marking(
                144,
                "This is operations planning, not a to-do list: objectives with measures, tasks "
                "with reasons, quality criteria before the work. Will's signature is on page 3.",
                comments={
                    "CO 1.3": "Objectives, timescales and measures are all here.",
                    "LT 4.4": "Dependencies on the chart show that you know how to plan, and why "
                    "testing had to move.",
                    "MT 3.2": "Priorities are explicit: handling time goes to the bottom.",
                },
            ),
        ),
    ),
)


ITEMS = (READINGS, ROOT_CAUSE, WORK_PLAN)
