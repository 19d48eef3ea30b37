namespace Slipway.Formats.Tests.Templates;

/// <summary>Small templates, each with what it renders to.</summary>
internal static class LanguageCases
{
    public const string Variables = """
        {"user": {"name": "Ada", "items": [3, 1, 2], "age": 36}, "none_value": null, "yes": true, "pi": 3.25, "big": 1e20,
         "text": "The quick brown fox", "people": [{"n": "b", "k": {"v": 2}}, {"n": "A", "k": {"v": 1}}, {"n": "c"}],
         "astral": "a😀b", "empty": "", "lines": "one\n\ntwo\r\nthree"}
        """;

    public static TheoryData<string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var (template, expected) in All)
                rows.Add(template, expected);
            return rows;
        }
    }

    public static readonly (string Template, string Expected)[] All =
    [
        // Whitespace: newline after a block, blanks before it, and the signs.
        ("a\n{% if true %}\nb\n{% endif %}\nc\n", "a\nb\nc"),
        ("a  {%- if true -%}  b  {%- endif -%}  c", "abc"),
        ("a\n   {% if true %}b{% endif %}", "a\nb"),
        ("a\n   {%+ if true %}b{% endif %}", "a\n   b"),
        ("a   {% if true +%}\nb{% endif %}", "a   \nb"),
        ("  {{ 1 }}\n  {{- 2 -}}  \n3", "  1" + "23"),
        ("a{# note #}\nb{#- note -#}  c", "ab" + "c"),
        ("{% raw %}{{ x }}{% endraw %}\n{%- raw -%} {% y %} {%- endraw %}", "{{ x }}{% y %}"),
        ("a\r\nb\rc\n\n", "a\nb\nc\n"),
        ("{{ 1 }}   {% if true %}x{% endif %}", "1   x"),
        // Literals.
        (@"{{ 'a\tb\'c' }}{{ ""\x41\u00e9\\ \q"" }}", "a\tb'cAé\\ \\q"),
        ("{{ 'a' 'b' }}{{ 1_000 }} {{ 0x1f }} {{ 1e3 }} {{ 2.50 }}", "ab1000 31 1000.0 2.5"),
        ("{{ [1, 'a', none, true, 1.0, (1,), {}] }}", "[1, 'a', None, True, 1.0, (1,), {}]"),
        ("{{ {'a': \"it's\", 1: '\"', 'n': '\\n\\x07é😀\\u200b'} }}", "{'a': \"it's\", 1: '\"', 'n': '\\n\\x07é😀\\u200b'}"),
        ("{{ 1e16 }} {{ 1e15 }} {{ 0.0001 }} {{ 0.00001 }} {{ 1.5e300 }} {{ -0.0 }} {{ 1e23 }} {{ 0.1 + 0.2 }}",
            "1e+16 1000000000000000.0 0.0001 1e-05 1.5e+300 -0.0 1e+23 0.30000000000000004"),
        ("{{ none }}{{ true }}{{ False }}{{ missing }}", "NoneTrueFalse"),
        // Operators.
        ("{{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 6 / 2 }} {{ 2 ** 10 }} {{ 2 ** -1 }} {{ 7.5 // 2 }} {{ -7.5 % 2 }}",
            "3 -4 2 3.5 3.0 1024 0.5 3.0 0.5"),
        ("{{ 1 + 2 * 3 - 4 }} {{ (1 + 2) * 3 }} {{ -2 ** 2 }} {{ 'ab' * 2 }} {{ [1] * 2 + [3] }}", "3 9 4 abab [1, 1, 3]"),
        ("{{ 1 ~ 'a' ~ none ~ 2.0 }}", "1aNone2.0"),
        ("{{ 1 < 2 < 3 }} {{ 1 < 2 > 5 }} {{ 'a' < 'b' }} {{ [1, 2] < [1, 3] }} {{ 1 == 1.0 }} {{ 1 == true }} {{ '1' == 1 }}",
            "True False True True True True False"),
        ("{{ 'a' in 'cat' }} {{ 1 in [1] }} {{ 'k' in {'k': 1} }} {{ 3 not in [1] }} {{ not 1 in [1] }} {{ 'x' in missing }}",
            "True True True True False False"),
        ("{{ 1 and 0 or 'x' }} {{ 0 or none }} {{ not '' }} {{ [] and 1 }}", "x None True []"),
        ("{{ 'y' if yes else 'n' }}{{ 'y' if not yes }}{{ 1 if 0 else 2 if 0 else 3 }}", "y3"),
        ("{{ text[4:9] }}|{{ text[-3:] }}|{{ text[::-1] }}|{{ text[:3][::2] }}|{{ user['items'][1:] }}|{{ [1,2,3,4][::-2] }}",
            "quick|fox|xof nworb kciuq ehT|Te|[1, 2]|[4, 2]"),
        ("{{ astral | length }} {{ astral[1] }} {{ astral[2] }} {{ astral[::-1] }} {{ astral[1:] }} {{ astral.find('b') }}",
            "3 😀 b b😀a 😀b 2"),
        ("{{ user.name }} {{ user['name'] }} {{ user.items is callable }} {{ user['items'] }} {{ user.nope }} {{ (1, 2).0 }}",
            "Ada Ada True [3, 1, 2]  1"),
        ("{{ 'a' is string and 'b' is not number }} {{ 4 is divisibleby 2 }} {{ 4 is divisibleby(3) }} {{ 1 is in [1, 2] }}",
            "True True False True"),
        // Statements.
        ("{% for i in [1, 2, 3] %}{{ loop.index }}{{ loop.index0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}" +
            "{{ loop.revindex }}{{ loop.previtem }}{{ loop.nextitem }} {% endfor %}",
            "10TrueFalse332 21FalseFalse3213 32FalseTrue312 "),
        ("{% for x in [] %}a{% else %}none{% endfor %}{% for k, v in {'a': 1}.items() %}{{ k }}{{ v }}{% endfor %}", "nonea1"),
        ("{% for x in range(6) if x % 2 %}{{ x }}/{{ loop.length }} {% endfor %}", "1/3 3/3 5/3 "),
        ("{% for x in range(9) %}{% if x == 2 %}{% continue %}{% elif x == 4 %}{% break %}{% endif %}{{ x }}{% endfor %}", "013"),
        ("{% for x in [1, [2, [3]]] recursive %}{{ '(' ~ loop(x) ~ ')' if x is iterable else x }}{{ loop.depth }}{% endfor %}", "11(22(33)2)1"),
        ("{% for x in 'abc' %}{{ loop.cycle('-', '+') }}{{ x }}{{ loop.changed(x == 'b') }}{% endfor %}", "-aTrue+bTrue-cTrue"),
        ("{% set x = 1 %}{% for i in [1] %}{{ x }}{% set x = 2 %}{{ x }}{% endfor %}{{ x }}", "121"),
        ("{% set n = namespace(x=1) %}{% for i in [1, 2] %}{% set n.x = n.x + i %}{% endfor %}{{ n.x }}{{ n['x'] }}", "44"),
        ("{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set t = 1, %}{{ t }}{% for (a, b), c in [((1, 2), 3)] %}{{ a + b + c }}{% endfor %}", "12(1,)6"),
        ("{% set x %}a{{ 1 }}{% endset %}{{ x | upper }}{% set y | upper | trim %} b {% endset %}{{ y }}", "A1B"),
        ("{% if 0 %}a{% elif 1 %}b{% else %}c{% endif %}{% if x is defined %}d{% endif %}{% if missing %}e{% else %}f{% endif %}", "bf"),
        ("{% macro m(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1) }} {{ m(1, c=5) }} {{ m(b=3, a=4) }}", "121 125 434"),
        ("{% macro m() %}{{ y }}{% endmacro %}{% set y = 7 %}{{ m() }}", "7"),
        ("{% macro m(a) %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, k=3) }}", "(2,){'k': 3}"),
        ("{% macro f(n) %}{{ n if n < 2 else n * (f(n - 1) | int) }}{% endmacro %}{{ f(5) }}", "120"),
        ("{% macro wrap(t) %}<{{ t }}>{{ caller('x') }}</{{ t }}>{% endmacro %}{% call(v) wrap('b') %}in {{ v }}{% endcall %}", "<b>in x</b>"),
        ("{% filter upper %}abc{{ 'd' }}{% endfilter %}{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}", "ABCD3"),
        ("{% generation %}said{% set q = 1 %}{% endgeneration %}{{ q is defined }}", "saidFalse"),
        ("{% set l = [1] %}{% set _ = l.append(2) %}{{ l }}{{ l.pop() }}{{ l }}{{ l.index(1) }}", "[1, 2]2[1]0"),
        // Methods.
        ("{{ ' a '.strip() }}|{{ 'xxaxx'.lstrip('x') }}|{{ 'xxaxx'.rstrip('x') }}|{{ 'a,b,,c'.split(',') }}|{{ ' a  b '.split() }}",
            "a|axx|xxa|['a', 'b', '', 'c']|['a', 'b']"),
        ("{{ 'a-b-c'.split('-', 1) }}{{ 'a-b-c'.rsplit('-', 1) }}{{ 'a b  c '.split(none, 1) }}{{ ' a b  c'.rsplit(none, 1) }}",
            "['a', 'b-c']['a-b', 'c']['a', 'b  c '][' a b', 'c']"),
        ("{{ 'a=b=c'.partition('=') }}{{ 'a=b=c'.rpartition('=') }}{{ 'x'.partition('=') }}", "('a', '=', 'b=c')('a=b', '=', 'c')('x', '', '')"),
        ("{{ 'abc'.startswith('ab') }}{{ 'abc'.endswith(('x', 'c')) }}{{ 'abcabc'.replace('b', 'X', 1) }}{{ 'ab'.replace('', '-') }}",
            "TrueTrueaXcabc-a-b-"),
        ("{{ \"they're ok\".title() }} {{ 'aBC dEF' | title }} {{ 'aBC dEF'.capitalize() }} {{ 'ÄÖ'.lower() }} {{ 'é'.upper() }}",
            "They'Re Ok Abc Def Abc def äö É"),
        ("{{ 'abcb'.find('b') }}{{ 'abcb'.rfind('b') }}{{ 'abcb'.count('b') }}{{ 'x'.find('y') }}{{ '12'.isdigit() }}{{ 'a1'.isalpha() }}",
            "132-1TrueFalse"),
        ("{{ lines.splitlines() }}{{ 'a\\n'.splitlines(true) }}", "['one', '', 'two', 'three']['a\\n']"),
        ("{{ {'a': 1}.get('a') }}{{ {}.get('b') }}{{ {}.get('b', 2) }}{{ {'a': 1}.keys() | list }}{{ {'a': 1}.values() | list }}", "1None2['a'][1]"),
        ("{{ '{} {1}'.format('a') if 0 else '{0}-{x:>3}|{y:.2f}'.format('a', x='b', y=1.005) }}", "a-  b|1.00"),
        ("{{ '%s|%5d|%-4s|%05.1f|%r|%%' % ('a', 42, 'b', 3.14159, 'c') }}{{ '%d items' | format(3) }}", "a|   42|b   |003.1|'c'|%3 items"),
        // Filters.
        ("{{ {'b': [1, 2.0, none, true], 'a': 'é\"\\n<&>'} | tojson }}", "{\"b\": [1, 2.0, null, true], \"a\": \"é\\\"\\n<&>\"}"),
        ("{{ {'b': [1, {}], 'a': []} | tojson(indent=2) }}", "{\n  \"b\": [\n    1,\n    {}\n  ],\n  \"a\": []\n}"),
        ("{{ {'b': 1, 'a': '😀é'} | tojson(sort_keys=true, ensure_ascii=true) }}{{ [1, 2] | tojson(separators=(',', ':')) }}",
            "{\"a\": \"\\ud83d\\ude00\\u00e9\", \"b\": 1}[1,2]"),
        ("{{ missing | default('d') }}{{ '' | default('d') }}{{ '' | default('d', true) }}{{ none_value | d('x', boolean=true) }}", "dd" + "x"),
        ("{{ [3, 1, 2] | sort }}{{ ['b', 'A'] | sort }}{{ [3, 1] | sort(reverse=true) }}{{ people | sort(attribute='n') | map(attribute='n') | list }}",
            "[1, 2, 3]['A', 'b'][3, 1]['A', 'b', 'c']"),
        ("{{ people | map(attribute='k.v', default=0) | list }}{{ ['a', ' b'] | map('trim') | map('upper') | list }}", "[2, 1, 0]['A', 'B']"),
        ("{{ people | selectattr('k') | list | length }}{{ people | rejectattr('n', 'equalto', 'c') | map(attribute='n') | join(',') }}", "2b,A"),
        ("{{ [1, 2, 3] | select('odd') | list }}{{ [0, 1] | select | list }}{{ [1, 2, 3] | reject('in', [1]) | list }}", "[1, 3][1][2, 3]"),
        ("{{ [1, 2, 1] | unique | list }}{{ ['a', 'A'] | unique | list }}{{ [1, 2] | first }}{{ 'abc' | last }}{{ [] | first }}", "[1, 2]['a']1c"),
        ("{{ 'abc' | reverse }}{{ [1, 2] | reverse | list }}{{ [1, 2, 3] | batch(2, 0) | list }}{{ [1, 2] | sum }}", "cba[2, 1][[1, 2], [3, 0]]3"),
        ("{{ {'b': 1, 'a': 2} | dictsort }}{{ {'b': 1, 'a': 2} | dictsort(by='value') }}{{ {'b': 1} | items | list }}", "[('a', 2), ('b', 1)][('b', 1), ('a', 2)][('b', 1)]"),
        ("{{ '42' | int }}{{ 'x' | int(7) }}{{ 3.9 | int }}{{ '2.5' | float }}{{ 'z' | float }}{{ '0x1F' | int(base=16) }}{{ '3.7' | int }}", "42732.50.0313"),
        ("{{ 2.5 | round }} {{ 3.5 | round }} {{ 2.675 | round(2) }} {{ 1.1 | round(0, 'ceil') }} {{ 5 | round }} {{ -3 | abs }} {{ -2.5 | abs }}", "2.0 4.0 2.67 2.0 5 3 2.5"),
        ("{{ lines | indent(2) }}|{{ 'a\\n\\nb' | indent(1, true, true) }}|{{ 'a\\nb' | indent('> ') }}", "one\n\n  two\n  three| a\n \n b|a\n> b"),
        ("{{ ' a ' | trim }}{{ 'xax' | trim('x') }}{{ 'a' | center(4) }}|{{ 'ab' | center(5) }}|{{ text | wordcount }}", "aa a  |  ab |4"),
        ("{{ [1, 'a', none] | join('-') }}{{ 'abc' | join('.') }}{{ people | join(',', attribute='n') }}", "1-a-Nonea.b.cb,A,c"),
        ("{{ [2, 1, 3] | max }}{{ ['b', 'A'] | min }}{{ [] | max }}{{ '<a>&\"' | e }}{{ text | replace('quick ', '') | lower }}", "3A&lt;a&gt;&amp;&#34;the brown fox"),
        ("{{ 'abc' | length }}{{ {'a': 1} | count }}{{ 12 | string | length }}{{ 'ab' | list }}{{ user | attr('get') is callable }}", "312['a', 'b']True"),
        // Tests.
        ("{{ missing is defined }}{{ missing is undefined }}{{ none is none }}{{ yes is boolean }}{{ yes is true }}{{ 1 is true }}", "FalseTrueTrueTrueTrueFalse"),
        ("{{ 1 is integer }}{{ true is integer }}{{ 1.0 is float }}{{ true is number }}{{ {} is mapping }}{{ [] is sequence }}{{ 'a' is iterable }}{{ 1 is iterable }}",
            "TrueFalseTrueTrueTrueTrueTrueFalse"),
        ("{{ 3 is odd }}{{ 3 is even }}{{ 'a' is eq 'a' }}{{ 1 is lt 2 }}{{ 'AB' is upper }}{{ 'Ab' is lower }}{{ 2 is sameas 2 }}{{ none is sameas(none) }}",
            "TrueFalseTrueTrueTrueFalseTrueTrue"),
        // Functions.
        ("{{ range(3) | list }}{{ range(2, 8, 3) | list }}{{ range(3, 0, -1) | list }}{{ dict(a=1, b=2) }}", "[0, 1, 2][2, 5][3, 2, 1]{'a': 1, 'b': 2}"),
        ("{% set j = joiner('; ') %}{% for x in 'ab' %}{{ j() }}{{ x }}{% endfor %}{% set c = cycler(1, 2) %}{{ c.next() }}{{ c.next() }}{{ c.next() }}", "a; b121"),
        ("{{ strftime_now('%Y') | length }}{{ strftime_now is defined }}{{ raise_exception is defined }}", "4TrueTrue"),
        ("{{ bos_token is defined }}{{ tools is none }}{{ messages | length }}", "TrueTrue0"),
    ];
}
