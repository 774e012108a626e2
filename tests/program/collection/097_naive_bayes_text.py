import numpy as np
from collections import Counter
import math

docs = [("good great fun", 1), ("great plot good acting", 1), ("boring bad", 0), ("bad plot terrible acting", 0), ("fun fun fun", 1)]
counts = {0: Counter(), 1: Counter()}
prior = Counter()
for text, label in docs:
    counts[label].update(text.split())
    prior[label] += 1
vocab = set(counts[0]) | set(counts[1])
print(sorted(vocab))

def log_prob(text, label, alpha=1.0):
    lp = math.log(prior[label] / len(docs))
    total = sum(counts[label].values())
    for w in text.split():
        lp += math.log((counts[label][w] + alpha) / (total + alpha * len(vocab)))
    return lp

for t in ["good fun", "terrible boring plot", "acting"]:
    scores = {lab: log_prob(t, lab) for lab in (0, 1)}
    best = max(scores, key=scores.get)
    p = np.exp(scores[1]) / sum(np.exp(v) for v in scores.values())
    print("%-22s -> %s  P(pos)=%.3f" % (t, ('neg', 'pos')[best], p))
