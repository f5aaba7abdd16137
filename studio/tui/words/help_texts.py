"""What the help panel says on each screen, above its keys."""

LIBRARY = """\
# Library
Every recipe with its status. Type **/** to search, **f** to narrow by status, channel, job and tag together,
**g** to group, **s** to sort; **escape** shows all again. **enter** opens a recipe, **space** marks several, **u**
takes all marks off, **r** runs the marked ones or the one under the cursor.
**v** goes to the next result that waits for your verdict, **c** shows all that wait in the list, or in the marked
recipes, side by side; **p** shows what would be published.
**f2** gives the recipe another name, **D** copies it, **delete** moves it to the trash, **ctrl+z** brings it back.
"""
RECIPE = """\
# Recipe
The line at the top shows the workflow and what comes next. Each colour of the prompt is a field of the edit spec.
**r** runs it after showing the price, **v** judges the next result, **t** changes one thing about the last attempt,
**l** shows all attempts with what each change did. **e** opens your editor, **i** edits here; a change made outside
appears at once. **s** stops the run, **o** opens the picture outside, **u** says where the product is.
**y** copies the prompt, **x** draws a contact sheet, **k** packs what is approved for a client, **a** uses the recipe
on another photograph. **f2** gives it another name, **D** copies it, **delete** moves it to the trash.
"""
REVIEW = """\
# Review
Answer each question with **p** (pass), **f** (fail) or **x** (not applicable), then **a** approves and **d** rejects.
**n** goes to the next result that waits and **N** to the one before, **t** changes one thing, **c** shows all results
side by side. **space** swaps the pictures, **w** lays one over the other (← → or drag), **z** zooms both up to 1:1,
shift and arrows move, **Z** gives them all the room, **h** shows where the product changed. `!` marks a measurement.
"""
CANDIDATES = """\
# Results side by side
All results of the recipe, or all that wait in several, most to look at first; the border says what became of each.
**arrows** go from picture to picture, **enter** judges the one under the cursor, **d** rejects it at once, **t**
changes one thing about it, **n** goes to the next that waits.
**Z** gives it the whole screen, **ctrl+z** takes back a verdict that was given here.
"""
OUTLINE = """\
# Where the product is
Where the studio is not sure what the product is, a box around it is enough. **arrows** move the box, **shift** and
arrows change its size, the mouse drags a new one. **enter** finds the product in it and shows it, and again writes
that outline into the recipe; **b** writes the box itself. **p** opens a page on which it is drawn point by point.
"""
RUNS = """\
# Runs
Every run of this session, the newest first. **s** stops the one under the cursor, **S** stops all, **enter** opens its
recipe. A provider's pace shows as a countdown.
"""
RETRY = """\
# Retry
A retry changes **one** thing, so that you learn what helped. The fields your failure class asks for stand first.
Choose one, type its new value or set it with **↑** and **↓**, see word by word what changes, then **enter** runs it.
Lists are written as
`["one", "two"]`. An empty value takes the field out.
"""
LINEAGE = """\
# Lineage
Every attempt under the one it grew from, with the one thing that changed. The pictures show what it grew from and what
it became. **enter** judges it, **t** changes one thing about it, **b** writes its spec back into the recipe.
"""
PUBLISH = """\
# Publish
Only what you approved goes out; everything else is listed with its reason. **b** builds the site, **o** opens it,
**s** serves it on this machine with pages that reload after each build.
"""
EDITOR = """\
# Editor
**ctrl+s** saves and stays, **escape** goes back. If the file changed outside meanwhile, it is not overwritten: your
text is kept beside it.
"""
FOCUSED = {
    "words": """\
# Search
Type any words of a name, a title, a channel, a job or a tag; the list follows each letter. **enter** goes to the list,
**escape** empties the search and shows all again.
""",
    "list": """\
# The list of recipes
**↑** and **↓** move the cursor, **enter** opens its recipe, **space** marks it.
""",
    "facts": """\
# Facts and prompt
Where the recipe stands, its attempts, each edit with its prompt, and what is worth mending. **↑** and **↓** scroll.
""",
    "guide": """\
# Guide
The words of the recipe's page, as written in its file. **↑** and **↓** scroll, **g** goes back to the facts.
""",
    "tree": """\
# Attempts
**↑** and **↓** go from attempt to attempt; the pictures beside follow.
""",
    "fields": """\
# Fields
**↑** and **↓** choose one, **enter** goes to its value. ▸ stands before what may help.
""",
    "value": """\
# Its new value
Type it, or set it with **↑** and **↓**. **enter** runs the retry.
""",
}
"""What the help says first where one part of a screen is focused; by the part's id."""
