w, h = 60, 18
for j in range(h):
    line = ''
    for i in range(w):
        c = complex(-2.1 + 3 * i / w, -1.2 + 2.4 * j / h)
        z, n = 0, 0
        while abs(z) <= 2 and n < 30: z = z * z + c; n += 1
        line += ' .:-=+*#%@'[n // 3 if n < 30 else 9]
    print(line.rstrip())
