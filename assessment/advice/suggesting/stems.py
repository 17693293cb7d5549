"""What of a word stays the same: "allocated", "allocating" and "allocation" are one."""

# Forms that no rule leads back to the word.
IRREGULAR = {
    form: base
    for base, forms in {
        "begin": "began begun",
        "bring": "brought",
        "build": "built",
        "choose": "chose chosen",
        "come": "came",
        "do": "did done doing does",
        "fall": "fell fallen",
        "feel": "felt",
        "feedback": "fed feed",
        "find": "found",
        "get": "got gotten",
        "give": "gave given",
        "go": "went gone",
        "hear": "heard",
        "hold": "held",
        "keep": "kept",
        "know": "knew known",
        "lead": "led",
        "learn": "learnt",
        "leave": "left",
        "let": "letting",
        "lose": "lost",
        "make": "made",
        "meet": "met",
        "pay": "paid",
        "person": "people persons",
        "rise": "rose risen",
        "run": "ran",
        "say": "said",
        "see": "saw seen",
        "sell": "sold",
        "send": "sent",
        "shadow": "shadowed",
        "show": "shown",
        "sit": "sat",
        "speak": "spoke spoken",
        "stand": "stood",
        "take": "took taken",
        "teach": "taught",
        "tell": "told",
        "think": "thought",
        "priority": "prioritise prioritised prioritising prioritisation",
        "understand": "understood",
        "use": "used using",
        "write": "wrote written",
    }.items()
    for form in forms.split()
}

# Longest first, and what has to be left before them.
ENDINGS = (
    ("ational", 3),
    ("ability", 3),
    ("ibility", 4),
    ("fulness", 3),
    ("iveness", 4),
    ("enced", 4),
    ("ation", 4),
    ("ement", 4),
    ("ition", 4),
    ("ating", 4),
    ("ative", 4),
    ("ated", 4),
    ("ates", 4),
    ("ance", 4),
    ("ence", 4),
    ("ment", 4),
    ("ness", 4),
    ("able", 4),
    ("ible", 4),
    ("ate", 4),
    ("ant", 5),
    ("ent", 5),
    ("ive", 4),
    ("ful", 3),
    ("ity", 4),
    ("ing", 3),
    ("ion", 4),
    ("ed", 3),
    ("er", 4),
    ("or", 4),
    ("ly", 3),
    ("al", 4),
)


def stem(word: str) -> str:
    """The stem of a word in small letters, with British or American spelling."""
    word = word.removesuffix("'s").removesuffix("’s").replace("'", "").replace("’", "")
    word = IRREGULAR.get(word, word)
    if len(word) < 4 or not word.isalpha():
        return word
    word = _singular(word).replace("iz", "is").replace("yz", "ys").replace("isation", "ise")
    if word.endswith("eed"):  # "agreed"
        return word[:-2]
    for ending, left in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= left:
            return _undoubled(word[: -len(ending)])
    return _bare(word)


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _undoubled(word: str) -> str:
    """Before an ending: "plann" and "plan" are one; "call" stays."""
    doubled = len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz"
    return word[:-1] if doubled else word


def _bare(word: str) -> str:
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    return f"{word[:-1]}i" if len(word) > 3 and word.endswith("y") else word
