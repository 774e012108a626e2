import torch
w = torch.tensor([1.0, 2.0], requires_grad=True)
lr = 0.1
for step in range(3):
    loss = (w ** 2).sum()
    loss.backward()
    w = w - lr * w.grad       # w 不再是叶子张量
    print(step, w, w.is_leaf)
