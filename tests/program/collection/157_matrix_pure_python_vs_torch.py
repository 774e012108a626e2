import torch
def matmul(A, B):
    n, k, m = len(A), len(B), len(B[0])
    if len(A[0]) != k: raise ValueError('inner dimensions differ: %d and %d' % (len(A[0]), k))
    C = [[0.0] * m for _ in range(n)]
    for i in range(n):
        for j in range(m):
            s = 0.0
            for t in range(k): s += A[i][t] * B[t][j]
            C[i][j] = s
    return C
def transpose(A): return [list(r) for r in zip(*A)]
def det(A):
    if len(A) == 1: return A[0][0]
    return sum((-1) ** j * A[0][j] * det([r[:j] + r[j + 1:] for r in A[1:]]) for j in range(len(A)))
def gauss(A, b):
    n = len(A); M = [row[:] + [v] for row, v in zip(A, b)]
    for c in range(n):
        p = max(range(c, n), key=lambda r: abs(M[r][c]))
        M[c], M[p] = M[p], M[c]
        for r in range(c + 1, n):
            f = M[r][c] / M[c][c]
            M[r] = [x - f * y for x, y in zip(M[r], M[c])]
    x = [0.0] * n
    for r in reversed(range(n)):
        x[r] = (M[r][n] - sum(M[r][c] * x[c] for c in range(r + 1, n))) / M[r][r]
    return x
A = [[2., 1., -1.], [-3., -1., 2.], [-2., 1., 2.]]
print(matmul(A, transpose(A))); print(det(A), gauss(A, [8., -11., -3.]))
T = torch.tensor(A, dtype=torch.float64)
print((T @ T.T).tolist() == matmul(A, transpose(A)), torch.linalg.solve(T, torch.tensor([8., -11., -3.], dtype=torch.float64)))
print('%.4f' % torch.det(T))
try: matmul(A, [[1.0]])
except ValueError as e: print(e)
n = 12
big = [[(i * j) % 7 * 1.0 for j in range(n)] for i in range(n)]
print(sum(map(sum, matmul(big, big))), torch.tensor(big).mm(torch.tensor(big)).sum())
