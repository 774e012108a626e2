import random
from collections import defaultdict, Counter

random.seed(11)
corpus = "the cat sat on the mat . the dog sat on the rug . the cat saw the dog ."
words = corpus.split()
chain = defaultdict(Counter)
for a, b in zip(words, words[1:]):
    chain[a][b] += 1

for w in sorted(chain):
    total = sum(chain[w].values())
    print(f"{w:>4} ->", ", ".join(f"{nxt}:{c/total:.2f}" for nxt, c in sorted(chain[w].items())))

def generate(start, n=12):
    out = [start]
    while len(out) < n:
        opts = chain.get(out[-1])
        if not opts:
            break
        keys, weights = zip(*sorted(opts.items()))
        out.append(random.choices(keys, weights=weights)[0])
    return ' '.join(out)

for s in ('the', 'dog'):
    print(generate(s))
print(Counter(words).most_common(3), len(set(words)))
