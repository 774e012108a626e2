import csv
import io
import textwrap
import torch

raw = textwrap.dedent("""\
    area,rooms,price
    50,2,150
    80,3,230
    120,4,340
    65,2,190
""")
rows = list(csv.DictReader(io.StringIO(raw)))
print(rows[0], len(rows))
reader = csv.reader(io.StringIO(raw))
header = next(reader)
data = torch.tensor([[float(v) for v in row] for row in reader])
print(header); print(data)
X, y = data[:, :2], data[:, 2:]
X = (X - X.mean(0)) / X.std(0)
w = torch.zeros(2, 1, requires_grad=True); b = torch.zeros(1, requires_grad=True)
for i in range(100):
    loss = ((X @ w + b - y)**2).mean()
    loss.backward()
    with torch.no_grad():
        for p in (w, b):
            p -= 0.1 * p.grad
            p.grad = None
print(textwrap.fill("The model has been fitted with %d points and the final loss is %.3f after 100 epochs of gradient descent." % (len(rows), loss), width=40))
out = io.StringIO()
wr = csv.writer(out)
wr.writerow(['w0', 'w1', 'b'])
wr.writerow([round(v, 4) for v in (w[0].item(), w[1].item(), b.item())])
print(out.getvalue())
