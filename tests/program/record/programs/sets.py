words = set("the quick brown fox jumps over the lazy dog".split())
more = {1, 9, 17, 25}
more.discard(9)
fixed = frozenset(words)
for step in range(4):
    words |= {f"w{step}"}
    print(words, more, [word for word in fixed])
