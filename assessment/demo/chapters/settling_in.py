"""E1 to E3: taking over the team."""

from assessment.demo.certificates import certificate, transcript
from assessment.demo.plans import skills_matrix
from assessment.demo.readings import peer_feedback
from assessment.demo.story import HandIn, Item, Marking, Paper, Prior
from portfolio.models import Method

PRIOR_AWARD = Item(
    key="prior-award",
    title="Earlier award: Certificate in Coaching Skills",
    method=Method.PRIOR_LEARNING,
    days_ago=232,
    narrative="""
<p>I am asking for my earlier award in coaching skills to be recognised. I gained it while I was a
senior adviser, before I led a team, and I have used it at work ever since.</p>
<h3>What the award covered</h3>
<ul>
<li>how adults learn: the experiential cycle of doing, reviewing, concluding and planning, and why
one way of explaining does not reach everybody;</li>
<li>giving and receiving feedback: describe what was seen and heard, its effect on the customer,
and agree one change;</li>
<li>three coached practice sessions, one of them observed.</li>
</ul>
<h3>How I have kept it current</h3>
<p>In the twelve months before this qualification began I was “buddy” to four new starters. Each
had a weekly half-hour with me. I change my method to suit the person: <strong>Kit</strong> likes
to listen to a call first and then talk; <strong>Lou</strong> prefers a checklist and to try at
once. Both passed their probation call checks at the first attempt (88% and 91% against a standard
of 85%).</p>
<p>What I would do differently now: in my practice sessions I did most of the talking. I have since
learned to <em>ask before I tell</em>, and I time it. On my last three sessions the other person
spoke for more than half of the time.</p>
<p>The certificate is attached. The college protects its unit transcript with a password; Ben has
seen it opened on {on:226}.</p>
""",
    prior=Prior(
        achievement="Certificate in Coaching Skills, three units",
        awarded_by="Fellmoor College of Further Education",
        days_ago=1180,
        comparison="Level 2, so below this qualification: I claim the criteria on methods of "
        "learning and on feedback, which its units 2 and 3 cover with observed practice, and none "
        "on managing performance.",
        kept_current="Buddy to four new starters in the year before I enrolled, a half-hour with "
        "each of them every week.",
    ),
    shows={
        "DO 4.2": "“What the award covered”",
        "DO 4.3": "p. 1, unit 2",
        "MT-MP6": "p. 1",
    },
    papers=(
        Paper(
            "Certificate in Coaching Skills.pdf",
            "Certificate of the earlier award, with the three units passed.",
            certificate,
        ),
        Paper(
            "Unit transcript (protected).pdf",
            "The college's transcript of units; it opens with a password only.",
            transcript,
        ),
    ),
    hand_ins=(
        HandIn(
            226,
            Marking(
                214,
                "A well-chosen piece of prior learning. The award is three years old, so I looked "
                "for current use: the four new starters and their call checks settle it. I saw the "
                "transcript opened at our meeting and compared the unit titles.",
                comments={
                    "DO 4.2": "You explain why you used different methods with Kit and Lou; that "
                    "is the link from theory to practice that the criterion asks for.",
                },
            ),
        ),
    ),
)


ROLES = Item(
    key="roles",
    title="Roles, responsibilities and skills matrix for the team",
    method=Method.WORK_PRODUCT,
    days_ago=218,
    narrative="""
<p>When I took over the billing team (eight advisers, Monday to Saturday, 8 am to 8 pm) nobody
could tell me who was responsible for what beyond “answering the phone”. In my first fortnight I
met each member for forty minutes and we built the matrix that is attached.</p>
<h3>How roles were agreed, not handed out</h3>
<ol>
<li>Before the meeting each person rated themselves on nine skills, 1 to 4. I rated them too,
without seeing theirs.</li>
<li>We compared. Where we differed by two or more we listened to a call together instead of arguing
about a number.</li>
<li>We wrote down a <strong>main role</strong>, a <strong>back-up role</strong> and one thing the
person <em>wants</em> to learn. They signed a copy and so did I.</li>
</ol>
<p><strong>Ash</strong> is strongest at complaints (4) and wanted a change from meter queries, so
Ash became complaints lead. <strong>Robin</strong> rated low on the billing system (2) but high on
empathy (4): Robin leads vulnerable-customer calls and has billing as a development need.
<strong>Devon</strong> works term-time hours, so Devon's back-up role falls in the mornings.</p>
<h3>Respect</h3>
<p><strong>Remi</strong> is partially deaf and told me that the old team meetings in the open
office were useless. We moved them to the quiet room, with written points beforehand. Nobody had
asked before. <strong>Morgan</strong> asked that prayer time be put in the rota and not negotiated
daily; it now is.</p>
<p>Every role is tied to one of our service standards (first contact resolution 78%, satisfaction
4.3 of 5, complaints at most 20 a month), so that each person can say which figure they help.</p>
""",
    shows={
        "LT 1.1": "“Respect”",
        "LT 1.2": "p. 2, signed roles",
        "LT 1.4": "p. 1, matrix",
        "LT-MP1": "p. 1 and 2",
        "MT 2.1": "p. 1, matrix",
        "MT 2.2": "p. 2",
        "MT-MP3": "p. 2, reasons",
    },
    papers=(
        Paper(
            "Skills matrix and roles.pdf",
            "Skills matrix of eight members and nine skills, then the agreed roles.",
            skills_matrix,
        ),
    ),
    hand_ins=(
        HandIn(
            205,
            Marking(
                196,
                "Thorough and humane. The roles are agreed, reasoned and tied to the standards. "
                "Next time date the signatures on the sheet itself; I checked them in your file.",
                comments={
                    "LT 1.1": "The changes for Remi and Morgan are respect put into practice, not "
                    "just intended.",
                    "LT 1.2": "All eight signed copies seen in your office.",
                    "MT 2.1": "Two independent ratings make this reliable.",
                },
            ),
        ),
    ),
)


SELF_ASSESSMENT = Item(
    key="self-assessment",
    title="Self-assessment and personal development plan",
    method=Method.WORK_PRODUCT,
    days_ago=204,
    narrative="""
<p>I assessed myself against our company's six service behaviours, asked five colleagues to do the
same without names, and agreed a plan with my manager, Will, on {on:202}.</p>
<h3>What I found</h3>
<ul>
<li><strong>Listening</strong>: I gave myself 4, colleagues 3.8. Fair.</li>
<li><strong>Owning a query to its end</strong>: 4 against 3.9.</li>
<li><strong>Explaining a bill clearly</strong>: I gave myself 4 and they gave me 2.9. Two wrote
that I use system words such as “accrual” with customers. I had not noticed.</li>
<li><strong>Staying calm when a call turns</strong>: 3 against 3.6. I am harder on myself than they
are.</li>
<li><strong>Using the knowledge base</strong>: 2 against 2.2. I rely on memory.</li>
</ul>
<h3>The plan</h3>
<ol>
<li>By the end of month two: rewrite my own ten commonest explanations in plain words and test them
on three people outside billing. <em>Measure:</em> “clear explanation” on my checked calls from 76%
to 90%.</li>
<li>By the end of month three: look every billing answer up, even if I know it, and report each
article that is missing or wrong. <em>Measure:</em> at least three reports a week.</li>
<li>By the end of month four: shadow two de-escalation calls with the complaints desk.
<em>Measure:</em> Ash's feedback and my diary.</li>
</ol>
<p>Will added the second one. It turned out to matter more than either of us knew: see the fall in
first contact resolution three weeks later.</p>
<p>The scores of my colleagues are in the attached file, with their words as they wrote them.</p>
""",
    shows={
        "DO 1.1": "“What I found”",
        "DO 1.2": "“The plan”",
        "DO 4.1": "“What I found”",
        "DO-MP1": "whole item",
    },
    papers=(
        Paper(
            "peer-feedback.csv",
            "Scores and comments of five colleagues on six service behaviours.",
            peer_feedback,
        ),
    ),
    hand_ins=(
        HandIn(
            199,
            Marking(
                190,
                "Honest, and the comparison with colleagues makes it reliable. The development "
                "plan has measures and dates. Keep your diary for DO 1.3 and 1.4.",
                comments={"DO 1.1": "Defined criteria, two sources, and a gap you did not expect."},
            ),
        ),
    ),
)


ITEMS = (PRIOR_AWARD, ROLES, SELF_ASSESSMENT)
