import torch
torch.manual_seed(0)
N, D_in, H, D_out = 16, 10, 8, 3
x, y = torch.randn(N, D_in), torch.randn(N, D_out)
w1, w2 = torch.randn(D_in, H) * .3, torch.randn(H, D_out) * .3
lr = 1e-2
for t in range(60):
    h = x.mm(w1); h_relu = h.clamp(min=0); y_pred = h_relu.mm(w2)
    loss = (y_pred - y).pow(2).mean()
    # 手工反向传播
    g_y = 2.0 * (y_pred - y) / y.numel()
    g_w2 = h_relu.t().mm(g_y)
    g_h = g_y.mm(w2.t()); g_h[h < 0] = 0
    g_w1 = x.t().mm(g_h)
    if t % 20 == 0:
        a1, a2 = w1.clone().requires_grad_(), w2.clone().requires_grad_()
        (x.mm(a1).clamp(min=0).mm(a2) - y).pow(2).mean().backward()
        print(t, loss.item(), torch.allclose(a1.grad, g_w1, atol=1e-6), torch.allclose(a2.grad, g_w2, atol=1e-6))
    w1 -= lr * g_w1 * 10
    w2 -= lr * g_w2 * 10
print('final', (x.mm(w1).clamp(min=0).mm(w2) - y).pow(2).mean())
