import heapq, bisect, string, re, json, textwrap, pprint
from fractions import Fraction
from decimal import Decimal
from datetime import datetime, timedelta, date
from operator import itemgetter, attrgetter
h = []
for n in (5, 1, 4): heapq.heappush(h, n)
print(heapq.heappop(h), h, heapq.nlargest(2, [3, 9, 2]), heapq.nsmallest(1, 'hello'))
l = [1, 3, 5]; bisect.insort(l, 4); print(l, bisect.bisect_left(l, 3), bisect.bisect(l, 3))
print(Fraction(1, 3) + Fraction(1, 6), Fraction('0.125'), Decimal('0.1') + Decimal('0.2'), float(Fraction(3, 4)))
d = date(2024, 2, 28) + timedelta(days=2); print(d, d.year, d.strftime('%Y/%m/%d'), (date(2024, 12, 25) - date(2024, 1, 1)).days, datetime(2024, 1, 2, 3, 4).isoformat())
print(re.sub(r'(\w+)@(\w+)', r'\2 at \1', 'me@home'), re.match(r'\d{2,}', '123a').group(), re.split(r'[,;]\s*', 'a, b;c'), [m.span() for m in re.finditer('o', 'foo')], bool(re.search('^x', 'yx')))
print(json.dumps({'b': [1, 2.5, None, True], 'a': '中'}, sort_keys=True, ensure_ascii=False), json.loads('{"x": [1, {"y": null}]}')['x'][1], string.ascii_lowercase[:5], string.digits)
print(textwrap.fill('the quick brown fox jumps over', 12)); pprint.pprint({'b': 1, 'a': [1, 2]})
print(sorted([{'n': 2}, {'n': 1}], key=itemgetter('n')), max([1 + 2j, 3], key=attrgetter('real')))
try: json.loads('{bad}')
except ValueError as e: print(type(e).__name__, str(e)[:30])
