s = 'Deep Learning 深度学习'
print(len(s), s.lower(), s.swapcase(), s[::-1], s.split(), s.find('学'), s.replace('Deep', 'Shallow'), s.encode('utf-8')[:6], s.encode().decode() == s)
print(s.isalpha(), 'abc1'.isalnum(), '12'.isdigit(), ' x '.strip() + '|', 'a,b,,c'.split(','), 'a b c'.split(maxsplit=1), 'k=v'.partition('='), 'title case'.title(), s.count('e'), s.startswith(('A', 'D')))
print([ord(c) for c in 'aZ中'], chr(8364), ''.join(chr(ord('a') + (ord(c) - 97 + 3) % 26) for c in 'xyz'), sorted('hello'), ''.join(sorted(set('mississippi'))), max('apple', 'banana', key=len), 'abc' < 'abd', 'x' * 0 == '')
word = 'level'; print(word == word[::-1], {c: word.count(c) for c in dict.fromkeys(word)}, ' '.join(w.capitalize() for w in 'all you need'.split()), 'a-b_c'.translate(str.maketrans('-_', '  ')), 'tab\there'.expandtabs(4), 'x'.join('123'))
print(r'\d+', "it's", 'say "hi"', '''multi
line''', 'con' 'cat', b'\x00\xff'[1], bytes([72, 105]), 'ß'.upper(), '%s' % ('t',), 'Ω'.lower(), '٣'.isdigit(), ascii('é'), repr('\n'), 'é' == 'e\u0301', int(' 42 '), float('1e-3'), str(1.0), int('101', 2), f'{ord("A"):08b}', '{:>{w}}'.format('r', w=4))
try: int('4.5')
except ValueError as e: print(e)
try: 'a' + 1
except TypeError as e: print(e)
try: 'abc'[5]
except IndexError as e: print(e)
try: s.foo
except AttributeError as e: print(e)
try: [].pop()
except IndexError as e: print(e)
try: {}['k']
except KeyError as e: print(repr(e), e)
try: [1, 2].index(3)
except ValueError as e: print(e)
try: a, b = 1, 2, 3
except ValueError as e: print(e)
try: next(iter([]))
except StopIteration as e: print('stop', repr(e))
try: (lambda: 1 / 0)()
except ArithmeticError as e: print(type(e).__name__, e)
try: None.x
except AttributeError as e: print(e)
try: [1] < 'a'
except TypeError as e: print(e)
try: {[]: 1}
except TypeError as e: print(e)
try: len(5)
except TypeError as e: print(e)
try: 3()
except TypeError as e: print(e)
try: for_each = sum(['a'])
except TypeError as e: print(e)
