"""Text that breaks programs which do not expect it: one or two of each class, written for this suite."""

SCRIPTS = (
    "<script>window.poisoned=1</script>", "<img src=x onerror=window.poisoned=1>", "<svg/onload=window.poisoned=1>",
    "</td></table><script>window.poisoned=1</script>", "\"><b onmouseover=window.poisoned=1>x</b>", "' autofocus onfocus=window.poisoned=1 x='",
    "<iframe srcdoc='<script>parent.poisoned=1</script>'>", "<style>*{display:none}</style>", "<!--", "]]>", "<![CDATA[x]]>", "</script>", "</textarea>",
    "<a href='javascript:window.poisoned=1'>click</a>", "&lt;b&gt; &amp;amp; &#60;i&#62;", "<base href='http://evil.example/'>", "<meta http-equiv=refresh content=0>",
    "<form action=http://evil.example><button>go", "<math><mtext></mtext><script>window.poisoned=1</script></math>", "<object data=x>", "<link rel=stylesheet href=x>",
)  # fmt: skip
FORMULAS = (
    "=1+1", "=HYPERLINK(\"http://evil.example\",\"click\")", "=cmd|' /C calc'!A0", "+1+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1", "\r=1+1", " =1+1", "\uff1d1+1", "\uff0b1+1", "\uff0d1+1", "\uff20SUM(A1)", "=IMPORTXML(CONCAT(\"http://evil.example\"),\"//a\")", "=DDE(\"a\";\"b\")", "%0A=1+1",
)  # fmt: skip
MARKUP = (
    "[click](http://evil.example)", "![x](http://evil.example/x.png)", "**bold** _it_ ~~gone~~ `code`", "# heading", "> quote", "- list", "1. list", "---", "| a | b |",
    "<!channel> <!here> <@U123>", "<http://evil.example|click>", "{{DATE(2026-01-01T00:00:00Z)}}", ":smile:", "```\ncode\n```", "\\", "\\\\\"'", "`'\"",
)  # fmt: skip
DIRECTION = (
    "a\u202egpj.exe",
    "\u2066isolated",
    "\u200fright",
    "\u061cmark",
    "\u202d\u202e\u202c",
    "שלום עולם",
    "مرحبا بالعالم",
    "\u2069\u2069closed",
)
TEMPLATES = (
    "{{ 7*7 }}",
    "{% raw %}",
    "${7*7}",
    "#{7*7}",
    "%(count)s %s %d %n",
    "{0} {name}",
    "<%= 7*7 %>",
    "$(id)",
    "`id`",
    "%%",
)
QUERIES = (
    "'; drop table marts.personas; --",
    '" or ""="',
    "1;select 1",
    "$as_of",
    "?",
    "x' union select 1 --",
    "*/ /*",
)
CHARACTERS = (
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "Z\u0351\u036b\u0343\u0336a\u0336l\u0336", "\ufdfd", "\u200b\u200c\u2060", "\ufeffbom", "caf\u00e9 cafe\u0301", "\u0130\u0131\u017f\u00df",
    "\U0001d4d7", "\u2028line\u2029", "\x07\x1b[31mred", "a\x0bb\x0cc", "\x7f\x9b", "\uffff", "\ue000", "\u00a0", "\u3000",
)  # fmt: skip
VALUES = (
    "null",
    "NULL",
    "None",
    "nan",
    "-inf",
    "true",
    "0",
    "-1",
    "1e400",
    "0x10",
    "1,000.00",
    "2026-02-30",
    "../../etc/passwd",
    "CON",
    "undefined",
    "[object Object]",
    "[]",
    "{}",
    '"',
    ",",
    ";",
)
LONG = ("x" * 100_000, "word " * 20_000, "<b>" * 30_000)
EVERYTHING = (*SCRIPTS, *FORMULAS, *MARKUP, *DIRECTION, *TEMPLATES, *QUERIES, *CHARACTERS, *VALUES, *LONG)
