import torch

torch.manual_seed(10)
# meta-learn the initial weight of y = a*x tasks
w = torch.tensor([0.0, 0.0], requires_grad=True)     # slope, bias
meta_opt = torch.optim.Adam([w], lr=0.1)
inner_lr = 0.1

def predict(params, x): return params[0] * x + params[1]

for it in range(30):
    meta_loss = 0.
    for _ in range(3):
        a, c = torch.rand(2) * 2 + 1
        xs, xq = torch.randn(5), torch.randn(5)
        loss = ((predict(w, xs) - (a * xs + c)) ** 2).mean()
        g, = torch.autograd.grad(loss, w, create_graph=True)
        fast = w - inner_lr * g
        meta_loss = meta_loss + ((predict(fast, xq) - (a * xq + c)) ** 2).mean()
    meta_opt.zero_grad()
    meta_loss.backward()
    meta_opt.step()
    if it % 10 == 0: print(it, meta_loss.item(), w.detach().tolist())
print(w)
