"""Whether something written says anything at all: "None", "n/a", "as discussed", "-" do not."""

import re

from assessment.advice.words.writing import straight

# Each by itself, or one after the other: "Yes, all done, thanks."
FILLERS = frozenset(
    """
    all also and any as at been blah by comment comments done everything fine for given good has
    have here is it it's me my n na nil no none noted now nope not nothing ok okay okey on same so
    test that that's thanks thank there the this to usual was with yeah yep yes you discussed above
    asdf qwerty xx xxx tick lol whatever
    """.split()
)
# Whole texts that say nothing, and what may follow in them.
WHEN = (
    r"(?: (?:really|further|else|yet|so far|today|now|recorded|identified|noted|given|raised|found"
    r"|known|specific|at all|at (?:this|the) (?:time|moment|stage|point)|at present|as yet"
    r"|currently"
    r"|(?:for |in )?(?:this|that|the|last) (?:time|quarter|month|week|period|year|review|session"
    r"|one)"
    r"|to (?:report|add|note|say|mention|discuss|declare|record|raise|put)))*"
)
WHERE = (
    r"(?: (?:(?:in|at|with|on|by|from|during|to) )?(?:(?:the|our|my|her|his"
    r"|their) )?[a-z0-9-]+){0,3}"
)

PHRASES = re.compile(
    r"(?:"
    r"(?:there (?:is|was|are|were) )?(?:none|nothing|nil|nowt|n ?/ ?a|not applicable)" + WHEN + r"|"
    r"no(?:ne)? (?:further )?(?:comments?|changes?|answer|reply|updates?|information|details?)"
    + WHEN
    + r"|"
    r"(?:as|like) (?:was |we |i |per |previously |already )?(?:discussed|agreed|above|before|below"
    r"|previously|usual|required|needed|necessary|stated|normal|appropriate|mentioned|said|planned"
    r"|per|always|last|advised|noted)" + WHERE + r"|"
    r"(?:please )?(?:see|refer to|per) (?:last (?:month|week|quarter|year|time)(?:'?s)?|above"
    r"|below|attached|file|notes?|previous|last|the|my|her|his"
    r"|their|other|separate|over|plan|review|action|actions|areas|improvements?|strengths?"
    r"|objectives?"
    r"|e-?mail)" + WHERE + r"|"
    r"(?:the )?(?:same|ditto|usual)(?: (?:as|again|stuff|things))?"
    r"(?: (?:before|above|last time|last review|last year|last quarter|previous|ever|usual"
    r"|always))?|"
    r"t\.?b\.?[cad]\.?(?: .{0,30})?|(?:still )?to (?:follow|be (?:confirmed|completed|discussed"
    r"|agreed|done|added"
    r"|decided|filled in|arranged|reviewed))(?: .{0,25})?|"
    r"(?:will|i'll|i will|must|need to) (?:do|complete|add|fill(?: this)? in|finish|write|update"
    r"|discuss)"
    r"(?: (?:this|it|up|in))* (?:later|soon|next time|another time|tomorrow)|"
    r"not (?:needed|required|discussed|known|done|yet|sure|recorded|relevant|completed|given|stated"
    r"|available|started|at (?:this|the) (?:time|moment))" + WHEN + r"|"
    r"(?:we |was |were |fully |all )*(?:discussed|talked|spoken|covered|completed)(?: (?:this|it"
    r"|verbally|in person|face to face|today|together|in full))*"
    r")"
)
MARKS = re.compile(r"[^a-z0-9/ ']+")
LETTER = re.compile(r"[a-z0-9✓✔✗]")


def says_nothing(text: str) -> bool:
    """Whether ``text`` is empty, or only fills the space."""
    plain = straight(text).lower()
    if len(LETTER.findall(plain)) <= 1 or len(set(plain)) == 1:
        return True
    if len(plain) > 80:
        return False
    bare = " ".join(MARKS.sub(" ", plain.replace("-", " ")).split())
    words = bare.replace("/", " ").split()
    return all(word in FILLERS or len(set(word)) == 1 for word in words) or bool(
        PHRASES.fullmatch(bare)
    )
