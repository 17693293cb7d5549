"""Whether all that pages show is either tagged or marked as decoration (ISO 14289-1, 7.1)."""

from collections import Counter

import pikepdf

TEXT = {"Tj", "TJ", "'", '"'}
PAINTS = TEXT | {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "INLINE IMAGE", "EI", "Do"}
DEEPEST = 12


class Marked:
    """The marked content of a file: by stream, how often each MCID occurs in it.

    A stream is a page, or a form with structure of its own; ``loose``: what is shown unmarked.
    """

    def __init__(self, pdf):
        self.streams = {}
        self.names = {}
        self.loose = []
        for number, page in enumerate(pdf.pages, 1):
            name = f"page {number}"
            self._read(page.obj, page.obj, name, page.obj.get("/Resources", {}), ())

    def of(self, owner) -> Counter:
        """The MCIDs of a page or form."""
        return self.streams.get(owner.objgen, Counter())

    def _read(self, owner, content, name, resources, above):
        if owner.objgen in self.streams or len(above) > DEEPEST:
            return
        counter = self.streams[owner.objgen] = Counter()
        self.names[owner.objgen] = name
        self._walk(owner, content, counter, name, resources, above)

    def _walk(self, owner, content, counter, name, resources, above):
        stack, loose = [], Counter()
        for operands, operator in pikepdf.parse_content_stream(content):
            done = str(operator)
            if done in ("BDC", "BMC"):
                stack.append(_mark(operands, resources))
                if isinstance(stack[-1], int):
                    counter[stack[-1]] += 1
            elif done == "EMC":
                self._end(stack, name)
            elif done in PAINTS and all(mark is None for mark in stack):
                self._paint(done, operands, name, resources, above, loose)
        if stack:
            self.loose.append(f"On {name} a mark does not end.")
        if loose:
            listed = ", ".join(sorted(loose))
            self.loose.append(f"On {name} something is neither tagged nor decoration ({listed}).")

    def _end(self, stack, name):
        if stack:
            stack.pop()
        else:
            self.loose.append(f"On {name} a mark ends that never began.")

    def _paint(self, done, operands, name, resources, above, loose):
        if done == "Do":
            self._form(operands, name, resources, above, loose)
        else:
            loose[done] += 1

    def _form(self, operands, name, resources, above, loose):
        drawn = resources.get("/XObject", {}).get(str(operands[0]))
        if drawn is None or drawn.get("/Subtype") != "/Form":
            loose["Do"] += 1
            return
        own = drawn.get("/Resources", resources)
        inside = f"{name}, form {operands[0]}"
        if "/StructParents" in drawn:
            self._read(drawn, drawn, inside, own, (*above, name))
        elif len(above) < DEEPEST:
            self._walk(drawn, drawn, Counter(), inside, own, (*above, name))


def _mark(operands, resources):
    """The MCID, "Artifact", or None for a mark that says neither."""
    if str(operands[0]) == "/Artifact":
        return "Artifact"
    properties = operands[1] if len(operands) > 1 else {}
    if isinstance(properties, pikepdf.Name):
        properties = resources.get("/Properties", {}).get(str(properties), {})
    found = properties.get("/MCID") if properties is not None else None
    return int(found) if found is not None else None


def marking_faults(pdf, marked):
    yield from marked.loose
    parents = parent_tree(pdf)
    for owner, counter in marked.streams.items():
        name = marked.names[owner]
        for number, times in counter.items():
            if times > 1:
                yield f"On {name} MCID {number} occurs {times} times."
        if not counter:
            continue
        key = pdf.get_object(owner).get("/StructParents")
        if key is None:
            yield f"{name.capitalize()} has tagged content, but no StructParents."
            continue
        row = parents.get(int(key))
        yield from _row_faults(row, counter, name)


def _row_faults(row, counter, name):
    if not isinstance(row, pikepdf.Array):
        yield f"The parent tree has no row for {name}."
        return
    for number in counter:
        element = row[number] if number < len(row) else None
        if not isinstance(element, pikepdf.Dictionary):
            yield f"On {name} MCID {number} belongs to no element."


def parent_tree(pdf) -> dict:
    """The parent tree by its keys."""
    found = {}
    tree = pdf.Root.get("/StructTreeRoot", {}).get("/ParentTree")
    waiting = [tree] if tree is not None else []
    while waiting:
        node = waiting.pop()
        waiting.extend(node.get("/Kids", []))
        numbers = node.get("/Nums", [])
        found.update((int(numbers[at]), numbers[at + 1]) for at in range(0, len(numbers), 2))
    return found
