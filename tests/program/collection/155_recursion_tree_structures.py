class Node:
    def __init__(self, key, left=None, right=None):
        self.key, self.left, self.right = key, left, right

def insert(root, key):
    if root is None: return Node(key)
    if key < root.key: root.left = insert(root.left, key)
    elif key > root.key: root.right = insert(root.right, key)
    return root

def inorder(n):
    if n:
        yield from inorder(n.left)
        yield n.key
        yield from inorder(n.right)

def height(n): return 0 if n is None else 1 + max(height(n.left), height(n.right))
def show(n, depth=0):
    if n is None: return
    show(n.right, depth + 1)
    print('    ' * depth + str(n.key))
    show(n.left, depth + 1)

root = None
for k in [5, 2, 8, 1, 9, 3]: root = insert(root, k)
print(list(inorder(root)), height(root)); show(root)

# decision tree on one feature (gini)
data = [(1.0, 0), (1.5, 0), (2.2, 1), (2.8, 1), (3.1, 0), (4.0, 1)]
def gini(rows):
    n = len(rows)
    return 1 - sum((sum(1 for _, y in rows if y == c) / n) ** 2 for c in {0, 1}) if n else 0
def grow(rows, depth=0, limit=2):
    labels = [y for _, y in rows]
    if depth == limit or len(set(labels)) == 1:
        return max(set(labels), key=labels.count)
    best = min(((len(L) * gini(L) + len(R) * gini(R), t, L, R) for t in sorted({x for x, _ in rows})[1:]
                for L, R in [([r for r in rows if r[0] < t], [r for r in rows if r[0] >= t])]), key=lambda b: b[0])
    return {'<%.1f' % best[1]: grow(best[2], depth + 1), '>=': grow(best[3], depth + 1)}
print(grow(data))

def hanoi(n, a='A', b='B', c='C'):
    return 0 if n == 0 else hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)
print(hanoi(6))
def flatten(x): return [x] if not isinstance(x, (list, tuple)) else [z for y in x for z in flatten(y)]
print(flatten([1, [2, (3, [4])], []]))
def perms(s): return [s] if len(s) < 2 else [c + p for i, c in enumerate(s) for p in perms(s[:i] + s[i + 1:])]
print(perms('abc'))
