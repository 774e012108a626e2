import random
import numpy as np
random.seed(0); np.random.seed(0)

SIZE = 4
ACTIONS = [(-1, 0), (1, 0), (0, -1), (0, 1)]
ARROWS = '↑↓←→'
GOAL, PIT = (3, 3), (1, 2)

def step(s, a):
    r, c = s[0] + ACTIONS[a][0], s[1] + ACTIONS[a][1]
    if not (0 <= r < SIZE and 0 <= c < SIZE):
        return s, -1.0, False
    if (r, c) == GOAL: return (r, c), 10.0, True
    if (r, c) == PIT: return (r, c), -10.0, True
    return (r, c), -0.1, False

Q = np.zeros((SIZE, SIZE, 4))
eps, alpha, gamma = 1.0, 0.5, 0.9
returns = []
for ep in range(150):
    s, done, total, n = (0, 0), False, 0, 0
    while not done and n < 50:
        a = random.randrange(4) if random.random() < eps else int(np.argmax(Q[s]))
        s2, r, done = step(s, a)
        target = r + (0 if done else gamma * Q[s2].max())
        Q[s][a] += alpha * (target - Q[s][a])
        s = s2; total += r; n += 1
    returns.append(total)
    eps = max(0.05, eps * 0.97)
print('first 20: %.2f, last 20: %.2f' % (np.mean(returns[:20]), np.mean(returns[-20:])))
for r in range(SIZE):
    row = ''
    for c in range(SIZE):
        if (r, c) == GOAL: row += ' G'
        elif (r, c) == PIT: row += ' X'
        else: row += ' ' + ARROWS[Q[r, c].argmax()]
    print(row)
