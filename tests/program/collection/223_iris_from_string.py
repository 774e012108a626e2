import numpy as np, torch, torch.nn as nn, io
csv = """sepal,petal,kind
5.1,1.4,setosa
4.9,1.5,setosa
4.6,1.3,setosa
5.5,1.2,setosa
7.0,4.7,versicolor
6.4,4.5,versicolor
5.7,4.2,versicolor
6.0,4.0,versicolor
6.3,6.0,virginica
7.1,5.9,virginica
6.5,5.8,virginica
7.6,6.6,virginica"""
header, *lines = csv.splitlines()
cols = header.split(','); rows = [dict(zip(cols, l.split(','))) for l in lines]
kinds = sorted({r['kind'] for r in rows}); print(cols, kinds, len(rows), rows[0])
X = torch.tensor([[float(r['sepal']), float(r['petal'])] for r in rows]); y = torch.tensor([kinds.index(r['kind']) for r in rows])
A = np.loadtxt(io.StringIO('\n'.join(','.join(l.split(',')[:2]) for l in lines)), delimiter=','); print(A.shape, np.allclose(A, X.numpy()))
mean, std = X.mean(0), X.std(0); X = (X - mean) / std
torch.manual_seed(0); net = nn.Linear(2, 3); opt = torch.optim.SGD(net.parameters(), lr=.5)
for _ in range(100): opt.zero_grad(); l = nn.functional.cross_entropy(net(X), y); l.backward(); opt.step()
pred = net(X).argmax(1); print('%.4f' % l, (pred == y).sum().item(), '/', len(y))
for k, n in enumerate(kinds): print(n.ljust(12), X[y == k].mean(0).numpy().round(2), [kinds[p][:4] for p in pred[y == k]])
