class Matrix:
    def __init__(self, rows): self.rows = [list(map(float, r)) for r in rows]
    @classmethod
    def eye(cls, n): return cls([[1 if i == j else 0 for j in range(n)] for i in range(n)])
    @property
    def shape(self): return len(self.rows), len(self.rows[0])
    @property
    def T(self): return Matrix(zip(*self.rows))
    def __matmul__(self, o):
        if self.shape[1] != o.shape[0]: raise ValueError(f'shapes {self.shape} and {o.shape} not aligned')
        return Matrix([[sum(a * b for a, b in zip(r, c)) for c in zip(*o.rows)] for r in self.rows])
    def __add__(self, o): return Matrix([[a + b for a, b in zip(r, s)] for r, s in zip(self.rows, o.rows)]) if isinstance(o, Matrix) else Matrix([[a + o for a in r] for r in self.rows])
    def __mul__(self, k): return Matrix([[k * a for a in r] for r in self.rows])
    __rmul__ = __mul__; __radd__ = __add__
    def __sub__(self, o): return self + -1 * o
    def __eq__(self, o): return isinstance(o, Matrix) and self.rows == o.rows
    def __getitem__(self, ij): return self.rows[ij] if isinstance(ij, int) else self.rows[ij[0]][ij[1]]
    def __setitem__(self, ij, v): i, j = ij; self.rows[i][j] = v
    def __len__(self): return len(self.rows)
    def __iter__(self): return iter(self.rows)
    def __repr__(self): return 'Matrix(%s)' % '; '.join(' '.join('%g' % a for a in r) for r in self.rows)
    def __pow__(self, n):
        out = Matrix.eye(len(self))
        for _ in range(n): out = out @ self
        return out
X = Matrix([[1, x] for x in range(5)]); y = Matrix([[2 * x + 1] for x in range(5)])
theta = Matrix([[0], [0]])
for step in range(200):
    grad = X.T @ (X @ theta - y) * (2 / len(X)); theta = theta - 0.08 * grad
print(theta, X.shape, (X.T @ X), Matrix([[1, 1], [1, 0]]) ** 10, Matrix.eye(2) == Matrix([[1, 0], [0, 1]]), X[0], X[1, 1], 1 + Matrix.eye(2))
m = Matrix.eye(2); m[0, 1] = 5; print(m, [sum(r) for r in m], {repr(m): len(m)})
X @ X
