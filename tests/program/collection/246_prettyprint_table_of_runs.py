results = []
for lr in (0.01, 0.1):
    for bs in (8, 32):
        results.append(dict(lr=lr, bs=bs, loss=round(1 / (1 + lr * 100) + bs / 1000, 4), ok=lr < .05))
cols = list(results[0])
widths = {c: max(len(c), *(len(str(r[c])) for r in results)) for c in cols}
line = '+'.join('-' * (widths[c] + 2) for c in cols)
print(' | '.join(c.ljust(widths[c]) for c in cols)); print(line)
for r in sorted(results, key=lambda r: (r['ok'], -r['loss']), reverse=True):
    print(' | '.join(f'{r[c]!s:>{widths[c]}}' for c in cols))
best = min(results, key=lambda r: r['loss']); print('best', {k: v for k, v in best.items() if k != 'ok'}, f"{best['loss']:.1e}")
print(*(f'{i:>2}{"*" * int(r["loss"] * 20)}' for i, r in enumerate(results)), sep='\n')
