from collections import Counter

def pairs_of(words):
    c = Counter()
    for w, n in words.items():
        parts = w.split(' ')
        for a, b in zip(parts, parts[1:]):
            c[(a, b)] += n
    return c

def merge(words, pair):
    joined, glued = ' '.join(pair), ''.join(pair)
    out = {}
    for w, n in words.items():
        parts, i, new = w.split(), 0, []
        while i < len(parts):
            if i + 1 < len(parts) and (parts[i], parts[i + 1]) == pair:
                new.append(glued); i += 2
            else:
                new.append(parts[i]); i += 1
        out[' '.join(new)] = n
    return out

corpus = {'rain': 5, 'raining': 3, 'train': 4, 'training': 6, 'brain': 2, 'sing': 1}
words = {' '.join(w) + ' _': n for w, n in corpus.items()}
rules = []
for step in range(8):
    c = pairs_of(words)
    if not c: break
    best = max(c, key=lambda p: (c[p], p))
    rules.append(best)
    words = merge(words, best)
    print(f'第{step + 1}次合并: {best[0]}+{best[1]} ({c[best]})')
print(list(words))

def segment(word):
    w = {' '.join(word) + ' _': 1}
    for r in rules: w = merge(w, r)
    return next(iter(w)).split()
for w in ('singing', 'drain'): print(w, segment(w))
