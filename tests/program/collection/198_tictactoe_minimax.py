LINES = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6)]
def winner(b):
    for i, j, k in LINES:
        if b[i] != ' ' and b[i] == b[j] == b[k]: return b[i]
    return 'draw' if ' ' not in b else None
cache = {}
def minimax(b, me):
    key = (b, me)
    if key in cache: return cache[key]
    w = winner(b)
    if w: return ({'X': 1, 'O': -1, 'draw': 0}[w], None)
    best = None
    for i, c in enumerate(b):
        if c == ' ':
            s, _ = minimax(b[:i] + me + b[i + 1:], 'O' if me == 'X' else 'X')
            if best is None or (s > best[0] if me == 'X' else s < best[0]): best = (s, i)
    cache[key] = best
    return best
b, turn = 'X O      ', 'X'
while not winner(b):
    s, i = minimax(b, turn)
    b = b[:i] + turn + b[i + 1:]
    print(f'{turn} -> {i} (value {s})'); turn = 'XO'[turn == 'X']
for r in range(3): print(' ' + ' | '.join(b[3 * r:3 * r + 3]))
print('result:', winner(b), len(cache))
